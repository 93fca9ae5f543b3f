/*
 * simulation/dice.h: chance that can be had again: the same seed, the same
 * throws.
 */
#ifndef TANDEM_SIMULATION_DICE_H
#define TANDEM_SIMULATION_DICE_H

#include <stdbool.h>
#include <stdint.h>

struct dice {
    uint64_t state;
};

void dice_seed(struct dice *dice, uint64_t seed);

/* From..to, both possible. */
int64_t dice_between(struct dice *dice, int64_t from, int64_t to);
bool dice_percent(struct dice *dice, int percent);

/* A delay: mostly about usual_ms, now and then anything up to most_ms. */
int64_t dice_delay(struct dice *dice, int64_t usual_ms, int64_t most_ms);

#endif
