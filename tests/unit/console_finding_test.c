#include "console/finding.h"

#include "base/mem.h"
#include "process/flows.h"
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

static struct flows flows;
static struct buf text;

/* As they ship, with the systems' own descriptions of the entities. */
static int begin(void **state)
{
    struct config config = { .flows = mem_copy("flows") };
    struct err err = { 0 };
    int result = flows_load(&flows, &config, &err);

    (void)state;
    free(config.flows);
    return result;
}

static int end(void **state)
{
    (void)state;
    system_zohocrm_reference_field(NULL);
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

static void finds(const char *wanted)
{
    buf_clear(&text);
    assert_int_equal(findings_print(&flows, &text), *wanted != '\0');
    assert_string_equal(buf_text(&text), wanted);
}

static void nothing_is_found_in_the_shipped_flows(void **state)
{
    (void)state;
    finds("");
}

static void who_creates_needs_a_unique_reference_there(void **state)
{
    struct flow *contacts = flow_named("contacts");

    (void)state;
    contacts->sides[SIDE_A].create = CREATE_ALWAYS;
    finds("flow 'contacts' creates Contacts in zohocrm, which keeps no unique "
          "reference to them there: set TANDEM_ZOHOCRM_REFERENCE_FIELD\n");
    system_zohocrm_reference_field("PowerOffice_Id");
    finds("");
    flow_named("departments")->enabled = true;
    flow_named("departments")->sides[SIDE_B].create = CREATE_ALWAYS;
    finds("flow 'departments' creates Departments in powerofficego, which "
          "keeps no unique reference to them there: let it never create "
          "them\n");
}

static void what_only_the_system_writes_is_no_target(void **state)
{
    struct flow *contacts = flow_named("contacts");
    struct property *property = &contacts->properties[0];

    (void)state;
    mem_replace(&property->paths[SIDE_A][1], "Full_Name");
    finds("flow 'contacts' writes Full_Name of Contacts, which only zohocrm "
          "itself does\n");
    contacts->sides[SIDE_A].share = false;
    finds("");
    json_set_int(contacts->sides[SIDE_B].set, "Id", 7);
    finds("flow 'contacts' writes Id of Customers, which only powerofficego "
          "itself does\n");
}

static void a_flow_that_is_off_may_be_unfinished(void **state)
{
    struct flow *departments = flow_named("departments");

    (void)state;
    assert_false(departments->enabled);
    finds("");
    departments->enabled = true;
    finds("flow 'departments' creates Accounts in zohocrm, which keeps no "
          "unique reference to them there: set "
          "TANDEM_ZOHOCRM_REFERENCE_FIELD\n");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(nothing_is_found_in_the_shipped_flows),
        TEST(who_creates_needs_a_unique_reference_there),
        TEST(what_only_the_system_writes_is_no_target),
        TEST(a_flow_that_is_off_may_be_unfinished),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
