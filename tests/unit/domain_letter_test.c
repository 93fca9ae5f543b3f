#include "domain/letter.h"

#include "base/mem.h"
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

static void says(const char *bytes, size_t length, const char *expected)
{
    struct buf text = { 0 };

    letter_encode(&text, "acme.changes", 3, 17, "unknown version", bytes,
                  length);
    assert_string_equal(buf_text(&text), expected);
    buf_free(&text);
}

#define HEAD                                                             \
    "{\"v\":1,\"cause\":\"unknown version\",\"topic\":\"acme.changes\"," \
    "\"partition\":3,\"offset\":17"

static void text_is_kept_as_it_is(void **state)
{
    (void)state;
    says("{\"v\":9, Å\n}", 12, HEAD ",\"text\":\"{\\\"v\\\":9, Å\\u000a}\"}");
    says("", 0, HEAD ",\"text\":\"\"}");
}

/* RFC 4648, and what is left over after threes. */
static void other_bytes_are_kept_in_base64(void **state)
{
    (void)state;
    says("\xff", 1, HEAD ",\"base64\":\"/w==\"}");
    says("\xff\xfe", 2, HEAD ",\"base64\":\"//4=\"}");
    says("\xff\xfe\xfd", 3, HEAD ",\"base64\":\"//79\"}");
    says("a\0b", 3, HEAD ",\"base64\":\"YQBi\"}");
}

static void a_message_without_a_value_has_none(void **state)
{
    (void)state;
    says(NULL, 0, HEAD "}");
}

static void what_never_was_in_kafka_has_no_place_there(void **state)
{
    struct buf text = { 0 };

    (void)state;
    letter_encode(&text, "acme.records", -1, -1, "no id", "{}", 2);
    assert_string_equal(buf_text(&text),
                        "{\"v\":1,\"cause\":\"no id\",\"topic\":"
                        "\"acme.records\",\"text\":\"{}\"}");
    buf_free(&text);
}

static void what_is_too_long_is_cut_and_says_so(void **state)
{
    size_t length = LETTER_BYTES_MAX + 1;
    char *bytes = mem_new(length, 1);
    struct buf text = { 0 };

    (void)state;
    memset(bytes, 'x', length);
    letter_encode(&text, "t", 0, 0, "c", bytes, length);
    assert_in_range(text.length, LETTER_BYTES_MAX, LETTER_BYTES_MAX + 100);
    assert_non_null(strstr(buf_text(&text), "x\",\"cut\":true}"));
    buf_free(&text);
    free(bytes);
}

/* Kafka takes messages of a million bytes. */
static void a_letter_fits_into_a_message_whatever_it_holds(void **state)
{
    static const char *const repeated[] = { "\x01", "\"", "\xff",
                                            "\xf0\x9f\x98\x80" };

    (void)state;
    for (size_t i = 0; i < sizeof repeated / sizeof *repeated; i++) {
        struct buf bytes = { 0 };
        struct buf text = { 0 };

        for (int n = 0; n < 1000000; n++)
            buf_text_append(&bytes, repeated[i]);
        letter_encode(&text, "t", 0, 0, "c", bytes.data + 1, bytes.length - 1);
        assert_in_range(text.length, 1, 800000);
        buf_free(&text);
        buf_free(&bytes);
    }
}

static void text_is_not_cut_within_a_letter(void **state)
{
    static const unsigned char euro[] = { 0xe2, 0x82, 0xac };
    size_t length = LETTER_BYTES_MAX + 2;
    char *bytes = mem_new(length, 1);
    struct buf text = { 0 };

    (void)state;
    memset(bytes, 'x', length);
    memcpy(bytes + LETTER_BYTES_MAX - 1, euro, sizeof euro);
    letter_encode(&text, "t", 0, 0, "c", bytes, length);
    assert_non_null(strstr(buf_text(&text), "xx\",\"cut\":true}"));
    buf_free(&text);
    free(bytes);
}

static void a_letter_can_be_read_again(void **state)
{
    struct buf text = { 0 };
    struct letter letter;
    struct err err;

    (void)state;
    letter_encode(&text, "acme.changes", 3, 17, "no id", "{\"v\":9}", 7);
    assert_int_equal(letter_decode(text.data, text.length, &letter, &err), 0);
    assert_string_equal(letter.cause, "no id");
    assert_string_equal(letter.topic, "acme.changes");
    assert_string_equal(letter.text, "{\"v\":9}");
    assert_int_equal(letter.partition, 3);
    assert_int_equal(letter.offset, 17);
    assert_false(letter.binary || letter.cut);
    letter_free(&letter);
    buf_clear(&text);
    letter_encode(&text, "acme.changes", -1, -1, "no id", "\xff", 1);
    assert_int_equal(letter_decode(text.data, text.length, &letter, &err), 0);
    assert_true(letter.binary);
    assert_null(letter.text);
    assert_int_equal(letter.partition, -1);
    letter_free(&letter);
    assert_int_equal(letter_decode("{\"v\":1}", 7, &letter, &err), -1);
    letter_free(&letter);
    buf_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_letter_can_be_read_again),
        cmocka_unit_test(text_is_kept_as_it_is),
        cmocka_unit_test(other_bytes_are_kept_in_base64),
        cmocka_unit_test(a_message_without_a_value_has_none),
        cmocka_unit_test(what_never_was_in_kafka_has_no_place_there),
        cmocka_unit_test(what_is_too_long_is_cut_and_says_so),
        cmocka_unit_test(a_letter_fits_into_a_message_whatever_it_holds),
        cmocka_unit_test(text_is_not_cut_within_a_letter),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
