/*
 * A short run of chaos: `make chaos` plays longer ones, and other seeds.
 */
#include "chaos/chaos.h"
#include "support/test.h"

#include <signal.h>

#define SECONDS 40
#define SEED    7

static void nothing_is_lost_or_doubled_while_everything_breaks(void **state)
{
    (void)state;
    assert_int_equal(chaos_run(SECONDS, SEED), 0);
}

/* What nobody can see is no proof that it is not there. */
static void what_is_planted_is_found(void **state)
{
    (void)state;
    chaos_prove(SEED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_planted_is_found),
        cmocka_unit_test(nothing_is_lost_or_doubled_while_everything_breaks),
    };

    (void)signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
