/*
 * The tests' own tools: what they say about the world must be so.
 */
#include "support/e2e.h"

#include <stdlib.h>
#include <string.h>

static void a_person_edits_a_record_and_sees_it(void **state)
{
    const char *kari;

    (void)state;
    world_start(NULL);
    kari = crm_create("Contacts", "{'Last_Name': 'Nordli', 'Phone': '+47 1'}");
    assert_true(crm_has("Contacts", kari, "Phone", "+47 1"));

    crm_edit("Contacts", kari, "Phone", "+47 2");
    assert_true(crm_has("Contacts", kari, "Phone", "+47 2"));
    assert_true(crm_has("Contacts", kari, "Last_Name", "Nordli"));
    assert_int_equal(crm_count("Contacts"), 1);

    crm_delete("Contacts", kari);
    assert_null(crm_get("Contacts", kari));
    assert_int_equal(crm_count("Contacts"), 0);
    world_stop();
}

static void a_record_is_found_by_its_reference(void **state)
{
    const char *id;

    (void)state;
    world_start(NULL);
    id = po_create("Customers", "{'Name': 'Fjell AS',"
                                " 'ExternalImportReference': 'zohocrm:7',"
                                " 'MailAddress': {'City': 'Voss'}}");
    assert_string_equal(po_linked("Customers", "7"), id);
    assert_null(po_linked("Customers", "8"));
    assert_int_equal(po_linked_count("Customers", "7"), 1);

    po_edit("Customers", id, "MailAddress.City", "Odda");
    assert_string_equal(po_text("Customers", id, "MailAddress.City"), "Odda");
    world_stop();
}

static void people_at_work_leave_no_trace_in_the_journal(void **state)
{
    (void)state;
    world_start(NULL);
    (void)crm_create("Contacts", "{'Last_Name': 'Nordli'}");
    assert_int_equal(journal_count(NULL, NULL), 0);
    world_stop();
}

static void worlds_do_not_know_each_other(void **state)
{
    char *first;

    (void)state;
    world_start(NULL);
    first = strdup(world_namespace());
    (void)crm_create("Contacts", "{'Last_Name': 'Nordli'}");
    world_stop();

    world_start(NULL);
    assert_string_not_equal(world_namespace(), first);
    assert_int_equal(crm_count("Contacts"), 0);
    free(first);
    world_stop();
}

static void a_killed_program_does_not_run(void **state)
{
    struct program *second;

    (void)state;
    world_start(NULL);
    second = program_start("simulators");
    eventually(10, program_said(second, "control"));
    assert_true(program_is_running(second));
    assert_true(program_rss_kb(second) > 0);

    program_kill(second);
    assert_false(program_is_running(second));
    assert_int_equal(program_rss_kb(second), 0);
    world_stop();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(a_person_edits_a_record_and_sees_it),
        world_test(a_record_is_found_by_its_reference),
        world_test(people_at_work_leave_no_trace_in_the_journal),
        world_test(worlds_do_not_know_each_other),
        world_test(a_killed_program_does_not_run),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
