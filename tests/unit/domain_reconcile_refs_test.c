#include "base/mem.h"
#include "support/actor.h"
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

#define DEAL                                                          \
    "{'Probability':100,'Account_Name.id':'7','Contact_Name.id':'1'," \
    "'Closing_Date':'2026-11-28'}"

static void a_won_deal_waits_for_what_it_refers_to(void **state)
{
    (void)state;
    actor_is("deals.a.9");
    sees(SIDE_A, "9", DEAL);
    asks_nothing();
    stands("waiting", "reference");
    assert_int_equal(tells(EVENT_WANTED, "accounts.a.7"), 1);
    assert_int_equal(tells(EVENT_WANTED, "contactpersons.a.1@7"), 1);
    woken_by("accounts.a.7", "900", NULL);
    asks_nothing();
    woken_by("contactpersons.a.1@7", "55", NULL);
    asks_for("create", SIDE_B);
    sends("CustomerId", "900");
    sends("CustomerReferenceContactPersonId", "55");
    sends("SalesOrderDate", "'2026-11-28'");
    sends("SalesOrderStatus", "'Draft'");
}

static void a_deal_that_comes_through_the_gate_asks_again_in_time(void **state)
{
    (void)state;
    actor_is("deals.a.9");
    actor.gate = false;
    sees(SIDE_A, "9", DEAL);
    stands("waiting", "gate");
    actor.gate = true;
    time_passes(1000);
    stands("waiting", "reference");
    time_passes(600000);
    assert_int_equal(tells(EVENT_WANTED, "accounts.a.7"), 1);
    assert_true(actor.link->due_ms > actor.now_ms);
    assert_true(actor.link->due_ms < LINK_DUE_AT_GATE);
}

static void a_deal_below_100_percent_causes_nothing(void **state)
{
    (void)state;
    actor_is("deals.a.9");
    sees(SIDE_A, "9",
         "{'Probability':90,'Account_Name.id':'7','Contact_Name.id':'1',"
         "'Closing_Date':'2026-11-28'}");
    asks_nothing();
    stands("lonely", "not-eligible");
    assert_int_equal(actor.effects.message_count, 0);
}

static void a_deal_without_account_uses_the_contacts_customer(void **state)
{
    (void)state;
    actor_is("deals.a.9");
    sees(SIDE_A, "9",
         "{'Probability':100,'Account_Name.id':null,'Contact_Name.id':'1',"
         "'Closing_Date':'2026-11-28'}");
    assert_int_equal(tells(EVENT_WANTED, "contacts.a.1"), 1);
    assert_int_equal(actor.effects.message_count, 1);
    woken_by("contacts.a.1", "812", NULL);
    asks_for("create", SIDE_B);
    sends("CustomerId", "812");
    sends("CustomerReferenceContactPersonId", NULL);
}

static void a_deal_whose_customer_cannot_be_is_held_and_names_it(void **state)
{
    (void)state;
    actor_is("deals.a.9");
    sees(SIDE_A, "9", DEAL);
    woken_by("contactpersons.a.1@7", "55", NULL);
    woken_by("accounts.a.7", NULL, "rejected");
    asks_nothing();
    stands("held", "reference");
    assert_non_null(strstr(actor.link->detail, "accounts.a.7"));
    woken_by("accounts.a.7", "900", NULL);
    asks_for("create", SIDE_B);
}

static void a_contact_person_that_cannot_be_is_owed(void **state)
{
    (void)state;
    actor_is("deals.a.9");
    sees(SIDE_A, "9", DEAL);
    woken_by("accounts.a.7", "900", NULL);
    woken_by("contactpersons.a.1@7", NULL, "gone");
    asks_for("create", SIDE_B);
    sends("CustomerId", "900");
    sends("CustomerReferenceContactPersonId", NULL);
    owes("CustomerReferenceContactPersonId",
         "what it refers to cannot be there");
}

static void an_unanswered_question_is_asked_again(void **state)
{
    (void)state;
    actor_is("deals.a.9");
    sees(SIDE_A, "9", DEAL);
    time_passes(60000);
    assert_int_equal(actor.effects.message_count, 0);
    time_passes(600000);
    assert_int_equal(tells(EVENT_WANTED, "accounts.a.7"), 1);
}

