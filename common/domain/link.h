/*
 * domain/link.h: the state of a link, one JSON document of at most 64 KB.
 *
 * A link is the pair of two records (or the still lonely half). Values are
 * native: as the API gave them. docs/envelope.md holds the schema.
 */
#ifndef TANDEM_DOMAIN_LINK_H
#define TANDEM_DOMAIN_LINK_H

#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"
#include "domain/flow.h"

#include <stdbool.h>
#include <stdint.h>

#define LINK_VERSION   1
#define LINK_BYTES_MAX ((size_t)64 * 1024)
/* Later ones ask again at the next scan. */
#define LINK_SUBSCRIBERS_MAX 200
#define LINK_CHILDREN_MAX    200
/* due_ms of a link that waits for both entities to have been scanned: the
 * loader gives it EVENT_DUE when the gate opens. As many nines as JSON keeps
 * exactly: cJSON writes 15 digits. */
#define LINK_DUE_AT_GATE INT64_C(999999999999999)
/* That of a link which the brake holds: EVENT_DUE when a person releases it. */
#define LINK_DUE_AT_BRAKE INT64_C(999999999999998)

enum link_status {
    LINK_LONELY,  /* no partner, and none is to be made */
    LINK_PENDING, /* a request is wanted or out */
    LINK_WAITING, /* for the gate or for another link */
    LINK_IN_STEP,
    LINK_HELD,   /* needs a person: cause and remedy say why */
    LINK_CLOSED, /* one side is gone, or the order has become an invoice */
    LINK_ALIAS,  /* has become part of another: passes everything on */
    LINK_KEY,    /* no link at all but a key actor: see domain/match.c */
};

enum request_kind {
    REQUEST_NONE,
    REQUEST_READ,
    REQUEST_FIND,
    REQUEST_CREATE,
    REQUEST_UPDATE,
    REQUEST_MATCH,
};

struct link_side {
    char *id;                /* the record's, or NULL */
    char *parent;            /* of the record it lives under, or NULL */
    char *modified;          /* native text of the newest evidence */
    int64_t read_ms;         /* server's time of the newest evidence; 0: none */
    char *reference;         /* as the record carries it, or NULL */
    char *written_modified;  /* as our last write was answered */
    int64_t written_ms;      /* server's time of our last write; 0: none */
    struct json *observed;   /* {path: value} */
    struct json *agreed;     /* {path: value}: the merge base */
    struct json *changed_ms; /* {property: ms}: when it last changed here */
    struct json *sent;       /* {path: value} of our last write, until it is
                                known what the system made of it */
    int64_t gone_ms;         /* 0: it is there, as far as we know */
    char *refused; /* hash of the values it refused to store, or NULL */
    bool doubt;    /* what we know of it may be old: read it before deciding */
    bool braked;   /* the brake holds what is to be written here */
};

struct link_request {
    enum request_kind kind;
    enum side side;
    int64_t at_ms;       /* the intent: names it, too */
    struct json *fields; /* what is written: {path: value} */
    struct json *base;   /* of the other side, when it was decided */
    char *rules;         /* UPDATE: why, by property; for the audit */
    char *modified;      /* UPDATE: of the record it was decided on; the lock */
};

struct link {
    char *id;
    char *flow;
    enum link_status status;
    char *cause;      /* machine's word: "rejected", "twin"; or NULL */
    char *detail;     /* the sentence, with the remedy, or NULL */
    int64_t revision; /* grows with every state that is written */
    int64_t since_ms; /* when status and cause became what they are; 0: not
                         known */
    struct link_side sides[SIDES];
    struct json *definitions; /* {property: definition it was agreed under} */
    struct json *owed;        /* {property: {to: side, cause}} */
    struct json *refs;        /* {property: {link, id, cause}}: what its b
                                 record is; "~parent": what it lives under */
    struct json *back;        /* whose record b refers to: see refs_back.c */
    struct link_request request;
    /* An update may have been done: what it wrote, until the record is read;
     * REQUEST_NONE: none is in doubt. */
    struct link_request unsure;
    struct json *returns; /* {property: {"b:<hash>": {count, at_ms}}}: what was
                             written lately: see returns.c */
    bool wanted;          /* somebody refers to it */
    bool twin; /* its record carries the reference of another one's link */
    int64_t commanded_ms;  /* the newest command that was heard; 0: none */
    char *command_refused; /* why it was not obeyed: "moved"; NULL: it was */
    char *decision; /* what a person has made of it: "unlinking", "unlinked",
                       "ignored", "joined"; or NULL */
    char *joining;  /* the `b` link that a person joins it with, or NULL */
    struct json *apart;  /* {record id: revision}: which it must not be linked
                            with; below 0: joined again. See apart.c */
    struct json *prefer; /* {property: "a"}: whose value a person wants */
    bool early;          /* founded before both systems had been read once */
    /* A create may have happened: look for our reference, not before this;
     * 0: none is in doubt. */
    int64_t find_after_ms;
    struct json *subscribers; /* [link id] */
    struct json *children;    /* [link id]: of a hub */
    char *alias_of;           /* LINK_ALIAS: the link it has become part of */
    struct json *entered; /* {key, entry}: what its key actor was told last */
    struct json *match;   /* {asked, granted, wants, candidates, await} */
    struct json *entries; /* LINK_KEY: {link: {entry, answer}} */
    int attempts;
    int64_t due_ms; /* 0: none */
};

/* An empty link with this id; flow is taken from the id. */
struct link *link_new(const char *id);
void link_free(struct link *link);

/* As if that side had never had a record. */
void link_side_forget(struct link *link, enum side side);

/* As none: no kind, nothing in it. */
void request_clear(struct link_request *request);

void link_encode(struct buf *ret_text, const struct link *link);

/* The same without what moves all the time (revision, read_ms): two links with
 * the same essence need not be written down anew. The caller frees. */
char *link_essence(const struct link *link);

/* NULL and ERR_DATA when it is no state, or one of another version. */
struct link *link_decode(const char *text, size_t length,
                         struct err *err) MUST_CHECK;

const char *link_status_name(enum link_status status);
const char *request_kind_name(enum request_kind kind);

/* True if nothing is worth writing down about it: as new. */
bool link_is_blank(const struct link *link);

/* True if a person had what is known of it erased: nothing is read into it. */
bool link_is_erased(const struct link *link);

/* True if it has a record on both sides. */
bool link_is_whole(const struct link *link);

#endif
