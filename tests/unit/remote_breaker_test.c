#include "support/test.h"

#include "base/time.h"
#include "remote/breaker.h"

#include <inttypes.h>
#include <stdio.h>

/* Another one each time, printed so that a failure can be played again. */
static uint64_t seed;

static void waits_about(struct backoff *backoff, int64_t wait_ms)
{
    assert_in_range(backoff_next_ms(backoff, 0), wait_ms * 3 / 4,
                    wait_ms * 5 / 4);
}

static void a_backoff_doubles_up_to_a_minute(void **state)
{
    struct backoff backoff = backoff_seeded(seed);

    (void)state;
    for (int64_t wait_ms = 1000; wait_ms < 60000; wait_ms *= 2)
        waits_about(&backoff, wait_ms);
    for (int i = 0; i < 100; i++)
        waits_about(&backoff, 60000);
}

static void a_backoff_begins_anew_after_a_success(void **state)
{
    struct backoff backoff = backoff_seeded(seed);

    (void)state;
    waits_about(&backoff, 1000);
    waits_about(&backoff, 2000);
    backoff.failures = 0;
    waits_about(&backoff, 1000);
}

static void the_same_seed_gives_the_same_waits_and_others_differ(void **state)
{
    struct backoff one = backoff_seeded(seed);
    struct backoff same = backoff_seeded(seed);
    struct backoff other = backoff_seeded(seed + 1);
    int different = 0;

    (void)state;
    for (int i = 0; i < 20; i++) {
        int64_t wait_ms = backoff_next_ms(&one, 0);

        assert_int_equal(wait_ms, backoff_next_ms(&same, 0));
        different += wait_ms != backoff_next_ms(&other, 0);
    }
    assert_true(different > 0);
}

static void no_wait_is_shorter_than_what_was_asked_for(void **state)
{
    struct backoff backoff = backoff_seeded(seed);

    (void)state;
    assert_in_range(backoff_next_ms(&backoff, 30000), 30000, 30250);
    waits_about(&backoff, 2000);
    assert_in_range(backoff_next_ms(&backoff, INT64_MAX), BACKOFF_ASKED_MAX_MS,
                    BACKOFF_ASKED_MAX_MS + 250);
}

/* Reads, if nothing else is said. */
static void failed(struct breaker *breaker, bool probe, int64_t now_ms)
{
    struct breaker_news news = { .probe = probe, .now_ms = now_ms };

    breaker_failed(breaker, &news);
}

static void slowed(struct breaker *breaker, bool probe, int64_t now_ms)
{
    struct breaker_news news = { .probe = probe, .now_ms = now_ms };

    breaker_slowed(breaker, &news);
}

static void succeeded(struct breaker *breaker, bool probe)
{
    struct breaker_news news = { .probe = probe };

    breaker_succeeded(breaker, &news);
}

static void a_failure_opens_and_one_probe_may_go_in_time(void **state)
{
    struct breaker breaker = breaker_seeded(seed);

    (void)state;
    assert_false(breaker.open);
    failed(&breaker, false, 10000);
    assert_true(breaker.open);
    assert_false(breaker_is_due(&breaker, 10000 + 749));
    assert_true(breaker_is_due(&breaker, 10000 + 1250));
    breaker_probe(&breaker);
    assert_false(breaker_is_due(&breaker, 10000 + 1250));
    succeeded(&breaker, true);
    assert_false(breaker.open);
}

static void a_burst_of_failures_is_one(void **state)
{
    struct breaker breaker = breaker_seeded(seed);

    (void)state;
    for (int i = 0; i < 50; i++)
        failed(&breaker, false, 10000);
    assert_true(breaker_is_due(&breaker, 10000 + 1250));
}

static void a_late_success_does_not_close_it(void **state)
{
    struct breaker breaker = breaker_seeded(seed);

    (void)state;
    failed(&breaker, false, 10000);
    succeeded(&breaker, false);
    assert_true(breaker.open);
}

