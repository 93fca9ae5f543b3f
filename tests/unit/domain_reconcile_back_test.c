/*
 * References read backwards: an order is given another customer, or another
 * contact person, in PowerOffice.
 */
#include "base/mem.h"
#include "support/actor.h"
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

static const char *const order =
    "{'CustomerId':77,'CustomerReferenceContactPersonId':null,"
    "'SalesOrderDate':'2026-11-28'}";

/* Deal 5 of account 7 is order 900 of customer 77. */
static int an_order(void **state)
{
    (void)actor_setup(state);
    actor_is("deals.a.5");
    sees(SIDE_A, "5",
         "{'Probability':100,'Account_Name.id':'7','Contact_Name.id':null,"
         "'Closing_Date':'2026-11-28'}");
    woken_by("accounts.a.7", "77", NULL);
    asks_for("create", SIDE_B);
    answered(VERDICT_DONE, "900", order);
    stands("in-step", NULL);
    return 0;
}

/* What the deal now has is what it was told. */
static void deal_is_written(const char *account)
{
    asks_for("update", SIDE_A);
    answered(VERDICT_DONE, "5", NULL);
    asks_nothing();
    assert_int_equal(tells(EVENT_WANTED, account), 1);
}

static void
another_customer_of_the_order_becomes_the_deals_account(void **state)
{
    (void)state;
    sees(SIDE_B, "900", "{'CustomerId':78}");
    asks_nothing();
    stands("waiting", "reference");
    assert_int_equal(tells(EVENT_WANTED, "accounts.b.78"), 1);
    assert_int_equal(tells(EVENT_WANTED, "contacts.b.78"), 1);
    told_owner("accounts.b.78", "8", "78");
    asks_for("update", SIDE_A);
    sends("Account_Name.id", "'8'");
    sends("Contact_Name.id", NULL);
    deal_is_written("accounts.a.8");
    woken_by("accounts.a.8", "78", NULL);
    asks_nothing();
    stands("in-step", NULL);
    assert_null(json_first(actor.link->back));
}

static void a_customer_that_nobody_has_is_owed_and_stays(void **state)
{
    (void)state;
    sees(SIDE_B, "900", "{'CustomerId':78}");
    woken_by("accounts.b.78", NULL, "other-kind");
    stands("waiting", "reference");
    woken_by("contacts.b.78", NULL, "never-created");
    asks_nothing();
    stands("in-step", NULL);
    owes("CustomerId", "refers to a record that has no partner over there");
    assert_true(audit_says("owed"));
    sees(SIDE_B, "900", "{'CustomerId':77}");
    owes("CustomerId", NULL);
}

static void who_gets_a_partner_later_is_no_longer_owed(void **state)
{
    a_customer_that_nobody_has_is_owed_and_stays(state);
    sees(SIDE_B, "900", "{'CustomerId':78}");
    woken_by("accounts.b.78", NULL, "never-created");
    woken_by("contacts.b.78", NULL, "other-kind");
    told_owner("accounts.b.78", "8", "78");
    asks_for("update", SIDE_A);
    sends("Account_Name.id", "'8'");
    answered(VERDICT_DONE, "5", NULL);
    owes("CustomerId", NULL);
}

static void a_person_behind_an_account_is_owed_with_the_remedy(void **state)
{
    (void)state;
    sees(SIDE_B, "900", "{'CustomerId':78}");
    woken_by("accounts.b.78", NULL, "other-kind");
    told_owner("contacts.b.78", "3", "78");
    asks_nothing();
    owes("CustomerId", "belongs to Contact_Name.id, but Account_Name.id comes "
                       "first: empty that one");
}

static void only_the_link_that_has_the_record_is_believed(void **state)
{
    (void)state;
    sees(SIDE_B, "900", "{'CustomerId':78}");
    told_owner("accounts.b.78", "8", "99");
    woken_by("contacts.b.78", NULL, "other-kind");
    asks_nothing();
    owes("CustomerId", "refers to a record that has no partner over there");
}

static void who_does_not_answer_is_asked_again(void **state)
{
    (void)state;
    sees(SIDE_B, "900", "{'CustomerId':78}");
    woken_by("contacts.b.78", NULL, "other-kind");
    time_passes(600001);
    assert_int_equal(tells(EVENT_WANTED, "accounts.b.78"), 1);
    assert_int_equal(tells(EVENT_WANTED, "contacts.b.78"), 0);
    stands("waiting", "reference");
}

static void customer_and_contact_person_go_in_one_request(void **state)
{
    (void)state;
    sees(SIDE_B, "900",
         "{'CustomerId':78,'CustomerReferenceContactPersonId':31}");
    assert_int_equal(tells(EVENT_WANTED, "contactpersons.b.31"), 1);
    told_owner("accounts.b.78", "8", "78");
    asks_nothing();
    told_owner("contactpersons.b.31", "3", "31");
    asks_for("update", SIDE_A);
    sends("Account_Name.id", "'8'");
    sends("Contact_Name.id", "'3'");
}

