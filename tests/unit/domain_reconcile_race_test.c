/*
 * What the simulation found: edits, answers and old deliveries that cross.
 */
#include "base/mem.h"
#include "base/text.h"
#include "support/actor.h"
#include "support/test.h"

#include <stdlib.h>

#define A_RECORD                                                          \
    "{'Email':'kari@fjell.example','Last_Name':'Nordli','Phone':null,"    \
    "'Other_Phone':'22 00 00 00','Mailing_City':'Oslo','Mailing_Zip':'1'" \
    "}"
#define B_RECORD                                                \
    "{'EmailAddress':'kari@fjell.example','LastName':'Nordli'," \
    "'PhoneNumber':'22 00 00 00','MailAddress.City':'Oslo',"    \
    "'MailAddress.ZipCode':'1','MailAddress.CountryCode':null}"

static int in_step(void **state)
{
    (void)state;
    return actor_setup_in_step(A_RECORD, B_RECORD);
}

/* PowerOffice's timestamp stands still when an address is edited. */
static void our_writes_time_with_other_values_is_read_again(void **state)
{
    char *modified;

    (void)state;
    modified = mem_copy(actor.link->sides[SIDE_B].written_modified);
    sees(SIDE_A, "1", "{'Mailing_City':'Bergen'}");
    answered(VERDICT_DONE, "812", B_RECORD);
    asks_for("update", SIDE_B);
    answered(VERDICT_DONE, "812", "{'MailAddress.City':'Bergen'}");
    stands("in-step", NULL);
    mem_replace(&actor.link->sides[SIDE_B].modified, modified);
    mem_replace(&actor.link->sides[SIDE_B].written_modified, modified);
    sees_at(SIDE_B, "812", B_RECORD, actor.now_ms - 1000, modified);
    asks_for("read", SIDE_B);
    free(modified);
}

static void an_old_delivery_does_not_settle_a_doubt(void **state)
{
    char *modified;
    int64_t before_ms;

    (void)state;
    modified = mem_copy(actor.link->sides[SIDE_A].modified);
    before_ms = actor.link->sides[SIDE_A].read_ms;
    actor.room[SIDE_A] = false;
    sees_at(SIDE_A, "1", "{'Last_Name':'Holm'}", before_ms, modified);
    assert_true(actor.link->sides[SIDE_A].doubt);
    sees_at(SIDE_A, "1", A_RECORD, before_ms, modified);
    assert_true(actor.link->sides[SIDE_A].doubt);
    actor.room[SIDE_A] = true;
    time_passes(1000);
    asks_for("read", SIDE_A);
    free(modified);
}

/* Else an edit that came to light after the decision would be written over,
 * unseen by Zoho's lock. */
static void the_lock_is_of_the_record_that_was_merged(void **state)
{
    char *modified = mem_copy(actor.link->sides[SIDE_A].modified);

    (void)state;
    sees(SIDE_B, "812", "{'PhoneNumber':'22 11 11 11'}");
    asks_for("update", SIDE_A);
    sees(SIDE_A, "1", "{'Phone':'22 99 99 99'}");
    assert_string_not_equal(actor.link->sides[SIDE_A].modified, modified);
    assert_string_equal(actor.link->request.modified, modified);
    free(modified);
}

static void
an_edit_in_another_field_of_a_property_survives_our_write(void **state)
{
    (void)state;
    sees(SIDE_B, "812", "{'PhoneNumber':'22 11 11 11'}");
    sends("Other_Phone", "'22 11 11 11'");
    sees(SIDE_A, "1", "{'Phone':'22 99 99 99'}");
    answered(VERDICT_DONE, NULL, NULL);
    asks_for("read", SIDE_B);
    answered(VERDICT_DONE, "812", "{'PhoneNumber':'22 11 11 11'}");
    asks_for("update", SIDE_B);
    sends("PhoneNumber", "'22 99 99 99'");
}

static void
what_was_typed_before_our_create_came_to_light_is_an_edit(void **state)
{
    (void)state;
    actor_is("contacts.a.1");
    sees(SIDE_A, "1", "{'Last_Name':'Nordli','Phone':null}");
    answered(VERDICT_UNKNOWN, NULL, NULL);
    time_passes(10000 + ACTOR_LIMIT_MS);
    asks_for("find", SIDE_B);
    answered(VERDICT_DONE, "812",
             "{'LastName':'Nordli','PhoneNumber':'22 11 11 11'}");
    asks_for("update", SIDE_A);
    sends("Phone", "'22 11 11 11'");
}

static void what_a_system_puts_into_a_new_record_is_no_edit(void **state)
{
    (void)state;
    actor_is("contacts.a.1");
    sees(SIDE_A, "1", "{'Last_Name':'Nordli','Mailing_Country':null}");
    answered(VERDICT_DONE, "812",
             "{'LastName':'Nordli','MailAddress.CountryCode':'NO'}");
    asks_nothing();
    stands("in-step", NULL);
}

