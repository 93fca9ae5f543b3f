#include "base/mem.h"
#include "support/actor.h"
#include "support/test.h"

#define KARI                                                                  \
    "{'Email':'kari@fjell.example','First_Name':'Kari','Last_Name':'Nordli'," \
    "'Mailing_City':'Oslo','Mailing_Zip':'0155','Mailing_Country':'Norge',"   \
    "'Phone':'+47 22 00 00 00'}"
#define KARI_STORED                                                \
    "{'EmailAddress':'kari@fjell.example','FirstName':'Kari',"     \
    "'LastName':'Nordli','MailAddress.City':'Oslo',"               \
    "'MailAddress.ZipCode':'0155','MailAddress.CountryCode':'NO'," \
    "'PhoneNumber':'+47 22 00 00 00','IsPerson':true}"

static void a_contact_becomes_a_customer(void **state)
{
    (void)state;
    actor_is("contacts.a.1");
    sees(SIDE_A, "1", KARI);
    asks_for("create", SIDE_B);
    sends("EmailAddress", "'kari@fjell.example'");
    sends("FirstName", "'Kari'");
    sends("LastName", "'Nordli'");
    sends("MailAddress.City", "'Oslo'");
    sends("MailAddress.ZipCode", "'0155'");
    sends("MailAddress.CountryCode", "'NO'");
    sends("PhoneNumber", "'+47 22 00 00 00'");
    sends("IsPerson", "true");
    stands("pending", NULL);
    answered(VERDICT_DONE, "812", KARI_STORED);
    asks_nothing();
    stands("in-step", NULL);
    assert_string_equal(actor.link->sides[SIDE_B].id, "812");
    assert_true(audit_says("created"));
}

static void nothing_is_created_before_both_systems_were_scanned(void **state)
{
    (void)state;
    actor_is("contacts.a.1");
    actor.gate = false;
    sees(SIDE_A, "1", KARI);
    asks_nothing();
    stands("waiting", "gate");
    assert_int_equal(actor.link->due_ms, LINK_DUE_AT_GATE);
    actor.gate = true;
    time_passes(1000);
    asks_for("create", SIDE_B);
}

static void nothing_is_decided_twice_for_the_same_reading(void **state)
{
    (void)state;
    actor_is("contacts.a.1");
    sees(SIDE_A, "1", KARI);
    answered(VERDICT_DONE, "812", KARI_STORED);
    sees_at(SIDE_A, "1", KARI, actor.now_ms, actor.link->sides[0].modified);
    asks_nothing();
    assert_false(actor.effects.changed);
}

static void a_missing_first_name_is_sent_as_a_dash(void **state)
{
    (void)state;
    actor_is("contacts.a.1");
    sees(SIDE_A, "1", "{'Email':null,'First_Name':null,'Last_Name':'Nordli'}");
    asks_for("create", SIDE_B);
    sends("FirstName", "'-'");
    sends("EmailAddress", NULL);
    answered(VERDICT_DONE, "812",
             "{'EmailAddress':null,'FirstName':'-','LastName':'Nordli'}");
    asks_nothing();
    stands("in-step", NULL);
}

static void an_unknown_country_is_owed_and_the_rest_goes_ahead(void **state)
{
    (void)state;
    actor_is("contacts.a.1");
    sees(SIDE_A, "1",
         "{'Last_Name':'Nordli','Mailing_City':'Oslo','Mailing_Zip':'0155',"
         "'Mailing_Country':'Atlantis'}");
    asks_for("create", SIDE_B);
    sends("MailAddress.City", "'Oslo'");
    sends("MailAddress.CountryCode", NULL);
    owes("MailAddress.CountryCode", "unknown country");
    assert_true(audit_says("owed"));
    answered(VERDICT_DONE, "812",
             "{'LastName':'Nordli','FirstName':'-','MailAddress.City':'Oslo',"
             "'MailAddress.ZipCode':'0155','MailAddress.CountryCode':'NO'}");
    asks_nothing();
    stands("in-step", NULL);
    owes("MailAddress.CountryCode", "unknown country");
}

