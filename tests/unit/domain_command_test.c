/*
 * What links do with the commands of persons.
 */
#include "support/test.h"

#include "base/mem.h"
#include "support/actor.h"

#define LINK     "contacts.a.1"
#define OTHER    "contacts.b.812"
#define B_RECORD "{'LastName':'Nordli'}"

static int setup(void **state)
{
    (void)state;
    return actor_setup_in_step("{'Last_Name':'Nordli'}", B_RECORD);
}

static void refuses(const char *why)
{
    asks_nothing();
    assert_true(audit_says("refused"));
    assert_string_equal(actor.link->command_refused, why);
}

static void obeys(void)
{
    assert_false(audit_says("refused"));
    assert_null(actor.link->command_refused);
}

static void a_command_of_a_newer_console_is_refused(void **state)
{
    (void)state;
    commanded("dance", 0, NULL);
    refuses("unknown");
    stands("in-step", NULL);
}

static void a_command_on_a_state_that_has_moved_is_refused(void **state)
{
    (void)state;
    commanded("retry", actor.link->revision + 1, NULL);
    refuses("moved");
    commanded("retry", actor.link->revision, NULL);
    asks_for("read", SIDE_A);
    obeys();
}

/* ---- prefer ---- */

static void conflict(void)
{
    actor_flow("contacts")->properties[0].prefer = PREFER_HOLD;
    for (size_t i = 0; i < actor_flow("contacts")->property_count; i++)
        actor_flow("contacts")->properties[i].prefer = PREFER_HOLD;
    sees(SIDE_A, "1", "{'Last_Name':'Dal'}");
    answered(VERDICT_DONE, "812", "{'LastName':'Holm'}");
    stands("held", "conflict");
}

static void who_prefers_a_side_ends_a_conflict(void **state)
{
    (void)state;
    conflict();
    commanded("prefer", actor.link->revision, "{'side':'a'}");
    obeys();
    asks_for("read", SIDE_B);
    answered(VERDICT_DONE, "812", "{'LastName':'Holm'}");
    asks_for("update", SIDE_B);
    sends("LastName", "'Dal'");
    answered(VERDICT_DONE, "812", "{'LastName':'Dal'}");
    stands("in-step", NULL);
    assert_null(json_first(actor.link->prefer));
}

static void the_other_side_may_be_preferred_too(void **state)
{
    (void)state;
    conflict();
    commanded("prefer", 0, "{'side':'b','property':'LastName'}");
    obeys();
    asks_for("update", SIDE_A);
    sends("Last_Name", "'Holm'");
}

static void a_property_that_is_none_is_refused(void **state)
{
    (void)state;
    commanded("prefer", 0, "{'side':'b','property':'Nonsense'}");
    refuses("no-property");
}

/* ---- unlink ---- */

static const struct event *parted(void)
{
    assert_int_equal(tells(EVENT_PARTED, OTHER), 1);
    for (size_t i = 0; i < actor.effects.message_count; i++) {
        if (actor.effects.messages[i].kind == EVENT_PARTED)
            return &actor.effects.messages[i];
    }
    return NULL;
}

static void who_is_unlinked_is_held_and_the_other_gets_its_record(void **state)
{
    (void)state;
    commanded("unlink", actor.link->revision, NULL);
    obeys();
    stands("held", "unlinked");
    assert_null(actor.link->sides[SIDE_B].id);
    assert_string_equal(json_get_text(parted()->body, "id"), "812");
    assert_string_equal(json_get_text(parted()->body, "apart"), "1");
}

static void
a_parted_record_that_carries_our_reference_is_no_partner(void **state)
{
    (void)state;
    commanded("unlink", 0, NULL);
    sees(SIDE_B, "812", B_RECORD);
    assert_null(actor.link->sides[SIDE_B].id);
    assert_int_equal(tells(EVENT_OBSERVED, OTHER), 1);
    stands("held", "unlinked");
    commanded("retry", 0, NULL);
    answered(VERDICT_DONE, "1", "{'Last_Name':'Nordli'}");
    stands("held", "unlinked");
}

/* The other half: hears of it, and takes the reference back. */
static void is_parted(int64_t revision)
{
    struct event event;

    event_init(&event, EVENT_PARTED, OTHER);
    event.from = mem_copy(LINK);
    event.revision = revision;
    event.body = quoted("{'id':'812','reference':'zohocrm:1','read_ms':1,"
                        "'observed':{'LastName':'Nordli'},'changed_ms':{},"
                        "'apart':'1'}");
    told(&event);
}

