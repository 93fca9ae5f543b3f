/*
 * What can grow has an end: hops, and the size of a state.
 */
#include "base/buf.h"
#include "base/mem.h"
#include "domain/link.h"
#include "support/actor.h"
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

static void seen_after(int hops)
{
    struct event event;

    event_init(&event, EVENT_OBSERVED, actor.link->id);
    event.side = SIDE_B;
    event.record_id = mem_copy("812");
    event.read_ms = actor.now_ms;
    event.fields = json_new_object();
    event.fits = true;
    event.hops = hops;
    told(&event);
}

/* An alias passes on what comes for it, but not for ever. */
static void what_has_gone_in_circles_is_stopped_and_told(void **state)
{
    (void)state;
    actor_is("contacts.b.812");
    actor.link->status = LINK_ALIAS;
    actor.link->alias_of = mem_copy("contacts.a.1");
    seen_after(EVENT_HOPS_MAX - 1);
    assert_int_equal(tells(EVENT_OBSERVED, "contacts.a.1"), 1);
    assert_int_equal(actor.effects.messages[0].hops, EVENT_HOPS_MAX);
    assert_false(audit_says("not-forwarded"));
    seen_after(EVENT_HOPS_MAX);
    assert_int_equal(tells(EVENT_OBSERVED, "contacts.a.1"), 0);
    assert_true(audit_says("not-forwarded"));
}

/* Fields with as much in each as all may have together. */
static char *full(const char *const *paths, size_t count, char with)
{
    struct json *record = json_new_object();
    struct json *picked;
    char *value = mem_new(ENTITY_VALUES_MAX / count, 1);
    char *text;

    memset(value, with, ENTITY_VALUES_MAX / count - 1);
    for (size_t i = 0; i < count; i++)
        json_set_text(record, paths[i], value);
    picked = entity_pick(record, paths, count);
    text = json_string(picked);
    json_free(picked);
    json_free(record);
    free(value);
    return text;
}

static const char *const in_zoho[] = { "First_Name", "Last_Name",
                                       "Mailing_Street", "Phone" };
static const char *const in_poweroffice[] = { "FirstName", "LastName",
                                              "PhoneNumber" };

static void wanted_by_many(void)
{
    for (int i = 0; i < LINK_SUBSCRIBERS_MAX + 5; i++) {
        char *from = mem_print("deals.a.58431040000024%05d", i);

        wanted_by(from);
        free(from);
    }
}

static size_t state_bytes(void)
{
    struct buf text = { 0 };
    size_t length;

    link_encode(&text, actor.link);
    length = text.length;
    buf_free(&text);
    return length;
}

/* actor.c holds every state to 64 KB. */
static void a_state_with_all_it_may_hold_stays_within_its_64_kb(void **state)
{
    char *a[] = { full(in_zoho, 4, 'a'), full(in_zoho, 4, 'b') };
    char *b[] = { full(in_poweroffice, 3, 'a'), full(in_poweroffice, 3, 'c') };

    (void)state;
    actor_is("contacts.a.1");
    sees(SIDE_A, "1", a[0]);
    asks_for("create", SIDE_B);
    answered(VERDICT_DONE, "812", b[0]);
    sees(SIDE_A, "1", a[1]);
    asks_for("read", SIDE_B);
    answered(VERDICT_DONE, "812", b[0]);
    asks_for("update", SIDE_B);
    assert_in_range(state_bytes(), 5 * ENTITY_VALUES_MAX, LINK_BYTES_MAX);
    answered(VERDICT_UNKNOWN, NULL, NULL);
    sees(SIDE_B, "812", b[1]);
    wanted_by_many();
    for (int i = 0; i < 2; i++) {
        free(a[i]);
        free(b[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            what_has_gone_in_circles_is_stopped_and_told, actor_setup,
            actor_teardown),
        cmocka_unit_test_setup_teardown(
            a_state_with_all_it_may_hold_stays_within_its_64_kb, actor_setup,
            actor_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
