#include "base/json.h"

#include "base/mem.h"
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

static struct json *json;
static struct err err;

static int clean(void **state)
{
    (void)state;
    json_free(json);
    json = NULL;
    return 0;
}

static const struct json *parsed(const char *text)
{
    json_free(json);
    json = json_parse(text, strlen(text), &err);
    if (json == NULL)
        fail_msg("'%s' was refused: %s", text, err.text);
    return json;
}

static void refused(const char *text, size_t length, const char *why)
{
    assert_null(json_parse(text, length, &err));
    assert_int_equal(err.kind, ERR_DATA);
    if (strstr(err.text, why) == NULL)
        fail_msg("'%s' does not say '%s'", err.text, why);
}

static void prints(const char *expected)
{
    char *text = json_string(json);

    assert_string_equal(text, expected);
    free(text);
}

static void every_kind_of_value_is_read(void **state)
{
    static const char *const kinds[][2] = {
        { "{}", "object" },
        { "[]", "array" },
        { "\"\"", "string" },
        { "1.5", "number" },
        { "null", "null" },
        { "true", "true or false" },
        { " false\r\n", "true or false" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        assert_string_equal(json_kind(parsed(kinds[i][0])), kinds[i][1]);
    assert_string_equal(json_kind(NULL), "nothing");
}

static void what_is_no_json_is_refused_with_its_byte(void **state)
{
    static const char *const bad[] = { "",           " ",       "{",
                                       "[1,]",       "{\"a\"}", "nul",
                                       "\"open",     "'a'",     "[1 2]",
                                       "{\"a\":1,}", "\"\\x\"", "\"\\ud800\"" };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        refused(bad[i], strlen(bad[i]), "not JSON: unexpected at byte");
    refused("[1,oops]", 8, "at byte 3");
}

static void trailing_junk_is_refused(void **state)
{
    (void)state;
    refused("{} x", 4, "at byte 3");
    refused("1,2", 3, "at byte 1");
    refused("{}{}", 4, "at byte 2");
    (void)parsed("{} \t\r\n");
}

static void what_is_no_text_is_refused(void **state)
{
    (void)state;
    refused("\"a\0b\"", 5, "NUL");
    refused("{}\0", 3, "NUL");
    refused("\"\xff\"", 3, "UTF-8");
    refused("\"cut \\u0000 here\"", 17, "NUL");
    refused("\"\\\\\\u0000\"", 10, "NUL");
    assert_string_equal(json_text(parsed("\"\\\\u0000\"")), "\\u0000");
}

static char *nested(size_t depth)
{
    char *text = mem_new(2 * depth + 1, 1);

    for (size_t i = 0; i < depth; i++) {
        text[i] = '[';
        text[2 * depth - 1 - i] = ']';
    }
    return text;
}

static void depth_has_a_limit(void **state)
{
    char *deep = nested(1000);
    char *deeper = nested(1001);
    char *deepest = nested(1000000);

    (void)state;
    (void)parsed(deep);
    refused(deeper, strlen(deeper), "not JSON");
    refused(deepest, strlen(deepest), "not JSON");
    free(deep);
    free(deeper);
    free(deepest);
}

static void of_doubled_members_the_first_counts(void **state)
{
    (void)state;
    assert_string_equal(
        json_get_text(parsed("{\"a\":\"1\",\"b\":2,\"a\":\"3\"}"), "a"), "1");
}

static void names_are_found_by_their_case(void **state)
{
    (void)state;
    assert_string_equal(
        json_get_text(parsed("{\"ID\":\"1\",\"Id\":\"2\"}"), "Id"), "2");
    assert_null(json_get(json, "id"));
}

static bool is_int(const char *text, int64_t expected)
{
    int64_t value = -7;

    return json_int(parsed(text), &value) && value == expected;
}

static void whole_numbers_are_exact_or_refused(void **state)
{
    int64_t value;

    (void)state;
    assert_true(is_int("0", 0));
    assert_true(is_int("-12", -12));
    assert_true(is_int("1e3", 1000));
    assert_true(is_int("2.0", 2));
    assert_true(is_int("9007199254740991", INT64_C(9007199254740991)));
    assert_true(is_int("-9007199254740991", -INT64_C(9007199254740991)));
    /* 2^53 may have been 2^53 + 1, which no double can be. */
    assert_false(json_int(parsed("9007199254740992"), &value));
    assert_false(json_int(parsed("9007199254740993"), &value));
    assert_false(json_int(parsed("5843104000002417009"), &value));
    assert_false(json_int(parsed("1e999"), &value));
    assert_false(json_int(parsed("1.5"), &value));
    assert_false(json_int(parsed("\"1\""), &value));
    assert_false(json_int(NULL, &value));
    assert_int_equal(json_get_int(parsed("{\"a\":3}"), "a", 9), 3);
    assert_int_equal(json_get_int(json, "b", 9), 9);
}

static void paths_lead_through_objects(void **state)
{
    (void)parsed("{\"Mail\":{\"City\":{\"Name\":\"Oslo\"}},\"a\":[1]}");

    (void)state;
    assert_string_equal(json_text(json_at(json, "Mail.City.Name")), "Oslo");
    assert_null(json_at(json, "Mail.Zip.Name"));
    assert_null(json_at(json, "a.b"));
    assert_null(json_at(json, "Mail.City.Name.x"));
    assert_null(json_at(NULL, "a.b"));
}

static void readers_find_nothing_in_the_wrong_kind(void **state)
{
    double number;

    (void)state;
    (void)parsed("{\"n\":1,\"t\":\"x\",\"b\":true,\"f\":false}");
    assert_null(json_get_text(json, "n"));
    assert_null(json_get(json_get(json, "t"), "x"));
    assert_false(json_number(json_get(json, "t"), &number));
    assert_true(json_get_true(json, "b"));
    assert_false(json_get_true(json, "f"));
    assert_false(json_get_true(json, "n"));
    assert_false(json_is_null(NULL));
    assert_null(json_first(NULL));
    assert_int_equal(json_count(json), 4);
    assert_int_equal(json_count(json_get(json, "n")), 0);
}

static void members_are_walked_in_order(void **state)
{
    char names[8] = "";
    size_t count = 0;

    (void)state;
    (void)parsed("{\"z\":1,\"a\":2,\"m\":3}");
    for (const struct json *m = json_first(json); m != NULL; m = json_next(m))
        names[count++] = json_name(m)[0];
    assert_string_equal(names, "zam");
}

static void equality_is_by_value(void **state)
{
    static const char *const same[][2] = {
        { "{\"a\":1,\"b\":[1,2]}", "{\"b\":[1,2],\"a\":1.0}" },
        { "\"\\u00e5\"", "\"\xc3\xa5\"" },
        { "null", "null" },
    };
    static const char *const other[][2] = {
        { "{\"a\":1}", "{\"a\":1,\"b\":null}" },
        { "[1,2]", "[2,1]" },
        { "\"a\"", "\"A\"" },
        { "1", "\"1\"" },
        { "{\"a\":1}", "{\"A\":1}" },
        { "true", "false" },
        { "1", "1.0000000000000002" },
        { "9007199254740991", "9007199254740990" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        struct json *one = json_parse(same[i][0], strlen(same[i][0]), &err);

        assert_true(json_equal(one, parsed(same[i][1])));
        json_free(one);
    }
    for (size_t i = 0; i < sizeof other / sizeof *other; i++) {
        struct json *one = json_parse(other[i][0], strlen(other[i][0]), &err);

        if (json_equal(one, parsed(other[i][1])))
            fail_msg("%s equals %s", other[i][0], other[i][1]);
        json_free(one);
    }
    assert_true(json_equal(NULL, NULL));
    assert_false(json_equal(NULL, parsed("null")));
}

static void what_is_built_is_printed_in_its_order(void **state)
{
    struct json *list = json_new_array();

    (void)state;
    json = json_new_object();
    json_set_text(json, "z", "\"\\\n\xc3\xa5");
    json_set_int(json, "a", INT64_C(1795435200123));
    json_set_bool(json, "b", true);
    json_set(json, "none", json_new_text(NULL));
    json_append(list, json_new_text_n("abc", 2));
    json_append(list, json_new_bool(false));
    json_append(list, json_new_null());
    json_set(json, "list", list);
    prints("{\"z\":\"\\\"\\\\\\n\xc3\xa5\",\"a\":1795435200123,\"b\":true,"
           "\"none\":null,\"list\":[\"ab\",false,null]}");
}

static void control_characters_are_escaped(void **state)
{
    static const char text[] = "\b\t\n\v\f\r\x01\x1f\x7f/";

    (void)state;
    json = json_new_text(text);
    prints("\"\\b\\t\\n\\u000b\\f\\r\\u0001\\u001f\x7f/\"");
    assert_string_equal(
        json_text(parsed("\"\\b\\t\\n\\u000b\\f\\r\\u0001\\u001f\x7f/\"")),
        text);
}

static void setting_again_replaces_in_its_place(void **state)
{
    (void)state;
    json = json_new_object();
    json_set_int(json, "a", 1);
    json_set_int(json, "b", 2);
    json_set_text(json, "a", "x");
    prints("{\"a\":\"x\",\"b\":2}");
    json_remove(json, "a");
    json_remove(json, "never there");
    prints("{\"b\":2}");
}

static void a_clone_is_its_own(void **state)
{
    struct json *clone;

    (void)state;
    clone = json_clone(parsed("{\"a\":{\"b\":1}}"));
    json_remove(json, "a");
    assert_int_equal(json_get_int(json_get(clone, "a"), "b", 0), 1);
    assert_null(json_clone(NULL));
    json_free(clone);
}

static void numbers_survive_printing(void **state)
{
    static const char *const numbers[] = {
        "0", "-1", "1.5", "9007199254740991", "0.1", "123456.789", "1e+30"
    };

    (void)state;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        (void)parsed(numbers[i]);
        prints(numbers[i]);
    }
}

#define TEST(name) cmocka_unit_test_teardown(name, clean)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_kind_of_value_is_read),
        TEST(what_is_no_json_is_refused_with_its_byte),
        TEST(trailing_junk_is_refused),
        TEST(what_is_no_text_is_refused),
        TEST(depth_has_a_limit),
        TEST(of_doubled_members_the_first_counts),
        TEST(names_are_found_by_their_case),
        TEST(whole_numbers_are_exact_or_refused),
        TEST(paths_lead_through_objects),
        TEST(readers_find_nothing_in_the_wrong_kind),
        TEST(members_are_walked_in_order),
        TEST(equality_is_by_value),
        TEST(what_is_built_is_printed_in_its_order),
        TEST(control_characters_are_escaped),
        TEST(setting_again_replaces_in_its_place),
        TEST(a_clone_is_its_own),
        TEST(numbers_survive_printing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
