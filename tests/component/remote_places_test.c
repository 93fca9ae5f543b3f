/*
 * Requests at once, over many processes, shared through a real Redis. Each
 * remote stands for a process.
 */
#include "support/remote_world.h"
#include "support/test.h"

#include "base/time.h"
#include "remote/places.h"

#define READ     CALL_READ, PRIORITY_READ, 0
#define LIMIT_MS 600

static int take(struct places *places, int64_t now_ms)
{
    struct err err;

    return places_take(places, now_ms, &err);
}

static struct places *places_of(const char *owner, int most)
{
    return places_open(world_redis, "account", owner, most, LIMIT_MS);
}

static void places_are_counted_over_all_processes(void **state)
{
    struct places *one = places_of("one", 3);
    struct places *two = places_of("two", 3);
    int place;

    (void)state;
    place = take(one, 1000);
    assert_true(place > 0);
    assert_true(take(one, 1000) > 0);
    assert_true(take(two, 1000) > 0);
    assert_int_equal(take(two, 1000), 0);
    places_leave(one, place);
    assert_int_equal(take(two, 1000 + PLACES_ASK_MS - 1), 0);
    assert_true(take(two, 1000 + PLACES_ASK_MS) > 0);
    places_close(one);
    places_close(two);
}

static void who_has_none_comes_before_who_has_some(void **state)
{
    struct places *greedy = places_of("greedy", 2);
    struct places *modest = places_of("modest", 2);
    int place;

    (void)state;
    place = take(greedy, 1000);
    assert_true(take(greedy, 1000) > 0);
    assert_int_equal(take(modest, 1000), 0);
    places_leave(greedy, place);
    assert_int_equal(take(greedy, 1001), 0);
    assert_true(take(modest, 1100) > 0);
    places_close(greedy);
    places_close(modest);
}

static void a_process_that_ends_gives_its_places_up(void **state)
{
    struct places *one = places_of("one", 2);
    struct places *two = places_of("two", 2);

    (void)state;
    assert_true(take(one, 1000) > 0);
    assert_true(take(one, 1000) > 0);
    places_close(one);
    assert_true(take(two, 1000) > 0);
    assert_true(take(two, 1000) > 0);
    places_close(two);
}

static void the_place_of_a_process_that_died_comes_free(void **state)
{
    struct places *places = places_of("alive", 1);
    struct err err;

    (void)state;
    /* Redis' clock stands far behind this moment. */
    assert_non_null(redis_do(world_redis, &err, "ZADD", "tandem:places:account",
                             "9000000000000", "dead:1", NULL));
    assert_int_equal(take(places, 1000), 0);
    assert_non_null(redis_do(world_redis, &err, "ZADD", "tandem:places:account",
                             "1000", "dead:1", NULL));
    assert_true(take(places, 2000) > 0);
    places_close(places);
}

static size_t under_way(int count)
{
    size_t pending = 0;

    for (int i = 0; i < count; i++)
        pending += remote_pending(remotes[i]);
    return pending;
}

static void no_more_are_under_way_than_the_system_allows(void **state)
{
    struct outcome_of_call outcomes[3] = { { 0 } };
    size_t most = 0;

    (void)state;
    for (int i = 0; i < 3; i++) {
        remote_starts(i, 0, 4, "client");
        for (int n = 0; n < 20; n++)
            call_start(i, READ, &outcomes[i]);
    }
    while (outcomes[0].calls + outcomes[1].calls + outcomes[2].calls < 60) {
        world_step();
        assert_in_range(under_way(3), 0, 4);
        most = under_way(3) > most ? under_way(3) : most;
    }
    assert_int_equal(most, 4);
}

static void a_busy_process_does_not_keep_a_quiet_one_out(void **state)
{
    struct outcome_of_call busy = { 0 };
    struct outcome_of_call quiet = { 0 };

    (void)state;
    remote_starts(0, 0, 2, "client");
    remote_starts(1, 0, 2, "client");
    for (int n = 0; n < 200; n++)
        call_start(0, READ, &busy);
    eventually_true(busy.calls > 10);
    call_start(1, READ, &quiet);
    eventually_true(quiet.calls == 1);
    assert_in_range(busy.calls, 10, 150);
}

static void what_cannot_be_said_takes_no_place(void **state)
{
    struct outcome_of_call outcome = { 0 };

    (void)state;
    remote_starts(0, 0, 1, "client");
    call_start_bad(0, &outcome);
    call_start_bad(0, &outcome);
    call_start(0, READ, &outcome);
    eventually_true(outcome.calls == 3);
    assert_int_equal(outcome.verdict, VERDICT_DONE);
}

#define IN_WORLD(test) \
    cmocka_unit_test_setup_teardown(test, remote_world_start, remote_world_stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(places_are_counted_over_all_processes),
        IN_WORLD(who_has_none_comes_before_who_has_some),
        IN_WORLD(a_process_that_ends_gives_its_places_up),
        IN_WORLD(the_place_of_a_process_that_died_comes_free),
        IN_WORLD(no_more_are_under_way_than_the_system_allows),
        IN_WORLD(a_busy_process_does_not_keep_a_quiet_one_out),
        IN_WORLD(what_cannot_be_said_takes_no_place),
    };

    return cmocka_run_group_tests(tests, world_group_start, world_group_stop);
}
