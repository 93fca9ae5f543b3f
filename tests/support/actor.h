/*
 * tests/support/actor.h: one link, told of events by hand.
 *
 * A clock of its own; each event comes a minute after the one before. What the
 * last event led to is in `actor.effects`.
 */
#ifndef TANDEM_TESTS_ACTOR_H
#define TANDEM_TESTS_ACTOR_H

#include "domain/reconcile.h"

#define ACTOR_LIMIT_MS 3000

struct actor {
    struct flows flows;
    struct link *link;
    struct effects effects;
    int64_t now_ms;
    bool gate;        /* both entities have been scanned; true at first */
    bool room[SIDES]; /* true at first */
    enum brake brake[SIDES]; /* free at first */
    int64_t brake_decided_ms[SIDES];
};

extern struct actor actor;

/* cmocka's setup and teardown. Flows do not match, so that a link decides
 * alone; with actor_setup_matching() they do, as they ship. */
int actor_setup(void **state);
int actor_setup_matching(void **state);
int actor_teardown(void **state);

/* Contact 1 and customer 812 look so, and are in step. */
void actor_is_in_step(const char *a_fields, const char *b_fields);
int actor_setup_in_step(const char *a_fields, const char *b_fields);

/* A flow, to be changed for the test. */
struct flow *actor_flow(const char *name);

/* A fresh link. */
void actor_is(const char *link_id);

/* JSON text with single quotes for double ones. The caller frees. */
struct json *quoted(const char *text);

/* Any event; takes it. */
void told(struct event *event);

/* A record was read. fields: JSON text with single quotes for double ones,
 * {'Email': 'kari@fjell.example'}; modified: NULL makes it the event's time. */
void sees(enum side side, const char *id, const char *fields);
void sees_at(enum side side, const char *id, const char *fields,
             int64_t read_ms, const char *modified);
void hears_gone(enum side side, const char *id);

/* The answer to the request that is out. fields and id may be NULL. */
void answered(enum verdict verdict, const char *id, const char *fields);
void refused(const char *code, const char *field);
void found_nothing(void);
void not_sent(void);

void wanted_by(const char *from);
void woken_by(const char *from, const char *b_id, const char *cause);
/* By a link that was asked whose record it is. */
void told_owner(const char *from, const char *a_id, const char *b_id);
void time_passes(int64_t ms); /* then EVENT_DUE, if due by then */
void unseen(enum side side);
void retried(void);

/* A person's command, as late as the clock; revision 0: whatever the link's
 * is; body: JSON with single quotes, or NULL. */
void commanded(const char *command, int64_t revision, const char *body);

/* ---- what came of it ---- */

/* "create", "read", ...; fails unless exactly that was decided now. */
void asks_for(const char *kind, enum side side);
void asks_nothing(void);

/* A field of the request; value as JSON with single quotes, NULL: not in it. */
void sends(const char *path, const char *value);
void stands(const char *status, const char *cause);

/* The cause that a property is owed for, or NULL: it is not owed. */
void owes(const char *property, const char *cause);

/* How many messages of a kind went to a link in the last event. */
size_t tells(enum event_kind kind, const char *link_id);
bool audit_says(const char *action);

/* The rule of the first outcome with that action begins so. */
bool audit_explains(const char *action, const char *rule);

#endif
