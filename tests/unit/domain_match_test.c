/*
 * Who is whom: what a link tells its key actor, and what that one decides.
 */
#include "base/mem.h"
#include "support/actor.h"
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

#define KEY "key.contacts.0123"

/* ---- the key actor ---- */

static void enters(const char *from, const char *side, const char *state,
                   const char *last, const char *first)
{
    struct json *same = json_new_array();
    struct event event;

    event_init(&event, EVENT_ENTER, KEY);
    event.from = mem_copy(from);
    event.body = json_new_object();
    json_set_text(event.body, "side", side);
    json_set_text(event.body, "state", state);
    json_append(same, json_new_text(last));
    json_append(same, json_new_text(first));
    json_set(event.body, "same", same);
    told(&event);
}

static void leaves(const char *from)
{
    struct event event;

    event_init(&event, EVENT_LEAVE, KEY);
    event.from = mem_copy(from);
    told(&event);
}

static int key_setup(void **state)
{
    (void)actor_setup_matching(state);
    actor_is(KEY);
    return 0;
}

static void nobody_on_the_other_side_grants(void **state)
{
    (void)state;
    enters("contacts.a.1", "a", "lonely", "nordli", "kari");
    assert_int_equal(actor.effects.message_count, 0);
    enters("contacts.a.1", "a", "wants", "nordli", "kari");
    assert_int_equal(tells(EVENT_GRANTED, "contacts.a.1"), 1);
}

static void one_of_the_same_name_on_each_side_is_joined(void **state)
{
    (void)state;
    enters("contacts.b.812", "b", "lonely", "nordli", "kari");
    enters("contacts.a.1", "a", "wants", "nordli", "kari");
    assert_int_equal(tells(EVENT_JOIN, "contacts.b.812"), 1);
    assert_string_equal(json_text(actor.effects.messages[0].body),
                        "contacts.a.1");
    assert_int_equal(tells(EVENT_GRANTED, "contacts.a.1"), 0);
}

static void an_empty_name_contradicts_nobody(void **state)
{
    (void)state;
    enters("contacts.b.812", "b", "lonely", "nordli", "");
    enters("contacts.a.1", "a", "wants", "nordli", "kari");
    assert_int_equal(tells(EVENT_JOIN, "contacts.b.812"), 1);
}

static void contradicting_last_names_are_different_people(void **state)
{
    (void)state;
    enters("contacts.b.812", "b", "lonely", "hansen", "kari");
    enters("contacts.a.1", "a", "wants", "nordli", "kari");
    assert_int_equal(tells(EVENT_GRANTED, "contacts.a.1"), 1);
}

static void other_first_names_are_ambiguous_and_name_the_candidate(void **state)
{
    (void)state;
    enters("contacts.b.812", "b", "lonely", "nordli", "karianne");
    enters("contacts.a.1", "a", "wants", "nordli", "kari");
    assert_int_equal(tells(EVENT_AMBIGUOUS, "contacts.a.1"), 1);
    assert_string_equal(json_text(json_first(actor.effects.messages[0].body)),
                        "contacts.b.812");
}

static void two_of_the_same_name_on_one_side_are_ambiguous(void **state)
{
    (void)state;
    enters("contacts.b.812", "b", "lonely", "nordli", "kari");
    enters("contacts.a.2", "a", "lonely", "nordli", "kari");
    enters("contacts.a.1", "a", "wants", "nordli", "kari");
    assert_int_equal(tells(EVENT_AMBIGUOUS, "contacts.a.1"), 1);
    leaves("contacts.a.2");
    assert_int_equal(tells(EVENT_JOIN, "contacts.b.812"), 1);
}

static void a_clear_pair_is_joined_beside_somebody_else(void **state)
{
    (void)state;
    enters("contacts.b.812", "b", "lonely", "nordli", "kari");
    enters("contacts.a.2", "a", "wants", "hansen", "ola");
    assert_int_equal(tells(EVENT_GRANTED, "contacts.a.2"), 1);
    enters("contacts.a.1", "a", "wants", "nordli", "kari");
    assert_int_equal(tells(EVENT_JOIN, "contacts.b.812"), 1);
}

static void a_linked_record_is_nobodys_candidate(void **state)
{
    (void)state;
    enters("contacts.a.2", "a", "linked", "nordli", "kari");
    enters("contacts.b.812", "b", "linked", "nordli", "kari");
    enters("contacts.a.1", "a", "wants", "nordli", "kari");
    assert_int_equal(tells(EVENT_GRANTED, "contacts.a.1"), 1);
}

static void nothing_is_decided_before_all_have_registered(void **state)
{
    (void)state;
    actor.gate = false;
    enters("contacts.a.1", "a", "wants", "nordli", "kari");
    assert_int_equal(actor.effects.message_count, 0);
    enters("contacts.b.812", "b", "lonely", "nordli", "kari");
    actor.gate = true;
    time_passes(1);
    assert_int_equal(tells(EVENT_JOIN, "contacts.b.812"), 1);
}

