/*
 * simulation/chaos.h: what goes wrong.
 */
#ifndef TANDEM_SIMULATION_CHAOS_H
#define TANDEM_SIMULATION_CHAOS_H

#include "simulation/sim.h"

/* Something goes wrong: an agenda_act. */
agenda_act chaos_act;

/* All goes well from now on; what is broken gets well. */
void chaos_end(struct sim *sim);

/* Topics are read again from earlier offsets, Redis is lost or an old one. */
void chaos_replay(struct sim *sim);

#endif
