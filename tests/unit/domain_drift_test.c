/*
 * Do both records of a link say the same, and if not, why?
 */
#include "base/json.h"
#include "domain/drift.h"
#include "support/actor.h"
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

static const char *const a_record =
    "{'Email':'kari@fjell.example','Last_Name':'Nordli',"
    "'Phone':'22 00 00 00','Mailing_Country':'Norge'}";
static const char *const b_record =
    "{'EmailAddress':'kari@fjell.example','LastName':'Nordli',"
    "'PhoneNumber':'22000000','MailAddress.CountryCode':'NO',"
    "'IsArchived':false}";

static int in_step(void **state)
{
    (void)state;
    return actor_setup_in_step(a_record, b_record);
}

static enum drift drift(void)
{
    return drift_of(&actor.flows, actor_flow(actor.link->flow), actor.link,
                    actor.now_ms);
}

/* What is known of side b, as if nobody had judged it. */
static void b_is(const char *path, const char *text)
{
    json_set_text(actor.link->sides[SIDE_B].observed, path, text);
}

static void a_pair_is_equal_when_each_value_means_the_same(void **state)
{
    (void)state;
    assert_int_equal(drift(), DRIFT_EQUAL);
}

static void half_a_pair_is_none(void **state)
{
    (void)state;
    actor.link->sides[SIDE_B].gone_ms = 1;
    assert_int_equal(drift(), DRIFT_NO_PAIR);
}

static void a_record_without_partner_is_no_pair(void **state)
{
    (void)state;
    actor_is("contacts.a.2");
    sees(SIDE_A, "2", a_record);
    assert_int_equal(drift(), DRIFT_NO_PAIR);
}

static void a_value_that_was_emptied_and_stays_is_agreed(void **state)
{
    (void)state;
    sees(SIDE_B, "812", "{'PhoneNumber':null}");
    stands("in-step", NULL);
    assert_int_equal(drift(), DRIFT_AGREED);
}

static void a_side_that_is_not_shared_is_agreed(void **state)
{
    (void)state;
    actor_flow("contacts")->sides[SIDE_A].share = false;
    sees(SIDE_B, "812", "{'PhoneNumber':'33000000'}");
    stands("in-step", NULL);
    assert_int_equal(drift(), DRIFT_AGREED);
}

static void a_write_that_is_out_is_open(void **state)
{
    (void)state;
    sees(SIDE_B, "812", "{'PhoneNumber':'33000000'}");
    asks_for("update", SIDE_A);
    assert_int_equal(drift(), DRIFT_OPEN);
}

static void a_value_that_is_owed_is_open(void **state)
{
    (void)state;
    sees(SIDE_A, "1", "{'Mailing_Country':'Atlantis'}");
    answered(VERDICT_DONE, "812", b_record);
    stands("in-step", NULL);
    owes("MailAddress.CountryCode", "unknown country");
    assert_int_equal(drift(), DRIFT_OPEN);
}

static void a_difference_that_nobody_works_on_is_unexplained(void **state)
{
    (void)state;
    b_is("PhoneNumber", "33000000");
    assert_int_equal(drift(), DRIFT_UNEXPLAINED);
}

static void to_ask_changes_nothing(void **state)
{
    char *before;
    char *after;

    (void)state;
    b_is("PhoneNumber", "33000000");
    before = link_essence(actor.link);
    (void)drift();
    after = link_essence(actor.link);
    assert_string_equal(before, after);
    free(before);
    free(after);
}

/* A deal's order belongs to another customer than its account's. */
static void a_reference_counts_by_the_record_it_leads_to(void **state)
{
    const char *const b = "{'CustomerId':900,'SalesOrderStatus':'Draft'}";

    (void)state;
    actor_is("deals.a.5");
    sees(SIDE_A, "5", "{'Account_Name.id':'77','Probability':100}");
    woken_by("accounts.a.77", "900", NULL);
    asks_for("create", SIDE_B);
    answered(VERDICT_DONE, "31", b);
    stands("in-step", NULL);
    assert_int_equal(drift(), DRIFT_EQUAL);
    json_set_int(actor.link->sides[SIDE_B].observed, "CustomerId", 901);
    assert_int_not_equal(drift(), DRIFT_EQUAL);
}

/* ---- values that change behind the back of the timestamp ---- */

static void a_change_without_a_new_timestamp_has_slipped(void **state)
{
    const char *modified = actor.link->sides[SIDE_B].modified;
    char *same = strdup(modified == NULL ? "" : modified);

    (void)state;
    assert_non_null(modified);
    sees_at(SIDE_B, "812", "{'PhoneNumber':'33000000'}", actor.now_ms + 60000,
            same);
    assert_true(actor.effects.slipped);
    free(same);
}

static void a_change_with_a_new_timestamp_has_not(void **state)
{
    (void)state;
    sees(SIDE_B, "812", "{'PhoneNumber':'33000000'}");
    assert_false(actor.effects.slipped);
}

#define unit(f) cmocka_unit_test_setup_teardown(f, in_step, actor_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit(a_pair_is_equal_when_each_value_means_the_same),
        unit(half_a_pair_is_none),
        unit(a_record_without_partner_is_no_pair),
        unit(a_value_that_was_emptied_and_stays_is_agreed),
        unit(a_side_that_is_not_shared_is_agreed),
        unit(a_write_that_is_out_is_open),
        unit(a_value_that_is_owed_is_open),
        unit(a_difference_that_nobody_works_on_is_unexplained),
        unit(to_ask_changes_nothing),
        unit(a_reference_counts_by_the_record_it_leads_to),
        unit(a_change_without_a_new_timestamp_has_slipped),
        unit(a_change_with_a_new_timestamp_has_not),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
