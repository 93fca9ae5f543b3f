/*
 * A remote's queue, breaker and manners, against a PowerOffice of paper.
 */
#include "support/redis_server.h"
#include "support/remote_world.h"
#include "support/test.h"

#include "base/time.h"

#include <string.h>

#define READ   CALL_READ, PRIORITY_READ, 0
#define LIST   CALL_LIST, PRIORITY_POLL, 0
#define CREATE CALL_CREATE, PRIORITY_CREATE, 0
#define UPDATE CALL_UPDATE, PRIORITY_UPDATE, 0

static void is_ready(int index)
{
    eventually_true(remote_ready(remotes[index]));
}

/* ---- queue ---- */

static void a_call_is_answered(void **state)
{
    struct outcome_of_call outcome = { 0 };

    (void)state;
    remote_starts(0, 0, 0, "client");
    call_start(0, READ, &outcome);
    assert_int_equal(remote_queued(remotes[0]), 1);
    eventually_true(outcome.calls == 1);
    assert_int_equal(outcome.verdict, VERDICT_DONE);
    assert_false(outcome.unsent);
    assert_int_equal(remote_queued(remotes[0]), 0);
    assert_int_equal(remote_pending(remotes[0]), 0);
    assert_null(remote_trouble(remotes[0]));
}

static void the_most_urgent_goes_first(void **state)
{
    struct outcome_of_call outcomes[4] = { { 0 } };

    (void)state;
    remote_starts(0, 0, 1, "client");
    call_start(0, LIST, &outcomes[0]);
    call_start(0, CREATE, &outcomes[1]);
    call_start(0, UPDATE, &outcomes[2]);
    call_start(0, READ, &outcomes[3]);
    eventually_true(outcomes[0].calls == 1);
    assert_string_equal(world.log, "RUCL");
}

static void no_more_are_under_way_than_allowed(void **state)
{
    struct outcome_of_call outcome = { 0 };

    (void)state;
    remote_starts(0, 0, 3, "client");
    for (int i = 0; i < 30; i++)
        call_start(0, READ, &outcome);
    while (outcome.calls < 30) {
        world_step();
        assert_in_range(remote_pending(remotes[0]), 0, 3);
    }
}

static void a_call_that_could_not_be_sent_in_time_comes_back(void **state)
{
    struct outcome_of_call outcome = { 0 };
    int64_t begin_ms = time_boot_ms();

    (void)state;
    world.token_holds = true;
    remote_starts(0, 0, 0, "client");
    call_start(0, CALL_CREATE, PRIORITY_CREATE, 200, &outcome);
    eventually_true(outcome.calls == 1);
    assert_true(outcome.unsent);
    assert_int_equal(outcome.verdict, VERDICT_RETRY);
    assert_in_range(time_boot_ms() - begin_ms, 200, 500);
    assert_int_equal(world.requests, 0);
}

static void cancelling_gives_back_what_is_queued_only(void **state)
{
    struct outcome_of_call first = { 0 };
    struct outcome_of_call second = { 0 };

    (void)state;
    remote_starts(0, 0, 1, "client");
    call_start(0, READ, &first);
    eventually_true(remote_pending(remotes[0]) == 1);
    call_start(0, READ, &second);
    remote_cancel(remotes[0]);
    assert_int_equal(second.calls, 1);
    assert_true(second.unsent);
    eventually_true(first.calls == 1);
    assert_false(first.unsent);
}

static void closing_calls_nobody_back(void **state)
{
    struct outcome_of_call outcome = { 0 };

    (void)state;
    remote_starts(0, 0, 1, "client");
    call_start(0, READ, &outcome);
    call_start(0, READ, &outcome);
    eventually_true(remote_pending(remotes[0]) == 1);
    remote_ends(0);
    world_pass(50);
    assert_int_equal(outcome.calls, 0);
}

static void what_cannot_be_said_is_rejected(void **state)
{
    struct outcome_of_call outcome = { 0 };

    (void)state;
    remote_starts(0, 0, 0, "client");
    call_start_bad(0, &outcome);
    eventually_true(outcome.calls == 1);
    assert_int_equal(outcome.verdict, VERDICT_REJECT);
    assert_false(outcome.unsent);
    assert_int_equal(world.requests, 0);
}

