/*
 * What remains of a person in a link when their data was erased, and what the
 * link does afterwards.
 */
#include "base/mem.h"
#include "base/text.h"
#include "support/actor.h"
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

#define KARI_A                                                \
    "{'Email': 'kari@fjell.example', 'Last_Name': 'Nordli', " \
    "'First_Name': 'Kari', 'Phone': '+47 555'}"
#define KARI_B                                                      \
    "{'EmailAddress': 'kari@fjell.example', 'LastName': 'Nordli', " \
    "'FirstName': 'Kari', 'PhoneNumber': '+47 555', 'IsPerson': true}"
#define MOVED_A                                                \
    "{'Email': 'kari@dal.example', 'Last_Name': 'Nordstrand'," \
    " 'First_Name': 'Kari', 'Phone': '+47 666'}"

static void commanded_at(const char *name, int64_t at_ms)
{
    struct event event;

    actor.now_ms += 1000;
    event_init(&event, EVENT_COMMAND, actor.link->id);
    event.command = mem_copy(name);
    event.at_ms = at_ms;
    told(&event);
}

static void erased(void)
{
    commanded_at("erase", actor.now_ms + 1000);
}

/* Nobody can tell from the state whose it was. */
static void nothing_is_left(void)
{
    static const char *const values[] = {
        "kari", "Kari", "Nordli", "Nordstrand", "555", "666", "fjell", "dal",
    };
    struct buf text = { 0 };

    link_encode(&text, actor.link);
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        if (strstr(buf_text(&text), values[i]) != NULL)
            fail_msg("'%s' stands in %s", values[i], buf_text(&text));
    }
    assert_null(strstr(buf_text(&text), "key."));
    buf_free(&text);
}

static void kari_is_in_step(void)
{
    actor_is_in_step(KARI_A, KARI_B);
}

static void only_ids_are_left_of_a_person(void **state)
{
    (void)state;
    kari_is_in_step();
    erased();
    stands("closed", "erased");
    asks_nothing();
    nothing_is_left();
    assert_string_equal(actor.link->sides[SIDE_A].id, "1");
    assert_string_equal(actor.link->sides[SIDE_B].id, "812");
    assert_true(audit_says("closed"));
}

static void a_later_reading_is_not_taken_in(void **state)
{
    (void)state;
    kari_is_in_step();
    erased();
    sees(SIDE_A, "1", MOVED_A);
    stands("closed", "erased");
    asks_nothing();
    sees(SIDE_B, "812", KARI_B);
    hears_gone(SIDE_A, "1");
    unseen(SIDE_A);
    time_passes(86400000);
    stands("closed", "erased");
    asks_nothing();
    nothing_is_left();
}

static void a_request_that_is_out_is_forgotten_and_its_answer_too(void **state)
{
    struct event answer;
    int64_t asked_at;

    (void)state;
    kari_is_in_step();
    sees(SIDE_A, "1", MOVED_A);
    asks_for("read", SIDE_B);
    asked_at = actor.link->request.at_ms;
    erased();
    event_init(&answer, EVENT_ANSWERED, actor.link->id);
    answer.side = SIDE_B;
    answer.request_at = asked_at;
    answer.verdict = VERDICT_DONE;
    answer.record_id = mem_copy("812");
    answer.fields = json_new_object();
    json_set_text(answer.fields, "LastName", "Nordli");
    told(&answer);
    stands("closed", "erased");
    asks_nothing();
    nothing_is_left();
}

/* Its id is noted, so that what was read of it can be erased, too. */
static void
a_record_that_was_being_created_is_known_by_its_id_only(void **state)
{
    struct event event;

    (void)state;
    actor_is("contacts.a.1");
    sees(SIDE_A, "1", KARI_A);
    asks_for("create", SIDE_B);
    erased();
    assert_null(actor.link->sides[SIDE_B].id);
    actor.now_ms += 60000;
    event_init(&event, EVENT_OBSERVED, actor.link->id);
    event.side = SIDE_B;
    event.record_id = mem_copy("812");
    event.reference = mem_copy("zohocrm:1");
    event.read_ms = actor.now_ms;
    event.fits = true;
    event.fields = json_new_object();
    json_set_text(event.fields, "LastName", "Nordli");
    told(&event);
    assert_string_equal(actor.link->sides[SIDE_B].id, "812");
    stands("closed", "erased");
    asks_nothing();
    nothing_is_left();
}

static void an_order_that_asks_hears_why_there_is_nobody(void **state)
{
    (void)state;
    kari_is_in_step();
    erased();
    wanted_by("deals.a.7");
    assert_int_equal(tells(EVENT_WAKE, "deals.a.7"), 1);
    assert_string_equal(actor.effects.messages[0].cause, "erased");
    stands("closed", "erased");
    asks_nothing();
}

static void a_person_can_have_it_read_again(void **state)
{
    (void)state;
    kari_is_in_step();
    erased();
    commanded_at("retry", actor.now_ms + 1000);
    asks_for("read", SIDE_A);
    answered(VERDICT_DONE, "1", MOVED_A);
    asks_for("read", SIDE_B);
    answered(VERDICT_DONE, "812", KARI_B);
    asks_for("update", SIDE_B);
}

