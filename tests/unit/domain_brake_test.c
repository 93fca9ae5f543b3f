/*
 * What counts for the brake, and what it means to a link to be held by it.
 */
#include "domain/brake.h"

#include "base/mem.h"
#include "base/text.h"
#include "support/actor.h"
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

static const char *const a_record =
    "{'Email':'kari@fjell.example','First_Name':null,'Last_Name':'Nordli',"
    "'Phone':'22 00 00 00','Mailing_City':null,'Mailing_Zip':null,"
    "'Mailing_Country':null}";
static const char *const b_record =
    "{'EmailAddress':'kari@fjell.example','FirstName':'-',"
    "'LastName':'Nordli','PhoneNumber':'22 00 00 00',"
    "'MailAddress.City':null,'MailAddress.ZipCode':null,"
    "'MailAddress.CountryCode':null}";

static int in_step(void **state)
{
    (void)state;
    return actor_setup_in_step(a_record, b_record);
}

/* ---- words ---- */

static bool counts(const char *fields)
{
    char *text = mem_copy(fields);
    struct json *json;
    struct err err;
    bool result;

    for (char *at = strchr(text, '\''); at != NULL; at = strchr(at, '\''))
        *at = '"';
    json = json_parse(text, strlen(text), &err);
    assert_non_null(json);
    result = brake_counts(actor_flow("contacts"), actor.link, SIDE_B, json);
    json_free(json);
    free(text);
    return result;
}

/* The loader asks before it sends, and is told no. */
static void told_to_stop(void)
{
    struct event event;

    event_init(&event, EVENT_ANSWERED, actor.link->id);
    event.side = actor.link->request.side;
    event.request_at = actor.link->request.at_ms;
    event.verdict = VERDICT_RETRY;
    event.unsent = true;
    event.braked = true;
    told(&event);
}

/* As the loader does to who stands there, when a person releases. */
static void visited(void)
{
    struct event event;

    assert_true(actor.link->due_ms == LINK_DUE_AT_BRAKE);
    event_init(&event, EVENT_DUE, actor.link->id);
    told(&event);
}

static void is_held(void)
{
    asks_nothing();
    stands("held", "braked");
    assert_true(brake_has(actor.link, SIDE_B));
    assert_false(brake_has(actor.link, SIDE_A));
    assert_true(actor.link->due_ms == LINK_DUE_AT_BRAKE);
    assert_true(actor.effects.braked[SIDE_B]);
}

static void is_imported(void)
{
    sees(SIDE_A, "1", "{'Last_Name':'Feil'}");
}

/* Up to the moment when it would be sent. */
static void wants_to_write(void)
{
    is_imported();
    asks_for("read", SIDE_B);
    answered(VERDICT_DONE, "812", b_record);
    asks_for("update", SIDE_B);
}

/* ---- what counts ---- */

static void only_values_that_were_agreed_on_count(void **state)
{
    (void)state;
    assert_true(counts("{'LastName':'Feil'}"));
    assert_true(counts("{'PhoneNumber':null}"));
    assert_true(counts("{'MailAddress.City':'Oslo','LastName':'Feil'}"));
    assert_false(counts("{'LastName':'Nordli'}"));
    assert_false(counts("{'MailAddress.City':'Oslo'}"));
    assert_false(counts("{'FirstName':'Kari'}")); /* instead of "-" */
    assert_false(counts("{'ExternalImportReference':'zohocrm:2'}"));
    json_remove(actor.link->definitions, "LastName");
    assert_false(counts("{'LastName':'Feil'}"));
    json_set_text(actor.link->definitions, "LastName", "another");
    assert_true(counts("{'LastName':'Feil'}"));
}

/* ---- holding ---- */

static void who_may_not_write_is_held(void **state)
{
    (void)state;
    wants_to_write();
    told_to_stop();
    is_held();
    assert_true(audit_says("held"));
    assert_int_equal(actor.link->request.kind, REQUEST_NONE);
}

static void who_knows_that_it_is_engaged_asks_for_nothing(void **state)
{
    (void)state;
    actor.brake[SIDE_B] = BRAKE_ENGAGED;
    is_imported();
    is_held();
}

static void an_engaged_brake_stops_only_what_counts(void **state)
{
    (void)state;
    actor.brake[SIDE_B] = BRAKE_ENGAGED;
    sees(SIDE_A, "1", "{'First_Name':'Kari'}");
    asks_for("read", SIDE_B);
}

static void what_goes_the_other_way_goes_on(void **state)
{
    (void)state;
    actor.brake[SIDE_B] = BRAKE_ENGAGED;
    is_imported();
    sees(SIDE_B, "812", "{'PhoneNumber':'22 11 11 11'}");
    asks_for("update", SIDE_A);
    answered(VERDICT_DONE, "1", "{'Phone':'22 11 11 11'}");
    is_held();
}

/* Redis was lost: who is held stays, and tells the loader of it. */
static void nobody_goes_because_nothing_is_known(void **state)
{
    (void)state;
    who_may_not_write_is_held(state);
    actor.brake[SIDE_B] = BRAKE_FREE;
    visited();
    is_held();
    assert_false(actor.effects.changed);
    sees(SIDE_A, "1", "{'Last_Name':'Feil'}");
    is_held();
}