static void what_was_granted_is_not_joined_any_more(void **state)
{
    (void)state;
    enters("contacts.a.1", "a", "wants", "nordli", "kari");
    enters("contacts.b.812", "b", "lonely", "nordli", "kari");
    assert_int_equal(actor.effects.message_count, 0);
    enters("contacts.a.1", "a", "wants", "nordli", "kari");
    assert_int_equal(tells(EVENT_GRANTED, "contacts.a.1"), 1);
}

static void a_refused_join_is_thought_over(void **state)
{
    struct event event;

    (void)state;
    one_of_the_same_name_on_each_side_is_joined(state);
    leaves("contacts.b.812");
    event_init(&event, EVENT_REFUSED, KEY);
    event.from = mem_copy("contacts.b.812");
    told(&event);
    assert_int_equal(tells(EVENT_GRANTED, "contacts.a.1"), 1);
}

/* Both want a partner made: the second had asked before it heard of the
 * first's wish. */
static void who_is_being_joined_is_not_granted_when_it_asks_too(void **state)
{
    (void)state;
    enters("contacts.a.1", "a", "lonely", "nordli", "kari");
    enters("contacts.b.812", "b", "wants", "nordli", "kari");
    assert_int_equal(tells(EVENT_JOIN, "contacts.b.812"), 1);
    enters("contacts.a.1", "a", "wants", "nordli", "kari");
    assert_int_equal(tells(EVENT_GRANTED, "contacts.a.1"), 0);
    enters("contacts.b.812", "b", "linked", "nordli", "kari");
    assert_int_equal(tells(EVENT_GRANTED, "contacts.a.1"), 0);
}

/* ---- links ---- */

static const char *const kari =
    "{'Email':'kari@fjell.example','First_Name':'Kari','Last_Name':'Nordli'}";
static const char *const kari_stored =
    "{'EmailAddress':'kari@fjell.example','FirstName':'Kari',"
    "'LastName':'Nordli'}";

/* The first message of a kind in the last event. */
static const struct event *said(enum event_kind kind)
{
    size_t i = 0;

    while (i < actor.effects.message_count &&
           actor.effects.messages[i].kind != kind)
        i++;
    if (i == actor.effects.message_count)
        fail_msg("nothing was said of kind '%s'", event_kind_name(kind));
    return &actor.effects.messages[i];
}

static void hears(enum event_kind kind, const char *key, struct json *body)
{
    struct event event;

    event_init(&event, kind, actor.link->id);
    event.from = mem_copy(key);
    event.body = body;
    told(&event);
}

static void a_contact_asks_enters_and_is_granted(void **state)
{
    char *key;

    (void)state;
    actor_is("contacts.a.1");
    sees(SIDE_A, "1", kari);
    asks_for("match", SIDE_B);
    sends("EmailAddress", "'kari@fjell.example'");
    (void)said(EVENT_ENTER);
    answered(VERDICT_DONE, NULL, NULL);
    asks_nothing();
    stands("waiting", "match");
    assert_string_equal(json_get_text(said(EVENT_ENTER)->body, "state"),
                        "wants");
    key = mem_copy(said(EVENT_ENTER)->link);
    hears(EVENT_GRANTED, key, NULL);
    asks_for("create", SIDE_B);
    answered(VERDICT_DONE, "812", kari_stored);
    stands("in-step", NULL);
    assert_string_equal(json_get_text(said(EVENT_ENTER)->body, "state"),
                        "linked");
    free(key);
}

static void a_contact_without_a_key_is_created_at_once(void **state)
{
    (void)state;
    actor_is("contacts.a.1");
    sees(SIDE_A, "1", "{'Last_Name':'Nordli'}");
    asks_for("create", SIDE_B);
}

static void an_ambiguous_contact_is_held_with_its_candidates(void **state)
{
    struct json *candidates = json_new_array();
    char *key;

    (void)state;
    actor_is("contacts.a.1");
    sees(SIDE_A, "1", kari);
    answered(VERDICT_DONE, NULL, NULL);
    key = mem_copy(said(EVENT_ENTER)->link);
    json_append(candidates, json_new_text("contacts.b.812"));
    hears(EVENT_AMBIGUOUS, key, candidates);
    asks_nothing();
    stands("held", "ambiguous");
    assert_non_null(strstr(actor.link->detail, "contacts.b.812"));
    hears(EVENT_GRANTED, key, NULL);
    asks_for("create", SIDE_B);
    free(key);
}

static void a_grant_for_other_names_is_void(void **state)
{
    char *key;

    (void)state;
    actor_is("contacts.a.1");
    sees(SIDE_A, "1", kari);
    answered(VERDICT_DONE, NULL, NULL);
    key = mem_copy(said(EVENT_ENTER)->link);
    actor.room[SIDE_B] = false;
    hears(EVENT_GRANTED, key, NULL);
    actor.room[SIDE_B] = true;
    sees(SIDE_A, "1",
         "{'Email':'kari@fjell.example','First_Name':'Kari',"
         "'Last_Name':'Holm'}");
    asks_for("match", SIDE_B);
    free(key);
}

