/*
 * Nothing lost, nothing twice, whatever breaks. Programs that die:
 * fault_points_test.c.
 */
#include "support/e2e.h"
#include "support/people.h"
#include "support/pipeline.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>

#define SEED 7

/* An account with a contact and a won deal: everything that is created. */
struct sale {
    const char *account;
    const char *contact;
    const char *deal;
};

static struct sale sale(void)
{
    struct sale made = {
        .account = crm_create("Accounts", "{'Account_Name': 'Fjell AS'}"),
        .contact = crm_create("Contacts", "{'First_Name': 'Kari',"
                                          " 'Last_Name': 'Nordli'}"),
    };
    char *text = mem_print("{'Deal_Name': 'D', 'Stage': 'Closed Won',"
                           " 'Probability': 100,"
                           " 'Closing_Date': '2026-11-28',"
                           " 'Account_Name': {'id': '%s'},"
                           " 'Contact_Name': {'id': '%s'}}",
                           made.account, made.contact);

    made.deal = crm_create("Deals", text);
    free(text);
    return made;
}

/* Each of the four records is there once. */
static void sale_is_whole(const struct sale *made)
{
    eventually(90, po_linked("SalesOrders", made->deal) != NULL);
    eventually(90, po_linked("Customers", made->contact) != NULL);
    quiet(60);
    assert_int_equal(po_count("Customers"), 2);
    assert_int_equal(po_count("ContactPersons"), 1);
    assert_int_equal(po_count("SalesOrders"), 1);
    assert_int_equal(po_linked_count("Customers", made->account), 1);
    assert_int_equal(po_linked_count("Customers", made->contact), 1);
    assert_int_equal(po_linked_count("SalesOrders", made->deal), 1);
}

static void a_cut_answer_makes_no_duplicate(const char *path)
{
    struct sale made;

    world_start(NULL);
    made = sale();
    fault_cut_after(PO, "POST", path);
    pipeline_start();
    sale_is_whole(&made);
    pipeline_stop();
    world_stop();
}

static void a_customers_answer_is_cut(void **state)
{
    (void)state;
    a_cut_answer_makes_no_duplicate("/Customers");
}

static void a_contact_persons_answer_is_cut(void **state)
{
    (void)state;
    a_cut_answer_makes_no_duplicate("/ContactPersons");
}

static void an_orders_answer_is_cut(void **state)
{
    (void)state;
    a_cut_answer_makes_no_duplicate("/SalesOrders/Complete");
}

static void a_truncated_answer_makes_no_duplicate(void **state)
{
    struct sale made;

    (void)state;
    world_start(NULL);
    made = sale();
    fault_truncate(PO, "POST", "/Customers");
    pipeline_start();
    sale_is_whole(&made);
    pipeline_stop();
    world_stop();
}

static void redis_is_flushed_while_everything_runs(void **state)
{
    struct json *people = people_contacts(SEED, 300);
    size_t mark;

    (void)state;
    world_start(NULL);
    (void)record_create_all(CRM, "Contacts", people);
    pipeline_start();
    eventually(60, po_count("Customers") > 50);
    redis_forget();
    eventually(60, po_count("Customers") > 150);
    redis_forget();
    eventually(90, po_count("Customers") >= 298);
    quiet(90);
    assert_true(po_count("Customers") <= 300);
    assert_int_equal(journal_count("POST", "/v2/Customers"), 300);
    mark = journal_mark();
    redis_forget();
    eventually(30, journal_since(mark, "GET", "/crm/v8/Contacts") > 4);
    quiet(60);
    assert_int_equal(journal_writes_since(mark), 0);
    json_free(people);
    pipeline_stop();
    world_stop();
}

static void several_of_each_give_the_same_result_as_one(void **state)
{
    struct json *people = people_contacts(SEED, 300);
    struct sale made;

    (void)state;
    world_start(NULL);
    (void)record_create_all(CRM, "Contacts", people);
    made = sale();
    pipeline_start_many(2, 2, 3);
    eventually(120, po_linked("SalesOrders", made.deal) != NULL);
    eventually(120, po_count("Customers") >= 300);
    quiet(90);
    assert_int_equal(journal_count("POST", "/v2/Customers"), 302);
    assert_int_equal(po_linked_count("SalesOrders", made.deal), 1);
    assert_int_equal(po_count("ContactPersons"), 1);
    json_free(people);
    pipeline_stop();
    world_stop();
}

static void an_expired_token_is_renewed_and_the_call_repeated(void **state)
{
    struct sale made;

    (void)state;
    world_start(NULL);
    made = sale();
    fault_deny(PO, "POST", "/Customers");
    fault_deny(CRM, "GET", "/Contacts");
    pipeline_start();
    sale_is_whole(&made);
    pipeline_stop();
    world_stop();
}

static void an_unwell_system_is_waited_for(void **state)
{
    struct sale made;

    (void)state;
    world_start(NULL);
    made = sale();
    fault_status(PO, "POST", "/Customers", 503, 3);
    fault_status(PO, "GET", "/Customers", 500, 3);
    pipeline_start();
    sale_is_whole(&made);
    pipeline_stop();
    world_stop();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(a_customers_answer_is_cut),
        world_test(a_contact_persons_answer_is_cut),
        world_test(an_orders_answer_is_cut),
        world_test(a_truncated_answer_makes_no_duplicate),
        world_test(redis_is_flushed_while_everything_runs),
        world_test(several_of_each_give_the_same_result_as_one),
        world_test(an_expired_token_is_renewed_and_the_call_repeated),
        world_test(an_unwell_system_is_waited_for),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
