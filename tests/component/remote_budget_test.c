/*
 * The budget and the turn to create, shared through a real Redis.
 */
#include "support/remote_world.h"
#include "support/test.h"

#include "base/time.h"
#include "remote/budget.h"
#include "remote/turn.h"

#include <poll.h>

#define CREATE       CALL_CREATE, PRIORITY_CREATE, 0
#define LIMIT_MS     600
#define REQUESTS_MAX 2000
/* Less what a busy machine may hold up one request and not the other. */
#define SECOND_MS 960

/* ---- budget ---- */

/* When each request of a test has gone. */
static struct {
    int64_t at_ms[REQUESTS_MAX];
    int count;
} spent;

/* Spends until `wanted` requests have gone, asking every ask_ms; gives how long
 * that took. */
static int64_t spend(struct budget **budgets, int count, int wanted, int ask_ms)
{
    int64_t begin_ms = time_boot_ms();
    struct err err;

    spent.count = 0;
    for (int i = 0; spent.count < wanted; i = (i + 1) % count) {
        int status = budget_ask(budgets[i], 100, time_boot_ms(), &err);

        assert_true(status >= 0);
        assert_true(time_boot_ms() - begin_ms < 10000);
        if (status == 1) {
            budget_spend(budgets[i]);
            spent.at_ms[spent.count++] = time_boot_ms();
        }
        (void)poll(NULL, 0, status == 1 ? 0 : ask_ms);
    }
    return time_boot_ms() - begin_ms;
}

static int most_in_a_second(void)
{
    int most = 0;

    for (int last = 0, first = 0; last < spent.count; last++) {
        while (spent.at_ms[last] - spent.at_ms[first] >= SECOND_MS)
            first++;
        most = last - first + 1 > most ? last - first + 1 : most;
    }
    return most;
}

static void the_rate_holds_over_all_processes(void **state)
{
    struct budget *budgets[3];

    (void)state;
    for (int i = 0; i < 3; i++)
        budgets[i] = budget_open(world_redis, "account", 20);
    assert_in_range(spend(budgets, 3, 50, 1), 2000, 3500);
    assert_in_range(most_in_a_second(), 1, 20);
    for (int i = 0; i < 3; i++)
        budget_close(budgets[i]);
}

static void the_rate_is_used_up(void **state)
{
    struct budget *budget = budget_open(world_redis, "account", 500);

    (void)state;
    assert_in_range(spend(&budget, 1, 1200, 1), 2000, 3000);
    assert_true(budget_waited_ms(budget) > 200);
    budget_close(budget);
}

/* Three tens: the last of them may go at once when two seconds are over. */
static void who_asks_late_still_uses_the_rate_up(void **state)
{
    struct budget *budget = budget_open(world_redis, "account", 10);

    (void)state;
    assert_in_range(spend(&budget, 1, 30, 40), 2000, 3300);
    assert_in_range(most_in_a_second(), 9, 10);
    budget_close(budget);
}

static void requests_do_not_all_go_at_once(void **state)
{
    struct budget *budget = budget_open(world_redis, "account", 10);

    (void)state;
    assert_in_range(spend(&budget, 1, 10, 1), 450, 900);
    budget_close(budget);
}

static void another_account_has_a_budget_of_its_own(void **state)
{
    struct budget *one = budget_open(world_redis, "one", 1);
    struct budget *other = budget_open(world_redis, "other", 1);
    int64_t now_ms = time_boot_ms();
    struct err err;

    (void)state;
    assert_int_equal(budget_ask(one, 1, now_ms, &err), 1);
    budget_spend(one);
    assert_int_equal(budget_ask(one, 1, now_ms, &err), 0);
    assert_int_equal(budget_ask(other, 1, now_ms, &err), 1);
    budget_close(one);
    budget_close(other);
}