static void an_owed_value_is_sent_once_it_can_be(void **state)
{
    (void)state;
    an_unknown_country_is_owed_and_the_rest_goes_ahead(state);
    sees(SIDE_A, "1",
         "{'Last_Name':'Nordli','Mailing_City':'Oslo','Mailing_Zip':'0155',"
         "'Mailing_Country':'Sverige'}");
    asks_for("read", SIDE_B);
    answered(VERDICT_DONE, "812",
             "{'LastName':'Nordli','FirstName':'-','MailAddress.City':'Oslo',"
             "'MailAddress.ZipCode':'0155','MailAddress.CountryCode':'NO'}");
    asks_for("update", SIDE_B);
    sends("MailAddress.CountryCode", "'SE'");
    sends("MailAddress.City", NULL);
    answered(VERDICT_DONE, "812",
             "{'LastName':'Nordli','FirstName':'-','MailAddress.City':'Oslo',"
             "'MailAddress.ZipCode':'0155','MailAddress.CountryCode':'SE'}");
    stands("in-step", NULL);
    owes("MailAddress.CountryCode", NULL);
}

static void an_address_without_a_zip_is_owed_whole(void **state)
{
    (void)state;
    actor_is("contacts.a.1");
    sees(SIDE_A, "1",
         "{'Last_Name':'Nordli','Mailing_City':'Oslo','Mailing_Zip':null,"
         "'Mailing_Country':'Norge'}");
    asks_for("create", SIDE_B);
    sends("MailAddress.City", NULL);
    sends("MailAddress.CountryCode", NULL);
    owes("MailAddress.City", "cannot be stored without MailAddress.ZipCode");
}

static void a_refused_record_is_held_until_it_changes(void **state)
{
    (void)state;
    actor_is("contacts.a.1");
    sees(SIDE_A, "1", "{'Last_Name':'Nordli','Email':'kari@fjell.con'}");
    refused("Customer validation error(s)", "EmailAddress");
    asks_nothing();
    stands("held", "rejected");
    assert_true(audit_says("held"));
    sees(SIDE_A, "1",
         "{'Last_Name':'Nordli','Email':'kari@fjell.con','Phone':null}");
    asks_nothing();
    stands("held", "rejected");
    sees(SIDE_A, "1", "{'Last_Name':'Nordli','Email':'kari@fjell.example'}");
    asks_for("create", SIDE_B);
}

static void a_refused_record_is_tried_again_by_command(void **state)
{
    (void)state;
    actor_is("contacts.a.1");
    sees(SIDE_A, "1", "{'Last_Name':'Nordli','Email':'kari@fjell.con'}");
    refused("Customer validation error(s)", "EmailAddress");
    retried();
    asks_for("read", SIDE_A);
    answered(VERDICT_DONE, "1",
             "{'Last_Name':'Nordli','Email':'kari@fjell.con'}");
    asks_for("create", SIDE_B);
}

static void a_lost_answer_is_looked_for_before_another_create(void **state)
{
    (void)state;
    actor_is("contacts.a.1");
    sees(SIDE_A, "1", KARI);
    answered(VERDICT_UNKNOWN, NULL, NULL);
    asks_nothing();
    stands("pending", NULL);
    time_passes(5000);
    asks_nothing();
    time_passes(10000 + ACTOR_LIMIT_MS);
    asks_for("find", SIDE_B);
    answered(VERDICT_DONE, "812", KARI_STORED);
    asks_nothing();
    stands("in-step", NULL);
    assert_string_equal(actor.link->sides[SIDE_B].id, "812");
}

static void a_create_that_never_happened_is_made_after_all(void **state)
{
    (void)state;
    actor_is("contacts.a.1");
    sees(SIDE_A, "1", KARI);
    answered(VERDICT_UNKNOWN, NULL, NULL);
    time_passes(10000 + ACTOR_LIMIT_MS);
    asks_for("find", SIDE_B);
    found_nothing();
    asks_for("create", SIDE_B);
    sends("LastName", "'Nordli'");
}

