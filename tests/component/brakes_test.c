/*
 * The brakes' count and the decisions about them, in a real Redis.
 */
#include "support/redis_server.h"
#include "support/test.h"

#include "base/mem.h"
#include "base/time.h"
#include "state/brakes.h"
#include "systems/system.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ANSWER_MS 1000
#define RECORDS   4
#define PERCENT   10
#define SECONDS   600
#define CURSOR    "t:cursor:powerofficego.Customers"
#define CHANGED   "t:brake:powerofficego.Customers:changed"

static struct redis *redis;
static struct brakes *one; /* of two loaders */
static struct brakes *two;
static const struct entity *customers;
static struct brake_stand stand;
static struct err err;

/* ---- words ---- */

static int group_start(void **state)
{
    char url[64];

    (void)state;
    redis_server_start();
    (void)snprintf(url, sizeof url, "redis://127.0.0.1:%d",
                   redis_server_port());
    redis = redis_open(url, ANSWER_MS, &err);
    customers = system_entity("powerofficego", "Customers");
    return redis == NULL || customers == NULL ? -1 : 0;
}

static int group_stop(void **state)
{
    (void)state;
    redis_close(redis);
    redis_server_stop();
    return 0;
}

static void command(const char *a, const char *b, const char *c, const char *d)
{
    if (redis_do(redis, &err, a, b, c, d, NULL) == NULL)
        fail_msg("%s: %s", a, err.text);
}

static int begin(void **state)
{
    const struct brakes_settings settings = { .name_space = "t",
                                              .records = RECORDS,
                                              .percent = PERCENT,
                                              .seconds = SECONDS };

    (void)state;
    command("FLUSHALL", NULL, NULL, NULL);
    one = brakes_open(redis, &settings);
    two = brakes_open(redis, &settings);
    return 0;
}

static int end(void **state)
{
    (void)state;
    brakes_close(one);
    brakes_close(two);
    return 0;
}

static void ok(int result)
{
    if (result != 0)
        fail_msg("%s", err.text);
}

static bool asks(struct brakes *brakes, const char *link)
{
    ok(brakes_ask(brakes, customers, link, &stand, &err));
    return stand.goes;
}

/* The first so many of them, by turns. */
static void ask_many(int count)
{
    for (int i = 0; i < count; i++) {
        char *link = mem_print("contacts.a.%d", i);

        assert_true(asks(i % 2 == 0 ? one : two, link));
        free(link);
    }
}

static void look(void)
{
    ok(brakes_look(one, customers, &stand, &err));
}

static void is_engaged(bool engaged)
{
    look();
    assert_int_equal(stand.engaged_ms != 0, engaged);
}

/* All that was written lately was written so much earlier. */
static void time_passes(void)
{
    for (int i = 0; i < 100; i++) {
        char *link = mem_print("contacts.a.%d", i);

        command("ZADD", CHANGED, "1", link);
        free(link);
    }
}

/* ---- the count ---- */

static void the_limit_is_over_all_loaders(void **state)
{
    (void)state;
    ask_many(RECORDS);
    assert_false(asks(one, "contacts.a.8"));
    assert_false(asks(two, "contacts.a.9"));
    is_engaged(true);
    assert_int_equal(stand.changed, RECORDS);
    assert_int_equal(stand.limit, RECORDS);
    assert_int_equal(stand.records, 0);
}

static void who_asks_twice_is_counted_once(void **state)
{
    (void)state;
    for (int i = 0; i < 20; i++)
        assert_true(asks(one, "contacts.a.1"));
    look();
    assert_int_equal(stand.changed, 1);
}

static void both_limits_must_be_passed(void **state)
{
    (void)state;
    command("SET", CURSOR, "{\"v\":1,\"records\":70}", NULL);
    ask_many(7);
    assert_false(asks(one, "contacts.a.8"));
    assert_int_equal(stand.records, 70);
    assert_int_equal(stand.limit, 7);
}

