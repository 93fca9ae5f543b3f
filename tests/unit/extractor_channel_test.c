#include "extractor/channel.h"

#include "support/test.h"

#define NOW  INT64_C(1795447835000)
#define HOUR INT64_C(3600000)

static void a_channel_of_days_is_renewed_after_one(void **state)
{
    (void)state;
    assert_int_equal(channel_pause_ms(NOW + CHANNEL_LIFE_MS, NOW), 24 * HOUR);
    assert_int_equal(channel_pause_ms(NOW + 48 * HOUR, NOW), 24 * HOUR);
}

static void a_shorter_channel_is_renewed_at_half_its_time(void **state)
{
    (void)state;
    assert_int_equal(channel_pause_ms(NOW + HOUR, NOW), HOUR / 2);
    assert_int_equal(channel_pause_ms(NOW + 10 * HOUR, NOW), 5 * HOUR);
}

static void an_expiry_that_is_not_told_is_taken_for_an_hour(void **state)
{
    (void)state;
    assert_int_equal(channel_pause_ms(0, NOW), HOUR / 2);
    assert_int_equal(channel_pause_ms(NOW + HOUR, 0), HOUR / 2);
}

static void an_expiry_that_has_passed_is_not_asked_for_at_once(void **state)
{
    (void)state;
    assert_int_equal(channel_pause_ms(NOW - HOUR, NOW), HOUR / 2);
    assert_int_equal(channel_pause_ms(NOW + 1, NOW), CHANNEL_LOOK_MS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_channel_of_days_is_renewed_after_one),
        cmocka_unit_test(a_shorter_channel_is_renewed_at_half_its_time),
        cmocka_unit_test(an_expiry_that_is_not_told_is_taken_for_an_hour),
        cmocka_unit_test(an_expiry_that_has_passed_is_not_asked_for_at_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