static void a_loader_that_died_after_its_intent_leaves_no_second(void **state)
{
    (void)state;
    actor_is("contacts.a.1");
    sees(SIDE_A, "1", KARI);
    time_passes(10000 + ACTOR_LIMIT_MS - 1);
    asks_nothing();
    time_passes(1);
    asks_for("find", SIDE_B);
}

static void a_late_answer_to_an_abandoned_request_is_ignored(void **state)
{
    struct event late;

    (void)state;
    actor_is("contacts.a.1");
    sees(SIDE_A, "1", KARI);
    event_init(&late, EVENT_ANSWERED, actor.link->id);
    late.side = SIDE_B;
    late.request_at = actor.link->request.at_ms;
    late.verdict = VERDICT_REJECT;
    time_passes(10000 + ACTOR_LIMIT_MS);
    asks_for("find", SIDE_B);
    told(&late);
    assert_false(actor.effects.changed);
    answered(VERDICT_DONE, "812", KARI_STORED);
    stands("in-step", NULL);
}

static void a_polled_record_of_an_open_create_is_its_answer(void **state)
{
    (void)state;
    actor_is("contacts.a.1");
    sees(SIDE_A, "1", KARI);
    sees(SIDE_B, "812", KARI_STORED);
    asks_nothing();
    answered(VERDICT_UNKNOWN, NULL, NULL);
    stands("in-step", NULL);
    asks_nothing();
}

static void a_polled_record_ends_the_search_for_it(void **state)
{
    (void)state;
    actor_is("contacts.a.1");
    sees(SIDE_A, "1", KARI);
    answered(VERDICT_UNKNOWN, NULL, NULL);
    stands("pending", NULL);
    sees_at(SIDE_B, "812", KARI_STORED, actor.now_ms + 1000, NULL);
    asks_nothing();
    stands("in-step", NULL);
    assert_int_equal(actor.link->due_ms, 0);
}

static void a_duplicate_reference_leads_to_its_holder(void **state)
{
    (void)state;
    actor_is("contacts.a.1");
    sees(SIDE_A, "1", KARI);
    answered(VERDICT_EXISTS, "812", NULL);
    asks_for("find", SIDE_B);
    answered(VERDICT_DONE, "812", KARI_STORED);
    stands("in-step", NULL);
}

static void a_holder_that_cannot_be_found_needs_a_person(void **state)
{
    (void)state;
    actor_is("contacts.a.1");
    sees(SIDE_A, "1", KARI);
    answered(VERDICT_EXISTS, NULL, NULL);
    found_nothing();
    asks_nothing();
    stands("held", "exists");
}

static void a_create_that_never_left_is_decided_again(void **state)
{
    (void)state;
    actor_is("contacts.a.1");
    sees(SIDE_A, "1", KARI);
    actor.room[SIDE_B] = false;
    not_sent();
    asks_nothing();
    stands("pending", NULL);
    actor.room[SIDE_B] = true;
    time_passes(1);
    asks_for("create", SIDE_B);
}

static void a_full_line_keeps_a_links_place(void **state)
{
    int64_t place;

    (void)state;
    actor_is("contacts.a.1");
    actor.room[SIDE_B] = false;
    sees(SIDE_A, "1", KARI);
    stands("pending", NULL);
    place = actor.link->due_ms;
    time_passes(1000);
    assert_false(actor.effects.changed);
    assert_int_equal(actor.link->due_ms, place);
}

static void an_edit_during_the_create_follows_as_an_update(void **state)
{
    (void)state;
    actor_is("contacts.a.1");
    sees(SIDE_A, "1", "{'Last_Name':'Nordli','First_Name':'Kari'}");
    sees(SIDE_A, "1", "{'Last_Name':'Holm','First_Name':'Kari'}");
    asks_nothing();
    answered(VERDICT_DONE, "812", "{'LastName':'Nordli','FirstName':'Kari'}");
    asks_for("update", SIDE_B);
    sends("LastName", "'Holm'");
    sends("FirstName", NULL);
}

