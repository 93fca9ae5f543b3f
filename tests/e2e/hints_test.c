/*
 * What is edited in Zoho is in PowerOffice at once, because Zoho says so.
 */
#include "support/e2e.h"
#include "support/hints.h"

#include "base/time.h"

#include <inttypes.h>

#define START_S 60
#define EDITS   5

/* From the edit to the value in the other system, on a busy machine; the next
 * poll would be a minute away. */
#define ARRIVES_S 3

static const struct world_settings rare = { .variables = {
                                                "TANDEM_POLL_SECONDS=60" } };

static void all_start(void)
{
    program_start("extractor", hints_listen());
    program_start("transformer");
    program_start("loader");
    eventually(START_S, hints_stand());
}

static void a_phone_edited_in_zoho_is_in_poweroffice_at_once(void **state)
{
    static const char *const phones[EDITS] = { "+47 1", "+47 2", "+47 3",
                                               "+47 4", "+47 5" };
    const char *contact;
    const char *customer;

    (void)state;
    world_start(&rare);
    contact =
        crm_create("Contacts", "{'First_Name': 'Kari', 'Last_Name': 'Nordli'}");
    all_start();
    eventually(START_S, po_linked("Customers", contact) != NULL);
    customer = po_linked("Customers", contact);
    quiet(START_S);
    for (size_t i = 0; i < EDITS; i++) {
        int64_t since_ms = time_boot_ms();

        crm_edit("Contacts", contact, "Phone", phones[i]);
        eventually(ARRIVES_S,
                   po_has("Customers", customer, "PhoneNumber", phones[i]));
        print_message("benchmark: hint to PowerOffice in %" PRId64 " ms\n",
                      time_boot_ms() - since_ms);
    }
    assert_true(journal_count("GET", "/crm/v8/Contacts/") >= EDITS);
    world_stop();
}

static void a_contact_created_in_zoho_is_a_customer_at_once(void **state)
{
    const char *first;
    const char *contact;

    (void)state;
    world_start(&rare);
    first = crm_create("Contacts", "{'Last_Name': 'Nordli'}");
    all_start();
    eventually(START_S, po_linked("Customers", first) != NULL);
    quiet(START_S);
    contact = crm_create("Contacts", "{'Last_Name': 'Lie'}");
    eventually(ARRIVES_S, po_linked("Customers", contact) != NULL);
    quiet(START_S);
    assert_int_equal(po_count("Customers"), 2);
    world_stop();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(a_phone_edited_in_zoho_is_in_poweroffice_at_once),
        world_test(a_contact_created_in_zoho_is_a_customer_at_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