/* ---- breaker ---- */

static void a_503_stops_everything_for_about_a_second(void **state)
{
    struct outcome_of_call first = { 0 };
    struct outcome_of_call second = { 0 };
    int64_t begin_ms;

    (void)state;
    world.status = 503;
    world.status_count = 1;
    remote_starts(0, 0, 0, "client");
    call_start(0, UPDATE, &first);
    eventually_true(first.calls == 1);
    begin_ms = time_boot_ms();
    assert_int_equal(first.verdict, VERDICT_UNKNOWN);
    assert_false(remote_ready(remotes[0]));
    call_start(0, UPDATE, &second);
    world_step();
    assert_non_null(strstr(remote_trouble(remotes[0]),
                           "powerofficego: HTTP 503, asked again in "));
    assert_int_equal(second.calls, 0);
    eventually_true(second.calls == 1);
    assert_int_equal(second.verdict, VERDICT_DONE);
    assert_in_range(time_boot_ms() - begin_ms, 700, 1600);
    assert_true(remote_ready(remotes[0]));
    assert_string_equal(world.log, "ULU");
}

static void a_queued_read_is_the_probe(void **state)
{
    struct outcome_of_call first = { 0 };
    struct outcome_of_call write = { 0 };
    struct outcome_of_call scan = { 0 };

    (void)state;
    world.status = 503;
    world.status_count = 1;
    remote_starts(0, 0, 0, "client");
    call_start(0, CREATE, &first);
    eventually_true(first.calls == 1);
    call_start(0, CREATE, &write);
    call_start(0, READ, &scan);
    eventually_true(write.calls == 1);
    assert_string_equal(world.log, "CRC");
}

static void a_retry_after_is_honoured(void **state)
{
    struct outcome_of_call outcome = { 0 };
    int64_t begin_ms;

    (void)state;
    world.status = 429;
    world.status_count = 1;
    world.retry_after_s = 2;
    remote_starts(0, 0, 0, "client");
    call_start(0, CREATE, &outcome);
    eventually_true(outcome.calls == 1);
    assert_int_equal(outcome.verdict, VERDICT_RETRY);
    begin_ms = time_boot_ms();
    is_ready(0);
    assert_in_range(time_boot_ms() - begin_ms, 2000, 2800);
}

static void a_failed_probe_makes_it_wait_longer(void **state)
{
    struct outcome_of_call outcome = { 0 };
    int64_t begin_ms;

    (void)state;
    world.status = 500;
    world.status_count = 2;
    remote_starts(0, 0, 0, "client");
    call_start(0, UPDATE, &outcome);
    eventually_true(outcome.calls == 1);
    begin_ms = time_boot_ms();
    is_ready(0);
    assert_in_range(time_boot_ms() - begin_ms, 750 + 1500, 1250 + 2500 + 500);
    assert_string_equal(world.log, "ULL");
}

static void a_bad_record_does_not_open_it(void **state)
{
    struct outcome_of_call outcome = { 0 };

    (void)state;
    world.status = 400;
    remote_starts(0, 0, 0, "client");
    call_start(0, CREATE, &outcome);
    eventually_true(outcome.calls == 1);
    assert_int_equal(outcome.verdict, VERDICT_REJECT);
    assert_true(remote_ready(remotes[0]));
}

static void one_slow_answer_does_not_open_it(void **state)
{
    struct outcome_of_call outcome = { 0 };

    (void)state;
    remote_starts(0, 0, 0, "client");
    is_ready(0);
    world.holds = true;
    call_start(0, CREATE, &outcome);
    eventually_true(outcome.calls == 1);
    assert_int_equal(outcome.verdict, VERDICT_UNKNOWN);
    assert_true(remote_ready(remotes[0]));
}

static void slow_answers_in_a_row_open_it(void **state)
{
    struct outcome_of_call outcome = { 0 };

    (void)state;
    remote_starts(0, 0, 0, "client");
    is_ready(0);
    world.holds = true;
    for (int i = 0; i < 3; i++)
        call_start(0, UPDATE, &outcome);
    eventually_true(outcome.calls == 3);
    assert_false(remote_ready(remotes[0]));
}

