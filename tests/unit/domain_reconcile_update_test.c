#include "base/mem.h"
#include "support/actor.h"
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

static const char *const a_record =
    "{'Email':'kari@fjell.example','First_Name':'Kari','Last_Name':'Nordli',"
    "'Phone':'22 00 00 00','Mailing_City':null,'Mailing_Zip':null,"
    "'Mailing_Country':null}";
static const char *const b_record =
    "{'EmailAddress':'kari@fjell.example','FirstName':'Kari',"
    "'LastName':'Nordli','PhoneNumber':'22 00 00 00',"
    "'MailAddress.City':null,'MailAddress.ZipCode':null,"
    "'MailAddress.CountryCode':null}";

/* Kari is contact 1 and customer 812, and all is in step. */
static int in_step(void **state)
{
    (void)state;
    return actor_setup_in_step(a_record, b_record);
}

static void an_edit_in_zoho_becomes_one_patch(void **state)
{
    (void)state;
    sees(SIDE_A, "1",
         "{'Email':'kari@dal.example','First_Name':'Kari','Last_Name':'Holm',"
         "'Phone':'22 00 00 00'}");
    asks_for("read", SIDE_B);
    answered(VERDICT_DONE, "812", b_record);
    asks_for("update", SIDE_B);
    sends("EmailAddress", "'kari@dal.example'");
    sends("LastName", "'Holm'");
    sends("FirstName", NULL);
    sends("PhoneNumber", NULL);
    answered(VERDICT_DONE, "812",
             "{'EmailAddress':'kari@dal.example','LastName':'Holm'}");
    asks_nothing();
    stands("in-step", NULL);
    assert_true(audit_says("updated"));
}

static void our_own_write_coming_back_causes_nothing(void **state)
{
    char *modified;

    (void)state;
    an_edit_in_zoho_becomes_one_patch(state);
    modified = mem_copy(actor.link->sides[SIDE_B].written_modified);
    sees_at(SIDE_B, "812",
            "{'EmailAddress':'kari@dal.example','LastName':'Holm'}",
            actor.now_ms + 60000, modified);
    asks_nothing();
    stands("in-step", NULL);
    free(modified);
}

static void a_target_that_tidies_values_causes_no_echo(void **state)
{
    (void)state;
    sees(SIDE_A, "1", "{'Last_Name':'Holm  Dal','Phone':'+47 22 00 00 01'}");
    answered(VERDICT_DONE, "812", b_record);
    asks_for("update", SIDE_B);
    answered(VERDICT_DONE, "812",
             "{'LastName':'Holm Dal','PhoneNumber':'+4722000001'}");
    asks_nothing();
    stands("in-step", NULL);
    sees(SIDE_B, "812",
         "{'LastName':'Holm Dal','PhoneNumber':'+4722000001',"
         "'FirstName':'Kari'}");
    asks_nothing();
}

static void an_emptied_value_is_not_passed_on_nor_filled_again(void **state)
{
    (void)state;
    sees(SIDE_A, "1", "{'Phone':null}");
    asks_nothing();
    stands("in-step", NULL);
    sees(SIDE_B, "812", "{'PhoneNumber':'22 00 00 00','LastName':'Nordli'}");
    asks_nothing();
    stands("in-step", NULL);
}

static void an_older_reading_is_ignored(void **state)
{
    (void)state;
    sees(SIDE_A, "1", "{'Last_Name':'Holm'}");
    answered(VERDICT_DONE, "812", b_record);
    answered(VERDICT_DONE, "812", "{'LastName':'Holm'}");
    sees_at(SIDE_A, "1", "{'Last_Name':'Nordli'}",
            actor.link->sides[SIDE_A].read_ms - 30000, NULL);
    asks_nothing();
    assert_false(actor.effects.changed);
}

static void a_reading_of_the_same_second_is_doubted_and_read(void **state)
{
    (void)state;
    sees_at(SIDE_A, "1", "{'Last_Name':'Holm'}",
            actor.link->sides[SIDE_A].read_ms - 500, NULL);
    asks_for("read", SIDE_A);
}

static void a_reading_soon_after_our_write_is_doubted(void **state)
{
    (void)state;
    an_edit_in_zoho_becomes_one_patch(state);
    sees_at(SIDE_B, "812", "{'LastName':'Nordli'}",
            actor.link->sides[SIDE_B].written_ms + 1000, NULL);
    asks_for("read", SIDE_B);
    answered(VERDICT_DONE, "812", "{'LastName':'Holm'}");
    asks_nothing();
    stands("in-step", NULL);
}

static void an_update_without_an_answer_is_read_and_merged(void **state)
{
    (void)state;
    sees(SIDE_A, "1", "{'Last_Name':'Holm'}");
    answered(VERDICT_DONE, "812", b_record);
    asks_for("update", SIDE_B);
    answered(VERDICT_UNKNOWN, NULL, NULL);
    asks_nothing();
    time_passes(2000);
    asks_for("read", SIDE_B);
    answered(VERDICT_DONE, "812", "{'LastName':'Holm'}");
    asks_nothing();
    stands("in-step", NULL);
}