static void grants_that_are_not_used_are_lost(void **state)
{
    struct budget *budget = budget_open(world_redis, "account", 100);
    int64_t now_ms = time_boot_ms();
    struct err err;

    (void)state;
    assert_int_equal(budget_ask(budget, 10, now_ms, &err), 1);
    budget_spend(budget);
    assert_int_equal(budget_ask(budget, 10, now_ms + 19, &err), 1);
    /* Its clock has gone on, that of Redis has not: there is none yet. */
    assert_int_equal(budget_ask(budget, 10, now_ms + 20, &err), 0);
    budget_close(budget);
}

static void a_clock_that_was_set_back_stops_nobody(void **state)
{
    struct budget *budget = budget_open(world_redis, "account", 10);
    struct err err;

    (void)state;
    assert_non_null(redis_do(world_redis, &err, "LPUSH",
                             "tandem:budget:account", "9000000000000000",
                             NULL));
    assert_in_range(spend(&budget, 1, 1, 1), 0, 300);
    budget_close(budget);
}

static void no_rate_needs_no_redis(void **state)
{
    struct budget *budget = budget_open(NULL, "account", 0);
    struct err err;

    (void)state;
    assert_int_equal(budget_ask(budget, 1, 1, &err), 1);
    budget_spend(budget);
    budget_close(budget);
}

static void a_remote_keeps_to_its_rate(void **state)
{
    struct outcome_of_call outcome = { 0 };
    struct remote_counts counts;
    int64_t begin_ms;

    (void)state;
    for (int i = 0; i < 3; i++)
        remote_starts(i, 20, 0, "client");
    begin_ms = time_boot_ms();
    for (int i = 0; i < 24; i++)
        call_start(i % 3, CALL_READ, PRIORITY_READ, 0, &outcome);
    eventually_true(outcome.calls == 24);
    assert_in_range(time_boot_ms() - begin_ms, 1025, 2500);
    remote_count(remotes[0], &counts);
    assert_int_equal(counts.requests, 8);
    assert_int_equal(counts.by_verdict[VERDICT_DONE], 8);
    assert_true(counts.throttled_ms > 100);
}

static void clients_of_one_subscription_key_share_its_rate(void **state)
{
    struct outcome_of_call outcome = { 0 };
    int64_t begin_ms;

    (void)state;
    remote_starts(0, 20, 0, "one client");
    remote_starts(1, 20, 0, "another client");
    begin_ms = time_boot_ms();
    for (int i = 0; i < 24; i++)
        call_start(i % 2, CALL_READ, PRIORITY_READ, 0, &outcome);
    eventually_true(outcome.calls == 24);
    assert_in_range(time_boot_ms() - begin_ms, 1025, 2500);
}

/* ---- turn ---- */

static void a_turn_is_offered_after_a_second(void **state)
{
    struct turn *one = turn_open(world_redis, "test", "account", "1", LIMIT_MS);
    struct turn *two = turn_open(world_redis, "test", "account", "2", LIMIT_MS);
    struct err err;

    (void)state;
    assert_int_equal(turn_ask(one, 1000, &err), 1);
    turn_begin(one);
    assert_int_equal(turn_ask(one, 1001, &err), 0);
    assert_int_equal(turn_ask(two, 1001, &err), 0);
    turn_end(one, 1999, true);
    assert_int_equal(turn_ask(two, 1999, &err), 0);
    assert_int_equal(turn_ask(one, 1999, &err), 1);
    turn_begin(one);
    turn_end(one, 2000, true);
    assert_int_equal(turn_ask(one, 2000 + TURN_OFFER_MS - 1, &err), 0);
    assert_int_equal(turn_ask(two, 2000 + TURN_ASK_MS, &err), 1);
    turn_close(one);
    turn_close(two);
}

static void a_turn_without_more_to_create_ends_at_once(void **state)
{
    struct turn *one = turn_open(world_redis, "test", "account", "1", LIMIT_MS);
    struct turn *two = turn_open(world_redis, "test", "account", "2", LIMIT_MS);
    struct err err;

    (void)state;
    assert_int_equal(turn_ask(one, 1000, &err), 1);
    turn_begin(one);
    turn_end(one, 1010, false);
    assert_int_equal(turn_ask(two, 1010, &err), 1);
    turn_rest(two);
    assert_int_equal(turn_ask(one, 1010, &err), 1);
    turn_close(one);
    turn_close(two);
}