static void an_account_is_created_only_when_referred_to(void **state)
{
    (void)state;
    actor_is("accounts.a.7");
    sees(SIDE_A, "7", "{'Account_Name':'Fjell AS'}");
    asks_nothing();
    stands("lonely", "not-referenced");
    wanted_by("deals.a.9");
    asks_for("create", SIDE_B);
    answered(VERDICT_DONE, "900", "{'Name':'Fjell AS'}");
    assert_int_equal(tells(EVENT_WAKE, "deals.a.9"), 1);
}

static void only_new_records_are_created_if_the_flow_says_so(void **state)
{
    (void)state;
    actor_flow("contacts")->initial = INITIAL_NEW;
    actor_is("contacts.a.1");
    actor.gate = false;
    sees(SIDE_A, "1", KARI);
    stands("lonely", "existed-before");
    actor.gate = true;
    sees(SIDE_A, "1", "{'Last_Name':'Holm'}");
    asks_nothing();
    wanted_by("deals.a.9");
    asks_for("create", SIDE_B);
    actor_is("contacts.a.2");
    sees(SIDE_A, "2", KARI);
    asks_for("create", SIDE_B);
}

static void nothing_is_written_to_a_side_that_is_only_watched(void **state)
{
    (void)state;
    actor_flow("contacts")->sides[SIDE_B].share = false;
    actor_is("contacts.a.1");
    sees(SIDE_A, "1", KARI);
    asks_nothing();
    stands("lonely", "not-shared");
}

static void a_record_that_may_not_found_a_link_leaves_nothing(void **state)
{
    struct event event;

    (void)state;
    actor_is("accounts.b.812");
    event_init(&event, EVENT_OBSERVED, "accounts.b.812");
    event.side = SIDE_B;
    event.record_id = mem_copy("812");
    event.fields = json_new_object();
    told(&event);
    assert_true(link_is_blank(actor.link));
    assert_false(actor.effects.changed);
}

#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, actor_setup, actor_teardown)

static const struct CMUnitTest tests[] = {
    TEST(a_contact_becomes_a_customer),
    TEST(nothing_is_created_before_both_systems_were_scanned),
    TEST(nothing_is_decided_twice_for_the_same_reading),
    TEST(a_missing_first_name_is_sent_as_a_dash),
    TEST(an_unknown_country_is_owed_and_the_rest_goes_ahead),
    TEST(an_owed_value_is_sent_once_it_can_be),
    TEST(an_address_without_a_zip_is_owed_whole),
    TEST(a_refused_record_is_held_until_it_changes),
    TEST(a_refused_record_is_tried_again_by_command),
    TEST(a_lost_answer_is_looked_for_before_another_create),
    TEST(a_create_that_never_happened_is_made_after_all),
    TEST(a_loader_that_died_after_its_intent_leaves_no_second),
    TEST(a_late_answer_to_an_abandoned_request_is_ignored),
    TEST(a_polled_record_of_an_open_create_is_its_answer),
    TEST(a_polled_record_ends_the_search_for_it),
    TEST(a_duplicate_reference_leads_to_its_holder),
    TEST(a_holder_that_cannot_be_found_needs_a_person),
    TEST(a_create_that_never_left_is_decided_again),
    TEST(a_full_line_keeps_a_links_place),
    TEST(an_edit_during_the_create_follows_as_an_update),
    TEST(an_account_is_created_only_when_referred_to),
    TEST(only_new_records_are_created_if_the_flow_says_so),
    TEST(nothing_is_written_to_a_side_that_is_only_watched),
    TEST(a_record_that_may_not_found_a_link_leaves_nothing),
};

int main(void)
{
    return cmocka_run_group_tests(tests, NULL, NULL);
}
