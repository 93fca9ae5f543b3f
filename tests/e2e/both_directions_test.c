/*
 * Whoever edits what, in whichever system: it ends on both sides.
 */
#include "support/e2e.h"
#include "support/kari.h"
#include "support/pipeline.h"

#include "base/mem.h"
#include "base/time.h"

#include <stdlib.h>

/* The last PUT of a record of Zoho's. */
static const struct json *last_put(const char *id)
{
    const struct json *requests =
        json_get(world_control("GET", "/journal", NULL), "requests");
    const struct json *last = NULL;

    for (const struct json *r = json_first(requests); r; r = json_next(r)) {
        if (text_equal(json_get_text(r, "method"), "PUT") &&
            text_equal(json_get_text(r, "id"), id))
            last = r;
    }
    assert_non_null(last);
    return last;
}

/* Under Zoho's lock, and without waking its workflows. */
static void was_put_with_care(const char *id)
{
    const struct json *put = last_put(id);
    const struct json *trigger = json_at(put, "body.trigger");

    assert_non_null(json_at(put, "headers.If-Unmodified-Since"));
    assert_non_null(trigger);
    assert_int_equal(json_count(trigger), 0);
}

/* ---- from PowerOffice to Zoho ---- */

static void an_edited_customer_is_put_into_its_contact(void **state)
{
    size_t mark;

    (void)state;
    kari_is_known(NULL);
    mark = journal_mark();
    po_patch("Customers", kari.customer,
             "{'FirstName': 'Karin', 'LastName': 'Holm',"
             " 'EmailAddress': 'karin@dal.example',"
             " 'PhoneNumber': '22 11 11 11'}");
    eventually(20, crm_has("Contacts", kari.contact, "Last_Name", "Holm"));
    quiet(30);
    assert_true(crm_has("Contacts", kari.contact, "First_Name", "Karin"));
    assert_true(
        crm_has("Contacts", kari.contact, "Email", "karin@dal.example"));
    assert_true(crm_has("Contacts", kari.contact, "Phone", "22 11 11 11"));
    assert_true(crm_has("Contacts", kari.contact, "Mailing_City", "Oslo"));
    assert_true(crm_has("Contacts", kari.contact, "Secondary_Email",
                        "kari@voss.example"));
    assert_int_equal(journal_writes_since(mark), 1);
    was_put_with_care(kari.contact);
    kari_ends();
}

/* PowerOffice's customer does not say that its address has changed. */
static void an_address_arrives_with_a_scan(void **state)
{
    const char *changed;

    (void)state;
    kari_is_known(NULL);
    changed = po_text("Customers", kari.customer, "LastChangedDateTimeOffset");
    pipeline_stop();
    po_patch("Customers", kari.customer,
             "{'MailAddress': {'City': 'Lund', 'ZipCode': '22100',"
             " 'CountryCode': 'SE'}}");
    assert_true(po_has("Customers", kari.customer, "LastChangedDateTimeOffset",
                       changed));
    cursors_forget();
    pipeline_start();
    eventually(30, crm_has("Contacts", kari.contact, "Mailing_City", "Lund"));
    assert_true(crm_has("Contacts", kari.contact, "Mailing_Zip", "22100"));
    assert_true(crm_has("Contacts", kari.contact, "Mailing_Country", "Sweden"));
    kari_ends();
}

static void an_edited_company_is_put_into_its_account(void **state)
{
    size_t mark;

    (void)state;
    kari_has_bought();
    mark = journal_mark();
    po_patch("Customers", won.company,
             "{'Name': 'Fjell og Dal AS', 'PhoneNumber': '22 11 11 11',"
             " 'WebsiteUrl': 'https://fjell.example'}");
    eventually(20, crm_has("Accounts", won.account, "Account_Name",
                           "Fjell og Dal AS"));
    quiet(30);
    assert_true(crm_has("Accounts", won.account, "Phone", "22 11 11 11"));
    assert_true(
        crm_has("Accounts", won.account, "Website", "https://fjell.example"));
    assert_int_equal(journal_writes_since(mark), 1);
    was_put_with_care(won.account);
    kari_ends();
}

