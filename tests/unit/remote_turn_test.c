/*
 * remote/turn without Redis: the lock does what the test says.
 */
#include "remote/lock.h"
#include "remote/turn.h"
#include "support/test.h"

#define LIMIT_MS 600

static int lock_says;    /* what lock_take() gives */
static int taken;        /* how often it was asked */
static int64_t taken_ms; /* for how long */
static int released;

struct lock *lock_open(struct redis *redis, const char *key, const char *owner)
{
    (void)redis, (void)owner;
    assert_string_equal(key, "ns:creates:account");
    return NULL;
}

void lock_close(struct lock *lock)
{
    (void)lock;
}

int lock_take(struct lock *lock, int64_t ms, struct err *err)
{
    (void)lock, (void)err;
    taken++;
    taken_ms = ms;
    return lock_says;
}

void lock_release(struct lock *lock)
{
    (void)lock;
    released++;
}

static struct turn *turn;
static struct err err;

static int begin(void **state)
{
    (void)state;
    turn = turn_open(NULL, "ns", "account", "owner", LIMIT_MS);
    lock_says = 1;
    taken = 0;
    released = 0;
    return 0;
}

static int end(void **state)
{
    (void)state;
    turn_close(turn);
    return 0;
}

static void it_outlasts_a_create_that_is_late(void **state)
{
    (void)state;
    assert_int_equal(turn_ask(turn, 1000, &err), 1);
    assert_true(taken_ms > LIMIT_MS);
}

static void while_it_lasts_nobody_is_asked_again(void **state)
{
    (void)state;
    assert_int_equal(turn_ask(turn, 1000, &err), 1);
    assert_int_equal(turn_ask(turn, 1000 + taken_ms - LIMIT_MS - 1, &err), 1);
    assert_int_equal(taken, 1);
    assert_int_equal(turn_ask(turn, 1000 + taken_ms - LIMIT_MS, &err), 1);
    assert_int_equal(taken, 2);
}

static void who_waits_asks_now_and_then(void **state)
{
    (void)state;
    lock_says = 0;
    assert_int_equal(turn_ask(turn, 1000, &err), 0);
    assert_int_equal(turn_ask(turn, 1000 + TURN_ASK_MS - 1, &err), 0);
    assert_int_equal(taken, 1);
    lock_says = 1;
    assert_int_equal(turn_ask(turn, 1000 + TURN_ASK_MS, &err), 1);
}

static void a_redis_that_fails_gives_no_turn(void **state)
{
    (void)state;
    lock_says = -1;
    assert_int_equal(turn_ask(turn, 1000, &err), -1);
    turn_rest(turn);
    assert_int_equal(released, 0);
}

static void resting_gives_it_up_but_not_during_a_create(void **state)
{
    (void)state;
    assert_int_equal(turn_ask(turn, 1000, &err), 1);
    turn_begin(turn);
    turn_rest(turn);
    assert_int_equal(released, 0);
    turn_end(turn, 1010, false);
    assert_int_equal(released, 1);
    turn_rest(turn);
    assert_int_equal(released, 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(it_outlasts_a_create_that_is_late),
        TEST(while_it_lasts_nobody_is_asked_again),
        TEST(who_waits_asks_now_and_then),
        TEST(a_redis_that_fails_gives_no_turn),
        TEST(resting_gives_it_up_but_not_during_a_create),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
