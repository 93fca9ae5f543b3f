#include "base/mem.h"
#include "domain/work.h"
#include "support/test.h"

#include <stdlib.h>

static struct effects effects;
static struct link *link;

static int begin(void **state)
{
    (void)state;
    link = link_new("contacts.a.7");
    return 0;
}

static int end(void **state)
{
    (void)state;
    effects_free(&effects);
    link_free(link);
    return 0;
}

static struct work work(void)
{
    return (struct work){ .link = link, .out = &effects };
}

static void encodes(const struct outcome *outcome, const char *expected)
{
    struct buf text = { 0 };

    outcome_encode(&text, outcome, link, 1795434846000);
    assert_string_equal(buf_text(&text), expected);
    buf_free(&text);
}

static void an_outcome_says_what_was_done_to_which_link_and_why(void **state)
{
    struct work made = work();

    (void)state;
    link->status = LINK_IN_STEP;
    link->revision = 4;
    work_outcome(&made, "updated", SIDE_B, "LastName,PhoneNumber", "newest",
                 NULL);
    assert_int_equal(effects.outcome_count, 1);
    encodes(&effects.outcomes[0],
            "{\"v\":1,\"time_ms\":1795434846000,\"link\":\"contacts.a.7\","
            "\"flow\":\"contacts\",\"action\":\"updated\",\"side\":\"b\","
            "\"status\":\"in-step\",\"properties\":\"LastName,PhoneNumber\","
            "\"rule\":\"newest\",\"revision\":4}");
}

static void what_there_is_not_to_say_is_left_out(void **state)
{
    const struct outcome held = { .action = "held", .cause = (char[]){ "x" } };

    (void)state;
    link->status = LINK_HELD;
    encodes(&held,
            "{\"v\":1,\"time_ms\":1795434846000,\"link\":\"contacts.a.7\","
            "\"flow\":\"contacts\",\"action\":\"held\",\"side\":\"a\","
            "\"status\":\"held\",\"cause\":\"x\",\"revision\":0}");
}

static void what_a_person_must_do_is_said_with_the_cause(void **state)
{
    const struct outcome held = { .action = "held",
                                  .cause = (char[]){ "twin" } };
    const struct outcome owed = { .action = "owed",
                                  .side = SIDE_B,
                                  .cause = (char[]){ "longer than 9 x" } };

    (void)state;
    link->status = LINK_HELD;
    encodes(&held,
            "{\"v\":1,\"time_ms\":1795434846000,\"link\":\"contacts.a.7\","
            "\"flow\":\"contacts\",\"action\":\"held\",\"side\":\"a\","
            "\"status\":\"held\",\"cause\":\"twin\",\"remedy\":\"clear it on "
            "one of them; "
            "or `tandem resolve`\",\"revision\":0}");
    link->status = LINK_PENDING;
    encodes(&owed,
            "{\"v\":1,\"time_ms\":1795434846000,\"link\":\"contacts.a.7\","
            "\"flow\":\"contacts\",\"action\":\"owed\",\"side\":\"b\","
            "\"status\":\"pending\",\"cause\":\"longer than 9 x\","
            "\"remedy\":\"shorten it\",\"revision\":0}");
}

static void a_message_says_whom_it_is_from(void **state)
{
    struct work made = work();
    const struct event *message = work_message(&made, EVENT_WAKE, "deals.a.1");

    (void)state;
    assert_int_equal(message->kind, EVENT_WAKE);
    assert_string_equal(message->link, "deals.a.1");
    assert_string_equal(message->from, "contacts.a.7");
}

static void no_more_is_kept_than_there_is_room_for(void **state)
{
    struct work made = work();

    (void)state;
    for (size_t i = 0; i < EFFECTS_MESSAGES_MAX; i++)
        assert_non_null(work_message(&made, EVENT_WAKE, "deals.a.1"));
    assert_null(work_message(&made, EVENT_WAKE, "deals.a.1"));
    for (size_t i = 0; i <= EFFECTS_OUTCOMES_MAX; i++)
        work_outcome(&made, "updated", SIDE_A, NULL, NULL, NULL);
    assert_int_equal(effects.outcome_count, EFFECTS_OUTCOMES_MAX);
}

static void freed_effects_are_ready_for_the_next_event(void **state)
{
    struct work made = work();

    (void)state;
    (void)work_message(&made, EVENT_WAKE, "deals.a.1");
    work_outcome(&made, "held", SIDE_A, NULL, NULL, "why");
    effects.changed = true;
    effects.seen = true;
    effects.request = true;
    effects.respond = true;
    effects_free(&effects);
    assert_int_equal(effects.message_count + effects.outcome_count, 0);
    assert_false(effects.changed || effects.seen);
    assert_false(effects.request || effects.respond);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_outcome_says_what_was_done_to_which_link_and_why),
        TEST(what_there_is_not_to_say_is_left_out),
        TEST(what_a_person_must_do_is_said_with_the_cause),
        TEST(a_message_says_whom_it_is_from),
        TEST(no_more_is_kept_than_there_is_room_for),
        TEST(freed_effects_are_ready_for_the_next_event),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