/* She is a customer, too: that one follows. */
static void an_edited_contact_person_reaches_all_that_she_is(void **state)
{
    size_t mark;

    (void)state;
    kari_has_bought();
    mark = journal_mark();
    po_edit("ContactPersons", won.person, "PhoneNumber", "22 11 11 11");
    eventually(20, crm_has("Contacts", kari.contact, "Phone", "22 11 11 11"));
    eventually(
        20, po_has("Customers", kari.customer, "PhoneNumber", "22 11 11 11"));
    quiet(30);
    assert_int_equal(journal_writes_since(mark), 2);
    was_put_with_care(kari.contact);
    kari_ends();
}

static void an_edited_order_is_put_into_its_deal(void **state)
{
    size_t mark;

    (void)state;
    kari_has_bought();
    mark = journal_mark();
    po_edit("SalesOrders", won.order, "SalesOrderDate", "2026-12-01");
    eventually(20, crm_has("Deals", won.deal, "Closing_Date", "2026-12-01"));
    quiet(30);
    assert_int_equal(journal_writes_since(mark), 1);
    was_put_with_care(won.deal);
    kari_ends();
}

/* Another company that both systems know. */
static const char *dal_is_known(void)
{
    const char *account = crm_create("Accounts", "{'Account_Name': 'Dal AS'}");
    char *body = mem_print("{'Deal_Name': 'Drift', 'Stage': 'Closed Won',"
                           " 'Probability': 100,"
                           " 'Closing_Date': '2026-11-29',"
                           " 'Account_Name': {'id': '%s'}}",
                           account);
    const char *deal = crm_create("Deals", body);

    free(body);
    eventually(60, po_linked("SalesOrders", deal) != NULL);
    quiet(60);
    return account;
}

/* And its contact is a contact person of that company, too. */
static void an_order_of_another_company_moves_its_deal(void **state)
{
    const char *account;
    char *body;

    (void)state;
    kari_has_bought();
    account = dal_is_known();
    body = mem_print("{'CustomerId': %s,"
                     " 'CustomerReferenceContactPersonId': null}",
                     po_linked("Customers", account));
    po_patch("SalesOrders", won.order, body);
    eventually(20, crm_has("Deals", won.deal, "Account_Name.id", account));
    quiet(30);
    assert_true(po_has("SalesOrders", won.order, "CustomerId",
                       po_linked("Customers", account)));
    assert_true(
        po_has("SalesOrders", won.order, "CustomerReferenceContactPersonId",
               po_linked("ContactPersons", crm_under(kari.contact, account))));
    assert_int_equal(po_count("SalesOrders"), 2);
    free(body);
    kari_ends();
}

static void a_customer_that_the_deal_cannot_have_is_owed_to_it(void **state)
{
    char *link;
    char *body;
    size_t mark;

    (void)state;
    kari_has_bought();
    link = mem_print("deals.a.%s", won.deal);
    body = mem_print("{'CustomerId': %s,"
                     " 'CustomerReferenceContactPersonId': null}",
                     kari.customer);
    mark = journal_mark();
    po_patch("SalesOrders", won.order, body);
    eventually(20, link_text(link, "owed.CustomerId.cause") != NULL);
    assert_string_equal(link_text(link, "owed.CustomerId.cause"),
                        "belongs to Contact_Name.id, but Account_Name.id comes "
                        "first: empty that one");
    quiet(30);
    assert_int_equal(journal_writes_since(mark), 0);
    assert_true(po_has("SalesOrders", won.order, "CustomerId", kari.customer));
    free(body);
    free(link);
    kari_ends();
}

/* ---- both at once ---- */

