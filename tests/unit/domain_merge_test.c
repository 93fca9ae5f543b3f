/*
 * What becomes of one property when its sides differ.
 */
#include "base/mem.h"
#include "support/actor.h"
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

static const char *const a_record =
    "{'Email':'kari@fjell.example','Secondary_Email':'kari@dal.example',"
    "'Last_Name':'Nordli','Phone':'22 00 00 00'}";
static const char *const b_record =
    "{'EmailAddress':'kari@fjell.example','LastName':'Nordli',"
    "'PhoneNumber':'22 00 00 00','IsArchived':false}";

/* Kari is contact 1 and customer 812, and all is in step. */
static int in_step(void **state)
{
    (void)state;
    return actor_setup_in_step(a_record, b_record);
}

static struct property *property(const char *flow_name, size_t item)
{
    for (size_t i = 0; i < actor.flows.count; i++) {
        if (strcmp(actor.flows.items[i]->name, flow_name) == 0)
            return &actor.flows.items[i]->properties[item];
    }
    fail_msg("no flow %s", flow_name);
    return NULL;
}

/* E-mail, first name, last name, city, country, zip, phone. */
static struct property *phone(void)
{
    return property("contacts", 6);
}

/* ---- several fields for one property ---- */

static void the_next_field_takes_over_from_an_emptied_one(void **state)
{
    (void)state;
    sees(SIDE_A, "1", "{'Email':null,'Secondary_Email':'kari@dal.example'}");
    answered(VERDICT_DONE, "812", b_record);
    asks_for("update", SIDE_B);
    sends("EmailAddress", "'kari@dal.example'");
}

static void what_comes_back_goes_to_the_field_that_supplied(void **state)
{
    the_next_field_takes_over_from_an_emptied_one(state);
    answered(VERDICT_DONE, "812", "{'EmailAddress':'kari@dal.example'}");
    sees(SIDE_B, "812", "{'EmailAddress':'kari@voss.example'}");
    asks_for("update", SIDE_A);
    sends("Secondary_Email", "'kari@voss.example'");
    sends("Email", NULL);
    answered(VERDICT_DONE, NULL, NULL);
    stands("in-step", NULL);
}

static void a_field_that_does_not_supply_is_nobodys_business(void **state)
{
    (void)state;
    sees(SIDE_A, "1",
         "{'Email':'kari@fjell.example','Secondary_Email':'x@dal.example'}");
    asks_nothing();
    stands("in-step", NULL);
}

/* ---- emptied ---- */

static void an_emptied_value_stays_on_both_sides_as_it_is(void **state)
{
    (void)state;
    sees(SIDE_B, "812", "{'PhoneNumber':null}");
    asks_nothing();
    sees(SIDE_A, "1", "{'Phone':'22 00 00 00','Last_Name':'Holm'}");
    answered(VERDICT_DONE, "812", "{'PhoneNumber':null,'LastName':'Nordli'}");
    sends("LastName", "'Holm'");
    sends("PhoneNumber", NULL);
}

static void a_new_value_fills_what_was_emptied(void **state)
{
    (void)state;
    sees(SIDE_B, "812", "{'PhoneNumber':null}");
    sees(SIDE_A, "1", "{'Phone':'22 00 00 01'}");
    answered(VERDICT_DONE, "812", "{'PhoneNumber':null}");
    sends("PhoneNumber", "'22 00 00 01'");
}

static void clear_propagate_empties_the_other_side(void **state)
{
    (void)state;
    phone()->clear = CLEAR_PROPAGATE;
    sees(SIDE_B, "812", "{'PhoneNumber':null}");
    asks_for("update", SIDE_A);
    sends("Phone", "null");
    answered(VERDICT_DONE, NULL, NULL);
    asks_nothing();
    stands("in-step", NULL);
}

/* ---- both edited ---- */

static void both_edited(void)
{
    actor.room[SIDE_B] = false;
    sees(SIDE_A, "1", "{'Phone':'22 00 00 01'}");
    actor.room[SIDE_B] = true;
    sees(SIDE_B, "812", "{'PhoneNumber':'22 00 00 02'}");
    asks_for("read", SIDE_B);
    answered(VERDICT_DONE, "812", "{'PhoneNumber':'22 00 00 02'}");
}

static void of_two_edits_the_newer_one_wins(void **state)
{
    (void)state;
    both_edited();
    asks_for("update", SIDE_A);
    sends("Phone", "'22 00 00 02'");
    answered(VERDICT_DONE, NULL, NULL);
    asks_nothing();
    stands("in-step", NULL);
}

