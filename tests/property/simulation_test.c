/*
 * A fixed number of the simulation's worlds; `make simulate SEEDS=n` plays
 * more. TEST_SEED says where to begin.
 */
#include "simulation/story.h"
#include "support/test.h"

#include <inttypes.h>
#include <stdlib.h>

#define SEEDS 60

static void holds(uint64_t seed)
{
    char failure[SIM_FAILURE_MAX];

    if (!story_play(seed, failure)) {
        fail_msg("%s; play it again: make simulate SEED=%" PRIu64, failure,
                 seed);
    }
}

static void the_invariants_hold_whatever_goes_wrong(void **state)
{
    /* NOLINTNEXTLINE(concurrency-mt-unsafe): there is one thread */
    const char *given = getenv("TEST_SEED");
    uint64_t first = given == NULL ? 1 : strtoull(given, NULL, 10);

    (void)state;
    for (uint64_t seed = first; seed < first + SEEDS; seed++)
        holds(seed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_invariants_hold_whatever_goes_wrong),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
