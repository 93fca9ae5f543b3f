/*
 * The opposite direction: customers, companies and departments that are typed
 * in at PowerOffice become contacts and accounts in Zoho.
 */
#include "support/e2e.h"
#include "support/environment.h"
#include "support/opposite.h"
#include "support/pipeline.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

static const char *const kari_in_poweroffice =
    "{'IsPerson': true, 'FirstName': 'Kari', 'LastName': 'Nordli',"
    " 'EmailAddress': 'kari@fjell.example', 'PhoneNumber': '+47 22 00 00 00',"
    " 'MailAddress': {'City': 'Oslo', 'ZipCode': '0155',"
    " 'CountryCode': 'NO'}}";
static const char *const kari_in_zoho =
    "{'First_Name': 'kari', 'Last_Name': 'NORDLI',"
    " 'Email': 'Kari@Fjell.example'}";
static const char *const fjell_in_poweroffice =
    "{'IsPerson': false, 'Name': 'Fjell AS', 'WebsiteUrl':"
    " 'https://fjell.example', 'MailAddress': {'City': 'Oslo',"
    " 'ZipCode': '0155', 'CountryCode': 'NO'}}";

#define contact_of(id) crm_made_of("Contacts", PO, id)
#define account_of(id) crm_made_of("Accounts", PO, id)

/* Kari is a customer and a contact, and nothing is left to do. */
static const char *kari(const char **ret_contact)
{
    const char *customer;

    opposite_start("TANDEM_POLL_SECONDS=1");
    customer = po_create("Customers", kari_in_poweroffice);
    pipeline_start();
    eventually(60, contact_of(customer) != NULL);
    quiet(60);
    *ret_contact = contact_of(customer);
    return customer;
}

/* ---- creating ---- */

static void a_person_becomes_a_contact_with_all_its_rows(void **state)
{
    const char *contact;

    (void)state;
    (void)kari(&contact);
    assert_true(crm_has("Contacts", contact, "First_Name", "Kari"));
    assert_true(crm_has("Contacts", contact, "Last_Name", "Nordli"));
    assert_true(crm_has("Contacts", contact, "Email", "kari@fjell.example"));
    assert_true(crm_has("Contacts", contact, "Phone", "+47 22 00 00 00"));
    assert_true(crm_has("Contacts", contact, "Mailing_City", "Oslo"));
    assert_true(crm_has("Contacts", contact, "Mailing_Zip", "0155"));
    assert_true(crm_has("Contacts", contact, "Mailing_Country", "Norway"));
    assert_true(crm_has("Contacts", contact, "Other_City", NULL));
    assert_int_equal(crm_count("Contacts"), 1);
    assert_int_equal(crm_count("Accounts"), 0);
    assert_int_equal(po_count("Customers"), 1);
    assert_int_equal(journal_writes(), 1);
    opposite_stop();
}

static void a_company_becomes_an_account_with_its_billing_address(void **state)
{
    const char *customer;
    const char *account;

    (void)state;
    opposite_start("TANDEM_POLL_SECONDS=1");
    customer = po_create("Customers", fjell_in_poweroffice);
    pipeline_start();
    eventually(60, account_of(customer) != NULL);
    quiet(60);
    account = account_of(customer);
    assert_true(crm_has("Accounts", account, "Account_Name", "Fjell AS"));
    assert_true(crm_has("Accounts", account, "Billing_City", "Oslo"));
    assert_true(crm_has("Accounts", account, "Billing_Code", "0155"));
    assert_true(crm_has("Accounts", account, "Billing_Country", "Norway"));
    assert_true(crm_has("Accounts", account, "Shipping_City", NULL));
    assert_true(
        crm_has("Accounts", account, "Website", "https://fjell.example"));
    assert_int_equal(crm_count("Contacts"), 0);
    assert_int_equal(po_count("Customers"), 1);
    assert_int_equal(journal_writes(), 1);
    opposite_stop();
}

static void a_department_and_a_customer_become_two_accounts(void **state)
{
    const char *department;
    const char *customer;
    const char *sales;

    (void)state;
    opposite_start("TANDEM_POLL_SECONDS=1");
    department = po_create("Departments", "{'Name': 'Salg'}");
    customer = po_create("Customers", fjell_in_poweroffice);
    pipeline_start();
    eventually(60, crm_count("Accounts") == 2);
    quiet(60);
    sales = crm_made_of("Accounts", "powerofficego.Departments", department);
    assert_true(crm_has("Accounts", sales, "Account_Name", "Salg"));
    assert_true(
        crm_has("Accounts", account_of(customer), "Account_Name", "Fjell AS"));
    assert_int_equal(crm_count("Accounts"), 2);
    assert_int_equal(po_count("Customers"), 1);
    assert_int_equal(journal_writes(), 2);
    po_edit("Departments", department, "Name", "Salg og service");
    eventually(20,
               crm_has("Accounts", sales, "Account_Name", "Salg og service"));
    opposite_stop();
}