static void a_flow_may_prefer_a_side(void **state)
{
    (void)state;
    phone()->prefer = PREFER_A;
    both_edited();
    asks_for("update", SIDE_B);
    sends("PhoneNumber", "'22 00 00 01'");
}

static void a_flow_may_leave_it_to_a_person(void **state)
{
    (void)state;
    phone()->prefer = PREFER_HOLD;
    both_edited();
    asks_nothing();
    stands("held", "conflict");
    assert_non_null(strstr(actor.link->detail, "PhoneNumber"));
    sees(SIDE_A, "1", "{'Last_Name':'Nordli','Phone':'22 00 00 02'}");
    asks_nothing();
    stands("in-step", NULL);
}

static void the_audit_says_by_which_rule_and_when(void **state)
{
    (void)state;
    sees(SIDE_A, "1", "{'Last_Name':'Holm','Phone':'22 00 00 00'}");
    answered(VERDICT_DONE, "812", b_record);
    answered(VERDICT_DONE, "812", "{'LastName':'Holm'}");
    assert_true(audit_explains("updated", "LastName=edited@20"));
}

static void the_same_edit_on_both_sides_is_none(void **state)
{
    (void)state;
    actor.room[SIDE_B] = false;
    sees(SIDE_A, "1", "{'Phone':'22 00 00 01'}");
    actor.room[SIDE_B] = true;
    sees(SIDE_B, "812", "{'PhoneNumber':'22000001'}");
    asks_for("read", SIDE_B);
    answered(VERDICT_DONE, "812", "{'PhoneNumber':'22000001'}");
    asks_nothing();
    stands("in-step", NULL);
}

/* ---- what a system makes of what it is given ---- */

static void tidied_by_zoho_is_no_edit(void **state)
{
    char *modified;

    (void)state;
    sees(SIDE_B, "812", "{'LastName':'Nordli  Dal'}");
    asks_for("update", SIDE_A);
    answered(VERDICT_DONE, NULL, NULL); /* it does not say what it stored */
    modified = mem_copy(actor.link->sides[SIDE_A].written_modified);
    sees_at(SIDE_A, "1", "{'Last_Name':'NORDLI DAL'}", actor.now_ms + 30000,
            modified);
    free(modified);
    asks_nothing();
    stands("in-step", NULL);
    sees(SIDE_A, "1", "{'Last_Name':'NORDLI DAL','Phone':'22 00 00 00'}");
    asks_nothing();
}

static void changed_beyond_punctuation_is_an_edit(void **state)
{
    (void)state;
    sees(SIDE_A, "1", "{'Last_Name':'Holm'}");
    answered(VERDICT_DONE, "812", b_record);
    answered(VERDICT_DONE, "812", "{'LastName':'Holm (blocked)'}");
    asks_for("update", SIDE_A);
    sends("Last_Name", "'Holm (blocked)'");
}

/* ---- a record that nobody may change ---- */

static void an_archived_customer_is_held_until_it_is_not(void **state)
{
    (void)state;
    sees(SIDE_B, "812", "{'IsArchived':true}");
    stands("in-step", NULL);
    sees(SIDE_A, "1", "{'Last_Name':'Holm'}");
    asks_nothing();
    stands("held", "archived");
    assert_non_null(strstr(actor.link->detail, "archive"));
    sees(SIDE_B, "812", "{'IsArchived':false}");
    asks_for("read", SIDE_B);
    answered(VERDICT_DONE, "812", b_record);
    asks_for("update", SIDE_B);
    sends("LastName", "'Holm'");
}

#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, in_step, actor_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_next_field_takes_over_from_an_emptied_one),
        TEST(what_comes_back_goes_to_the_field_that_supplied),
        TEST(a_field_that_does_not_supply_is_nobodys_business),
        TEST(an_emptied_value_stays_on_both_sides_as_it_is),
        TEST(a_new_value_fills_what_was_emptied),
        TEST(clear_propagate_empties_the_other_side),
        TEST(of_two_edits_the_newer_one_wins),
        TEST(a_flow_may_prefer_a_side),
        TEST(a_flow_may_leave_it_to_a_person),
        TEST(the_audit_says_by_which_rule_and_when),
        TEST(the_same_edit_on_both_sides_is_none),
        TEST(tidied_by_zoho_is_no_edit),
        TEST(changed_beyond_punctuation_is_an_edit),
        TEST(an_archived_customer_is_held_until_it_is_not),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
