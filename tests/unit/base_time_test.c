#include "base/time.h"

#include "support/test.h"

#include <time.h>

#define NOON INT64_C(1795435200000) /* 2026-11-23T12:00:00Z */

static void parses(const char *text, int64_t expected)
{
    int64_t ms = -1;

    if (!time_parse(text, &ms))
        fail_msg("'%s' was refused", text);
    assert_int_equal(ms, expected);
}

static void both_systems_date_times_are_read(void **state)
{
    (void)state;
    parses("1970-01-01T00:00:00Z", 0);
    parses("2026-11-23T12:00:00Z", NOON);
    parses("2026-11-23T13:00:00+01:00", NOON);
    parses("2026-11-23T06:30:00-05:30", NOON);
    parses("2026-11-23T12:00:00.5Z", NOON + 500);
    parses("2026-11-23T12:00:00.1234567Z", NOON + 123);
    parses("2026-11-23T12:00:00.0009999Z", NOON);
    parses("1969-12-31T23:59:59.999Z", -1);
    parses("2024-02-29T00:00:00Z", INT64_C(1709164800000));
    parses("2000-02-29T00:00:00Z", INT64_C(951782400000));
}

static void what_is_no_date_time_is_refused(void **state)
{
    static const char *const bad[] = {
        "",
        "2026-11-23",
        "2026-11-23T12:00:00",
        "2026-11-23 12:00:00Z",
        "2026-11-23T12:00:00z",
        "2026-11-23T12:00Z",
        "2026-11-23T12:00:00Zx",
        "2026-11-23T12:00:00.Z",
        "2026-11-23T12:00:00.12345678Z",
        "2026-11-23T24:00:00Z",
        "2026-11-23T12:60:00Z",
        "2026-11-23T12:00:61Z",
        "2026-11-23T12:00:00+0100",
        "2026-11-23T12:00:00+24:00",
        "2026-11-23T12:00:00+01:60",
        "2026-11-31T12:00:00Z",
        "2026-02-29T12:00:00Z",
        "1900-02-29T12:00:00Z",
        "2026-00-01T12:00:00Z",
        "2026-13-01T12:00:00Z",
        "2026-01-00T12:00:00Z",
        "26-11-23T12:00:00Z",
    };
    int64_t ms;

    (void)state;
    assert_false(time_parse(NULL, &ms));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (time_parse(bad[i], &ms))
            fail_msg("'%s' was accepted", bad[i]);
    }
}

static void an_http_date_is_read(void **state)
{
    int64_t ms;

    (void)state;
    assert_true(time_parse_http("Mon, 23 Nov 2026 12:00:00 GMT", &ms));
    assert_int_equal(ms, NOON);
    assert_true(time_parse_http("Thu, 01 Jan 1970 00:00:01 GMT", &ms));
    assert_int_equal(ms, 1000);
}

static void what_is_no_http_date_is_refused(void **state)
{
    static const char *const bad[] = {
        "",
        "Mon, 23 Nov 2026 12:00:00 CET",
        "Mon, 23 nov 2026 12:00:00 GMT",
        "Mon, 23 Foo 2026 12:00:00 GMT",
        "Mon, 3 Nov 2026 12:00:00 GMT ",
        "Mon, 31 Nov 2026 12:00:00 GMT",
        "Mon, 00 Nov 2026 12:00:00 GMT",
        "Mon, 23 Nov 2026 25:00:00 GMT",
        "Monday, 23-Nov-26 12:00:00 GMT",
        "Mon Nov 23 12:00:00 2026",
    };
    int64_t ms;

    (void)state;
    assert_false(time_parse_http(NULL, &ms));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (time_parse_http(bad[i], &ms))
            fail_msg("'%s' was accepted", bad[i]);
    }
}

static void times_are_written_as_they_are_read(void **state)
{
    char text[TIME_TEXT_MAX];

    (void)state;
    time_format(NOON + 7, text);
    assert_string_equal(text, "2026-11-23T12:00:00.007Z");
    time_format(-1, text);
    assert_string_equal(text, "1969-12-31T23:59:59.999Z");
    time_format_http(NOON + 7, text);
    assert_string_equal(text, "Mon, 23 Nov 2026 12:00:00 GMT");
    time_format_http(-1, text);
    assert_string_equal(text, "Wed, 31 Dec 1969 23:59:59 GMT");
}

/* Every day from 1900 to 2200, at another time of day each. */
static void every_day_survives_writing_and_reading(void **state)
{
    char text[TIME_TEXT_MAX];
    int64_t back;

    (void)state;
    for (int64_t day = -25567; day < 84006; day++) {
        int64_t ms =
            day * 86400000 + (day * 7919 % 86400 + 86400) % 86400 * 999;

        time_format(ms, text);
        assert_true(time_parse(text, &back));
        assert_int_equal(back, ms);
        time_format_http(ms, text);
        assert_true(time_parse_http(text, &back));
        assert_int_equal(back, ms - ((ms % 1000) + 1000) % 1000);
    }
}

static void a_date_is_a_day_that_exists(void **state)
{
    (void)state;
    assert_true(time_is_date("2026-11-23"));
    assert_true(time_is_date("2024-02-29"));
    assert_false(time_is_date("2026-02-29"));
    assert_false(time_is_date("2026-11-23T"));
    assert_false(time_is_date("2026-1-2"));
    assert_false(time_is_date(""));
    assert_false(time_is_date(NULL));
}

static void the_clocks_are_those_of_the_system(void **state)
{
    int64_t boot_ms = time_boot_ms();
    int64_t now_s = (int64_t)time(NULL);

    (void)state;
    assert_in_range(time_now_ms(), (now_s - 1) * 1000, (now_s + 60) * 1000);
    assert_true(boot_ms > 0);
    assert_true(time_boot_ms() >= boot_ms);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_systems_date_times_are_read),
        cmocka_unit_test(what_is_no_date_time_is_refused),
        cmocka_unit_test(an_http_date_is_read),
        cmocka_unit_test(what_is_no_http_date_is_refused),
        cmocka_unit_test(times_are_written_as_they_are_read),
        cmocka_unit_test(every_day_survives_writing_and_reading),
        cmocka_unit_test(a_date_is_a_day_that_exists),
        cmocka_unit_test(the_clocks_are_those_of_the_system),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
