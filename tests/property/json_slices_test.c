/*
 * json_slices() finds the bytes of an array's items without parsing them: here
 * it is held against json_parse(), which does, on texts made to confuse it.
 * TEST_SEED=N repeats a run.
 */
#include "base/json.h"

#include "base/time.h"
#include "support/test.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define DOCUMENTS 20000
#define DEPTH_MAX 4

static uint64_t seed;
static struct err err;

static unsigned dice(unsigned below)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (unsigned)(seed % below);
}

static const char *one_of(const char *const *texts, unsigned count)
{
    return texts[dice(count)];
}

/* ---- nasty documents ---- */

static void make_blanks(struct buf *out)
{
    static const char *const blanks[] = { "", "", "", " ", "\n\t", "\r\n  " };

    buf_text_append(out, one_of(blanks, 6));
}

/* Quotes, brackets and backslashes where a careless scanner trips. */
static void make_text(struct buf *out)
{
    static const char *const parts[] = {
        "a",   "\\\"",    "\\\\",    "]",        "}",        "[",
        "{",   ",",       ":",       " ",        "\\n",      "data",
        "\\/", "\\u005d", "\\u0022", "\xc3\xa5", "\\\\\\\"", "\\ud83d\\ude00"
    };

    buf_text_append(out, "\"");
    for (unsigned i = dice(6); i > 0; i--)
        buf_text_append(out, one_of(parts, 18));
    buf_text_append(out, "\"");
}

static void make_value(struct buf *out, int depth);

static void make_array(struct buf *out, int depth)
{
    buf_text_append(out, "[");
    make_blanks(out);
    for (unsigned i = dice(5); i > 0; i--) {
        make_value(out, depth + 1);
        make_blanks(out);
        buf_text_append(out, i > 1 ? "," : "");
        make_blanks(out);
    }
    buf_text_append(out, "]");
}

/* name NULL: any. */
static void make_member(struct buf *out, const char *name)
{
    if (name == NULL) {
        make_text(out);
    } else {
        buf_print(out, "\"%s\"", name);
    }
    make_blanks(out);
    buf_text_append(out, ":");
    make_blanks(out);
}

static void make_object(struct buf *out, int depth)
{
    static const char *const names[] = { "data", "dat", "data2", "", NULL };

    buf_text_append(out, "{");
    make_blanks(out);
    for (unsigned i = dice(5); i > 0; i--) {
        make_member(out, one_of(names, 5));
        make_value(out, depth + 1);
        make_blanks(out);
        buf_text_append(out, i > 1 ? "," : "");
        make_blanks(out);
    }
    buf_text_append(out, "}");
}

static void make_value(struct buf *out, int depth)
{
    static const char *const plain[] = { "null", "true", "-1.5e3", "0",
                                         "12345678901" };
    unsigned kind = dice(depth < DEPTH_MAX ? 4 : 2);

    if (kind == 0) {
        buf_text_append(out, one_of(plain, 5));
    } else if (kind == 1) {
        make_text(out);
    } else if (kind == 2) {
        make_array(out, depth);
    } else {
        make_object(out, depth);
    }
}

/* ---- the two answers ---- */

struct comparison {
    const struct json *next; /* the item that the next slice must be */
    size_t count;
};

static int compare(const char *text, size_t length, void *arg)
{
    struct comparison *comparison = arg;
    struct json *item = json_parse(text, length, &err);

    if (item == NULL)
        fail_msg("the slice '%.*s' is no JSON", (int)length, text);
    assert_true(json_equal(item, comparison->next));
    assert_true(length > 0 && strchr(" \t\r\n", text[0]) == NULL &&
                strchr(" \t\r\n", text[length - 1]) == NULL);
    json_free(item);
    comparison->next = json_next(comparison->next);
    comparison->count++;
    return 0;
}

