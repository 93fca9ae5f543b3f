/*
 * simulation/invariants.h: what must always be true, and what must be true
 * when all is quiet. Each check has its sentence beside it in invariants.c and
 * rest.c; the first that is broken ends the run.
 */
#ifndef TANDEM_SIMULATION_INVARIANTS_H
#define TANDEM_SIMULATION_INVARIANTS_H

#include "simulation/flight.h"
#include "simulation/sim.h"

/* What is remembered of a link while it is told of an event. */
struct before {
    char *ids[SIDES];
    int64_t read_ms[SIDES];
    struct json *agreed[SIDES];
};

void invariants_before(struct before *ret_before, const struct link *link);

/* After reconcile(); frees before. */
void invariants_judged(struct sim *sim, struct before *before,
                       const struct flow *flow, const struct link *link,
                       const struct event *event,
                       const struct effects *effects);

/* A state is being written to the ledger. */
void invariants_committed(struct sim *sim, const struct flow *flow,
                          const struct link *link, const char *text);

/* A request leaves; it has reached the system. */
void invariants_left(struct sim *sim, const struct flight *flight);
void invariants_acted(struct sim *sim, const struct flight *flight,
                      const struct fake_reply *reply);

/* When all is quiet (rest.c). */
void invariants_rest(struct sim *sim);

#endif