static void edits_of_different_fields_survive_in_both(void **state)
{
    size_t mark;

    (void)state;
    kari_is_known(NULL);
    mark = journal_mark();
    crm_edit("Contacts", kari.contact, "Last_Name", "Holm");
    po_edit("Customers", kari.customer, "PhoneNumber", "22 11 11 11");
    eventually(20,
               po_has("Customers", kari.customer, "LastName", "Holm") &&
                   crm_has("Contacts", kari.contact, "Phone", "22 11 11 11"));
    quiet(30);
    assert_true(
        po_has("Customers", kari.customer, "PhoneNumber", "22 11 11 11"));
    assert_true(crm_has("Contacts", kari.contact, "Last_Name", "Holm"));
    assert_int_equal(journal_since(mark, "PATCH", "/v2/Customers"), 1);
    assert_true(po_has("Customers", kari.customer, "FirstName", "Kari"));
    kari_ends();
}

/* Zoho's times are whole seconds: nobody could tell within the same one. */
static void a_second_passes(void)
{
    int64_t second = time_now_ms() / 1000;

    eventually(5, time_now_ms() / 1000 > second);
}

/* Nothing is written but the newer one, whichever is met first: Zoho refuses
 * what would go over an edit that is not known yet. */
static void the_newer_edit_wins(bool zoho_is_newer)
{
    const char *winner = zoho_is_newer ? "22 22 22 22" : "22 33 33 33";
    size_t mark;

    kari_is_known(NULL);
    pipeline_stop();
    mark = journal_mark();
    if (!zoho_is_newer)
        crm_edit("Contacts", kari.contact, "Phone", "22 22 22 22");
    a_second_passes();
    po_edit("Customers", kari.customer, "PhoneNumber", "22 33 33 33");
    a_second_passes();
    if (zoho_is_newer)
        crm_edit("Contacts", kari.contact, "Phone", "22 22 22 22");
    pipeline_start();
    eventually(20,
               crm_has("Contacts", kari.contact, "Phone", winner) &&
                   po_has("Customers", kari.customer, "PhoneNumber", winner));
    quiet(30);
    assert_int_equal(journal_writes_since(mark) - journal_status(412), 1);
    kari_ends();
}

static void the_newer_edit_of_one_field_wins_from_poweroffice(void **state)
{
    (void)state;
    the_newer_edit_wins(false);
}

static void the_newer_edit_of_one_field_wins_from_zoho(void **state)
{
    (void)state;
    the_newer_edit_wins(true);
}

static void an_edit_that_zoho_refuses_as_late_is_merged_again(void **state)
{
    (void)state;
    kari_is_known(NULL);
    /* So that the edit in Zoho is not met before the other one is written. */
    fault_status(CRM, "GET", "/Contacts", 503, 3);
    crm_edit("Contacts", kari.contact, "Last_Name", "Holm");
    po_edit("Customers", kari.customer, "PhoneNumber", "22 11 11 11");
    eventually(20, journal_status(412) > 0);
    eventually(60,
               po_has("Customers", kari.customer, "LastName", "Holm") &&
                   crm_has("Contacts", kari.contact, "Phone", "22 11 11 11"));
    assert_true(crm_has("Contacts", kari.contact, "Last_Name", "Holm"));
    quiet(30);
    assert_string_equal(link_text(kari.link, "status"), "in-step");
    kari_ends();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(an_edited_customer_is_put_into_its_contact),
        world_test(an_address_arrives_with_a_scan),
        world_test(an_edited_company_is_put_into_its_account),
        world_test(an_edited_contact_person_reaches_all_that_she_is),
        world_test(an_edited_order_is_put_into_its_deal),
        world_test(an_order_of_another_company_moves_its_deal),
        world_test(a_customer_that_the_deal_cannot_have_is_owed_to_it),
        world_test(edits_of_different_fields_survive_in_both),
        world_test(the_newer_edit_of_one_field_wins_from_poweroffice),
        world_test(the_newer_edit_of_one_field_wins_from_zoho),
        world_test(an_edit_that_zoho_refuses_as_late_is_merged_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
