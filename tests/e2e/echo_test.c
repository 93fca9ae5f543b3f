/*
 * What one system makes of the other's values, and what people leave as they
 * want it, starts no conversation between the two.
 */
#include "support/e2e.h"
#include "support/environment.h"
#include "support/kari.h"
#include "support/pipeline.h"

#include "base/buf.h"
#include "base/mem.h"
#include "io/file.h"

#include <stdlib.h>
#include <string.h>

#define FLOW_BYTES_MAX 65536

/* Everything is read again, and nothing is written. */
static void a_scan_writes_nothing(void)
{
    size_t mark;

    pipeline_stop();
    mark = journal_mark();
    cursors_forget();
    pipeline_start();
    eventually(60, journal_since(mark, "GET", "/v2/Customers") > 4);
    eventually(60, journal_since(mark, "GET", "/crm/v8/Contacts") > 4);
    quiet(30);
    assert_int_equal(journal_writes_since(mark), 0);
}

/* ---- systems that tidy ---- */

static void what_poweroffice_tidies_stays_as_it_was_typed_in_zoho(void **state)
{
    size_t mark;

    (void)state;
    kari_is_known(NULL);
    simulators_set("{'normalise': true}");
    mark = journal_mark();
    crm_patch("Contacts", kari.contact,
              "{'Last_Name': 'Holm  Dal', 'Phone': '+47 22 11 11 11'}");
    eventually(20, po_has("Customers", kari.customer, "LastName", "Holm Dal"));
    quiet(30);
    assert_true(
        po_has("Customers", kari.customer, "PhoneNumber", "+4722111111"));
    assert_true(crm_has("Contacts", kari.contact, "Last_Name", "Holm  Dal"));
    assert_true(crm_has("Contacts", kari.contact, "Phone", "+47 22 11 11 11"));
    assert_int_equal(journal_writes_since(mark), 1);
    a_scan_writes_nothing();
    kari_ends();
}

static void what_zoho_tidies_stays_as_it_was_typed_in_poweroffice(void **state)
{
    size_t mark;

    (void)state;
    kari_is_known(NULL);
    simulators_set("{'normalise': true}");
    mark = journal_mark();
    po_patch("Customers", kari.customer,
             "{'LastName': ' Holm  Dal ',"
             " 'EmailAddress': 'Kari.Holm@Dal.Example'}");
    eventually(20, crm_has("Contacts", kari.contact, "Email",
                           "kari.holm@dal.example"));
    quiet(30);
    assert_true(crm_has("Contacts", kari.contact, "Last_Name", "Holm  Dal"));
    assert_true(po_has("Customers", kari.customer, "LastName", " Holm  Dal "));
    assert_true(po_has("Customers", kari.customer, "EmailAddress",
                       "Kari.Holm@Dal.Example"));
    assert_int_equal(journal_writes_since(mark), 1);
    a_scan_writes_nothing();
    kari_ends();
}

/* What was tidied is no edit: it does not travel with the next one. */
static void the_next_edit_carries_only_itself(void **state)
{
    (void)state;
    kari_is_known(NULL);
    simulators_set("{'normalise': true}");
    crm_edit("Contacts", kari.contact, "Last_Name", "Holm  Dal");
    eventually(20, po_has("Customers", kari.customer, "LastName", "Holm Dal"));
    po_edit("Customers", kari.customer, "FirstName", "Karin");
    eventually(20, crm_has("Contacts", kari.contact, "First_Name", "Karin"));
    crm_edit("Contacts", kari.contact, "Phone", "22 11 11 11");
    eventually(20,
               po_has("Customers", kari.customer, "PhoneNumber", "22111111"));
    quiet(30);
    assert_true(crm_has("Contacts", kari.contact, "Last_Name", "Holm  Dal"));
    assert_true(crm_has("Contacts", kari.contact, "Phone", "22 11 11 11"));
    kari_ends();
}

/* ---- systems that want different things ---- */

/* PowerOffice turns one number into another whenever it gets it, and so does
 * Zoho, the other way round. */
static void a_value_that_goes_back_and_forth_is_held(void **state)
{
    size_t mark;

    (void)state;
    kari_is_known(NULL);
    mark = journal_mark();
    for (int i = 0; i < 3; i++) {
        crm_edit("Contacts", kari.contact, "Phone", "22 00 00 01");
        eventually(20, po_has("Customers", kari.customer, "PhoneNumber",
                              "22 00 00 01"));
        po_edit("Customers", kari.customer, "PhoneNumber", "22 00 00 02");
        eventually(20,
                   crm_has("Contacts", kari.contact, "Phone", "22 00 00 02"));
    }
    crm_edit("Contacts", kari.contact, "Phone", "22 00 00 01");
    eventually(20, text_equal(link_text(kari.link, "cause"), "returns"));
    quiet(30);
    assert_string_equal(link_text(kari.link, "status"), "held");
    assert_non_null(strstr(link_text(kari.link, "detail"), "PhoneNumber"));
    assert_non_null(strstr(link_text(kari.link, "detail"), CRM));
    assert_non_null(strstr(link_text(kari.link, "detail"), PO));
    assert_int_equal(journal_writes_since(mark), 6);

    po_edit("Customers", kari.customer, "PhoneNumber", "22 00 00 01");
    eventually(20, text_equal(link_text(kari.link, "status"), "in-step"));
    kari_ends();
}

/* ---- emptied fields ---- */

