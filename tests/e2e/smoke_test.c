/*
 * The shortest way through all programs and back.
 */
#include "support/e2e.h"

#define LIMIT_S 60

static void programs_start(void)
{
    (void)program_start("extractor");
    (void)program_start("transformer");
    (void)program_start("loader");
}

static void a_contact_becomes_a_customer_and_both_are_edited(void **state)
{
    const char *contact;
    const char *customer;

    (void)state;
    world_start(NULL);
    contact = crm_create("Contacts", "{'First_Name': 'Kari',"
                                     " 'Last_Name': 'Nordli',"
                                     " 'Email': 'kari@fjell.example'}");
    programs_start();
    eventually(LIMIT_S, po_linked("Customers", contact) != NULL);
    customer = po_linked("Customers", contact);
    assert_true(po_has("Customers", customer, "LastName", "Nordli"));

    crm_edit("Contacts", contact, "Phone", "+47 22 00 00 01");
    eventually(LIMIT_S,
               po_has("Customers", customer, "PhoneNumber", "+47 22 00 00 01"));
    po_edit("Customers", customer, "FirstName", "Karianne");
    eventually(LIMIT_S, crm_has("Contacts", contact, "First_Name", "Karianne"));

    quiet(LIMIT_S);
    assert_int_equal(po_count("Customers"), 1);
    assert_int_equal(crm_count("Contacts"), 1);
    world_stop();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(a_contact_becomes_a_customer_and_both_are_edited),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
