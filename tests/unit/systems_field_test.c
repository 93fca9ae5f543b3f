#include "systems/field.h"

#include "support/test.h"

#include <string.h>

static struct json *fields;

static int begin(void **state)
{
    static const char text[] =
        "[{\"api_name\":\"Account_Name\",\"data_type\":\"lookup\"},"
        "{\"api_name\":\"Account\",\"data_type\":\"text\",\"length\":20,"
        "\"system_mandatory\":true,\"unique\":{\"casesensitive\":\"false\"},"
        "\"read_only\":true,"
        "\"operation_type\":{\"api_create\":true,\"api_update\":false}},"
        "{\"api_name\":\"Stage\",\"data_type\":\"picklist\","
        "\"unique\":{},\"pick_list_values\":[{\"actual_value\":\"Won\"}]},"
        "{\"api_name\":\"Born\",\"data_type\":\"date\"},"
        "{\"api_name\":\"Age\",\"data_type\":\"integer\"}]";
    struct err err;

    (void)state;
    fields = json_parse(text, strlen(text), &err);
    return fields == NULL ? -1 : 0;
}

static int end(void **state)
{
    (void)state;
    json_free(fields);
    return 0;
}

static struct field found(const char *path)
{
    struct field field;

    assert_true(field_find(fields, path, &field));
    return field;
}

static void a_path_begins_with_its_field(void **state)
{
    struct field field;

    (void)state;
    assert_string_equal(found("Account_Name.id").name, "Account_Name");
    assert_string_equal(found("Account").name, "Account");
    assert_false(field_find(fields, "Account_N", &field));
    assert_true(field_nth(fields, 4, &field));
    assert_false(field_nth(fields, 5, &field));
}

static void what_may_be_written_stands_in_the_operations(void **state)
{
    struct field field = found("Account");

    (void)state;
    assert_true(field.may_create);
    assert_false(field.may_update);
    assert_true(field.is_unique);
    assert_true(field.is_required);
    assert_int_equal(field.length, 20);
    field = found("Stage");
    assert_true(field.may_create);
    assert_true(field.may_update);
    assert_false(field.is_unique);
    assert_false(field.is_required);
}

static void a_field_holds_what_it_is_for(void **state)
{
    struct field text = found("Account");
    struct field lookup = found("Account_Name");
    struct field date = found("Born");
    struct field number = found("Age");

    (void)state;
    assert_true(field_holds(&text, "Account", TYPE_PHONE));
    assert_false(field_holds(&text, "Account", TYPE_LINK));
    assert_false(field_holds(&text, "Account", TYPE_DATE));
    assert_true(field_holds(&lookup, "Account_Name.id", TYPE_LINK));
    assert_false(field_holds(&lookup, "Account_Name", TYPE_STRING));
    assert_true(field_holds(&date, "Born", TYPE_DATE));
    assert_false(field_holds(&date, "Born", TYPE_STRING));
    assert_true(field_holds(&number, "Age", TYPE_INTEGER));
    assert_false(field_holds(&number, "Age", TYPE_COUNTRY));
}

static void only_a_picklist_limits_what_it_offers(void **state)
{
    struct field stage = found("Stage");
    struct field text = found("Account");

    (void)state;
    assert_true(field_offers(&stage, "Won"));
    assert_false(field_offers(&stage, "Lost"));
    assert_true(field_offers(&text, "Lost"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_path_begins_with_its_field),
        TEST(what_may_be_written_stands_in_the_operations),
        TEST(a_field_holds_what_it_is_for),
        TEST(only_a_picklist_limits_what_it_offers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
