#include "domain/flow.h"
#include "support/entities.h"
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

static void the_shipped_flows_parse_and_fit_together(void **state)
{
    struct flows flows;
    struct err err = { 0 };

    (void)state;
    entities_flows(&flows);
    assert_int_equal(flows_check(&flows, &err), 0);
    flows_free(&flows);
}

static void assert_check_refuses(struct flows *flows, const char *message)
{
    struct err err = { 0 };

    assert_int_equal(flows_check(flows, &err), -1);
    assert_int_equal(err.kind, ERR_USAGE);
    assert_string_equal(err.text, message);
    flows_free(flows);
}

static void a_flow_that_is_named_must_exist_and_be_enabled(void **state)
{
    struct flows flows = { .items = { entities_flow("contacts"),
                                      entities_flow("deals") },
                           .count = 2 };

    (void)state;
    assert_check_refuses(&flows,
                         "flow 'deals' names flow 'accounts': no such flow");
    entities_flows(&flows);
    flows.items[0]->enabled = false;
    assert_check_refuses(&flows, "flow 'contactpersons' needs flow 'accounts', "
                                 "which is not enabled");
}

static void what_lives_under_another_is_created_on_side_b_only(void **state)
{
    struct flows flows;

    (void)state;
    entities_flows(&flows);
    for (size_t i = 0; i < flows.count; i++) {
        if (flows.items[i]->parent_flow != NULL)
            flows.items[i]->sides[SIDE_A].create = CREATE_ALWAYS;
    }
    assert_check_refuses(&flows, "flow 'contactpersons' has 'under', so it can "
                                 "create on side b only");
}

static void two_flows_of_one_name_are_refused(void **state)
{
    struct flows flows = { .items = { entities_flow("contacts"),
                                      entities_flow("contacts") },
                           .count = 2 };

    (void)state;
    assert_check_refuses(&flows, "two flows are named 'contacts'");
}

static void required_references_in_a_circle_are_refused(void **state)
{
    static const char text[] =
        "{\"flow\": \"x\", \"title\": \"X\", "
        "\"a\": {\"system\": \"zohocrm\", \"entity\": \"Contacts\"}, "
        "\"b\": {\"system\": \"powerofficego\", \"entity\": \"Customers\"}, "
        "\"properties\": [{\"a\": \"Reporting_To.id\", \"b\": \"Y\", "
        "\"type\": \"link\", \"flows\": \"x\", \"required\": true}]}";
    struct err err = { 0 };
    struct flow *flow =
        flow_parse("x.json", text, sizeof text - 1, entities_find, NULL, &err);
    struct flows flows = { .items = { flow }, .count = 1 };

    (void)state;
    assert_non_null(flow);
    assert_check_refuses(&flows, "flow 'x' can never write: its required "
                                 "references make a circle");
}

static void columns_are_what_enabled_flows_need(void **state)
{
    static const char *const expected[] = {
        "EmailAddress",
        "ExternalImportReference",
        "FirstName",
        "Id",
        "IsArchived",
        "IsPerson",
        "LastChangedDateTimeOffset",
        "LastName",
        "MailAddress",
        "Name",
        "PhoneNumber",
        "WebsiteUrl",
    };
    struct flows flows;
    char **columns;
    size_t count;

    (void)state;
    entities_flows(&flows);
    count = flows_columns(
        &flows, entities_find("powerofficego", "Customers", NULL), &columns);
    assert_int_equal(count, sizeof expected / sizeof *expected);
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(columns[i], expected[i]);
        free(columns[i]);
    }
    free(columns);
    flows_free(&flows);
}

static void columns_of_flows_that_are_off_are_not_needed(void **state)
{
    struct flows flows;
    char **columns;
    size_t count;

    (void)state;
    entities_flows(&flows);
    count = flows_columns(
        &flows, entities_find("powerofficego", "Departments", NULL), &columns);
    assert_int_equal(count, 2);
    assert_string_equal(columns[0], "Id");
    assert_string_equal(columns[1], "LastChangedDateTimeOffset");
    for (size_t i = 0; i < count; i++) {
        free(columns[i]);
    }
    free(columns);
    flows_free(&flows);
}

static void entities_of_flows_that_are_off_are_not_used(void **state)
{
    const struct entity *used[2 * FLOWS_MAX];
    struct flows flows;

    (void)state;
    entities_flows(&flows);
    assert_int_equal(flows_entities(&flows, used), 6);
    for (size_t i = 0; i < 6; i++)
        assert_string_not_equal(used[i]->name, "Departments");
    flows_free(&flows);
}

static void a_condition_is_equality_or_a_list(void **state)
{
    struct err err;
    struct json *fields = json_parse("{\"A.b\": 1, \"S\": \"x\"}", 20, &err);
    static const struct {
        const char *condition;
        bool fits;
    } cases[] = {
        { "{}", true },
        { "{\"A.b\": 1}", true },
        { "{\"A.b\": [2, 1]}", true },
        { "{\"A.b\": 2}", false },
        { "{\"A.b\": 1, \"S\": \"y\"}", false },
        { "{\"absent\": 1}", false },
    };

    (void)state;
    assert_true(flow_fits(NULL, fields));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct json *condition =
            json_parse(cases[i].condition, strlen(cases[i].condition), &err);

        assert_int_equal(flow_fits(condition, fields), cases[i].fits);
        json_free(condition);
    }
    json_free(fields);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_shipped_flows_parse_and_fit_together),
        cmocka_unit_test(a_flow_that_is_named_must_exist_and_be_enabled),
        cmocka_unit_test(two_flows_of_one_name_are_refused),
        cmocka_unit_test(what_lives_under_another_is_created_on_side_b_only),
        cmocka_unit_test(required_references_in_a_circle_are_refused),
        cmocka_unit_test(columns_are_what_enabled_flows_need),
        cmocka_unit_test(columns_of_flows_that_are_off_are_not_needed),
        cmocka_unit_test(entities_of_flows_that_are_off_are_not_used),
        cmocka_unit_test(a_condition_is_equality_or_a_list),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
