#include "support/seeds.h"

#include <stdlib.h>

static unsigned long playing; /* 0: none, or all have passed */

static void play_one(unsigned long seed, seeds_play *play)
{
    struct dice dice;

    playing = seed;
    dice_seed(&dice, seed);
    play(&dice);
    playing = 0;
}

void seeds_each(unsigned count, seeds_play *play)
{
    const char *only = getenv("TEST_SEED"); /* NOLINT(concurrency-mt-unsafe) */

    if (only != NULL) {
        play_one(strtoul(only, NULL, 10), play);
        return;
    }
    for (unsigned long seed = 1; seed <= count; seed++)
        play_one(seed, play);
}

int seeds_teardown(void **state)
{
    (void)state;
    if (playing != 0)
        print_error("play it again: TEST_SEED=%lu\n", playing);
    playing = 0;
    return 0;
}
