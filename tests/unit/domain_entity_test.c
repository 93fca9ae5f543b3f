#include "base/mem.h"
#include "base/text.h"
#include "domain/entity.h"
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

static const char *const address_needs[] = { "MailAddress.City",
                                             "MailAddress.ZipCode", NULL };
static const struct entity_field fields[] = { { .path = "Name" },
                                              { .path = "MailAddress.City",
                                                .length_max = 100 },
                                              { .path = NULL } };
static const struct entity_group groups[] = {
    { .object = "MailAddress", .required = address_needs }, { .object = NULL }
};
static const struct entity customers = { .system = "powerofficego",
                                         .name = "Customers",
                                         .id_path = "Id",
                                         .modified_path = "Changed",
                                         .parent_path = "Parent.Id",
                                         .fields = fields,
                                         .groups = groups };
static const struct entity lone = { .id_path = "Id",
                                    .modified_path = "Changed",
                                    .fields = fields };

static struct json *parse(const char *text)
{
    struct err err;
    struct json *json = json_parse(text, strlen(text), &err);

    assert_non_null(json);
    return json;
}

static void id_is(const char *record, const char *expected)
{
    struct json *json = parse(record);
    char *id = entity_id(&customers, json);

    if (!text_equal(id, expected))
        fail_msg("%s gives the id %s", record, id == NULL ? "NULL" : id);
    free(id);
    json_free(json);
}

static void an_id_is_text_in_full_digits(void **state)
{
    (void)state;
    id_is("{\"Id\":\"5843104000002417009\"}", "5843104000002417009");
    id_is("{\"Id\":812345}", "812345");
    id_is("{\"Id\":9007199254740991}", "9007199254740991");
}

static void a_number_that_a_double_cannot_hold_is_no_id(void **state)
{
    (void)state;
    id_is("{\"Id\":9007199254740992}", NULL);
    id_is("{\"Id\":9007199254740993}", NULL);
    id_is("{\"Id\":5843104000002417009}", NULL);
    id_is("{\"Id\":1.5}", NULL);
}

static void what_is_no_id_gives_none(void **state)
{
    (void)state;
    id_is("{}", NULL);
    id_is("{\"Id\":null}", NULL);
    id_is("{\"Id\":\"\"}", NULL);
    id_is("{\"Id\":0}", NULL);
    id_is("{\"Id\":-1}", NULL);
    id_is("{\"Id\":{}}", NULL);
    id_is("[]", NULL);
}

static void a_parent_is_found_along_its_path(void **state)
{
    struct json *json = parse("{\"Parent\":{\"Id\":7}}");
    char *parent = entity_parent(&customers, json);

    (void)state;
    assert_string_equal(parent, "7");
    assert_null(entity_parent(&lone, json));
    free(parent);
    json_free(json);
}

static void modified_is_the_record_s_own_text(void **state)
{
    struct json *json = parse("{\"Changed\":\"2026-11-03T09:14:05+01:00\"}");
    struct json *none = parse("{\"Changed\":null}");

    (void)state;
    assert_string_equal(entity_modified(&customers, json),
                        "2026-11-03T09:14:05+01:00");
    assert_null(entity_modified(&customers, none));
    json_free(json);
    json_free(none);
}

static void lengths_are_known_where_stated(void **state)
{
    (void)state;
    assert_int_equal(entity_length_max(&customers, "MailAddress.City"), 100);
    assert_int_equal(entity_length_max(&customers, "Name"), 0);
    assert_int_equal(entity_length_max(&customers, "MailAddress"), 0);
}

static void a_group_holds_the_members_of_its_object_only(void **state)
{
    (void)state;
    assert_ptr_equal(entity_group_of(&customers, "MailAddress.Line"), groups);
    assert_ptr_equal(entity_group_of(&customers, "MailAddress"), groups);
    assert_null(entity_group_of(&customers, "MailAddressee.City"));
    assert_null(entity_group_of(&customers, "Name"));
    assert_null(entity_group_of(&lone, "MailAddress.City"));
}

static void picked_is(const char *record, const char *expected)
{
    static const char *const paths[] = { "Name", "MailAddress.City",
                                         "IsPerson" };
    struct json *json = parse(record);
    struct json *picked = entity_pick(json, paths, 3);
    char *text = json_string(picked);

    assert_string_equal(text, expected);
    free(text);
    json_free(picked);
    json_free(json);
}