static void a_refused_update_is_held_and_the_link_stays(void **state)
{
    (void)state;
    sees(SIDE_A, "1", "{'Email':'kari@fjell.con'}");
    answered(VERDICT_DONE, "812", b_record);
    refused("Customer validation error(s)", "EmailAddress");
    stands("held", "rejected");
    asks_nothing();
    sees(SIDE_A, "1", "{'Email':'kari@fjell.example'}");
    asks_nothing();
    stands("in-step", NULL);
}

static void a_link_knows_since_when_it_stands_so(void **state)
{
    int64_t since_ms;

    (void)state;
    sees(SIDE_A, "1", "{'Email':'kari@fjell.con'}");
    answered(VERDICT_DONE, "812", b_record);
    refused("Customer validation error(s)", "EmailAddress");
    since_ms = actor.link->since_ms;
    assert_true(since_ms == actor.now_ms);
    time_passes(5000);
    sees(SIDE_A, "1", "{'Email':'kari@fjell.con'}");
    stands("held", "rejected");
    assert_true(actor.link->since_ms == since_ms);
}

static void what_each_side_has_refused_is_sent_to_neither_again(void **state)
{
    (void)state;
    sees(SIDE_A, "1", "{'Email':'kari@fjell.con'}");
    answered(VERDICT_DONE, "812", b_record);
    refused("Customer validation error(s)", "EmailAddress");
    sees(SIDE_B, "812", "{'PhoneNumber':'?'}");
    asks_for("update", SIDE_A);
    refused("INVALID_DATA", "Phone");
    asks_nothing();
    stands("held", "rejected");
}

static void a_system_that_is_unwell_is_asked_again_later(void **state)
{
    (void)state;
    sees(SIDE_A, "1", "{'Last_Name':'Holm'}");
    answered(VERDICT_RETRY, NULL, NULL);
    asks_nothing();
    stands("pending", NULL);
    time_passes(1000);
    asks_for("read", SIDE_B);
    answered(VERDICT_RETRY, NULL, NULL);
    time_passes(1000);
    asks_nothing(); /* twice as long the second time */
    time_passes(1000);
    asks_for("read", SIDE_B);
}

static void a_denied_token_is_no_matter_of_the_record(void **state)
{
    (void)state;
    sees(SIDE_A, "1", "{'Last_Name':'Holm'}");
    answered(VERDICT_DENIED, NULL, NULL);
    stands("pending", NULL);
    time_passes(1000);
    asks_for("read", SIDE_B);
    answered(VERDICT_DONE, "812", b_record);
    asks_for("update", SIDE_B);
    answered(VERDICT_DENIED, NULL, NULL);
    stands("pending", NULL);
    time_passes(2000);
    asks_for("read", SIDE_B);
}

static void a_record_that_is_gone_closes_the_link(void **state)
{
    (void)state;
    hears_gone(SIDE_A, "1");
    asks_for("read", SIDE_A);
    answered(VERDICT_GONE, NULL, NULL);
    asks_nothing();
    stands("closed", "gone");
    assert_true(audit_says("closed"));
    sees(SIDE_B, "812", "{'LastName':'Other'}");
    asks_nothing();
    stands("closed", "gone");
}

static void a_restored_record_opens_its_link_again(void **state)
{
    (void)state;
    a_record_that_is_gone_closes_the_link(state);
    sees(SIDE_A, "1", a_record);
    assert_string_not_equal(link_status_name(actor.link->status), "closed");
    assert_true(audit_says("reopened"));
}

static void a_record_that_seems_to_be_back_is_read_before_anything(void **state)
{
    (void)state;
    a_record_that_is_gone_closes_the_link(state);
    sees(SIDE_A, "1", a_record);
    asks_for("read", SIDE_A);
    answered(VERDICT_GONE, NULL, NULL);
    asks_nothing();
    stands("closed", "gone");
}

static void a_reading_from_before_it_went_opens_nothing(void **state)
{
    int64_t before_ms = actor.now_ms;

    a_record_that_is_gone_closes_the_link(state);
    sees_at(SIDE_A, "1", a_record, before_ms, NULL);
    asks_nothing();
    stands("closed", "gone");
}

static void a_deleted_partner_is_made_again_only_by_retry(void **state)
{
    (void)state;
    hears_gone(SIDE_B, "812");
    answered(VERDICT_GONE, NULL, NULL);
    stands("closed", "gone");
    sees(SIDE_A, "1", "{'Last_Name':'Holm'}");
    asks_nothing();
    retried();
    asks_for("read", SIDE_A);
    answered(VERDICT_DONE, "1", "{'Last_Name':'Holm'}");
    asks_for("create", SIDE_B);
    sends("LastName", "'Holm'");
    sends("FirstName", "'Kari'");
}

static void a_record_that_a_scan_missed_is_read(void **state)
{
    (void)state;
    unseen(SIDE_B);
    asks_for("read", SIDE_B);
    answered(VERDICT_DONE, "812", b_record);
    asks_nothing();
    stands("in-step", NULL);
}

