/*
 * The simulation: many worlds, each from a seed of its own.
 *
 *   simulation [SEEDS [FIRST]]    plays that many seeds, from FIRST (1)
 *   simulation trace SEED [LINK]  plays one, and tells what happens; also each
 *                                 state of one link
 *
 * Ends with 1 at the first seed that breaks an invariant, and prints how to
 * play it again.
 */
#include "simulation/story.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t number(const char *text, uint64_t otherwise)
{
    return text == NULL ? otherwise : strtoull(text, NULL, 10);
}

static int play_many(uint64_t count, uint64_t first)
{
    char failure[SIM_FAILURE_MAX];

    for (uint64_t seed = first; seed < first + count; seed++) {
        if (story_play(seed, failure))
            continue;
        (void)printf("seed %" PRIu64 ": %s\n"
                     "play it again: make simulate SEED=%" PRIu64 "\n",
                     seed, failure, seed);
        return 1;
    }
    (void)printf("%" PRIu64 " seeds, from %" PRIu64 ": all is well\n", count,
                 first);
    return 0;
}

int main(int argc, char **argv)
{
    char failure[SIM_FAILURE_MAX];
    bool tracing = argc > 2 && strcmp(argv[1], "trace") == 0;

    if (tracing) {
        return story_tell(number(argv[2], 1), argc > 3 ? argv[3] : NULL,
                          failure)
                   ? 0
                   : 1;
    }
    return play_many(number(argc > 1 ? argv[1] : NULL, 1000),
                     number(argc > 2 ? argv[2] : NULL, 1));
}
