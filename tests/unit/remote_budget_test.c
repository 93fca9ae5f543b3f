/*
 * remote/budget without Redis: the script answers what the test says.
 */
#include "remote/budget.h"
#include "support/test.h"

#include <stdlib.h>

static struct redis_reply answer[2]; /* granted, milliseconds to wait */
static const struct redis_reply reply = { .kind = REDIS_LIST,
                                          .items = answer,
                                          .count = 2 };
static bool fails;
static int asked; /* how often */
static long wanted;
static long lot;

const struct redis_reply *redis_script(struct redis *redis,
                                       struct redis_script *script,
                                       size_t key_count, size_t argc,
                                       const char *const *argv,
                                       const size_t *lengths, struct err *err)
{
    (void)redis, (void)script, (void)lengths;
    assert_int_equal(key_count, 1);
    assert_int_equal(argc, 4);
    assert_string_equal(argv[0], "tandem:budget:account");
    asked++;
    wanted = strtol(argv[1], NULL, 10);
    lot = strtol(argv[3], NULL, 10);
    if (!fails)
        return &reply;
    (void)err_set(err, ERR_RETRY, "refused");
    return NULL;
}

static struct budget *budget;
static struct err err;

static void begin(int rate, int64_t granted, int64_t wait_ms)
{
    budget = budget_open(NULL, "account", rate);
    answer[0] = (struct redis_reply){ REDIS_INTEGER, .integer = granted };
    answer[1] = (struct redis_reply){ REDIS_INTEGER, .integer = wait_ms };
    fails = false;
    asked = 0;
}

static int end(void **state)
{
    (void)state;
    budget_close(budget);
    return 0;
}

static void a_lot_is_a_tenth_of_a_second(void **state)
{
    (void)state;
    begin(50, 5, 0);
    assert_int_equal(budget_ask(budget, 100, 1000, &err), 1);
    assert_int_equal(lot, 5);
    assert_int_equal(wanted, 5);
    for (int i = 0; i < 5; i++) {
        assert_int_equal(budget_ask(budget, 100, 1000, &err), 1);
        budget_spend(budget);
    }
    assert_int_equal(asked, 1);
}

static void no_more_is_taken_than_is_wanted_and_at_least_one(void **state)
{
    (void)state;
    begin(50, 2, 0);
    assert_int_equal(budget_ask(budget, 2, 1000, &err), 1);
    assert_int_equal(wanted, 2);
    budget_close(budget);
    begin(1, 1, 0);
    assert_int_equal(budget_ask(budget, 9, 1000, &err), 1);
    assert_int_equal(lot, 1);
}

static void who_must_wait_does_not_ask_before(void **state)
{
    (void)state;
    begin(10, 0, 80);
    assert_int_equal(budget_ask(budget, 1, 1000, &err), 0);
    assert_int_equal(budget_ask(budget, 1, 1079, &err), 0);
    assert_int_equal(asked, 1);
    answer[0].integer = 1;
    assert_int_equal(budget_ask(budget, 1, 1080, &err), 1);
    assert_int_equal(budget_waited_ms(budget), 80);
}

static void grants_that_were_not_spent_in_time_are_lost(void **state)
{
    (void)state;
    begin(50, 5, 0);
    assert_int_equal(budget_ask(budget, 5, 1000, &err), 1);
    assert_int_equal(budget_ask(budget, 5, 1019, &err), 1);
    assert_int_equal(asked, 1);
    assert_int_equal(budget_ask(budget, 5, 1020, &err), 1);
    assert_int_equal(asked, 2);
}

static void a_redis_that_fails_grants_nothing(void **state)
{
    (void)state;
    begin(10, 1, 0);
    fails = true;
    assert_int_equal(budget_ask(budget, 1, 1000, &err), -1);
    assert_int_equal(err.kind, ERR_RETRY);
}

static void no_rate_asks_nobody(void **state)
{
    (void)state;
    begin(0, 0, 0);
    assert_int_equal(budget_ask(budget, 1, 1000, &err), 1);
    budget_spend(budget);
    assert_int_equal(asked, 0);
}

#define TEST(name) cmocka_unit_test_teardown(name, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_lot_is_a_tenth_of_a_second),
        TEST(no_more_is_taken_than_is_wanted_and_at_least_one),
        TEST(who_must_wait_does_not_ask_before),
        TEST(grants_that_were_not_spent_in_time_are_lost),
        TEST(a_redis_that_fails_grants_nothing),
        TEST(no_rate_asks_nobody),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