/* ---- repeating ---- */

static void a_read_is_repeated_before_its_caller_hears(void **state)
{
    struct outcome_of_call outcome = { 0 };

    (void)state;
    world.status = 503;
    world.status_count = 1;
    remote_starts(0, 0, 0, "client");
    call_start(0, READ, &outcome);
    eventually_true(outcome.calls == 1);
    assert_int_equal(outcome.verdict, VERDICT_DONE);
    assert_string_equal(world.log, "RR");
}

static void a_write_is_not_repeated(void **state)
{
    struct outcome_of_call outcome = { 0 };

    (void)state;
    world.status = 429;
    world.status_count = 1;
    remote_starts(0, 0, 0, "client");
    call_start(0, CREATE, &outcome);
    eventually_true(outcome.calls == 1);
    assert_int_equal(outcome.verdict, VERDICT_RETRY);
    assert_int_equal(world.creates, 1);
}

/* ---- whose records ---- */

static void nothing_else_is_asked_before_it_is_admitted(void **state)
{
    struct outcome_of_call read = { 0 };
    struct outcome_of_call tenant = { 0 };

    (void)state;
    world.status = 503;
    world.status_count = 1;
    remote_starts_guarded(0, "client");
    call_start(0, READ, &read);
    world_pass(100);
    assert_int_equal(world.requests, 0);
    call_start(0, CALL_TENANT, PRIORITY_READ, 0, &tenant);
    eventually_true(tenant.calls == 1);
    assert_int_equal(tenant.verdict, VERDICT_DONE);
    assert_int_equal(world.requests, 2);
    assert_false(remote_ready(remotes[0]));
    assert_int_equal(read.calls, 0);
    remote_admit(remotes[0]);
    eventually_true(read.calls == 1);
    assert_true(remote_ready(remotes[0]));
    assert_true(remote_gets(0, "another"));
    assert_false(remote_ready(remotes[0]));
}

/* ---- Redis ---- */

static void without_redis_nothing_is_sent_until_it_is_back(void **state)
{
    struct outcome_of_call outcome = { 0 };

    (void)state;
    remote_starts(0, 50, 0, "client");
    is_ready(0);
    redis_server_stop();
    call_start(0, UPDATE, &outcome);
    world_pass(50);
    assert_int_equal(world.requests, 0);
    assert_false(remote_ready(remotes[0]));
    assert_non_null(strstr(remote_trouble(remotes[0]), "powerofficego: "));
    assert_non_null(strstr(remote_trouble(remotes[0]), "redis at "));
    redis_server_start();
    eventually_true(outcome.calls == 1);
    assert_int_equal(outcome.verdict, VERDICT_DONE);
    assert_null(remote_trouble(remotes[0]));
}

#define IN_WORLD(test) \
    cmocka_unit_test_setup_teardown(test, remote_world_start, remote_world_stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(a_call_is_answered),
        IN_WORLD(the_most_urgent_goes_first),
        IN_WORLD(no_more_are_under_way_than_allowed),
        IN_WORLD(a_call_that_could_not_be_sent_in_time_comes_back),
        IN_WORLD(cancelling_gives_back_what_is_queued_only),
        IN_WORLD(closing_calls_nobody_back),
        IN_WORLD(what_cannot_be_said_is_rejected),
        IN_WORLD(a_503_stops_everything_for_about_a_second),
        IN_WORLD(a_queued_read_is_the_probe),
        IN_WORLD(a_retry_after_is_honoured),
        IN_WORLD(a_failed_probe_makes_it_wait_longer),
        IN_WORLD(a_bad_record_does_not_open_it),
        IN_WORLD(one_slow_answer_does_not_open_it),
        IN_WORLD(slow_answers_in_a_row_open_it),
        IN_WORLD(a_read_is_repeated_before_its_caller_hears),
        IN_WORLD(a_write_is_not_repeated),
        IN_WORLD(nothing_else_is_asked_before_it_is_admitted),
        IN_WORLD(without_redis_nothing_is_sent_until_it_is_back),
    };

    return cmocka_run_group_tests(tests, world_group_start, world_group_stop);
}
