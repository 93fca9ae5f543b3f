/*
 * simulation/story.h: one seed, from beginning to end.
 */
#ifndef TANDEM_SIMULATION_STORY_H
#define TANDEM_SIMULATION_STORY_H

#include "simulation/sim.h"

/* True when all invariants held; else failure names the first that did not.
 * Run from the repository's top folder: it reads flows/. */
bool story_play(uint64_t seed, char ret_failure[SIM_FAILURE_MAX]);

/* The same, and tells what happens; each state of one link, too (or NULL). */
bool story_tell(uint64_t seed, const char *link,
                char ret_failure[SIM_FAILURE_MAX]);

#endif
