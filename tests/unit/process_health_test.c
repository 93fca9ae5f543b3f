#include "process/health.h"

#include "support/test.h"

static struct health *health;
static struct buf text;

static int open_it(void **state)
{
    (void)state;
    health = health_new();
    return 0;
}

static int close_it(void **state)
{
    (void)state;
    health_free(health);
    buf_free(&text);
    return 0;
}

static void reads(bool ok, int64_t now_ms, const char *expected)
{
    buf_clear(&text);
    assert_int_equal(health_print(health, now_ms, &text), ok);
    assert_string_equal(text.data, expected);
}

static void without_parts_all_is_well(void **state)
{
    (void)state;
    reads(true, 5000, "{}\n");
}

static void a_part_that_moves_is_well(void **state)
{
    (void)state;
    assert_false(health_moved(health, "poll", 1000));
    reads(true, 31000, "{\"poll\":{\"ok\":true,\"moved_seconds_ago\":30}}\n");
}

static void a_part_that_has_not_moved_for_30_s_is_unwell(void **state)
{
    (void)state;
    (void)health_moved(health, "poll", 1000);
    reads(false, 31001, "{\"poll\":{\"ok\":false,\"moved_seconds_ago\":30}}\n");
    (void)health_moved(health, "poll", 31001);
    reads(true, 31001, "{\"poll\":{\"ok\":true,\"moved_seconds_ago\":0}}\n");
}

static void a_stuck_part_is_unwell_at_once_and_says_why(void **state)
{
    (void)state;
    (void)health_moved(health, "loop", 0);
    (void)health_stuck(health, "redis", "connection refused", 0);
    reads(false, 2000,
          "{\"loop\":{\"ok\":true,\"moved_seconds_ago\":2},"
          "\"redis\":{\"ok\":false,\"moved_seconds_ago\":2,"
          "\"cause\":\"connection refused\"}}\n");
    (void)health_moved(health, "redis", 2000);
    reads(true, 2000,
          "{\"loop\":{\"ok\":true,\"moved_seconds_ago\":2},"
          "\"redis\":{\"ok\":true,\"moved_seconds_ago\":0}}\n");
}

static void a_forgotten_part_is_waited_for_no_more(void **state)
{
    (void)state;
    (void)health_stuck(health, "kafka", "no broker", 0);
    health_forget(health, "kafka");
    health_forget(health, "never known");
    reads(true, 90000, "{}\n");
}

static void trouble_is_told_when_it_lasts_and_now_and_then(void **state)
{
    (void)state;
    assert_false(health_stuck(health, "redis", "refused", 0));
    assert_false(health_stuck(health, "redis", "refused", 999));
    assert_true(health_stuck(health, "redis", "refused", 1000));
    assert_false(health_stuck(health, "redis", "for another reason", 1001));
    assert_false(health_stuck(health, "redis", "refused", 30999));
    assert_true(health_stuck(health, "redis", "refused", 31000));
    assert_true(health_moved(health, "redis", 31001));
    assert_false(health_moved(health, "redis", 31002));
}

static void trouble_that_passes_soon_is_not_told(void **state)
{
    (void)state;
    assert_false(health_stuck(health, "redis", "refused", 0));
    assert_false(health_moved(health, "redis", 900));
    assert_false(health_stuck(health, "redis", "refused", 1100));
    assert_false(health_stuck(health, "redis", "refused", 2000));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_it, close_it)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(without_parts_all_is_well),
        TEST(a_part_that_moves_is_well),
        TEST(a_part_that_has_not_moved_for_30_s_is_unwell),
        TEST(a_stuck_part_is_unwell_at_once_and_says_why),
        TEST(a_forgotten_part_is_waited_for_no_more),
        TEST(trouble_is_told_when_it_lasts_and_now_and_then),
        TEST(trouble_that_passes_soon_is_not_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
