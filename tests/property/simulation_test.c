/*
 * A fixed number of the simulation's worlds; `make simulate SEEDS=n` plays
 * more. TEST_SEED says where to begin.
 *
 * What these breakages of the judgement were found by, within 400 seeds (those
 * with a number beyond 60 are not met here):
 *  1. a lost create is not looked for: creates happen once (seed 3)
 *  2. the gate is always open: creates wait for the gate (3)
 *  3. an older reading is believed: replays write nothing (2)
 *  4. nothing is doubted: replays write nothing (19)
 *  5. the merge ignores its base: edits arrive (4)
 *  6. the older of two edits wins: edits arrive (213)
 *  7. an answer is taken for any request: edits arrive (15)
 *  8. an update agrees to nothing: edits arrive (30)
 *  9. a missing answer is waited for forever: Redis equals the ledger (1)
 * 10. subscribers are not woken: nothing waits forever (1)
 * 11. a record that is gone is taken for there: what is gone closes (2)
 * 12. a refusal is not remembered: nothing waits forever (2)
 * 13. a stranger replaces the partner: holds have a reason (320)
 * Not found: that an update of unknown outcome is not read again by itself;
 * PowerOffice is read before each write anyway, Zoho has its lock.
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
