#include "console/title.h"

#include "base/mem.h"
#include "support/entities.h"
#include "support/test.h"

static struct flow *flow;
static struct title title;

static int clean(void **state)
{
    (void)state;
    title_free(&title);
    flow_free(flow);
    return 0;
}

/* The flow under another title. */
static void named(const char *name, const char *text)
{
    flow = entities_flow(name);
    mem_replace(&flow->title, text);
    title_read(flow, &title);
}

static void a_title_names_systems_and_records(void **state)
{
    (void)state;
    named("deals", "ZohoCRM Deal to PowerOffice GO Salesorders");
    assert_int_equal(title.from, SIDE_A);
    assert_string_equal(title.systems[SIDE_A], "ZohoCRM");
    assert_string_equal(title.systems[SIDE_B], "PowerOffice GO");
    assert_string_equal(title.records[SIDE_A], "ZohoCRM Deal");
    assert_string_equal(title.records[SIDE_B], "PowerOffice GO Salesorders");
    assert_false(title.has_facet);
}

static void a_title_may_begin_with_side_b(void **state)
{
    (void)state;
    named("departments", "PowerOffice GO Departments to ZohoCRM Account");
    assert_int_equal(title.from, SIDE_B);
    assert_string_equal(title.records[SIDE_B], "PowerOffice GO Departments");
    assert_string_equal(title.records[SIDE_A], "ZohoCRM Account");
}

static void the_halves_part_where_a_system_follows(void **state)
{
    (void)state;
    named("deals", "Zoho CRM Way to pay to PowerOfficeGo Orders");
    assert_string_equal(title.records[SIDE_A], "Zoho CRM Way to pay");
    assert_string_equal(title.records[SIDE_B], "PowerOfficeGo Orders");
}

static void a_title_of_another_form_leaves_the_names_of_the_apis(void **state)
{
    (void)state;
    named("departments", "Our departments to ZohoCRM");
    assert_string_equal(title.text, "Our departments to ZohoCRM");
    assert_int_equal(title.from, SIDE_B);
    assert_string_equal(title.systems[SIDE_A], "zohocrm");
    assert_string_equal(title.records[SIDE_A], "zohocrm Accounts");
    assert_string_equal(title.records[SIDE_B], "powerofficego Departments");
}

static void a_system_alone_names_no_record(void **state)
{
    (void)state;
    named("departments", "PowerOffice GO to ZohoCRM");
    assert_string_equal(title.systems[SIDE_B], "powerofficego");
    assert_string_equal(title.records[SIDE_B], "powerofficego Departments");
}

static void a_facet_is_what_stands_in_parentheses_at_the_end(void **state)
{
    struct title bare;

    (void)state;
    named("contacts", "ZohoCRM Contact to PowerOffice GO Customers (people)");
    assert_true(title.has_facet);
    title_read_bare(flow, &bare);
    assert_string_equal(bare.text,
                        "ZohoCRM Contact to PowerOffice GO Customers");
    assert_string_equal(bare.records[SIDE_B], "PowerOffice GO Customers");
    title_free(&bare);
}

#define TEST(name) cmocka_unit_test_teardown(name, clean)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_title_names_systems_and_records),
        TEST(a_title_may_begin_with_side_b),
        TEST(the_halves_part_where_a_system_follows),
        TEST(a_title_of_another_form_leaves_the_names_of_the_apis),
        TEST(a_system_alone_names_no_record),
        TEST(a_facet_is_what_stands_in_parentheses_at_the_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
