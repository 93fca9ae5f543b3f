/*
 * rehearsal/rehearsal.h: what the flows would do with the records as they
 * stand. Nothing is written, and nobody is asked.
 *
 * The judgement is the loader's own (reconcile()); around it Kafka and both
 * systems are played from what is known: messages between links are followed
 * until none is left, requests are noted and answered from the readings.
 *
 *     rehearsal_new(), rehearsal_route() for each record, rehearsal_run(),
 *     then rehearsal_settle() or rehearsal_open(), then rehearsal_end().
 */
#ifndef TANDEM_REHEARSAL_REHEARSAL_H
#define TANDEM_REHEARSAL_REHEARSAL_H

#include "domain/reconcile.h"
#include "rehearsal/readings.h"
#include "rehearsal/tally.h"

/* The states of these links (and key actors) as they stand, as text, or NULL:
 * none. Each is freed by the rehearsal. */
typedef int rehearsal_fetch(void *arg, const char *const *ids, size_t count,
                            char **ret_texts, struct err *err);

/* Is the flow's gate open: have both systems been read once? */
typedef bool rehearsal_gate(void *arg, const struct flow *flow);

/* All borrowed. */
struct rehearsal_settings {
    const struct flows *flows;
    struct readings *readings;
    struct tally *tally;
    struct reconcile_settings reconcile;
    int64_t now_ms; /* one moment for all of it */
    rehearsal_fetch *fetch;
    rehearsal_gate *gate;
    void *arg; /* of both */
};

struct rehearsal;

struct rehearsal *rehearsal_new(const struct rehearsal_settings *settings);
void rehearsal_free(struct rehearsal *rehearsal);

/* Tells the links that the record concerns what it looks like; only those of
 * one flow, unless that is NULL. */
int rehearsal_route(struct rehearsal *rehearsal, struct reading *reading,
                    const struct flow *only, struct err *err) MUST_CHECK;

/* Until there is nothing left to say. Readings from which something follows
 * are marked: it would be the same without the others. */
int rehearsal_run(struct rehearsal *rehearsal, struct err *err) MUST_CHECK;

/* All links have entered: the key actors decide, where the gate is open; and
 * runs. */
int rehearsal_settle(struct rehearsal *rehearsal, struct err *err) MUST_CHECK;

/* Opens every gate, as when both systems have been read once, runs, and
 * settles. */
int rehearsal_open(struct rehearsal *rehearsal, struct err *err) MUST_CHECK;

/* Counts how links stand that stood otherwise before. */
int rehearsal_end(struct rehearsal *rehearsal, struct err *err) MUST_CHECK;

#endif