static void
a_create_under_way_keeps_others_out_when_its_process_ends(void **state)
{
    struct turn *one = turn_open(world_redis, "test", "account", "1", LIMIT_MS);
    struct turn *two = turn_open(world_redis, "test", "account", "2", LIMIT_MS);
    struct err err;

    (void)state;
    assert_int_equal(turn_ask(one, 1000, &err), 1);
    turn_begin(one);
    turn_close(one);
    assert_int_equal(turn_ask(two, 1000, &err), 0);
    turn_close(two);
}

static size_t creates_under_way(int count)
{
    size_t pending = 0;

    for (int i = 0; i < count; i++)
        pending += remote_pending(remotes[i]);
    return pending;
}

static void creates_of_many_processes_go_one_at_a_time(void **state)
{
    struct outcome_of_call outcome = { 0 };

    (void)state;
    for (int i = 0; i < 3; i++) {
        remote_starts(i, 0, 0, "client");
        for (int n = 0; n < 20; n++)
            call_start(i, CREATE, &outcome);
    }
    while (outcome.calls < 60) {
        world_step();
        assert_in_range(creates_under_way(3), 0, 1);
    }
    assert_int_equal(outcome.verdict, VERDICT_DONE);
    assert_int_equal(world.creates, 60);
}

/* As the system sees it; a turn that is offered each second costs nothing. */
static void creates_use_the_rate_up_and_no_more(void **state)
{
    struct outcome_of_call outcome = { 0 };
    int64_t begin_ms = time_boot_ms();

    (void)state;
    remote_starts(0, 10, 0, "client");
    for (int n = 0; n < 30; n++)
        call_start(0, CREATE, &outcome);
    spent.count = 0;
    while (outcome.calls < 30) {
        world_step_until(begin_ms + 10000, "all are created");
        if (world.creates > spent.count)
            spent.at_ms[spent.count++] = time_boot_ms();
    }
    assert_in_range(time_boot_ms() - begin_ms, 2000, 3000);
    assert_int_equal(spent.count, 30);
    assert_in_range(most_in_a_second(), 9, 10);
}

static void creates_do_not_hold_up_the_rest(void **state)
{
    struct outcome_of_call create = { 0 };
    struct outcome_of_call poll = { 0 };

    (void)state;
    remote_starts(0, 0, 0, "client");
    for (int i = 0; i < 20; i++)
        call_start(0, CREATE, &create);
    for (int i = 0; i < 5; i++)
        call_start(0, CALL_LIST, PRIORITY_POLL, 0, &poll);
    eventually_true(poll.calls == 5);
    assert_true(create.calls < 20);
}

#define IN_WORLD(test) \
    cmocka_unit_test_setup_teardown(test, remote_world_start, remote_world_stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(the_rate_holds_over_all_processes),
        IN_WORLD(the_rate_is_used_up),
        IN_WORLD(who_asks_late_still_uses_the_rate_up),
        IN_WORLD(requests_do_not_all_go_at_once),
        IN_WORLD(another_account_has_a_budget_of_its_own),
        IN_WORLD(grants_that_are_not_used_are_lost),
        IN_WORLD(a_clock_that_was_set_back_stops_nobody),
        IN_WORLD(no_rate_needs_no_redis),
        IN_WORLD(a_remote_keeps_to_its_rate),
        IN_WORLD(clients_of_one_subscription_key_share_its_rate),
        IN_WORLD(a_turn_is_offered_after_a_second),
        IN_WORLD(a_turn_without_more_to_create_ends_at_once),
        IN_WORLD(a_create_under_way_keeps_others_out_when_its_process_ends),
        IN_WORLD(creates_of_many_processes_go_one_at_a_time),
        IN_WORLD(creates_use_the_rate_up_and_no_more),
        IN_WORLD(creates_do_not_hold_up_the_rest),
    };

    return cmocka_run_group_tests(tests, world_group_start, world_group_stop);
}
