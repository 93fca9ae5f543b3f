#include "domain/record.h"
#include "support/test.h"

#include <string.h>

static char zohocrm[] = "zohocrm";
static char contacts[] = "Contacts";
static char id[] = "5843";
static char poll[] = "poll";

static struct record sample(void)
{
    return (struct record){ .system = zohocrm,
                            .entity = contacts,
                            .id = id,
                            .read_ms = 1763912345678,
                            .by = poll,
                            .scan_ms = 1763912000000,
                            .partition = 2,
                            .partitions = 12 };
}

static void a_record_is_written_with_the_bytes_the_api_sent(void **state)
{
    struct record record = sample();
    struct buf text = { 0 };
    const char *raw = "{\"id\" : \"5843\",\"n\": 1.50}";

    (void)state;
    record_encode_seen(&text, &record, raw, strlen(raw));
    assert_string_equal(
        buf_text(&text),
        "{\"v\":1,\"kind\":\"seen\",\"system\":\"zohocrm\","
        "\"entity\":\"Contacts\",\"id\":\"5843\",\"read_ms\":1763912345678,"
        "\"by\":\"poll\",\"record\":{\"id\" : \"5843\",\"n\": 1.50}}");
    buf_free(&text);
}

static void decode(const struct buf *text, struct record *ret_record)
{
    struct err err = { 0 };

    if (record_decode(text->data, text->length, ret_record, &err) != 0)
        fail_msg("%s", err.text);
}

static void a_seen_record_comes_back_as_it_was(void **state)
{
    struct record record = sample();
    struct record decoded;
    struct buf text = { 0 };

    (void)state;
    record_encode_seen(&text, &record, "{\"Email\":\"a@b.no\"}", 18);
    decode(&text, &decoded);
    assert_int_equal(decoded.kind, RECORD_SEEN);
    assert_string_equal(decoded.system, "zohocrm");
    assert_string_equal(decoded.entity, "Contacts");
    assert_string_equal(decoded.id, "5843");
    assert_int_equal(decoded.read_ms, 1763912345678);
    assert_string_equal(decoded.by, "poll");
    assert_string_equal(json_get_text(decoded.body, "Email"), "a@b.no");
    record_free(&decoded);
    buf_free(&text);
}

static void a_gone_record_has_no_body(void **state)
{
    struct record record = sample();
    struct record decoded;
    struct buf text = { 0 };

    (void)state;
    record.by = NULL;
    record_encode_gone(&text, &record);
    decode(&text, &decoded);
    assert_int_equal(decoded.kind, RECORD_GONE);
    assert_string_equal(decoded.id, "5843");
    assert_null(decoded.body);
    assert_null(decoded.by);
    record_free(&decoded);
    buf_free(&text);
}

static void a_marker_says_which_scan_passed_which_partition(void **state)
{
    struct record record = sample();
    struct record decoded;
    struct buf text = { 0 };

    (void)state;
    record_encode_scanned(&text, &record);
    decode(&text, &decoded);
    assert_int_equal(decoded.kind, RECORD_SCANNED);
    assert_int_equal(decoded.scan_ms, 1763912000000);
    assert_int_equal(decoded.partition, 2);
    assert_int_equal(decoded.partitions, 12);
    record_free(&decoded);
    buf_free(&text);
}

static void odd_texts_are_escaped(void **state)
{
    struct record record = sample();
    struct record decoded;
    struct buf text = { 0 };
    char odd[] = "a\"b\\c\nd\x01\xc3\xa5";

    (void)state;
    record.by = odd;
    record_encode_gone(&text, &record);
    decode(&text, &decoded);
    assert_string_equal(decoded.by, odd);
    record_free(&decoded);
    buf_free(&text);
}

static void what_is_no_record_is_refused_with_the_reason(void **state)
{
    static const struct {
        const char *text;
        const char *message;
    } cases[] = {
        { "[]", "cannot decode record: not an object but array" },
        { "\xff",
          "cannot decode record: not JSON: not UTF-8 text without NUL" },
        { "{\"kind\":\"gone\"}", "cannot decode record: v: missing" },
        { "{\"v\":2}", "cannot decode record: v: 2 is not known here" },
        { "{\"v\":1}", "cannot decode record: kind: missing" },
        { "{\"v\":1,\"kind\":\"new\"}",
          "cannot decode record: kind: not known here" },
        { "{\"v\":1,\"kind\":\"gone\",\"system\":\"s\",\"entity\":\"E\"}",
          "cannot decode record: id: missing" },
        { "{\"v\":1,\"kind\":\"gone\",\"system\":\"s\",\"entity\":\"E\","
          "\"id\":7}",
          "cannot decode record: id: not a string but number" },
        { "{\"v\":1,\"kind\":\"seen\",\"system\":\"s\",\"entity\":\"E\","
          "\"id\":\"7\",\"read_ms\":1,\"record\":[]}",
          "cannot decode record: record: not an object but array" },
        { "{\"v\":1,\"kind\":\"scanned\",\"system\":\"s\",\"entity\":\"E\","
          "\"scan_ms\":1,\"partition\":2,\"partitions\":2}",
          "cannot decode record: partition: not below partitions" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct record record;
        struct err err = { 0 };

        assert_int_equal(
            record_decode(cases[i].text, strlen(cases[i].text), &record, &err),
            -1);
        assert_int_equal(err.kind, ERR_DATA);
        assert_string_equal(err.text, cases[i].message);
        record_free(&record);
    }
}

static void members_of_a_later_writer_are_accepted(void **state)
{
    static const char text[] =
        "{\"v\":1,\"new\":{},\"kind\":\"gone\",\"system\":\"s\","
        "\"entity\":\"E\",\"id\":\"7\",\"read_ms\":1}";
    struct record record;
    struct err err = { 0 };

    (void)state;
    assert_int_equal(record_decode(text, sizeof text - 1, &record, &err), 0);
    record_free(&record);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_is_written_with_the_bytes_the_api_sent),
        cmocka_unit_test(a_seen_record_comes_back_as_it_was),
        cmocka_unit_test(a_gone_record_has_no_body),
        cmocka_unit_test(a_marker_says_which_scan_passed_which_partition),
        cmocka_unit_test(odd_texts_are_escaped),
        cmocka_unit_test(what_is_no_record_is_refused_with_the_reason),
        cmocka_unit_test(members_of_a_later_writer_are_accepted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