/* ---- never twice ---- */

static void a_lost_answer_makes_no_duplicate(void **state)
{
    const char *customer;
    size_t asked;

    (void)state;
    opposite_start("TANDEM_POLL_SECONDS=600"); /* no poll comes to help */
    customer = po_create("Customers", "{'IsPerson': true, 'FirstName': 'Kari',"
                                      " 'LastName': 'Nordli'}");
    fault_cut_after(CRM, "POST", "/Contacts");
    pipeline_start();
    eventually(60, contact_of(customer) != NULL);
    asked = journal_count("POST", "/crm/v8/coql");
    eventually(30, journal_count("POST", "/crm/v8/coql") > asked);
    quiet(60);
    assert_int_equal(crm_count("Contacts"), 1);
    assert_int_equal(journal_count("POST", "/crm/v8/Contacts"), 1);
    crm_edit("Contacts", contact_of(customer), "Last_Name", "Holm");
    cursors_forget();
    pipeline_stop();
    pipeline_start();
    eventually(60, po_has("Customers", customer, "LastName", "Holm"));
    opposite_stop();
}

/* Zoho says that it did nothing, and did. */
static void a_duplicate_leads_to_its_holder(void **state)
{
    const char *customer;

    (void)state;
    opposite_start("TANDEM_POLL_SECONDS=600");
    customer = po_create("Customers", kari_in_poweroffice);
    fault_add("{'kind': 'status', 'status': 429, 'when': 'after',"
              " 'system': 'zohocrm', 'method': 'POST', 'path': '/Contacts'}");
    pipeline_start();
    eventually(60, journal_count("POST", "/crm/v8/Contacts") == 2);
    quiet(60);
    assert_int_equal(crm_count("Contacts"), 1);
    assert_int_equal(journal_count("POST", "/crm/v8/Contacts"), 2);
    assert_int_equal(journal_status(400), 1);
    assert_string_equal(
        link_text(world_keep(mem_print("contacts.b.%s", customer)), "status"),
        "in-step");
    opposite_stop();
}

static void without_the_field_nothing_is_created_and_why_is_said(void **state)
{
    const char *output;
    const char *link;
    const char *customer;

    (void)state;
    opposite_start("TANDEM_POLL_SECONDS=1");
    environment_set("TANDEM_ZOHOCRM_REFERENCE_FIELD", NULL);
    customer = po_create("Customers", kari_in_poweroffice);
    link = world_keep(mem_print("contacts.b.%s", customer));
    pipeline_start();
    eventually(60, text_equal(link_text(link, "cause"), "no-reference-field"));
    quiet(60);
    assert_string_equal(link_text(link, "status"), "lonely");
    assert_int_equal(journal_writes(), 0);
    assert_int_equal(program_run(&output, "tandem", "check", "--offline"), 2);
    assert_non_null(strstr(output, "flow 'contacts' creates Contacts"));
    assert_non_null(strstr(output, "TANDEM_ZOHOCRM_REFERENCE_FIELD"));
    opposite_stop();
}

/* ---- staying in step ---- */

static void edits_go_both_ways_once_it_is_created(void **state)
{
    const char *contact;
    const char *customer = kari(&contact);

    (void)state;
    po_edit("Customers", customer, "PhoneNumber", "+47 22 11 11 11");
    eventually(20, crm_has("Contacts", contact, "Phone", "+47 22 11 11 11"));
    crm_edit("Contacts", contact, "Last_Name", "Holm");
    eventually(20, po_has("Customers", customer, "LastName", "Holm"));
    quiet(60);
    assert_int_equal(journal_writes(), 3);
    assert_true(po_has("Customers", customer, "ExternalImportReference", NULL));
    opposite_stop();
}

static void a_restart_without_redis_and_a_whole_scan_write_nothing(void **state)
{
    const char *contact;
    size_t mark;

    (void)state;
    (void)kari(&contact);
    pipeline_stop();
    redis_forget();
    mark = journal_mark();
    pipeline_start();
    eventually(60, journal_since(mark, "GET", "/v2/Customers") > 2);
    eventually(60, journal_since(mark, "GET", "/crm/v8/Contacts") > 2);
    quiet(60);
    assert_int_equal(journal_writes_since(mark), 0);
    opposite_stop();
}

/* ---- who is there already ---- */

static void a_customer_who_is_a_contact_already_is_joined(void **state)
{
    const char *customer;
    const char *contact;

    (void)state;
    opposite_start("TANDEM_POLL_SECONDS=1");
    customer = po_create("Customers", kari_in_poweroffice);
    contact = crm_create("Contacts", kari_in_zoho);
    pipeline_start();
    eventually(60, po_linked("Customers", contact) != NULL);
    quiet(60);
    assert_string_equal(po_linked("Customers", contact), customer);
    assert_true(crm_has("Contacts", contact, "Mailing_City", "Oslo"));
    assert_int_equal(crm_count("Contacts"), 1);
    assert_int_equal(po_count("Customers"), 1);
    opposite_stop();
}

