#include "base/mem.h"
#include "domain/lens.h"
#include "support/entities.h"
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

static struct json *parse(const char *text)
{
    struct err err;
    struct json *json = json_parse(text, strlen(text), &err);

    if (json == NULL)
        fail_msg("%s: %s", text, err.text);
    return json;
}

struct pair {
    enum flow_type type;
    bool expected;
    const char *a;
    const char *b;
};

typedef bool judge_fn(const struct property *property, const struct json *a,
                      const struct json *b);

static bool judge_echo(const struct property *property, const struct json *a,
                       const struct json *b)
{
    return lens_is_echo(property, SIDE_B, a, b);
}

static void assert_pair(const struct pair *pair, judge_fn *judge)
{
    struct property property = { .type = pair->type };
    struct json *a = parse(pair->a);
    struct json *b = parse(pair->b);

    if (judge(&property, a, b) != pair->expected)
        fail_msg("%s and %s: expected %d", pair->a, pair->b, pair->expected);
    json_free(a);
    json_free(b);
}

static void assert_pairs(const struct pair *pairs, size_t count,
                         judge_fn *judge)
{
    for (size_t i = 0; i < count; i++) {
        assert_pair(&pairs[i], judge);
    }
}

static void null_blank_and_absent_are_empty(void **state)
{
    static const char *const empty[] = { "null", "\"\"", "\" \\t\"" };
    static const char *const filled[] = { "0", "false", "\"-\"", "{}" };

    (void)state;
    assert_true(lens_is_empty(NULL));
    for (size_t i = 0; i < sizeof empty / sizeof *empty; i++) {
        struct json *json = parse(empty[i]);

        assert_true(lens_is_empty(json));
        json_free(json);
    }
    for (size_t i = 0; i < sizeof filled / sizeof *filled; i++) {
        struct json *json = parse(filled[i]);

        assert_false(lens_is_empty(json));
        json_free(json);
    }
}

static void values_mean_the_same_by_their_type(void **state)
{
    static const struct pair pairs[] = {
        { TYPE_STRING, true, "\"Oslo\"", "\" Oslo \"" },
        { TYPE_STRING, false, "\"Oslo\"", "\"oslo\"" },
        { TYPE_STRING, true, "\"155\"", "155" },
        { TYPE_STRING, true, "null", "\" \"" },
        { TYPE_STRING, false, "null", "\"x\"" },
        { TYPE_EMAIL, true, "\"Kari@Fjell.no\"", "\"kari@fjell.no\"" },
        { TYPE_EMAIL, false, "\"kari@fjell.no\"", "\"ola@fjell.no\"" },
        { TYPE_PHONE, true, "\"+47 22 00 00 00\"", "\"+4722000000\"" },
        { TYPE_PHONE, true, "\"0047 22000000\"", "\"(+47) 22-00-00-00\"" },
        { TYPE_PHONE, false, "\"4722000000\"", "\"22000000\"" },
        { TYPE_PHONE, false, "\"+4722000000\"", "\"4722000000\"" },
        { TYPE_PHONE, false, "\"22000000 ext 5\"", "\"220000005\"" },
        { TYPE_PHONE, false, "\"-\"", "\"()\"" },
        { TYPE_COUNTRY, true, "\"Norge\"", "\"NO\"" },
        { TYPE_COUNTRY, false, "\"Norway\"", "\"SE\"" },
        { TYPE_COUNTRY, true, "\"Atlantis\"", "\"Atlantis \"" },
        { TYPE_COUNTRY, false, "\"Atlantis\"", "\"NO\"" },
        { TYPE_DATE, true, "\"2026-11-28\"", "\"2026-11-28T00:00:00Z\"" },
        { TYPE_DATE, false, "\"2026-11-28\"", "\"2026-11-29\"" },
        { TYPE_INTEGER, true, "\"7\"", "7" },
        { TYPE_INTEGER, false, "7", "8" },
        { TYPE_BOOLEAN, true, "true", "\"TRUE\"" },
        { TYPE_BOOLEAN, false, "true", "false" },
    };

    (void)state;
    assert_pairs(pairs, sizeof pairs / sizeof *pairs, lens_same);
}

static void an_echo_differs_in_case_blanks_and_punctuation_only(void **state)
{
    static const struct pair pairs[] = {
        { TYPE_STRING, true, "\"Fjell  A/S\"", "\"FJELL AS\"" },
        { TYPE_STRING, true, "\"Ålesund\"", "\"ÅLESUND\"" },
        { TYPE_STRING, true, "\"ålesund\"", "\"ÅLESUND\"" },
        { TYPE_STRING, true, "\"D’Arc\"", "\"D'arc\"" },
        { TYPE_STRING, false, "\"Jose\"", "\"José\"" },
        { TYPE_STRING, false, "\"Fjell AS\"", "\"Fjell ASA\"" },
        { TYPE_STRING, false, "\"-\"", "null" },
        { TYPE_STRING, true, "null", "\"\"" },
        { TYPE_PHONE, true, "\"0047 22\"", "\"+4722\"" },
        { TYPE_COUNTRY, true, "\"Norge\"", "\"NO\"" },
        { TYPE_LINK, true, "\"12\"", "12" },
        { TYPE_LINK, false, "12", "13" },
    };

    (void)state;
    assert_pairs(pairs, sizeof pairs / sizeof *pairs, judge_echo);
}

