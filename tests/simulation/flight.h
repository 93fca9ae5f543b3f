/*
 * simulation/flight.h: a request on its way to a system, and back.
 *
 * As loader/perform.c and remote/: it leaves within 10 s of the intent or is
 * given back unsent; it acts some time after it left; the answer comes within
 * the time limit, or is lost.
 */
#ifndef TANDEM_SIMULATION_FLIGHT_H
#define TANDEM_SIMULATION_FLIGHT_H

#include "simulation/sim.h"

struct worker;

struct flight {
    struct flight *next;
    int worker;
    int64_t life; /* of the worker that asked */
    const struct flow *flow;
    char *link_id;
    enum request_kind kind;
    enum side side;
    int64_t at_ms; /* the intent */
    char *record_id;
    char *founder_id; /* the other side's record */
    char *reference;
    char *parent;
    char *unmodified_since;
    struct json *fields;
    int64_t left_ms; /* 0: still in line */
    bool given_back;
    struct event answer;
};

/* The link's request, which has been committed. */
void flight_start(struct sim *sim, const struct worker *worker,
                  const struct flow *flow, const struct link *link);

/* All that are still in line come back unsent. */
void flights_cancel(struct sim *sim, struct worker *worker);

void flights_free(struct sim *sim);

#endif