static void the_reference_of_a_parted_record_is_taken_back(void **state)
{
    (void)state;
    actor_is(OTHER);
    is_parted(7);
    asks_for("read", SIDE_B);
    answered(VERDICT_DONE, "812", B_RECORD);
    asks_for("update", SIDE_B);
    sends("ExternalImportReference", "null");
    answered(VERDICT_DONE, "812", B_RECORD);
    asks_nothing();
    stands("held", "unlinked");
}

static void a_reference_that_may_not_be_taken_back_stays(void **state)
{
    (void)state;
    actor_is(OTHER);
    is_parted(7);
    answered(VERDICT_DONE, "812", B_RECORD);
    refused("Validation", "ExternalImportReference");
    stands("held", "unlinked");
    asks_nothing();
}

/* ---- resolve ---- */

static void who_is_ignored_is_left_alone_until_a_retry(void **state)
{
    (void)state;
    commanded("resolve", 0, "{'ignore':true}");
    stands("closed", "ignored");
    sees(SIDE_A, "1", "{'Last_Name':'Dal'}");
    asks_nothing();
    stands("closed", "ignored");
    commanded("retry", 0, NULL);
    asks_for("read", SIDE_A);
}

static void who_was_unlinked_may_get_a_record_of_its_own(void **state)
{
    (void)state;
    commanded("unlink", 0, NULL);
    commanded("resolve", 0, "{'create':true}");
    obeys();
    asks_for("create", SIDE_B);
}

static void a_partner_stands_in_the_way_of_another(void **state)
{
    (void)state;
    commanded("resolve", 0, "{'create':true}");
    refuses("has-partner");
    commanded("resolve", 0, "{'join':'contacts.b.813'}");
    refuses("has-partner");
}

static void joins(const char *b_link)
{
    struct event event;

    event_init(&event, EVENT_JOINED, LINK);
    event.from = mem_copy(b_link);
    event.body = quoted("{'id':'812','read_ms':1,'key':'" LINK "',"
                        "'observed':{'LastName':'Nordli'},'changed_ms':{}}");
    told(&event);
}

static void who_was_unlinked_is_joined_again_by_a_person_only(void **state)
{
    (void)state;
    commanded("unlink", 0, NULL);
    joins(OTHER);
    assert_null(actor.link->sides[SIDE_B].id);
    commanded("resolve", 0, "{'join':'" OTHER "'}");
    assert_int_equal(tells(EVENT_JOIN, OTHER), 1);
    joins(OTHER);
    assert_string_equal(actor.link->sides[SIDE_B].id, "812");
    assert_true(audit_says("joined"));
}

/* Delivered again after the two have been put together. */
static void an_old_parting_parts_nobody(void **state)
{
    struct event event;

    (void)state;
    actor_is(OTHER);
    is_parted(7);
    answered(VERDICT_DONE, "812", B_RECORD);
    answered(VERDICT_DONE, "812", B_RECORD);
    event_init(&event, EVENT_JOIN, OTHER);
    event.from = mem_copy(LINK);
    event.revision = 9;
    event.body = json_new_text(LINK);
    told(&event);
    stands("alias", NULL);
    is_parted(7);
    stands("alias", NULL);
    is_parted(12);
    stands("held", "unlinked");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, actor_teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_command_of_a_newer_console_is_refused),
        TEST(a_command_on_a_state_that_has_moved_is_refused),
        TEST(who_prefers_a_side_ends_a_conflict),
        TEST(the_other_side_may_be_preferred_too),
        TEST(a_property_that_is_none_is_refused),
        TEST(who_is_unlinked_is_held_and_the_other_gets_its_record),
        TEST(a_parted_record_that_carries_our_reference_is_no_partner),
        TEST(the_reference_of_a_parted_record_is_taken_back),
        TEST(a_reference_that_may_not_be_taken_back_stays),
        TEST(who_is_ignored_is_left_alone_until_a_retry),
        TEST(who_was_unlinked_may_get_a_record_of_its_own),
        TEST(a_partner_stands_in_the_way_of_another),
        TEST(who_was_unlinked_is_joined_again_by_a_person_only),
        TEST(an_old_parting_parts_nobody),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
