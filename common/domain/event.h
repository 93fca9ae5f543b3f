/*
 * domain/event.h: what a link can be told (docs/envelope.md has the schema).
 *
 * Events travel on tandem.changes under the link's id; `answered`, `due` and
 * `unseen` come from the loader itself and are never encoded.
 * One struct for all kinds: the members that a kind uses are named at it.
 */
#ifndef TANDEM_DOMAIN_EVENT_H
#define TANDEM_DOMAIN_EVENT_H

#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"
#include "domain/brake.h"
#include "domain/flow.h"
#include "domain/verdict.h"

#include <stdbool.h>
#include <stdint.h>

#define EVENT_VERSION  1
#define EVENT_HOPS_MAX 4
/* A link's id is at most this long: a flow's name and two record ids. */
#define EVENT_LINK_MAX 512

enum event_kind {
    EVENT_OBSERVED, /* side, record_id, parent, read_ms, modified, fields, gone,
                       fits, founds, not_yours, hops */
    EVENT_WANTED,   /* from, create */
    EVENT_WAKE,     /* from, ids, cause */
    EVENT_CHILD,    /* from: a contact person tells its hub that it exists */
    EVENT_SCANNED,  /* a marker, for a whole partition: system, entity, scan_ms,
                       partition, partitions, body: [flows] that what came
                       before it was routed for */
    EVENT_ENTER,    /* from, body: a link tells the key actor of its key
                       {side, state, same[], archived, await[]} */
    EVENT_LEAVE,    /* from: it carries that key no longer */
    EVENT_GRANTED,  /* from: nobody else is it, create */
    EVENT_AMBIGUOUS,  /* from, body: [candidates] */
    EVENT_JOIN,       /* from, body: the `a` link's id; to the `b` link */
    EVENT_JOINED,     /* from, body: the `b` link's side and subscribers */
    EVENT_REFUSED,    /* from: the `b` link is not what it was; to the key */
    EVENT_REGISTERED, /* for a whole partition: flow, partition, partitions: all
                         links of that other partition have entered */
    EVENT_PARTED,   /* from, revision, body: a record that a person has unlinked
                       goes to its own link: {..., apart} */
    EVENT_COMMAND,  /* command, at_ms, revision, body: its arguments */
    EVENT_ANSWERED, /* request_at, verdict and what the answer said */
    EVENT_DUE,      /* the time the link asked for has come */
    EVENT_UNSEEN,   /* side: a whole scan passed without this record */
};

struct event {
    enum event_kind kind;
    enum side side; /* of the record that is spoken of */
    char *link;     /* the id of the link it is for; the message's key */

    char *record_id;
    char *parent;        /* id of the record it lives under, or NULL */
    char *reference;     /* ours, as the record carries it, or NULL */
    int64_t read_ms;     /* server's time when it was read */
    char *modified;      /* native text, or NULL */
    struct json *fields; /* {path: native value}, only what the record had */
    bool gone;
    bool fits;      /* the flow's `where` holds */
    bool founds;    /* may found a link */
    bool not_yours; /* forwarded: its reference names a link that has another */
    int hops;

    char *from;        /* the link that speaks; OBSERVED: that forwards */
    char *ids[SIDES];  /* WAKE: the record ids of `from`, NULL when none */
    char *cause;       /* WAKE: why it cannot be, or NULL */
    int64_t revision;  /* its state, when it says something to a key actor;
                          COMMAND: the state that was looked at, 0: any */
    char *command;     /* "retry": see domain/command.c */
    int64_t at_ms;     /* COMMAND: when it was given; names it */
    struct json *body; /* what else a link, a key actor or a person says */
    char *flow;        /* REGISTERED */

    char *system;
    char *entity;
    int64_t scan_ms;
    int32_t partition;
    int32_t partitions;

    int64_t request_at; /* ANSWERED: the intent it answers */
    char *code;         /* what the system called it */
    char *field;        /* the field it named, or NULL */
    char *message;      /* its words, for the operator */
    enum verdict verdict;
    bool found;         /* a find met a record: side, record_id, fields, ... */
    struct event *hits; /* a match met records: each observed, for its link */
    size_t hit_count;
    bool became; /* the order has become an invoice */
    bool unsent; /* it never left: decide again */
    bool braked; /* it never left: the brake holds it */

    bool create; /* WANTED: create it although nobody else would */

    /* What the shell knows at this moment, for every kind: */
    bool gate;        /* both entities of the flow have been scanned once */
    bool room[SIDES]; /* a request to this side could leave now */
    enum brake brake[SIDES]; /* how it stands for this side's entity */
    /* When a person decided about it, as far as this loader was there; 0. */
    int64_t brake_decided_ms[SIDES];
};

void event_init(struct event *event, enum event_kind kind, const char *link);
void event_free(struct event *event);

/* Appends the message's value; the key is event->link. */
void event_encode(struct buf *ret_text, const struct event *event);

/* key: the message's key, copied. ERR_DATA says what is wrong and where;
 * event_free() either way. */
int event_decode(const char *key, const char *text, size_t length,
                 struct event *ret_event, struct err *err) MUST_CHECK;

const char *event_kind_name(enum event_kind kind);

#endif
