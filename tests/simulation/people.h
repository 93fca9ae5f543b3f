/*
 * simulation/people.h: what people do in both systems, at random.
 */
#ifndef TANDEM_SIMULATION_PEOPLE_H
#define TANDEM_SIMULATION_PEOPLE_H

#include "simulation/sim.h"

/* The records that are there when tandem is first started. */
void people_begin(struct sim *sim);

/* Somebody does something: an agenda_act. */
agenda_act people_act;

#endif