static void nothing_else_opens_it_again(void **state)
{
    static const char *const others[] = { "unlink", "prefer", "resolve",
                                          "drop" };

    (void)state;
    kari_is_in_step();
    erased();
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        commanded_at(others[i], actor.now_ms + 1000);
        stands("closed", "erased");
        asks_nothing();
        assert_string_equal(actor.link->command_refused, "erased");
    }
}

static void what_was_erased_again_says_nothing_new(void **state)
{
    (void)state;
    kari_is_in_step();
    erased();
    sees(SIDE_A, "1", MOVED_A);
    erased();
    stands("closed", "erased");
    nothing_is_left();
    assert_int_equal(actor.effects.outcome_count, 0);
}

static void an_old_erasure_is_not_repeated(void **state)
{
    (void)state;
    kari_is_in_step();
    commanded_at("retry", 20);
    commanded_at("erase", 10);
    assert_string_equal(
        json_get_text(actor.link->sides[SIDE_A].observed, "Last_Name"),
        "Nordli");
}

static void what_was_never_there_is_not_erased(void **state)
{
    (void)state;
    actor_is("contacts.a.1");
    erased();
    assert_true(link_is_blank(actor.link));
    assert_int_not_equal(actor.link->status, LINK_CLOSED);
}

/* ---- who is whom ---- */

static const char *left(void)
{
    for (size_t i = 0; i < actor.effects.message_count; i++) {
        if (actor.effects.messages[i].kind == EVENT_LEAVE)
            return actor.effects.messages[i].link;
    }
    return NULL;
}

static void the_key_actor_is_left(void **state)
{
    char *key;

    (void)state;
    actor_is("contacts.a.1");
    sees(SIDE_A, "1", KARI_A);
    key = mem_copy(json_get_text(actor.link->entered, "key"));
    assert_non_null(key);
    erased();
    assert_string_equal(left(), key);
    nothing_is_left();

    /* Who has met the record by its address does not wait for it. */
    sees(SIDE_A, "1", KARI_A);
    assert_string_equal(left(), key);
    nothing_is_left();
    free(key);
}

static void said(enum event_kind kind, const char *from, struct json *body)
{
    struct event event;

    actor.now_ms += 1000;
    event_init(&event, kind, actor.link->id);
    event.from = mem_copy(from);
    event.body = body;
    told(&event);
}

static void an_alias_stays_one_without_values(void **state)
{
    const char *key;

    (void)state;
    actor_is("contacts.b.812");
    sees(SIDE_B, "812", KARI_B);
    key = json_get_text(actor.link->entered, "key");
    assert_non_null(key);
    said(EVENT_JOIN, key, json_new_text("contacts.a.1"));
    stands("alias", NULL);
    erased();
    stands("alias", NULL);
    assert_string_equal(actor.link->alias_of, "contacts.a.1");
    nothing_is_left();
    sees(SIDE_B, "812", KARI_B);
    assert_int_equal(tells(EVENT_OBSERVED, "contacts.a.1"), 1);
    nothing_is_left();
}

static void who_was_to_be_joined_is_not_any_more(void **state)
{
    const char *key;
    char *was;

    (void)state;
    actor_is("contacts.b.812");
    sees(SIDE_B, "812", KARI_B);
    key = json_get_text(actor.link->entered, "key");
    was = mem_copy(key);
    erased();
    said(EVENT_JOIN, was, json_new_text("contacts.a.1"));
    assert_int_equal(tells(EVENT_REFUSED, was), 1);
    stands("closed", "erased");
    free(was);
}

/* ---- contact persons ---- */

static void a_hub_keeps_passing_on(void **state)
{
    (void)state;
    actor_is("contactpersons.a.1");
    said(EVENT_CHILD, "contactpersons.a.1@5", NULL);
    erased();
    assert_true(actor.link->commanded_ms > 0);
    sees(SIDE_A, "1", KARI_A);
    assert_int_equal(tells(EVENT_OBSERVED, "contactpersons.a.1@5"), 1);
    nothing_is_left();
}

#define in_step(test) \
    cmocka_unit_test_setup_teardown(test, actor_setup, actor_teardown)
#define matching(test) \
    cmocka_unit_test_setup_teardown(test, actor_setup_matching, actor_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        in_step(only_ids_are_left_of_a_person),
        in_step(a_later_reading_is_not_taken_in),
        in_step(a_request_that_is_out_is_forgotten_and_its_answer_too),
        in_step(a_record_that_was_being_created_is_known_by_its_id_only),
        in_step(an_order_that_asks_hears_why_there_is_nobody),
        in_step(a_person_can_have_it_read_again),
        in_step(nothing_else_opens_it_again),
        in_step(what_was_erased_again_says_nothing_new),
        in_step(an_old_erasure_is_not_repeated),
        in_step(what_was_never_there_is_not_erased),
        matching(the_key_actor_is_left),
        matching(an_alias_stays_one_without_values),
        matching(who_was_to_be_joined_is_not_any_more),
        in_step(a_hub_keeps_passing_on),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
