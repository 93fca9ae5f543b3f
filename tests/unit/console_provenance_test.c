#include "console/provenance.h"

#include "support/test.h"

#include <string.h>

static struct provenance trail;

static int begin(void **state)
{
    (void)state;
    provenance_init(&trail);
    return 0;
}

static int end(void **state)
{
    (void)state;
    provenance_free(&trail);
    return 0;
}

static void happened(const char *text)
{
    struct err err;
    struct json *outcome = json_parse(text, strlen(text), &err);

    assert_non_null(outcome);
    assert_int_equal(provenance_take(outcome, &trail, &err), 0);
    json_free(outcome);
}

static const char *told(const char *property, const char *what)
{
    return json_get_text(json_get(trail.properties, property), what);
}

static void the_last_write_of_a_property_counts(void **state)
{
    (void)state;
    happened("{\"action\":\"created\",\"side\":\"b\",\"time_ms\":1,"
             "\"properties\":\"LastName,MailAddress.City\"}");
    happened("{\"action\":\"updated\",\"side\":\"a\",\"time_ms\":2,"
             "\"properties\":\"LastName\","
             "\"rule\":\"LastName=newest@2026-11-23T13:14:05.000Z\"}");
    assert_string_equal(told("LastName", "to"), "a");
    assert_string_equal(told("LastName", "rule"), "newest");
    assert_string_equal(told("LastName", "when"), "2026-11-23T13:14:05.000Z");
    assert_string_equal(told("MailAddress.City", "action"), "created");
    assert_null(told("MailAddress.City", "rule"));
    assert_int_equal(json_count(trail.lines), 2);
}

static void each_property_of_a_write_has_its_own_rule(void **state)
{
    (void)state;
    happened("{\"action\":\"updated\",\"side\":\"b\",\"time_ms\":1,"
             "\"properties\":\"CustomerId,FirstName,LastName\","
             "\"rule\":\"FirstName=filled,LastName=edited@t\"}");
    assert_string_equal(told("FirstName", "rule"), "filled");
    assert_null(told("FirstName", "when"));
    assert_string_equal(told("LastName", "when"), "t");
    assert_string_equal(told("CustomerId", "to"), "b");
    assert_null(told("CustomerId", "rule"));
}

static void what_writes_nothing_wins_nothing(void **state)
{
    (void)state;
    happened("{\"action\":\"owed\",\"side\":\"b\",\"time_ms\":1,"
             "\"properties\":\"LastName\",\"cause\":\"unknown country\"}");
    assert_null(told("LastName", "to"));
    assert_int_equal(json_count(trail.lines), 1);
}

static void a_rule_nobody_knows_is_said_as_it_is(void **state)
{
    (void)state;
    assert_string_equal(provenance_rule("edited"), "it was edited there");
    assert_string_equal(provenance_rule("guessed"), "guessed");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_last_write_of_a_property_counts),
        TEST(each_property_of_a_write_has_its_own_rule),
        TEST(what_writes_nothing_wins_nothing),
        TEST(a_rule_nobody_knows_is_said_as_it_is),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
