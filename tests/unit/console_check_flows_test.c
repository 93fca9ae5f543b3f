#include "console/check_parts.h"

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

/* The one error that there is, and what helps; "": all is well. */
static void finds(const char *wanted, const char *remedy)
{
    struct check check = { .flows = &flows, .checkup = checkup_new() };

    check_flows(&check);
    buf_clear(&text);
    checkup_print(check.checkup, &text);
    assert_int_equal(checkup_count(check.checkup, CHECKUP_ERROR),
                     *wanted != '\0');
    assert_non_null(strstr(buf_text(&text), wanted));
    assert_non_null(strstr(buf_text(&text), remedy));
    checkup_free(check.checkup);
}

static void nothing_is_found_in_the_shipped_flows(void **state)
{
    (void)state;
    finds("", "they fit together");
}

static void who_creates_needs_a_unique_reference_there(void **state)
{
    struct flow *contacts = flow_named("contacts");

    (void)state;
    contacts->sides[SIDE_A].create = CREATE_ALWAYS;
    finds("flow 'contacts' creates Contacts in zohocrm, which keeps no unique "
          "reference to them there\n",
          "what helps: set TANDEM_ZOHOCRM_REFERENCE_FIELD\n");
    system_zohocrm_reference_field("PowerOffice_Id");
    finds("", "they fit together");
    flow_named("departments")->enabled = true;
    flow_named("departments")->sides[SIDE_B].create = CREATE_ALWAYS;
    finds("flow 'departments' creates Departments in powerofficego, which "
          "keeps no unique reference to them there\n",
          "what helps: let it never create them\n");
}

static void what_only_the_system_writes_is_no_target(void **state)
{
    struct flow *contacts = flow_named("contacts");
    struct property *property = &contacts->properties[0];

    (void)state;
    mem_replace(&property->paths[SIDE_A][1], "Full_Name");
    finds("flow 'contacts' writes Full_Name of Contacts, which only zohocrm "
          "itself does\n",
          "take it out of the flow");
    contacts->sides[SIDE_A].share = false;
    finds("", "they fit together");
    json_set_int(contacts->sides[SIDE_B].set, "Id", 7);
    finds("flow 'contacts' writes Id of Customers, which only powerofficego "
          "itself does\n",
          "take it out of the flow");
}

static void a_flow_that_is_off_may_be_unfinished(void **state)
{
    struct flow *departments = flow_named("departments");

    (void)state;
    assert_false(departments->enabled);
    finds("", "they fit together");
    departments->enabled = true;
    finds("flow 'departments' creates Accounts in zohocrm, which keeps no "
          "unique reference to them there\n",
          "what helps: set TANDEM_ZOHOCRM_REFERENCE_FIELD\n");
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