static void a_contact_person_is_asked_for_under_its_customer(void **state)
{
    const struct event *wanted = actor.effects.messages;

    (void)state;
    sees(SIDE_B, "900", "{'CustomerReferenceContactPersonId':31}");
    assert_int_equal(actor.effects.message_count, 1);
    assert_int_equal(wanted->kind, EVENT_WANTED);
    assert_string_equal(wanted->link, "contactpersons.b.31");
    assert_string_equal(wanted->parent, "77");
    assert_false(wanted->create);
}

static void another_account_in_zoho_later_goes_over_it(void **state)
{
    (void)state;
    sees(SIDE_B, "900", "{'CustomerId':78}");
    sees(SIDE_A, "5", "{'Account_Name.id':'8'}");
    woken_by("accounts.a.8", "79", NULL);
    asks_for("read", SIDE_B);
    answered(VERDICT_DONE, "900", "{'CustomerId':78}");
    asks_for("update", SIDE_B);
    sends("CustomerId", "79");
    answered(VERDICT_DONE, "900", "{'CustomerId':79}");
    stands("in-step", NULL);
}

static void an_emptied_reference_is_not_filled_again(void **state)
{
    (void)state;
    sees(SIDE_A, "5", "{'Contact_Name.id':'3'}");
    woken_by("contactpersons.a.3@7", "31", NULL);
    answered(VERDICT_DONE, "900", order);
    sends("CustomerReferenceContactPersonId", "31");
    answered(VERDICT_DONE, "900", "{'CustomerReferenceContactPersonId':31}");
    stands("in-step", NULL);
    sees(SIDE_B, "900", "{'CustomerReferenceContactPersonId':null}");
    asks_nothing();
    stands("in-step", NULL);
    sees(SIDE_B, "900",
         "{'CustomerReferenceContactPersonId':null,'CustomerId':77}");
    asks_nothing();
}

/* ---- as the link sees it that is asked ---- */

static void asked_by_the_deal(const char *parent)
{
    struct event event;

    event_init(&event, EVENT_WANTED, actor.link->id);
    event.from = mem_copy("deals.a.5");
    event.parent = mem_copy(parent);
    told(&event);
}

static void who_was_created_by_us_is_known_by_its_reference(void **state)
{
    struct event event;

    (void)state;
    actor_is("accounts.b.78");
    asked_by_the_deal(NULL);
    asks_for("read", SIDE_B);
    event_init(&event, EVENT_ANSWERED, actor.link->id);
    event.side = SIDE_B;
    event.request_at = actor.link->request.at_ms;
    event.verdict = VERDICT_DONE;
    event.record_id = mem_copy("78");
    event.reference = mem_copy("zohocrm:8");
    event.read_ms = actor.now_ms;
    event.fields = json_new_object();
    json_set_bool(event.fields, "IsPerson", false);
    told(&event);
    stands("alias", NULL);
    assert_int_equal(tells(EVENT_WANTED, "accounts.a.8"), 1);
    told_owner("accounts.a.8", "8", "78");
    assert_int_equal(tells(EVENT_WAKE, "deals.a.5"), 1);
}

static void a_record_of_another_flow_leaves_nothing_behind(void **state)
{
    (void)state;
    actor_is("accounts.b.78");
    asked_by_the_deal(NULL);
    answered(VERDICT_DONE, "78", "{'IsPerson':true,'Name':'Kari Nordli'}");
    assert_int_equal(tells(EVENT_WAKE, "deals.a.5"), 1);
    assert_true(link_is_blank(actor.link));
    assert_null(json_first(actor.link->entered));
}

static void
a_contact_person_is_read_under_the_customer_it_was_asked_under(void **state)
{
    (void)state;
    actor_is("contactpersons.b.31");
    asked_by_the_deal("77");
    asks_for("read", SIDE_B);
    assert_string_equal(actor.link->sides[SIDE_B].parent, "77");
}

#define ORDER(name) \
    cmocka_unit_test_setup_teardown(name, an_order, actor_teardown)
#define LINK(name) \
    cmocka_unit_test_setup_teardown(name, actor_setup_matching, actor_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ORDER(another_customer_of_the_order_becomes_the_deals_account),
        ORDER(a_customer_that_nobody_has_is_owed_and_stays),
        ORDER(who_gets_a_partner_later_is_no_longer_owed),
        ORDER(a_person_behind_an_account_is_owed_with_the_remedy),
        ORDER(only_the_link_that_has_the_record_is_believed),
        ORDER(who_does_not_answer_is_asked_again),
        ORDER(customer_and_contact_person_go_in_one_request),
        ORDER(a_contact_person_is_asked_for_under_its_customer),
        ORDER(another_account_in_zoho_later_goes_over_it),
        ORDER(an_emptied_reference_is_not_filled_again),
        LINK(who_was_created_by_us_is_known_by_its_reference),
        LINK(a_record_of_another_flow_leaves_nothing_behind),
        LINK(a_contact_person_is_read_under_the_customer_it_was_asked_under),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