static void a_wanted_link_without_a_record_reads_it(void **state)
{
    (void)state;
    actor_is("accounts.a.7");
    wanted_by("deals.a.9");
    asks_for("read", SIDE_A);
    answered(VERDICT_DONE, "7", "{'Account_Name':'Fjell AS'}");
    asks_for("create", SIDE_B);
    answered(VERDICT_DONE, "900", "{'Name':'Fjell AS'}");
    assert_int_equal(tells(EVENT_WAKE, "deals.a.9"), 1);
    wanted_by("deals.a.10");
    assert_int_equal(tells(EVENT_WAKE, "deals.a.10"), 1);
}

static void a_wanted_record_that_is_gone_says_so(void **state)
{
    (void)state;
    actor_is("accounts.a.7");
    wanted_by("deals.a.9");
    answered(VERDICT_GONE, NULL, NULL);
    stands("closed", "gone");
    assert_int_equal(tells(EVENT_WAKE, "deals.a.9"), 1);
    assert_string_equal(actor.effects.messages[0].cause, "gone");
}

static void a_contact_person_waits_for_its_company(void **state)
{
    (void)state;
    actor_is("contactpersons.a.1@7");
    wanted_by("deals.a.9");
    assert_int_equal(tells(EVENT_CHILD, "contactpersons.a.1"), 1);
    asks_for("read", SIDE_A);
    answered(VERDICT_DONE, "1", "{'First_Name':'Kari','Last_Name':'Nordli'}");
    asks_nothing();
    assert_int_equal(tells(EVENT_WANTED, "accounts.a.7"), 1);
    woken_by("accounts.a.7", "900", NULL);
    asks_for("create", SIDE_B);
    sends("LastName", "'Nordli'");
}

static void a_hub_forwards_what_it_sees_to_its_children(void **state)
{
    struct event child;

    (void)state;
    actor_is("contactpersons.a.1");
    sees(SIDE_A, "1", "{'Last_Name':'Nordli'}");
    assert_false(actor.effects.changed);
    event_init(&child, EVENT_CHILD, "contactpersons.a.1");
    child.from = mem_copy("contactpersons.a.1@7");
    told(&child);
    assert_true(actor.effects.changed);
    sees(SIDE_A, "1", "{'Last_Name':'Holm'}");
    assert_int_equal(tells(EVENT_OBSERVED, "contactpersons.a.1@7"), 1);
    assert_false(actor.effects.changed);
}

static void a_changed_account_moves_the_order_in_one_patch(void **state)
{
    (void)state;
    a_won_deal_waits_for_what_it_refers_to(state);
    answered(VERDICT_DONE, "uuid",
             "{'CustomerId':900,'CustomerReferenceContactPersonId':55,"
             "'SalesOrderDate':'2026-11-28','SalesOrderStatus':'Draft'}");
    stands("in-step", NULL);
    sees(SIDE_A, "9",
         "{'Probability':100,'Account_Name.id':'8','Contact_Name.id':'1',"
         "'Closing_Date':'2026-11-28'}");
    asks_nothing();
    stands("waiting", "reference");
    woken_by("accounts.a.8", "901", NULL);
    asks_nothing();
    woken_by("contactpersons.a.1@8", "56", NULL);
    asks_for("read", SIDE_B);
    answered(VERDICT_DONE, "uuid",
             "{'CustomerId':900,'CustomerReferenceContactPersonId':55,"
             "'SalesOrderDate':'2026-11-28','SalesOrderStatus':'Draft'}");
    asks_for("update", SIDE_B);
    sends("CustomerId", "901");
    sends("CustomerReferenceContactPersonId", "56");
    sends("SalesOrderDate", NULL);
}

static void what_cannot_be_referred_to_stays_owed(void **state)
{
    a_contact_person_that_cannot_be_is_owed(state);
    answered(VERDICT_DONE, "uuid",
             "{'CustomerId':900,'CustomerReferenceContactPersonId':null,"
             "'SalesOrderDate':'2026-11-28','SalesOrderStatus':'Draft'}");
    stands("in-step", NULL);
    sees(SIDE_A, "9", DEAL);
    owes("CustomerReferenceContactPersonId",
         "what it refers to cannot be there");
}

