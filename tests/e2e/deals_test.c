/*
 * Every won deal is one sales order, with its customer, contact person, date.
 */
#include "support/e2e.h"
#include "support/pipeline.h"

#include "base/mem.h"

#include <stdlib.h>

/* A deal of an account and a contact, either of which may be NULL. */
static const char *deal(int probability, const char *account,
                        const char *contact)
{
    struct json *body = json_new_object();
    char *text;
    const char *id;

    json_set_text(body, "Deal_Name", "Lisens 2027");
    json_set_text(body, "Stage", "Negotiation/Review");
    json_set_int(body, "Probability", probability);
    json_set_text(body, "Closing_Date", "2026-11-28");
    for (int i = 0; i < 2; i++) {
        const char *referred = i == 0 ? account : contact;
        struct json *lookup = json_new_object();

        json_set_text(lookup, "id", referred);
        if (referred != NULL) {
            json_set(body, i == 0 ? "Account_Name" : "Contact_Name", lookup);
        } else {
            json_free(lookup);
        }
    }
    text = json_string(body);
    id = crm_create("Deals", text);
    free(text);
    json_free(body);
    return id;
}

static const char *fjell(void)
{
    return crm_create("Accounts", "{'Account_Name': 'Fjell AS',"
                                  " 'Billing_City': 'Oslo',"
                                  " 'Billing_Code': '0155',"
                                  " 'Billing_Country': 'Norge',"
                                  " 'Website': 'https://fjell.example'}");
}

static const char *dal(void)
{
    return crm_create("Accounts", "{'Account_Name': 'Dal AS'}");
}

static const char *kari(void)
{
    return crm_create("Contacts", "{'First_Name': 'Kari',"
                                  " 'Last_Name': 'Nordli',"
                                  " 'Email': 'kari@fjell.example'}");
}

/* The order of a deal has just what the deal refers to. */
static void order_is_right(const char *deal_id, const char *account,
                           const char *contact)
{
    const char *order = po_linked("SalesOrders", deal_id);
    const char *customer =
        po_linked("Customers", account == NULL ? contact : account);
    const char *person =
        account == NULL || contact == NULL
            ? NULL
            : po_linked("ContactPersons", crm_under(contact, account));

    assert_non_null(order);
    assert_int_equal(po_linked_count("SalesOrders", deal_id), 1);
    assert_true(po_has("SalesOrders", order, "CustomerId", customer));
    assert_true(po_has("SalesOrders", order, "CustomerReferenceContactPersonId",
                       person));
    assert_true(po_has("SalesOrders", order, "SalesOrderDate", "2026-11-28"));
    assert_true(po_has("SalesOrders", order, "SalesOrderStatus", "Draft"));
    if (person != NULL)
        assert_true(po_has("ContactPersons", person, "ContactId", customer));
}

static void a_won_deal_becomes_an_order_with_all_it_refers_to(void **state)
{
    const char *account;
    const char *contact;
    const char *won;
    const char *customer;

    (void)state;
    world_start(NULL);
    account = fjell();
    contact = kari();
    won = deal(90, account, contact);
    pipeline_start();
    eventually(60, po_linked("Customers", contact) != NULL);
    quiet(60);
    assert_int_equal(po_count("Customers"), 1);
    assert_int_equal(po_count("SalesOrders"), 0);

    crm_patch("Deals", won, "{'Stage': 'Closed Won', 'Probability': 100}");
    eventually(30, po_linked("SalesOrders", won) != NULL);
    quiet(30);
    order_is_right(won, account, contact);
    customer = po_linked("Customers", account);
    assert_true(po_has("Customers", customer, "Name", "Fjell AS"));
    assert_true(po_has("Customers", customer, "IsPerson", "false"));
    assert_true(po_has("Customers", customer, "MailAddress.City", "Oslo"));
    assert_true(
        po_has("Customers", customer, "WebsiteUrl", "https://fjell.example"));
    assert_int_equal(po_count("Customers"), 2);
    assert_int_equal(po_count("ContactPersons"), 1);
    pipeline_stop();
    world_stop();
}