static void an_emptied_field_stays_as_it_was_left(void **state)
{
    size_t mark;

    (void)state;
    kari_is_known(NULL);
    mark = journal_mark();
    crm_edit("Contacts", kari.contact, "Phone", NULL);
    po_edit("Customers", kari.customer, "EmailAddress", NULL);
    quiet(30);
    assert_int_equal(journal_writes_since(mark), 0);
    a_scan_writes_nothing();
    assert_true(crm_has("Contacts", kari.contact, "Phone", NULL));
    assert_true(
        po_has("Customers", kari.customer, "PhoneNumber", "+47 22 00 00 00"));
    assert_true(po_has("Customers", kari.customer, "EmailAddress", NULL));
    assert_true(
        crm_has("Contacts", kari.contact, "Email", "kari@fjell.example"));
    kari_ends();
}

static void the_next_field_takes_over_from_an_emptied_one(void **state)
{
    (void)state;
    kari_is_known(NULL);
    crm_edit("Contacts", kari.contact, "Email", NULL);
    eventually(20, po_has("Customers", kari.customer, "EmailAddress",
                          "kari@voss.example"));
    quiet(30);
    po_edit("Customers", kari.customer, "EmailAddress", "kari@dal.example");
    eventually(20, crm_has("Contacts", kari.contact, "Secondary_Email",
                           "kari@dal.example"));
    assert_true(crm_has("Contacts", kari.contact, "Email", NULL));
    kari_ends();
}

/* The flows that ship, but that an emptied contact empties its customer, and
 * the other way round. */
static const char *flows_that_propagate(void)
{
    static const char name[] = "\"flow\": \"contacts\",";
    struct buf text = { 0 };
    struct buf own = { 0 };
    struct err err;
    const char *rest;

    assert_int_equal(
        file_read("flows/contacts.json", FLOW_BYTES_MAX, &text, &err), 0);
    rest = strstr(buf_text(&text), name);
    assert_non_null(rest);
    buf_append(&own, buf_text(&text), (size_t)(rest - buf_text(&text)));
    buf_print(&own, "%s \"clear\": \"propagate\",%s", name,
              rest + strlen(name));
    (void)environment_file("contacts.json", buf_text(&own));
    buf_free(&own);
    buf_free(&text);
    return world_keep(mem_print("TANDEM_FLOWS=%s", environment_folder()));
}

static void an_emptied_field_empties_the_other_if_the_flow_says_so(void **state)
{
    struct world_settings settings = { .variables = { NULL } };
    size_t mark;

    (void)state;
    settings.variables[0] = flows_that_propagate();
    kari_is_known(&settings);
    mark = journal_mark();
    crm_patch("Contacts", kari.contact,
              "{'Phone': null, 'Mailing_City': null}");
    po_edit("Customers", kari.customer, "EmailAddress", NULL);
    eventually(20, crm_has("Contacts", kari.contact, "Email", NULL));
    eventually(20, po_has("Customers", kari.customer, "PhoneNumber", NULL));
    quiet(30);
    assert_true(po_has("Customers", kari.customer, "MailAddress.City", NULL));
    assert_true(
        po_has("Customers", kari.customer, "MailAddress.ZipCode", "0155"));
    assert_true(journal_writes_since(mark) <= 3);
    a_scan_writes_nothing();
    (void)environment_folder_remove();
    kari_ends();
}

/* ---- records that nobody may change ---- */

static void an_archived_customer_waits_for_its_return(void **state)
{
    size_t mark;

    (void)state;
    kari_is_known(NULL);
    mark = journal_mark();
    po_patch("Customers", kari.customer, "{'IsArchived': true}");
    crm_edit("Contacts", kari.contact, "Last_Name", "Holm");
    eventually(20, text_equal(link_text(kari.link, "status"), "held"));
    assert_string_equal(link_text(kari.link, "cause"), "archived");
    assert_non_null(strstr(link_text(kari.link, "detail"), "archive"));
    quiet(30);
    assert_int_equal(journal_writes_since(mark), 0);
    po_patch("Customers", kari.customer, "{'IsArchived': false}");
    eventually(20, po_has("Customers", kari.customer, "LastName", "Holm"));
    eventually(20, text_equal(link_text(kari.link, "status"), "in-step"));
    kari_ends();
}

static void a_confirmed_order_waits_until_it_is_a_draft(void **state)
{
    char *link;
    size_t mark;

    (void)state;
    kari_has_bought();
    link = mem_print("deals.a.%s", won.deal);
    mark = journal_mark();
    po_edit("SalesOrders", won.order, "SalesOrderStatus", "Confirmed");
    crm_edit("Deals", won.deal, "Closing_Date", "2026-12-01");
    eventually(20, text_equal(link_text(link, "status"), "held"));
    assert_string_equal(link_text(link, "cause"), "confirmed");
    assert_non_null(strstr(link_text(link, "detail"), "draft"));
    quiet(30);
    assert_int_equal(journal_writes_since(mark), 0);
    po_edit("SalesOrders", won.order, "SalesOrderStatus", "Draft");
    eventually(
        20, po_has("SalesOrders", won.order, "SalesOrderDate", "2026-12-01"));
    eventually(20, text_equal(link_text(link, "status"), "in-step"));
    free(link);
    kari_ends();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(what_poweroffice_tidies_stays_as_it_was_typed_in_zoho),
        world_test(what_zoho_tidies_stays_as_it_was_typed_in_poweroffice),
        world_test(the_next_edit_carries_only_itself),
        world_test(a_value_that_goes_back_and_forth_is_held),
        world_test(an_emptied_field_stays_as_it_was_left),
        world_test(the_next_field_takes_over_from_an_emptied_one),
        world_test(an_emptied_field_empties_the_other_if_the_flow_says_so),
        world_test(an_archived_customer_waits_for_its_return),
        world_test(a_confirmed_order_waits_until_it_is_a_draft),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