static void references_in_one_field_are_agreed_each_for_itself(void **state)
{
    (void)state;
    a_deal_without_account_uses_the_contacts_customer(state);
    answered(VERDICT_DONE, "uuid",
             "{'CustomerId':812,'CustomerReferenceContactPersonId':null,"
             "'SalesOrderDate':'2026-11-28','SalesOrderStatus':'Draft'}");
    sees(SIDE_A, "9",
         "{'Probability':100,'Account_Name.id':null,'Contact_Name.id':'2',"
         "'Closing_Date':'2026-11-28'}");
    woken_by("contacts.a.2", "813", NULL);
    asks_for("read", SIDE_B);
    answered(VERDICT_DONE, "uuid",
             "{'CustomerId':812,'CustomerReferenceContactPersonId':null,"
             "'SalesOrderDate':'2026-11-28','SalesOrderStatus':'Draft'}");
    asks_for("update", SIDE_B);
    sends("CustomerId", "813");
}

static void a_confirmed_order_is_held_with_its_remedy(void **state)
{
    (void)state;
    a_won_deal_waits_for_what_it_refers_to(state);
    answered(VERDICT_DONE, "uuid",
             "{'CustomerId':900,'CustomerReferenceContactPersonId':55,"
             "'SalesOrderDate':'2026-11-28','SalesOrderStatus':'Confirmed'}");
    stands("in-step", NULL);
    sees(SIDE_A, "9",
         "{'Probability':100,'Account_Name.id':'7','Contact_Name.id':'1',"
         "'Closing_Date':'2026-12-01'}");
    asks_nothing();
    stands("held", "confirmed");
}

static void a_confirmed_orders_date_still_goes_to_its_deal(void **state)
{
    a_confirmed_order_is_held_with_its_remedy(state);
    sees(SIDE_B, "uuid",
         "{'SalesOrderDate':'2026-12-24','SalesOrderStatus':'Confirmed'}");
    asks_for("update", SIDE_A);
    sends("Closing_Date", "'2026-12-24'");
    answered(VERDICT_DONE, "9", NULL);
    asks_nothing();
    stands("in-step", NULL);
}

static void becomes_an_invoice(void **state)
{
    struct event event;

    a_won_deal_waits_for_what_it_refers_to(state);
    answered(VERDICT_DONE, "uuid",
             "{'CustomerId':900,'CustomerReferenceContactPersonId':55,"
             "'SalesOrderDate':'2026-11-28'}");
    unseen(SIDE_B);
    asks_for("read", SIDE_B);
    event_init(&event, EVENT_ANSWERED, actor.link->id);
    event.side = SIDE_B;
    event.request_at = actor.link->request.at_ms;
    event.verdict = VERDICT_GONE;
    event.became = true;
    event.read_ms = actor.now_ms;
    told(&event);
}

static void an_order_that_became_an_invoice_is_closed(void **state)
{
    becomes_an_invoice(state);
    stands("closed", "invoiced");
}

static void no_retry_makes_a_second_order_of_an_invoice(void **state)
{
    becomes_an_invoice(state);
    retried();
    asks_for("read", SIDE_A);
    retried(); /* before the answer */
    answered(VERDICT_DONE, "9", "{'Probability':100}");
    asks_for("read", SIDE_B);
}

#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, actor_setup, actor_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_won_deal_waits_for_what_it_refers_to),
        TEST(a_deal_that_comes_through_the_gate_asks_again_in_time),
        TEST(a_deal_below_100_percent_causes_nothing),
        TEST(a_deal_without_account_uses_the_contacts_customer),
        TEST(a_deal_whose_customer_cannot_be_is_held_and_names_it),
        TEST(a_contact_person_that_cannot_be_is_owed),
        TEST(an_unanswered_question_is_asked_again),
        TEST(a_wanted_link_without_a_record_reads_it),
        TEST(a_wanted_record_that_is_gone_says_so),
        TEST(a_contact_person_waits_for_its_company),
        TEST(a_hub_forwards_what_it_sees_to_its_children),
        TEST(a_changed_account_moves_the_order_in_one_patch),
        TEST(what_cannot_be_referred_to_stays_owed),
        TEST(references_in_one_field_are_agreed_each_for_itself),
        TEST(a_confirmed_order_is_held_with_its_remedy),
        TEST(a_confirmed_orders_date_still_goes_to_its_deal),
        TEST(an_order_that_became_an_invoice_is_closed),
        TEST(no_retry_makes_a_second_order_of_an_invoice),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