/* Our own write must not beat what was edited on the other side meanwhile. */
static void an_update_that_came_through_unheard_is_no_edit(void **state)
{
    (void)state;
    sees(SIDE_A, "1", "{'Last_Name':'Holm'}");
    answered(VERDICT_DONE, "812", B_RECORD);
    asks_for("update", SIDE_B);
    sees(SIDE_A, "1", "{'Last_Name':'Dal'}");
    actor.now_ms += 60000;
    answered(VERDICT_UNKNOWN, NULL, NULL);
    time_passes(60000);
    asks_for("read", SIDE_B);
    answered(VERDICT_DONE, "812", "{'LastName':'Holm'}");
    asks_for("update", SIDE_B);
    sends("LastName", "'Dal'");
    answered(VERDICT_DONE, "812", "{'LastName':'Dal'}");
    asks_nothing();
    stands("in-step", NULL);
}

static void retried_at(int64_t at_ms)
{
    struct event event;

    event_init(&event, EVENT_COMMAND, actor.link->id);
    event.command = mem_copy("retry");
    event.at_ms = at_ms;
    told(&event);
}

/* Else a replay would make anew what was deleted after the command. */
static void a_command_that_is_delivered_again_is_not_obeyed_again(void **state)
{
    (void)state;
    retried_at(1800000000000);
    asks_for("read", SIDE_A);
    answered(VERDICT_DONE, "1", A_RECORD);
    asks_for("read", SIDE_B);
    answered(VERDICT_DONE, "812", B_RECORD);
    retried_at(1800000000000);
    asks_nothing();
    assert_false(actor.effects.changed);
    retried_at(1800000000001);
    asks_for("read", SIDE_A);
}

/* ---- the key actor ---- */

#define KEY "key.contacts.0123"

static void says(enum event_kind kind, const char *from, const char *state,
                 int64_t revision)
{
    struct event event;

    event_init(&event, kind, KEY);
    event.from = mem_copy(from);
    event.revision = revision;
    event.body = json_new_object();
    json_set_text(event.body, "side", from[9] == 'a' ? "a" : "b");
    json_set_text(event.body, "state", state);
    told(&event);
}

static void an_old_entry_does_not_undo_what_was_said_since(void **state)
{
    (void)state;
    actor_is(KEY);
    says(EVENT_ENTER, "contacts.a.1", "wants", 5);
    assert_int_equal(tells(EVENT_GRANTED, "contacts.a.1"), 1);
    says(EVENT_ENTER, "contacts.a.1", "linked", 9);
    says(EVENT_ENTER, "contacts.b.812", "lonely", 1);
    says(EVENT_ENTER, "contacts.a.1", "wants", 5);
    assert_false(actor.effects.changed);
    assert_int_equal(actor.effects.message_count, 0);
}

static void who_has_left_is_not_brought_back_by_an_old_entry(void **state)
{
    (void)state;
    actor_is(KEY);
    says(EVENT_ENTER, "contacts.a.1", "wants", 5);
    says(EVENT_LEAVE, "contacts.a.1", NULL, 6);
    says(EVENT_ENTER, "contacts.b.812", "lonely", 1);
    says(EVENT_ENTER, "contacts.a.1", "wants", 5);
    assert_int_equal(actor.effects.message_count, 0);
    says(EVENT_ENTER, "contacts.a.1", "wants", 7);
    assert_int_equal(tells(EVENT_JOIN, "contacts.b.812"), 1);
}

static void a_create_whose_token_was_denied_is_made_later(void **state)
{
    (void)state;
    actor_is("contacts.a.1");
    sees(SIDE_A, "1", "{'Last_Name':'Nordli'}");
    answered(VERDICT_DENIED, NULL, NULL);
    stands("pending", NULL);
    time_passes(1000);
    asks_for("create", SIDE_B);
}

#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, in_step, actor_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(our_writes_time_with_other_values_is_read_again),
        TEST(an_old_delivery_does_not_settle_a_doubt),
        TEST(the_lock_is_of_the_record_that_was_merged),
        TEST(an_edit_in_another_field_of_a_property_survives_our_write),
        TEST(what_was_typed_before_our_create_came_to_light_is_an_edit),
        TEST(what_a_system_puts_into_a_new_record_is_no_edit),
        TEST(an_update_that_came_through_unheard_is_no_edit),
        TEST(a_command_that_is_delivered_again_is_not_obeyed_again),
        TEST(an_old_entry_does_not_undo_what_was_said_since),
        TEST(who_has_left_is_not_brought_back_by_an_old_entry),
        TEST(a_create_whose_token_was_denied_is_made_later),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
