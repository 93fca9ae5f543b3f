#include "extractor/cursor.h"

#include "support/test.h"

#include <stdio.h>
#include <string.h>

#define HOUR_MS INT64_C(3600000)

static struct cursor cursor_of(const char *columns)
{
    struct cursor cursor = { .watermark_ms = 1795448635000,
                             .scan_ms = 1795448755000,
                             .records = 1234 };

    (void)snprintf(cursor.columns, sizeof(cursor.columns), "%s", columns);
    return cursor;
}

static void without_a_cursor_everything_is_scanned(void **state)
{
    (void)state;
    assert_int_equal(cursor_plan(NULL, "c0ffee", 0, HOUR_MS), PLAN_SCAN);
    assert_int_equal(cursor_plan(NULL, "c0ffee", 1795448755000, HOUR_MS),
                     PLAN_SCAN);
}

static void other_columns_are_scanned_before_they_are_polled(void **state)
{
    struct cursor cursor = cursor_of("c0ffee");

    (void)state;
    assert_int_equal(cursor_plan(&cursor, "decaf", cursor.scan_ms + 1, HOUR_MS),
                     PLAN_SCAN);
}

static void between_scans_there_are_only_polls(void **state)
{
    struct cursor cursor = cursor_of("c0ffee");
    int64_t before_ms = cursor.scan_ms + HOUR_MS - 1;

    (void)state;
    assert_int_equal(cursor_plan(&cursor, "c0ffee", before_ms, HOUR_MS),
                     PLAN_POLL);
}

static void a_scan_is_due_by_the_servers_clock_and_stops_no_poll(void **state)
{
    struct cursor cursor = cursor_of("c0ffee");
    int64_t then_ms = cursor.scan_ms + HOUR_MS;

    (void)state;
    assert_int_equal(cursor_plan(&cursor, "c0ffee", then_ms, HOUR_MS),
                     PLAN_POLL_AND_SCAN);
}

static void before_the_server_has_told_its_time_no_scan_is_due(void **state)
{
    struct cursor cursor = cursor_of("c0ffee");

    (void)state;
    assert_int_equal(cursor_plan(&cursor, "c0ffee", 0, HOUR_MS), PLAN_POLL);
}

static void the_watermark_is_two_minutes_before_the_walk_began(void **state)
{
    (void)state;
    assert_int_equal(cursor_watermark(1795448755000), 1795448635000);
}

static void a_cursor_reads_back_as_it_was_written(void **state)
{
    struct cursor cursor = cursor_of("c0ffee");
    struct cursor back = { 0 };
    struct buf text = { 0 };
    struct err err = { 0 };

    (void)state;
    cursor_encode(&text, &cursor);
    assert_string_equal(buf_text(&text),
                        "{\"v\":1,\"watermark_ms\":1795448635000,"
                        "\"scan_ms\":1795448755000,\"columns\":\"c0ffee\","
                        "\"records\":1234,\"polled_ms\":1795448755000}");
    assert_int_equal(cursor_decode(text.data, text.length, &back, &err), 0);
    assert_int_equal(back.watermark_ms, cursor.watermark_ms);
    assert_int_equal(back.scan_ms, cursor.scan_ms);
    assert_int_equal(back.records, 1234);
    assert_string_equal(back.columns, "c0ffee");
    buf_free(&text);
}

static void refused(const char *text, const char *why)
{
    struct cursor cursor = { .scan_ms = 7 };
    struct err err = { 0 };

    assert_int_equal(cursor_decode(text, strlen(text), &cursor, &err), -1);
    assert_int_equal(err.kind, ERR_DATA);
    assert_non_null(strstr(err.text, why));
    assert_int_equal(cursor.scan_ms, 7);
}

static void a_cursor_that_is_none_is_refused_with_the_reason(void **state)
{
    (void)state;
    refused("", "cannot read cursor");
    refused("[]", "v: not 1");
    refused("{\"v\":2,\"watermark_ms\":1,\"scan_ms\":1,\"columns\":\"c\"}",
            "v: not 1");
    refused("{\"v\":1,\"watermark_ms\":\"1\",\"scan_ms\":1,\"columns\":\"c\"}",
            "watermark_ms: not a whole number");
    refused("{\"v\":1,\"watermark_ms\":1,\"columns\":\"c\"}",
            "scan_ms: not a whole number");
    refused("{\"v\":1,\"watermark_ms\":1,\"scan_ms\":1}",
            "columns: not a text");
}

/* Contacts with Customers. */
static struct entity contacts;
static struct entity customers;

static struct flow flow_of(bool enabled)
{
    struct flow flow = { .enabled = enabled };

    flow.sides[SIDE_A].entity = &contacts;
    flow.sides[SIDE_B].entity = &customers;
    return flow;
}

static void lists_of_columns_are_told_apart(void **state)
{
    const struct flows none = { 0 };
    char *two[] = { (char[]){ "Email" }, (char[]){ "Phone" } };
    char *joined[] = { (char[]){ "EmailPhone" } };
    char one[HASH_TEXT_MAX];
    char same[HASH_TEXT_MAX];
    char other[HASH_TEXT_MAX];

    (void)state;
    cursor_columns(&none, &contacts, two, 2, one);
    cursor_columns(&none, &contacts, two, 2, same);
    assert_string_equal(one, same);
    cursor_columns(&none, &contacts, two, 1, other);
    assert_string_not_equal(one, other);
    cursor_columns(&none, &contacts, joined, 1, other);
    assert_string_not_equal(one, other);
}

static void a_flow_that_is_new_makes_the_same_columns_others(void **state)
{
    struct flow old = flow_of(true);
    struct flow new = flow_of(false);
    struct flows flows = { .items = { &old, &new } };
    char *email[] = { (char[]){ "Email" } };
    char before[HASH_TEXT_MAX];
    char off[HASH_TEXT_MAX];
    char on[HASH_TEXT_MAX];

    (void)state;
    old.name = (char[]){ "contacts" };
    new.name = (char[]){ "people" };
    flows.count = 1;
    cursor_columns(&flows, &contacts, email, 1, before);
    flows.count = 2;
    cursor_columns(&flows, &contacts, email, 1, off);
    assert_string_equal(before, off);
    new.enabled = true;
    cursor_columns(&flows, &contacts, email, 1, on);
    assert_string_not_equal(before, on);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_cursor_everything_is_scanned),
        cmocka_unit_test(other_columns_are_scanned_before_they_are_polled),
        cmocka_unit_test(between_scans_there_are_only_polls),
        cmocka_unit_test(a_scan_is_due_by_the_servers_clock_and_stops_no_poll),
        cmocka_unit_test(before_the_server_has_told_its_time_no_scan_is_due),
        cmocka_unit_test(the_watermark_is_two_minutes_before_the_walk_began),
        cmocka_unit_test(a_cursor_reads_back_as_it_was_written),
        cmocka_unit_test(a_cursor_that_is_none_is_refused_with_the_reason),
        cmocka_unit_test(lists_of_columns_are_told_apart),
        cmocka_unit_test(a_flow_that_is_new_makes_the_same_columns_others),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
