/*
 * tests/support/seeds.h: one law, many worlds drawn from numbered seeds.
 *
 * A law that does not hold names its seed; TEST_SEED=n plays that one alone.
 */
#ifndef TANDEM_TESTS_SUPPORT_SEEDS_H
#define TANDEM_TESTS_SUPPORT_SEEDS_H

#include "simulation/dice.h"
#include "support/test.h"

typedef void seeds_play(struct dice *dice);

/* Plays the seeds 1 to count. */
void seeds_each(unsigned count, seeds_play *play);

#define seeds_test(f) cmocka_unit_test_teardown(f, seeds_teardown)
int seeds_teardown(void **state);

#endif