static void a_retry_does_not_get_past_it(void **state)
{
    (void)state;
    who_may_not_write_is_held(state);
    actor.brake[SIDE_B] = BRAKE_ENGAGED;
    retried();
    asks_for("read", SIDE_A);
    answered(VERDICT_DONE, "1", "{'Last_Name':'Feil'}");
    asks_for("read", SIDE_B);
    answered(VERDICT_DONE, "812", b_record);
    is_held();
}

static void what_is_corrected_is_held_no_longer(void **state)
{
    (void)state;
    who_may_not_write_is_held(state);
    sees(SIDE_A, "1", "{'Last_Name':'Nordli'}");
    asks_nothing();
    stands("in-step", NULL);
    assert_int_equal(actor.link->due_ms, 0);
    assert_false(actor.link->sides[SIDE_B].braked);
}

/* ---- release ---- */

static void is_written_once(void)
{
    asks_for("read", SIDE_B);
    answered(VERDICT_DONE, "812", b_record);
    asks_for("update", SIDE_B);
    sends("LastName", "'Feil'");
    answered(VERDICT_DONE, "812", "{'LastName':'Feil'}");
    asks_nothing();
    stands("in-step", NULL);
}

static void a_release_lets_it_go(void **state)
{
    (void)state;
    who_may_not_write_is_held(state);
    actor.brake[SIDE_B] = BRAKE_RELEASED;
    visited();
    is_written_once();
}

/* Its loader had not heard of the decision yet. */
static void who_is_held_after_the_decision_goes_on(void **state)
{
    (void)state;
    who_may_not_write_is_held(state);
    actor.brake[SIDE_B] = BRAKE_FREE;
    actor.brake_decided_ms[SIDE_B] = actor.link->since_ms - 1;
    visited();
    is_written_once();
}

static void who_was_held_before_the_decision_waits_to_be_told(void **state)
{
    (void)state;
    who_may_not_write_is_held(state);
    actor.brake[SIDE_B] = BRAKE_FREE;
    actor.brake_decided_ms[SIDE_B] = actor.link->since_ms;
    visited();
    is_held();
    assert_false(actor.effects.changed);
}

static void who_is_stopped_while_it_is_released_goes_on(void **state)
{
    (void)state;
    wants_to_write();
    actor.brake[SIDE_B] = BRAKE_RELEASED;
    told_to_stop();
    is_written_once();
}

/* ---- drop ---- */

static void what_is_dropped_is_written_nowhere(void **state)
{
    (void)state;
    who_may_not_write_is_held(state);
    commanded("drop", 0, NULL);
    asks_nothing();
    stands("in-step", NULL);
    assert_true(audit_says("dropped"));
    sees(SIDE_A, "1", "{'Last_Name':'Feil'}");
    asks_nothing();
    sees(SIDE_B, "812", "{'LastName':'Nordli'}");
    asks_nothing();
    stands("in-step", NULL);
}

static void a_later_edit_is_kept_in_step(void **state)
{
    (void)state;
    what_is_dropped_is_written_nowhere(state);
    sees(SIDE_A, "1", "{'Last_Name':'Holm','Phone':'22 11 11 11'}");
    asks_for("read", SIDE_B);
    answered(VERDICT_DONE, "812", b_record);
    asks_for("update", SIDE_B);
    sends("LastName", "'Holm'");
    sends("PhoneNumber", "'22 11 11 11'");
}

static void who_is_not_held_refuses_to_drop(void **state)
{
    (void)state;
    wants_to_write();
    commanded("drop", 0, NULL);
    assert_true(audit_says("refused"));
    assert_int_equal(actor.link->request.kind, REQUEST_UPDATE);
}

int main(void)
{
#define BRAKE_TEST(f) \
    cmocka_unit_test_setup_teardown(f, in_step, actor_teardown)
    const struct CMUnitTest tests[] = {
        BRAKE_TEST(only_values_that_were_agreed_on_count),
        BRAKE_TEST(who_may_not_write_is_held),
        BRAKE_TEST(who_knows_that_it_is_engaged_asks_for_nothing),
        BRAKE_TEST(an_engaged_brake_stops_only_what_counts),
        BRAKE_TEST(what_goes_the_other_way_goes_on),
        BRAKE_TEST(nobody_goes_because_nothing_is_known),
        BRAKE_TEST(a_retry_does_not_get_past_it),
        BRAKE_TEST(what_is_corrected_is_held_no_longer),
        BRAKE_TEST(a_release_lets_it_go),
        BRAKE_TEST(who_is_held_after_the_decision_goes_on),
        BRAKE_TEST(who_was_held_before_the_decision_waits_to_be_told),
        BRAKE_TEST(who_is_stopped_while_it_is_released_goes_on),
        BRAKE_TEST(what_is_dropped_is_written_nowhere),
        BRAKE_TEST(a_later_edit_is_kept_in_step),
        BRAKE_TEST(who_is_not_held_refuses_to_drop),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