static void a_cursor_that_says_nothing_is_no_count(void **state)
{
    static const char *const cursors[] = { "", "{", "7", "{\"records\":\"x\"}",
                                           "{\"v\":1}" };

    (void)state;
    for (size_t i = 0; i < sizeof cursors / sizeof *cursors; i++) {
        command("SET", CURSOR, cursors[i], NULL);
        look();
        assert_int_equal(stand.limit, RECORDS);
        assert_int_equal(stand.records, 0);
    }
}

static void what_was_long_ago_counts_no_more(void **state)
{
    (void)state;
    ask_many(RECORDS);
    time_passes();
    assert_true(asks(one, "contacts.a.8"));
    assert_int_equal(stand.changed, 1);
}

static void an_engaged_brake_stays_so(void **state)
{
    (void)state;
    the_limit_is_over_all_loaders(state);
    time_passes();
    assert_false(asks(one, "contacts.a.1"));
    is_engaged(true);
}

static void each_entity_has_its_own(void **state)
{
    (void)state;
    the_limit_is_over_all_loaders(state);
    ok(brakes_ask(one, system_entity("powerofficego", "SalesOrders"),
                  "deals.a.1", &stand, &err));
    assert_true(stand.goes);
    ok(brakes_ask(one, system_entity("zohocrm", "Contacts"), "contacts.a.9",
                  &stand, &err));
    assert_true(stand.goes);
}

/* ---- decisions ---- */

static void a_release_lasts_as_long_as_the_crowd(void **state)
{
    (void)state;
    the_limit_is_over_all_loaders(state);
    ok(brakes_release(one, customers, &err));
    ask_many(50);
    look();
    assert_true(stand.released_ms != 0 && stand.engaged_ms == 0);
    command("HSET", "t:brake:powerofficego.Customers", "released", "1");
    ask_many(60); /* its time is over, but not the crowd */
    time_passes();
    ask_many(RECORDS);
    assert_false(asks(one, "contacts.a.8"));
    is_engaged(true);
    assert_int_equal(stand.released_ms, 0);
}

static void after_a_drop_it_counts_from_zero(void **state)
{
    (void)state;
    the_limit_is_over_all_loaders(state);
    ok(brakes_drop(one, customers, &err));
    is_engaged(false);
    assert_int_equal(stand.changed, 0);
    ask_many(RECORDS);
    assert_false(asks(one, "contacts.a.8"));
}

/* ---- a Redis that was lost ---- */

static void who_is_held_engages_it_again(void **state)
{
    (void)state;
    ok(brakes_hold(one, customers, time_now_ms(), &err));
    is_engaged(true);
    assert_false(asks(two, "contacts.a.1"));
}

static void who_was_held_before_a_decision_does_not(void **state)
{
    int64_t since_ms = time_now_ms() - 1000;

    (void)state;
    ok(brakes_drop(one, customers, &err));
    ok(brakes_hold(one, customers, since_ms, &err));
    is_engaged(false);
    ok(brakes_hold(one, customers, since_ms + 60000, &err));
    is_engaged(true);
    ok(brakes_release(one, customers, &err));
    ok(brakes_hold(one, customers, since_ms + 120000, &err));
    is_engaged(false);
}

int main(void)
{
#define BRAKES_TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)
    const struct CMUnitTest tests[] = {
        BRAKES_TEST(the_limit_is_over_all_loaders),
        BRAKES_TEST(who_asks_twice_is_counted_once),
        BRAKES_TEST(both_limits_must_be_passed),
        BRAKES_TEST(a_cursor_that_says_nothing_is_no_count),
        BRAKES_TEST(what_was_long_ago_counts_no_more),
        BRAKES_TEST(an_engaged_brake_stays_so),
        BRAKES_TEST(each_entity_has_its_own),
        BRAKES_TEST(a_release_lasts_as_long_as_the_crowd),
        BRAKES_TEST(after_a_drop_it_counts_from_zero),
        BRAKES_TEST(who_is_held_engages_it_again),
        BRAKES_TEST(who_was_held_before_a_decision_does_not),
    };

    return cmocka_run_group_tests(tests, group_start, group_stop);
}
