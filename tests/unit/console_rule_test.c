#include "console/rule.h"

#include "base/json.h"
#include "support/entities.h"
#include "support/test.h"

#include <string.h>

static struct flows flows;
static struct buf text;
static struct err err;

static int begin(void **state)
{
    (void)state;
    entities_flows(&flows);
    return 0;
}

static int end(void **state)
{
    (void)state;
    flows_free(&flows);
    buf_free(&text);
    return 0;
}

static struct flow *flow_named(const char *name)
{
    for (size_t i = 0; i < flows.count; i++) {
        if (strcmp(flows.items[i]->name, name) == 0)
            return flows.items[i];
    }
    fail_msg("there is no flow '%s'", name);
    return NULL;
}

static struct json *condition(const char *json)
{
    struct json *parsed = json_parse(json, strlen(json), &err);

    assert_non_null(parsed);
    return parsed;
}

static void create_says(const char *name, const char *wanted)
{
    const struct flow *flow = flow_named(name);
    struct title title;

    title_read(flow, &title);
    buf_clear(&text);
    rule_create(&flows, flow, &title, &text);
    title_free(&title);
    assert_string_equal(text.data, wanted);
}

static void sync_says(const char *name, const char *wanted)
{
    const struct flow *flow = flow_named(name);
    struct title title;

    title_read(flow, &title);
    buf_clear(&text);
    rule_sync(flow, &title, &text);
    title_free(&title);
    assert_string_equal(text.data, wanted);
}

static void kind_says(const char *name, const char *wanted)
{
    const struct flow *flow = flow_named(name);
    struct title title;

    title_read(flow, &title);
    buf_clear(&text);
    rule_kind(&flows, flow, &title, &text);
    title_free(&title);
    assert_string_equal(buf_text(&text), wanted);
}

static void every_record_gets_a_partner_or_those_that_fit(void **state)
{
    struct flow *deals = flow_named("deals");

    (void)state;
    create_says("deals", "A ZohoCRM Deal whose Probability is 100 is "
                         "synchronized with a PowerOffice GO Salesorders "
                         "record, which is created once this holds.");
    json_free(deals->sides[SIDE_A].when);
    deals->sides[SIDE_A].when =
        condition("{\"Won\": true, \"Stage\": [\"Paid\", \"Due\"]}");
    create_says("deals", "A ZohoCRM Deal whose Won is true and Stage is one of "
                         "Paid, Due is synchronized with a PowerOffice GO "
                         "Salesorders record, which is created once this "
                         "holds.");
    json_free(deals->sides[SIDE_A].when);
    deals->sides[SIDE_A].when = NULL;
    create_says("deals", "Every ZohoCRM Deal is synchronized with a "
                         "PowerOffice GO Salesorders record.");
}

static void a_flow_may_create_both_ways_or_not_at_all(void **state)
{
    struct flow *deals = flow_named("deals");

    (void)state;
    deals->sides[SIDE_A].create = CREATE_ALWAYS;
    create_says("deals", "A ZohoCRM Deal whose Probability is 100 is "
                         "synchronized with a PowerOffice GO Salesorders "
                         "record, which is created once this holds. Every "
                         "PowerOffice GO Salesorders is synchronized with a "
                         "ZohoCRM Deal record.");
    deals->sides[SIDE_A].create = CREATE_NEVER;
    deals->sides[SIDE_B].create = CREATE_NEVER;
    create_says("deals", "No ZohoCRM Deal and no PowerOffice GO Salesorders is "
                         "created for the other's sake.");
    deals->initial = INITIAL_NEW;
    create_says("deals",
                "No ZohoCRM Deal and no PowerOffice GO Salesorders is created "
                "for the other's sake. Only records that are newer than the "
                "first start take part.");
}

static void those_who_refer_to_a_flow_are_named(void **state)
{
    (void)state;
    create_says("accounts", "A ZohoCRM Account is synchronized with a "
                            "PowerOffice GO Customers record once it is "
                            "referred to by a ZohoCRM Deal (Account_Name.id) "
                            "that is being synchronized.");
    create_says("contactpersons",
                "A ZohoCRM Contact is synchronized with a PowerOffice GO "
                "Contactperson record once it is referred to by a ZohoCRM Deal "
                "(Contact_Name.id under Account_Name.id) that is being "
                "synchronized.");
    flow_named("deals")->enabled = false;
    create_says("accounts", "A ZohoCRM Account is synchronized with a "
                            "PowerOffice GO Customers record once it is "
                            "referred to by another record that is being "
                            "synchronized.");
    flow_named("accounts")->enabled = false;
    create_says("accounts", "A ZohoCRM Account is synchronized with a "
                            "PowerOffice GO Customers record once it is "
                            "referred to by a ZohoCRM Deal (Account_Name.id) "
                            "that is being synchronized.");
}

static void a_link_outlives_its_condition(void **state)
{
    struct flow *contacts = flow_named("contacts");

    (void)state;
    sync_says("contacts", "Once a link between the two is established they "
                          "stay in sync, wherever the edit is made.");
    sync_says("deals", "Once a link between the two is established they stay "
                       "in sync, wherever the edit is made, also if "
                       "Probability changes later.");
    contacts->sides[SIDE_A].share = false;
    sync_says("contacts", "Once a link between the two is established they "
                          "stay in sync, as far as may be written. Nothing is "
                          "ever written to a ZohoCRM Contact record.");
}

static void kinds_parents_and_matches_are_told(void **state)
{
    (void)state;
    kind_says("contacts", "A PowerOffice GO Customers (human data) is a "
                          "Customers record whose IsPerson is true. Records "
                          "that exist on both sides already are joined by "
                          "EmailAddress, unless they differ in LastName or "
                          "FirstName.");
    kind_says("contactpersons", "A PowerOffice GO Contactperson lives under a "
                                "PowerOffice GO Customers record.");
    kind_says("deals", "");
}

static void a_reference_says_where_it_leads(void **state)
{
    const struct flow *deals = flow_named("deals");

    (void)state;
    rule_reference(&flows, &deals->properties[0], &text);
    assert_string_equal(
        text.data,
        "CustomerId is the PowerOffice GO Customers record that is linked with "
        "Account_Name.id, else the PowerOffice GO Customers (human data) "
        "record that is linked with Contact_Name.id; nothing is created before "
        "that link exists.");
    buf_clear(&text);
    rule_reference(&flows, &deals->properties[1], &text);
    assert_string_equal(text.data, "CustomerReferenceContactPersonId is the "
                                   "PowerOffice GO Contactperson record that "
                                   "is linked with Contact_Name.id under "
                                   "Account_Name.id.");
    buf_clear(&text);
    rule_reference(&flows, &deals->properties[2], &text);
    assert_string_equal(text.data, "");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_record_gets_a_partner_or_those_that_fit),
        TEST(a_flow_may_create_both_ways_or_not_at_all),
        TEST(those_who_refer_to_a_flow_are_named),
        TEST(a_link_outlives_its_condition),
        TEST(kinds_parents_and_matches_are_told),
        TEST(a_reference_says_where_it_leads),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