static void picking_tells_absent_from_empty(void **state)
{
    (void)state;
    picked_is("{\"Name\":\"Fjell AS\",\"MailAddress\":{\"City\":\"Oslo\"},"
              "\"IsPerson\":false,\"Other\":1}",
              "{\"Name\":\"Fjell AS\",\"MailAddress.City\":\"Oslo\","
              "\"IsPerson\":false}");
    picked_is("{\"Name\":null,\"MailAddress\":null}",
              "{\"Name\":null,\"MailAddress.City\":null}");
    picked_is("{\"MailAddress\":{}}", "{}");
    picked_is("{\"MailAddress\":\"Oslo\"}", "{}");
    picked_is("{}", "{}");
}

static struct json *picked_name(const char *name)
{
    static const char *const paths[] = { "Name", "IsPerson" };
    char *record = mem_print("{\"Name\":%s,\"IsPerson\":true}", name);
    struct json *json = parse(record);
    struct json *picked = entity_pick(json, paths, 2);

    json_free(json);
    free(record);
    return picked;
}

/* A text in quotes, of so many bytes. */
static char *quoted(size_t length, char last)
{
    char *text = mem_new(length + 3, 1);

    memset(text, 'x', length + 2);
    text[0] = '"';
    text[length] = last;
    text[length + 1] = '"';
    return text;
}

static void a_value_without_room_is_left_out_by_name(void **state)
{
    char *fits = quoted(ENTITY_VALUES_MAX - 4, 'x');
    char *large = quoted(1000000, 'a');
    char *other = quoted(1000000, 'b');
    struct json *picked[] = { picked_name(fits), picked_name(large),
                              picked_name(other) };
    int64_t bytes = 0;

    (void)state;
    assert_false(entity_left_out(json_get(picked[0], "Name"), &bytes));
    assert_true(entity_left_out(json_get(picked[1], "Name"), &bytes));
    assert_int_equal(bytes, 1000000);
    assert_true(json_get_true(picked[1], "IsPerson"));
    assert_false(json_equal(picked[1], picked[2]));
    for (size_t i = 0; i < 3; i++)
        json_free(picked[i]);
    free(fits);
    free(large);
    free(other);
}

static void a_deep_value_is_left_out_by_name(void **state)
{
    struct json *flat = picked_name("[[[[[[[[1]]]]]]]]");
    struct json *deep = picked_name("[[[[[[[[[1]]]]]]]]]");
    int64_t bytes;

    (void)state;
    assert_false(entity_left_out(json_get(flat, "Name"), &bytes));
    assert_true(entity_left_out(json_get(deep, "Name"), &bytes));
    json_free(flat);
    json_free(deep);
}

static void what_is_too_long_is_no_id_and_no_time(void **state)
{
    char *text = quoted(ENTITY_ID_MAX + 1, 'x');
    char *record = mem_print("{\"Id\":%s,\"Changed\":%s}", text, text);
    struct json *json = parse(record);

    (void)state;
    id_is(record, NULL);
    assert_null(entity_modified(&customers, json));
    json_free(json);
    free(record);
    free(text);
}

static void a_reference_that_cannot_be_ours_is_cut(void **state)
{
    static const struct entity referring = { .id_path = "Id",
                                             .reference_path = "Ref",
                                             .fields = fields };
    char *text = quoted(1000, 'x');
    char *record = mem_print("{\"Ref\":%s}", text);
    struct json *json = parse(record);
    struct json *none = parse("{\"Ref\":\" \"}");
    char *reference = entity_reference(&referring, json);

    (void)state;
    assert_int_equal(strlen(reference), 2 * ENTITY_ID_MAX + 1);
    assert_null(entity_reference(&referring, none));
    assert_null(entity_reference(&lone, json));
    free(reference);
    json_free(json);
    json_free(none);
    free(record);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_id_is_text_in_full_digits),
        cmocka_unit_test(a_number_that_a_double_cannot_hold_is_no_id),
        cmocka_unit_test(what_is_no_id_gives_none),
        cmocka_unit_test(a_parent_is_found_along_its_path),
        cmocka_unit_test(modified_is_the_record_s_own_text),
        cmocka_unit_test(lengths_are_known_where_stated),
        cmocka_unit_test(a_group_holds_the_members_of_its_object_only),
        cmocka_unit_test(picking_tells_absent_from_empty),
        cmocka_unit_test(a_value_without_room_is_left_out_by_name),
        cmocka_unit_test(a_deep_value_is_left_out_by_name),
        cmocka_unit_test(what_is_too_long_is_no_id_and_no_time),
        cmocka_unit_test(a_reference_that_cannot_be_ours_is_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