static void a_failed_probe_opens_it_for_longer(void **state)
{
    struct breaker breaker = breaker_seeded(seed);

    (void)state;
    failed(&breaker, false, 10000);
    breaker_probe(&breaker);
    failed(&breaker, true, 12000);
    assert_false(breaker_is_due(&breaker, 12000 + 1499));
    assert_true(breaker_is_due(&breaker, 12000 + 2500));
}

static void an_undecided_probe_lets_another_go(void **state)
{
    struct breaker breaker = breaker_seeded(seed);

    (void)state;
    failed(&breaker, false, 10000);
    breaker_probe(&breaker);
    breaker_undecided(&breaker, true);
    assert_true(breaker.open);
    assert_true(breaker_is_due(&breaker, 12000));
}

static void slow_answers_count_in_a_row_only(void **state)
{
    struct breaker breaker = breaker_seeded(seed);

    (void)state;
    for (int i = 0; i < 10; i++) {
        slowed(&breaker, false, 10000);
        slowed(&breaker, false, 10000);
        succeeded(&breaker, false);
    }
    assert_false(breaker.open);
    slowed(&breaker, false, 10000);
    slowed(&breaker, false, 10000);
    slowed(&breaker, false, 10000);
    assert_true(breaker.open);
}

static void a_slow_probe_has_failed(void **state)
{
    struct breaker breaker = breaker_seeded(seed);

    (void)state;
    failed(&breaker, false, 10000);
    breaker_probe(&breaker);
    slowed(&breaker, true, 12000);
    assert_false(breaker_is_due(&breaker, 12000 + 1499));
}

static void
writes_that_fail_again_wait_longer_though_reads_succeed(void **state)
{
    struct breaker breaker = breaker_seeded(seed);
    struct breaker_news write = { .writes = true, .now_ms = 10000 };
    struct breaker_news read = { .probe = true };

    (void)state;
    for (int64_t wait_ms = 1000; wait_ms < 60000; wait_ms *= 2) {
        breaker_failed(&breaker, &write);
        assert_false(breaker_is_due(&breaker, 9999 + wait_ms * 3 / 4));
        assert_true(breaker_is_due(&breaker, 10000 + wait_ms * 5 / 4));
        breaker_succeeded(&breaker, &read);
        assert_false(breaker.open);
    }
    breaker_succeeded(&breaker, &write);
    breaker_failed(&breaker, &write);
    assert_true(breaker_is_due(&breaker, 10000 + 1250));
}

static void unclear_writes_among_clear_reads_open_it(void **state)
{
    struct breaker breaker = breaker_seeded(seed);
    struct breaker_news write = { .writes = true, .now_ms = 10000 };

    (void)state;
    for (int i = 0; i < BREAKER_SLOW_MAX; i++) {
        assert_false(breaker.open);
        breaker_slowed(&breaker, &write);
        succeeded(&breaker, false);
    }
    assert_true(breaker.open);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_backoff_doubles_up_to_a_minute),
        cmocka_unit_test(a_backoff_begins_anew_after_a_success),
        cmocka_unit_test(the_same_seed_gives_the_same_waits_and_others_differ),
        cmocka_unit_test(no_wait_is_shorter_than_what_was_asked_for),
        cmocka_unit_test(a_failure_opens_and_one_probe_may_go_in_time),
        cmocka_unit_test(a_burst_of_failures_is_one),
        cmocka_unit_test(a_late_success_does_not_close_it),
        cmocka_unit_test(a_failed_probe_opens_it_for_longer),
        cmocka_unit_test(an_undecided_probe_lets_another_go),
        cmocka_unit_test(slow_answers_count_in_a_row_only),
        cmocka_unit_test(a_slow_probe_has_failed),
        cmocka_unit_test(
            writes_that_fail_again_wait_longer_though_reads_succeed),
        cmocka_unit_test(unclear_writes_among_clear_reads_open_it),
    };

    seed = (uint64_t)time_now_ms();
    print_message("seed %" PRIu64 "\n", seed);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