static void check(const struct buf *text, const char *member)
{
    struct json *json = json_parse(text->data, text->length, &err);
    const struct json *array;
    struct comparison comparison = { 0 };

    if (json == NULL)
        fail_msg("made what is no JSON: %s: %s", err.text, text->data);
    array = member == NULL ? json : json_get(json, member);
    if (!json_is_array(array))
        array = NULL;
    comparison.next = json_first(array);
    assert_int_equal(
        json_slices(text->data, text->length, member, compare, &comparison), 0);
    if (comparison.count != json_count(array)) {
        fail_msg("%zu slices of %zu items in %s", comparison.count,
                 json_count(array), text->data);
    }
    json_free(json);
}

static void slices_are_the_items_that_parsing_finds(void **state)
{
    struct buf text = { 0 };

    (void)state;
    for (int i = 0; i < DOCUMENTS; i++) {
        buf_clear(&text);
        make_blanks(&text);
        if (i % 2 == 0) {
            make_object(&text, 0);
        } else {
            make_array(&text, 0);
        }
        make_blanks(&text);
        check(&text, "data");
        check(&text, NULL);
    }
    buf_free(&text);
}

/* ---- no JSON at all ---- */

static int touch(const char *text, size_t length, void *arg)
{
    const char **end = arg;

    assert_true(text >= end[0] && text + length <= end[1]);
    return 0;
}

/* The text has no byte behind it, so that the sanitizer sees one too many. */
static void any_bytes_are_survived(void **state)
{
    struct buf text = { 0 };

    (void)state;
    for (int i = 0; i < DOCUMENTS; i++) {
        size_t length;
        char *exact;
        const char *ends[2];

        buf_clear(&text);
        make_object(&text, 0);
        for (unsigned k = dice(4); k > 0; k--)
            text.data[dice((unsigned)text.length)] = "[]{}\",\\:\0x"[dice(10)];
        length = dice((unsigned)text.length + 1);
        exact = malloc(length == 0 ? 1 : length);
        assert_non_null(exact);
        memcpy(exact, text.data, length);
        ends[0] = exact;
        ends[1] = exact + length;
        assert_int_equal(json_slices(exact, length, "data", touch, ends), 0);
        assert_int_equal(json_slices(exact, length, NULL, touch, ends), 0);
        free(exact);
    }
    buf_free(&text);
}

static int stop(const char *text, size_t length, void *arg)
{
    (void)text;
    (void)length;
    return ++*(int *)arg == 2 ? 42 : 0;
}

static void it_stops_when_told(void **state)
{
    int count = 0;

    (void)state;
    assert_int_equal(json_slices("[1,2,3]", 7, NULL, stop, &count), 42);
    assert_int_equal(count, 2);
}

static void a_byte_order_mark_is_passed_over(void **state)
{
    struct buf text = { 0 };

    (void)state;
    buf_text_append(&text, "\xef\xbb\xbf{\"data\":[1,\"x\"]}");
    check(&text, "data");
    buf_free(&text);
}

/* cJSON takes every control for a blank, so that slices must, too. */
static void controls_are_blanks(void **state)
{
    struct buf text = { 0 };

    (void)state;
    buf_text_append(&text, "\x01{\"data\"\x1f:\x02[\x03"
                           "1\x04,\v[2]\f]}\x05");
    check(&text, "data");
    buf_free(&text);
}

int main(void)
{
    const char *given = getenv("TEST_SEED"); /* NOLINT: one thread */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slices_are_the_items_that_parsing_finds),
        cmocka_unit_test(any_bytes_are_survived),
        cmocka_unit_test(it_stops_when_told),
        cmocka_unit_test(a_byte_order_mark_is_passed_over),
        cmocka_unit_test(controls_are_blanks),
    };

    seed = given == NULL ? (uint64_t)time_now_ms() : strtoull(given, NULL, 10);
    seed += seed == 0; /* xorshift stays at 0 */
    print_message("TEST_SEED=%" PRIu64 "\n", seed);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