static void a_joined_pair_merges_and_gets_our_reference(void **state)
{
    struct event joined;
    char *key;

    (void)state;
    actor_is("contacts.b.812");
    sees(SIDE_B, "812",
         "{'EmailAddress':'Kari@Fjell.example','FirstName':'Kari',"
         "'LastName':'NORDLI','PhoneNumber':'22 00 00 00','IsPerson':true}");
    stands("lonely", "never-created");
    key = mem_copy(said(EVENT_ENTER)->link);
    hears(EVENT_JOIN, key, json_new_text("contacts.a.1"));
    stands("alias", NULL);
    event_init(&joined, EVENT_JOINED, "contacts.a.1");
    joined.from = mem_copy("contacts.b.812");
    joined.body = json_clone(said(EVENT_JOINED)->body);
    sees(SIDE_B, "812", "{'LastName':'NORDLI'}");
    assert_int_equal(tells(EVENT_OBSERVED, "contacts.a.1"), 1);

    actor_is("contacts.a.1");
    sees(SIDE_A, "1",
         "{'Email':'kari@fjell.example','First_Name':'Kari',"
         "'Last_Name':'Nordli','Phone':null}");
    answered(VERDICT_DONE, NULL, NULL);
    assert_string_equal(said(EVENT_ENTER)->link, key);
    told(&joined);
    asks_for("read", SIDE_B);
    assert_true(audit_says("joined"));
    answered(VERDICT_DONE, "812",
             "{'EmailAddress':'Kari@Fjell.example','FirstName':'Kari',"
             "'LastName':'NORDLI','PhoneNumber':'22 00 00 00'}");
    asks_for("update", SIDE_B);
    sends("ExternalImportReference", "'zohocrm:1'");
    free(key);
}

static void
who_is_joined_while_it_is_read_has_nothing_out_any_more(void **state)
{
    char *key;

    (void)state;
    actor_is("contacts.b.812");
    sees(SIDE_B, "812", kari_stored);
    key = mem_copy(said(EVENT_ENTER)->link);
    unseen(SIDE_B);
    asks_for("read", SIDE_B);
    hears(EVENT_JOIN, key, json_new_text("contacts.a.1"));
    assert_true(json_get_true(said(EVENT_JOINED)->body, "doubt"));
    assert_int_equal(actor.link->request.kind, REQUEST_NONE);
    assert_int_equal(actor.link->due_ms, 0);
    stands("alias", NULL);
    free(key);
}

static void a_record_that_has_a_partner_refuses_to_join(void **state)
{
    (void)state;
    actor_is("contacts.a.1");
    sees(SIDE_A, "1", "{'Last_Name':'Nordli'}");
    answered(VERDICT_DONE, "812", "{'LastName':'Nordli'}");
    hears(EVENT_JOIN, KEY, json_new_text("contacts.a.2"));
    assert_int_equal(tells(EVENT_REFUSED, KEY), 1);
    stands("in-step", NULL);
}

static void another_key_is_entered_and_the_old_one_left(void **state)
{
    char *key;

    (void)state;
    actor_is("contacts.b.812");
    sees(SIDE_B, "812", kari_stored);
    key = mem_copy(said(EVENT_ENTER)->link);
    sees(SIDE_B, "812", "{'EmailAddress':'kari@dal.example'}");
    assert_int_equal(tells(EVENT_LEAVE, key), 1);
    assert_string_not_equal(said(EVENT_ENTER)->link, key);
    free(key);
}

#define KEYS(name) \
    cmocka_unit_test_setup_teardown(name, key_setup, actor_teardown)
#define LINKS(name) \
    cmocka_unit_test_setup_teardown(name, actor_setup_matching, actor_teardown)

static const struct CMUnitTest tests[] = {
    KEYS(nobody_on_the_other_side_grants),
    KEYS(one_of_the_same_name_on_each_side_is_joined),
    KEYS(an_empty_name_contradicts_nobody),
    KEYS(contradicting_last_names_are_different_people),
    KEYS(other_first_names_are_ambiguous_and_name_the_candidate),
    KEYS(two_of_the_same_name_on_one_side_are_ambiguous),
    KEYS(a_clear_pair_is_joined_beside_somebody_else),
    KEYS(a_linked_record_is_nobodys_candidate),
    KEYS(nothing_is_decided_before_all_have_registered),
    KEYS(what_was_granted_is_not_joined_any_more),
    KEYS(a_refused_join_is_thought_over),
    KEYS(who_is_being_joined_is_not_granted_when_it_asks_too),
    LINKS(a_contact_asks_enters_and_is_granted),
    LINKS(a_contact_without_a_key_is_created_at_once),
    LINKS(an_ambiguous_contact_is_held_with_its_candidates),
    LINKS(a_grant_for_other_names_is_void),
    LINKS(a_joined_pair_merges_and_gets_our_reference),
    LINKS(who_is_joined_while_it_is_read_has_nothing_out_any_more),
    LINKS(a_record_that_has_a_partner_refuses_to_join),
    LINKS(another_key_is_entered_and_the_old_one_left),
};

int main(void)
{
    return cmocka_run_group_tests(tests, NULL, NULL);
}
