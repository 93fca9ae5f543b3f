/*
 * simulation/agreed.h: 10. agreed changes only by a write that was answered or
 * came back, or by equality (also that of nothing: an emptied value is left
 * alone).
 */
#ifndef TANDEM_SIMULATION_AGREED_H
#define TANDEM_SIMULATION_AGREED_H

#include "simulation/invariants.h"

void invariant_agreed(struct sim *sim, const struct before *before,
                      const struct flow *flow, const struct link *link,
                      const struct event *event);

#endif