static void a_company_that_is_an_account_already_is_joined(void **state)
{
    const char *customer;
    const char *account;

    (void)state;
    opposite_start("TANDEM_POLL_SECONDS=1");
    customer = po_create("Customers", fjell_in_poweroffice);
    account = crm_create("Accounts", "{'Account_Name': 'FJELL as'}");
    pipeline_start();
    eventually(60, po_linked("Customers", account) != NULL);
    quiet(60);
    assert_string_equal(po_linked("Customers", account), customer);
    assert_true(crm_has("Accounts", account, "Billing_City", "Oslo"));
    assert_int_equal(crm_count("Accounts"), 1);
    assert_int_equal(po_count("Customers"), 1);
    opposite_stop();
}

#define EACH   40 /* of either system */
#define SHARED 20 /* are in both */

static const char *person(size_t i, bool zoho)
{
    return world_keep(
        mem_print(zoho ? "{'First_Name': 'Kari', 'Last_Name': 'Nordli %zu',"
                         " 'Email': 'kari.%zu@Fjell.example'}"
                       : "{'IsPerson': true, 'FirstName': 'kari',"
                         " 'LastName': 'Nordli %zu',"
                         " 'EmailAddress': 'Kari.%zu@fjell.example'}",
                  i, i));
}

static void both_directions_at_once_double_nobody(void **state)
{
    const size_t all = 2 * EACH - SHARED;

    (void)state;
    opposite_start("TANDEM_POLL_SECONDS=1");
    for (size_t i = 0; i < EACH; i++) {
        (void)crm_create("Contacts", person(i, true));
        (void)po_create("Customers", person(i + EACH - SHARED, false));
    }
    pipeline_start_many(1, 1, 2);
    eventually(120, po_count("Customers") >= all);
    eventually(120, crm_count("Contacts") >= all);
    quiet(60);
    assert_int_equal(crm_count("Contacts"), all);
    assert_int_equal(po_count("Customers"), all);
    opposite_stop();
}

static void whoever_was_typed_in_first_is_joined(void **state)
{
    const char *contact;
    const char *one;
    const char *two;

    (void)state;
    (void)kari(&contact);
    pipeline_stop();
    one = crm_create("Contacts", person(1, true));
    (void)po_create("Customers", person(1, false));
    (void)po_create("Customers", person(2, false));
    two = crm_create("Contacts", person(2, true));
    pipeline_start();
    eventually(60, po_linked("Customers", one) != NULL);
    eventually(60, po_linked("Customers", two) != NULL);
    quiet(60);
    assert_int_equal(crm_count("Contacts"), 3);
    assert_int_equal(po_count("Customers"), 3);
    opposite_stop();
}

/* ---- references ---- */

/* A deal at a company that was typed in at PowerOffice. */
static void a_deal_finds_the_customer_that_an_account_was_made_of(void **state)
{
    const char *customer;
    const char *account;
    const char *order;
    char *deal;

    (void)state;
    opposite_start("TANDEM_POLL_SECONDS=1");
    customer = po_create("Customers", fjell_in_poweroffice);
    pipeline_start();
    eventually(60, account_of(customer) != NULL);
    account = account_of(customer);
    deal = mem_print("{'Deal_Name': 'Lisens', 'Stage': 'Closed Won',"
                     " 'Probability': 100, 'Closing_Date': '2026-11-28',"
                     " 'Account_Name': {'id': '%s'}}",
                     account);
    order = crm_create("Deals", deal);
    eventually(60, po_linked("SalesOrders", order) != NULL);
    quiet(60);
    assert_true(po_has("SalesOrders", po_linked("SalesOrders", order),
                       "CustomerId", customer));
    assert_int_equal(po_count("Customers"), 1);
    assert_int_equal(crm_count("Accounts"), 1);
    free(deal);
    opposite_stop();
}

static int folder_remove(void **state)
{
    (void)state;
    return environment_folder_remove();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(a_person_becomes_a_contact_with_all_its_rows),
        world_test(a_company_becomes_an_account_with_its_billing_address),
        world_test(a_department_and_a_customer_become_two_accounts),
        world_test(a_lost_answer_makes_no_duplicate),
        world_test(a_duplicate_leads_to_its_holder),
        world_test(without_the_field_nothing_is_created_and_why_is_said),
        world_test(edits_go_both_ways_once_it_is_created),
        world_test(a_restart_without_redis_and_a_whole_scan_write_nothing),
        world_test(a_customer_who_is_a_contact_already_is_joined),
        world_test(a_company_that_is_an_account_already_is_joined),
        world_test(both_directions_at_once_double_nobody),
        world_test(whoever_was_typed_in_first_is_joined),
        world_test(a_deal_finds_the_customer_that_an_account_was_made_of),
    };

    return cmocka_run_group_tests(tests, NULL, folder_remove);
}
