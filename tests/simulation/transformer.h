/*
 * simulation/transformer.h: moves records to the links they concern, with the
 * real route_record(). Each records partition goes on at its own pace.
 */
#ifndef TANDEM_SIMULATION_TRANSFORMER_H
#define TANDEM_SIMULATION_TRANSFORMER_H

#include "simulation/sim.h"

void transformer_begin(struct sim *sim);

/* Some partition's committed offset goes back: its records come again. */
void transformer_rewind(struct sim *sim);

/* All of it comes again. */
void transformer_rewind_all(struct sim *sim);

/* True when every record has been routed. */
bool transformer_is_done(const struct sim *sim);

#endif