static void the_deal_may_come_long_before_what_it_refers_to(void **state)
{
    const char *account;
    const char *contact;
    const char *won;

    (void)state;
    world_start(NULL);
    account = fjell();
    contact = kari();
    won = deal(100, account, contact);
    /* Deals are read at once; the lists of the others fail a while. */
    fault_status(CRM, "GET", "/Contacts", 503, 3);
    fault_status(CRM, "GET", "/Accounts", 503, 3);
    pipeline_start();
    eventually(90, po_linked("SalesOrders", won) != NULL);
    quiet(60);
    order_is_right(won, account, contact);
    assert_int_equal(po_count("Customers"), 2);
    assert_int_equal(po_count("ContactPersons"), 1);
    assert_int_equal(po_count("SalesOrders"), 1);
    pipeline_stop();
    world_stop();
}

static void
one_contact_in_deals_of_two_accounts_is_a_person_in_each(void **state)
{
    const char *accounts[2];
    const char *deals[2];
    const char *contact;

    (void)state;
    world_start(NULL);
    accounts[0] = fjell();
    accounts[1] = dal();
    contact = kari();
    deals[0] = deal(100, accounts[0], contact);
    deals[1] = deal(100, accounts[1], contact);
    pipeline_start();
    eventually(60, po_count("SalesOrders") == 2);
    quiet(60);
    order_is_right(deals[0], accounts[0], contact);
    order_is_right(deals[1], accounts[1], contact);
    assert_int_equal(po_count("ContactPersons"), 2);
    assert_int_equal(po_count("Customers"), 3);

    crm_edit("Contacts", contact, "Last_Name", "Holm");
    for (int i = 0; i < 2; i++) {
        const char *person =
            po_linked("ContactPersons", crm_under(contact, accounts[i]));

        eventually(30, po_has("ContactPersons", person, "LastName", "Holm"));
    }
    pipeline_stop();
    world_stop();
}

static void a_deal_without_an_account_uses_the_contacts_customer(void **state)
{
    const char *contact;
    const char *won;

    (void)state;
    world_start(NULL);
    contact = kari();
    won = deal(100, NULL, contact);
    pipeline_start();
    eventually(60, po_linked("SalesOrders", won) != NULL);
    quiet(30);
    order_is_right(won, NULL, contact);
    assert_int_equal(po_count("ContactPersons"), 0);
    pipeline_stop();
    world_stop();
}

static void a_deal_below_100_percent_causes_nothing(void **state)
{
    (void)state;
    world_start(NULL);
    (void)deal(99, fjell(), NULL);
    pipeline_start();
    eventually(60, journal_count("GET", "/v2/SalesOrders") > 1);
    quiet(60);
    assert_int_equal(journal_writes(), 0);
    pipeline_stop();
    world_stop();
}

static void an_order_stays_linked_when_the_probability_falls(void **state)
{
    const char *account;
    const char *won;
    const char *order;

    (void)state;
    world_start(NULL);
    account = fjell();
    won = deal(100, account, NULL);
    pipeline_start();
    eventually(60, po_linked("SalesOrders", won) != NULL);
    quiet(30);
    order = po_linked("SalesOrders", won);
    crm_patch("Deals", won,
              "{'Probability': 50, 'Closing_Date': '2026-12-24'}");
    eventually(30,
               po_has("SalesOrders", order, "SalesOrderDate", "2026-12-24"));
    assert_int_equal(po_count("SalesOrders"), 1);
    pipeline_stop();
    world_stop();
}

static void a_sent_order_is_left_alone(void **state)
{
    const char *won;
    size_t mark;

    (void)state;
    world_start(NULL);
    won = deal(100, fjell(), NULL);
    pipeline_start();
    eventually(60, po_linked("SalesOrders", won) != NULL);
    quiet(30);
    po_send(po_linked("SalesOrders", won));
    mark = journal_mark();
    crm_edit("Deals", won, "Closing_Date", "2026-12-24");
    eventually(30, journal_since(mark, "GET", "/v2/OutgoingInvoices") > 0);
    quiet(30);
    assert_int_equal(journal_writes_since(mark), 0);
    assert_int_equal(po_count("SalesOrders"), 0);
    pipeline_stop();
    world_stop();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(a_won_deal_becomes_an_order_with_all_it_refers_to),
        world_test(the_deal_may_come_long_before_what_it_refers_to),
        world_test(one_contact_in_deals_of_two_accounts_is_a_person_in_each),
        world_test(a_deal_without_an_account_uses_the_contacts_customer),
        world_test(a_deal_below_100_percent_causes_nothing),
        world_test(an_order_stays_linked_when_the_probability_falls),
        world_test(a_sent_order_is_left_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