static void a_fallback_is_as_good_as_empty(void **state)
{
    char dash[] = "-";
    struct property property = { .fallback = { NULL, dash } };
    struct json *fallback = json_new_text("-");
    struct json *name = json_new_text("Kari");

    (void)state;
    assert_true(lens_same(&property, NULL, fallback));
    assert_true(lens_same(&property, fallback, fallback));
    assert_false(lens_same(&property, fallback, NULL));
    assert_false(lens_same(&property, name, fallback));
    json_free(fallback);
    json_free(name);
}

/* ---- put ----------------------------------------------------------------- */

struct writing {
    enum flow_type type;
    enum side to;
    const char *path;
    const char *value;
    const char *expected; /* JSON, or the cause */
};

static char *written(const struct writing *writing)
{
    struct property property = { .type = writing->type };
    struct flow_side side = { .entity = entities_find("powerofficego",
                                                      "Customers", NULL) };
    struct json *value = parse(writing->value);
    struct err err = { 0 };
    struct json *put =
        lens_put(&property, writing->to, writing->path, &side, value, &err);
    char *text = put == NULL ? mem_copy(err.text) : json_string(put);

    assert_int_equal(err.kind, put == NULL ? ERR_DATA : ERR_NONE);
    json_free(value);
    json_free(put);
    return text;
}

static void values_are_put_in_the_words_of_the_other_side(void **state)
{
    static const struct writing writings[] = {
        { TYPE_STRING, SIDE_B, "Name", "\" Fjell AS\\n\"", "\"Fjell AS\"" },
        { TYPE_STRING, SIDE_B, "MailAddress.ZipCode", "155", "\"155\"" },
        { TYPE_COUNTRY, SIDE_B, "MailAddress.CountryCode", "\"norge\"",
          "\"NO\"" },
        { TYPE_COUNTRY, SIDE_A, "Mailing_Country", "\"NO\"", "\"Norway\"" },
        { TYPE_PHONE, SIDE_B, "PhoneNumber", "\"0047 22\"", "\"0047 22\"" },
        { TYPE_DATE, SIDE_A, "Closing_Date", "\"2026-11-28T00:00:00Z\"",
          "\"2026-11-28\"" },
        { TYPE_INTEGER, SIDE_B, "Number", "\"42\"", "42" },
        { TYPE_BOOLEAN, SIDE_B, "IsActive", "\"True\"", "true" },
        { TYPE_EMAIL, SIDE_B, "EmailAddress", "\"Kari@fjell.no \"",
          "\"Kari@fjell.no\"" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof writings / sizeof *writings; i++) {
        char *text = written(&writings[i]);

        assert_string_equal(text, writings[i].expected);
        free(text);
    }
}

static void what_cannot_be_said_has_a_cause_without_the_value(void **state)
{
    static const struct writing writings[] = {
        { TYPE_COUNTRY, SIDE_B, "MailAddress.CountryCode", "\"Atlantis\"",
          "unknown country" },
        { TYPE_EMAIL, SIDE_B, "EmailAddress", "\"kari\"",
          "not an e-mail address" },
        { TYPE_EMAIL, SIDE_B, "EmailAddress", "\"a@b.no, c@d.no\"",
          "not an e-mail address" },
        { TYPE_EMAIL, SIDE_B, "EmailAddress", "\"@b.no\"",
          "not an e-mail address" },
        { TYPE_EMAIL, SIDE_B, "EmailAddress", "\"kari @b.no\"",
          "not an e-mail address" },
        { TYPE_DATE, SIDE_B, "Date", "\"2026-02-30\"", "not a date" },
        { TYPE_INTEGER, SIDE_B, "Number", "1.5", "not a whole number" },
        { TYPE_INTEGER, SIDE_B, "Number", "\"90071992547409931\"",
          "not a whole number" },
        { TYPE_BOOLEAN, SIDE_B, "IsActive", "\"yes\"",
          "neither true nor false" },
        { TYPE_STRING, SIDE_B, "Name", "{\"x\":1}",
          "not a plain value but object" },
        { TYPE_STRING, SIDE_B, "Name", "{\"left_out\":9000,\"hash\":\"0f\"}",
          "too long to be kept in step: 9000 bytes" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof writings / sizeof *writings; i++) {
        char *text = written(&writings[i]);

        assert_string_equal(text, writings[i].expected);
        free(text);
    }
}

static void a_length_counts_characters_not_bytes(void **state)
{
    struct buf value = { 0 };
    struct writing writing = { TYPE_STRING, SIDE_B, "MailAddress.ZipCode", NULL,
                               NULL };
    char *text;

    (void)state;
    buf_text_append(&value, "\"");
    for (size_t i = 0; i < 50; i++) {
        buf_text_append(&value, "ø");
    }
    buf_text_append(&value, "\"");
    writing.value = buf_text(&value);
    text = written(&writing);
    assert_string_equal(text, writing.value);
    free(text);
    value.length--;
    buf_text_append(&value, "ø\"");
    writing.value = buf_text(&value);
    text = written(&writing);
    assert_string_equal(text, "longer than 50 characters");
    free(text);
    buf_free(&value);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(null_blank_and_absent_are_empty),
        cmocka_unit_test(values_mean_the_same_by_their_type),
        cmocka_unit_test(an_echo_differs_in_case_blanks_and_punctuation_only),
        cmocka_unit_test(a_fallback_is_as_good_as_empty),
        cmocka_unit_test(values_are_put_in_the_words_of_the_other_side),
        cmocka_unit_test(what_cannot_be_said_has_a_cause_without_the_value),
        cmocka_unit_test(a_length_counts_characters_not_bytes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
