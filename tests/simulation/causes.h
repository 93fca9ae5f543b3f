/*
 * simulation/causes.h: an edit that does not end on both sides is named by a
 * cause, and the cause is true.
 */
#ifndef TANDEM_SIMULATION_CAUSES_H
#define TANDEM_SIMULATION_CAUSES_H

#include "simulation/sim.h"

/* A link at rest, with what both systems have. */
struct pair {
    struct sim *sim;
    const struct flow *flow;
    const struct link *link;
    struct fake_record *records[SIDES];
};

void holds_have_a_reason(const struct pair *pair);
void closed_is_gone(const struct pair *pair);
void lonely_stays_alone(const struct pair *pair);

#endif