static void
a_second_record_with_our_reference_gets_a_link_of_its_own(void **state)
{
    (void)state;
    sees(SIDE_B, "813", b_record);
    asks_nothing();
    assert_int_equal(tells(EVENT_OBSERVED, "contacts.b.813"), 1);
    assert_string_equal(actor.link->sides[SIDE_B].id, "812");
}

static void a_record_of_another_kind_is_held_until_it_is_back(void **state)
{
    (void)state;
    sees(SIDE_B, "812", "{'IsPerson':false}");
    stands("held", "kind");
    sees(SIDE_A, "1", "{'Last_Name':'Holm'}");
    asks_nothing();
    sees(SIDE_B, "812", "{'IsPerson':true}");
    asks_for("read", SIDE_B);
}

/* ---- from PowerOffice to Zoho ---- */

static void an_edit_in_poweroffice_goes_to_zoho_under_its_lock(void **state)
{
    (void)state;
    sees(SIDE_B, "812", "{'PhoneNumber':'22 11 11 11','LastName':'Nordli'}");
    asks_for("update", SIDE_A);
    sends("Phone", "'22 11 11 11'");
    sends("Last_Name", NULL);
    answered(VERDICT_STALE, NULL, NULL);
    asks_for("read", SIDE_A);
    answered(VERDICT_DONE, "1", a_record);
    asks_for("update", SIDE_A);
    answered(VERDICT_DONE, NULL, NULL);
    asks_nothing();
    stands("in-step", NULL);
}

static void edits_of_different_properties_on_both_sides_survive(void **state)
{
    (void)state;
    actor.room[SIDE_A] = false;
    sees(SIDE_B, "812", "{'PhoneNumber':'22 11 11 11'}");
    actor.room[SIDE_A] = true;
    sees(SIDE_A, "1", "{'Last_Name':'Holm'}");
    asks_for("read", SIDE_B);
    answered(VERDICT_DONE, "812", "{'PhoneNumber':'22 11 11 11'}");
    asks_for("update", SIDE_B);
    sends("LastName", "'Holm'");
    sends("PhoneNumber", NULL);
    answered(VERDICT_DONE, "812",
             "{'PhoneNumber':'22 11 11 11','LastName':'Holm'}");
    asks_for("update", SIDE_A);
    sends("Phone", "'22 11 11 11'");
    sends("Last_Name", NULL);
}

static void of_two_edits_of_one_property_the_newer_wins(void **state)
{
    (void)state;
    actor.room[SIDE_A] = false;
    actor.room[SIDE_B] = false;
    sees(SIDE_A, "1", "{'Phone':'22 22 22 22'}");
    sees(SIDE_B, "812", "{'PhoneNumber':'22 33 33 33'}");
    actor.room[SIDE_A] = true;
    actor.room[SIDE_B] = true;
    time_passes(1);
    if (actor.link->request.kind == REQUEST_READ)
        answered(VERDICT_DONE, "812", "{'PhoneNumber':'22 33 33 33'}");
    asks_for("update", SIDE_A);
    sends("Phone", "'22 33 33 33'");
}

static void a_retry_does_not_forget_a_request_whose_answer_is_lost(void **state)
{
    (void)state;
    unseen(SIDE_A);
    asks_for("read", SIDE_A);
    retried();
    asks_nothing();
    time_passes(15000);
    asks_for("read", SIDE_A);
}

#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, in_step, actor_teardown)

static const struct CMUnitTest tests[] = {
    TEST(an_edit_in_zoho_becomes_one_patch),
    TEST(our_own_write_coming_back_causes_nothing),
    TEST(a_target_that_tidies_values_causes_no_echo),
    TEST(an_emptied_value_is_not_passed_on_nor_filled_again),
    TEST(an_older_reading_is_ignored),
    TEST(a_reading_of_the_same_second_is_doubted_and_read),
    TEST(a_reading_soon_after_our_write_is_doubted),
    TEST(an_update_without_an_answer_is_read_and_merged),
    TEST(a_refused_update_is_held_and_the_link_stays),
    TEST(a_link_knows_since_when_it_stands_so),
    TEST(what_each_side_has_refused_is_sent_to_neither_again),
    TEST(a_system_that_is_unwell_is_asked_again_later),
    TEST(a_denied_token_is_no_matter_of_the_record),
    TEST(a_record_that_is_gone_closes_the_link),
    TEST(a_restored_record_opens_its_link_again),
    TEST(a_record_that_seems_to_be_back_is_read_before_anything),
    TEST(a_reading_from_before_it_went_opens_nothing),
    TEST(a_deleted_partner_is_made_again_only_by_retry),
    TEST(a_record_that_a_scan_missed_is_read),
    TEST(a_second_record_with_our_reference_gets_a_link_of_its_own),
    TEST(a_record_of_another_kind_is_held_until_it_is_back),
    TEST(an_edit_in_poweroffice_goes_to_zoho_under_its_lock),
    TEST(edits_of_different_properties_on_both_sides_survive),
    TEST(of_two_edits_of_one_property_the_newer_wins),
    TEST(a_retry_does_not_forget_a_request_whose_answer_is_lost),
};

int main(void)
{
    return cmocka_run_group_tests(tests, NULL, NULL);
}
