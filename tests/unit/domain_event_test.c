#include "base/mem.h"
#include "domain/event.h"
#include "support/test.h"

#include <stdio.h>
#include <string.h>

#define LINK "contacts.a.5843"

/* What becomes of an event on its way; both are freed by the caller. */
static void travel(const struct event *event, struct event *ret_event)
{
    struct buf text = { 0 };
    struct err err = { 0 };

    event_encode(&text, event);
    if (event_decode(event->link, text.data, text.length, ret_event, &err) != 0)
        fail_msg("%s", err.text);
    buf_free(&text);
    assert_int_equal(ret_event->kind, event->kind);
    assert_string_equal(ret_event->link, event->link);
}

static void an_observation_arrives_whole(void **state)
{
    struct event event;
    struct event arrived;

    (void)state;
    event_init(&event, EVENT_OBSERVED, LINK);
    event.side = SIDE_B;
    event.record_id = mem_copy("77");
    event.parent = mem_copy("12");
    event.reference = mem_copy("zohocrm:5843@5842");
    event.read_ms = 1763912345678;
    event.modified = mem_copy("2026-11-03T09:14:05+01:00");
    event.fields = json_new_object();
    json_set_text(event.fields, "MailAddress.City", "Ålesund");
    json_set(event.fields, "Empty", json_new_null());
    event.fits = true;
    event.founds = true;
    event.not_yours = true;
    event.hops = 3;
    travel(&event, &arrived);
    assert_int_equal(arrived.side, SIDE_B);
    assert_string_equal(arrived.record_id, "77");
    assert_string_equal(arrived.parent, "12");
    assert_string_equal(arrived.reference, "zohocrm:5843@5842");
    assert_int_equal(arrived.read_ms, event.read_ms);
    assert_string_equal(arrived.modified, event.modified);
    assert_true(json_equal(arrived.fields, event.fields));
    assert_true(arrived.fits && arrived.founds && arrived.not_yours);
    assert_false(arrived.gone);
    assert_int_equal(arrived.hops, 3);
    event_free(&event);
    event_free(&arrived);
}

static void what_an_observation_does_not_say_stays_unsaid(void **state)
{
    struct event event;
    struct event arrived;
    struct buf text = { 0 };

    (void)state;
    event_init(&event, EVENT_OBSERVED, LINK);
    event.record_id = mem_copy("77");
    event.gone = true;
    event_encode(&text, &event);
    assert_string_equal(buf_text(&text),
                        "{\"v\":1,\"kind\":\"observed\",\"side\":\"a\","
                        "\"record_id\":\"77\",\"read_ms\":0,\"gone\":true}");
    travel(&event, &arrived);
    assert_null(arrived.parent);
    assert_null(arrived.reference);
    assert_null(arrived.modified);
    assert_null(arrived.fields);
    assert_true(arrived.gone);
    assert_false(arrived.fits || arrived.founds || arrived.not_yours);
    buf_free(&text);
    event_free(&event);
    event_free(&arrived);
}

static void links_talk(void **state)
{
    static const enum event_kind kinds[] = { EVENT_WANTED, EVENT_WAKE,
                                             EVENT_CHILD };

    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct event event;
        struct event arrived;

        event_init(&event, kinds[i], LINK);
        event.from = mem_copy("deals.a.9");
        event.create = true;
        event.ids[SIDE_A] = mem_copy("5843");
        event.cause = mem_copy("held");
        travel(&event, &arrived);
        assert_string_equal(arrived.from, "deals.a.9");
        assert_true(arrived.create);
        assert_string_equal(arrived.ids[SIDE_A], "5843");
        assert_null(arrived.ids[SIDE_B]);
        assert_string_equal(arrived.cause, "held");
        event_free(&event);
        event_free(&arrived);
    }
}

#define FLOWS "[\"contacts\",\"contactpersons\"]"

static void markers_and_commands_arrive(void **state)
{
    struct event event;
    struct event arrived;
    struct err err;

    (void)state;
    event_init(&event, EVENT_SCANNED, "~scanned.zohocrm.Contacts");
    event.system = mem_copy("zohocrm");
    event.entity = mem_copy("Contacts");
    event.scan_ms = 1763912345678;
    event.partition = 11;
    event.partitions = 12;
    event.body = json_parse(FLOWS, strlen(FLOWS), &err);
    travel(&event, &arrived);
    assert_true(json_equal(arrived.body, event.body));
    assert_string_equal(arrived.system, "zohocrm");
    assert_string_equal(arrived.entity, "Contacts");
    assert_int_equal(arrived.scan_ms, event.scan_ms);
    assert_int_equal(arrived.partition, 11);
    assert_int_equal(arrived.partitions, 12);
    event_free(&event);
    event_free(&arrived);

    event_init(&event, EVENT_COMMAND, LINK);
    event.command = mem_copy("retry");
    event.at_ms = 1800000000000;
    event.revision = 7;
    event.body = json_new_object();
    json_set_text(event.body, "side", "a");
    travel(&event, &arrived);
    assert_string_equal(arrived.command, "retry");
    assert_int_equal(arrived.at_ms, 1800000000000);
    assert_int_equal(arrived.revision, 7);
    assert_string_equal(json_get_text(arrived.body, "side"), "a");
    event_free(&event);
    event_free(&arrived);
}

static const struct {
    const char *text;
    const char *message;
} not_events[] = {
    { "7", "cannot decode event: not an object but number" },
    { "{\"v\":9}", "cannot decode event: v: 9 is not known here" },
    { "{\"v\":1,\"kind\":\"answered\"}",
      "cannot decode event: kind: not known here" },
    { "{\"v\":1,\"kind\":\"observed\",\"side\":\"c\"}",
      "cannot decode event: side: not known here" },
    { "{\"v\":1,\"kind\":\"observed\",\"side\":\"a\"}",
      "cannot decode event: record_id: missing" },
    { "{\"v\":1,\"kind\":\"observed\",\"side\":\"a\",\"record_id\":\"1\","
      "\"read_ms\":0.5}",
      "cannot decode event: read_ms: not a whole number but number" },
    { "{\"v\":1,\"kind\":\"observed\",\"side\":\"a\",\"record_id\":\"1\","
      "\"read_ms\":1}",
      "cannot decode event: fields: not an object but nothing" },
    { "{\"v\":1,\"kind\":\"observed\",\"side\":\"a\",\"record_id\":\"1\","
      "\"read_ms\":1,\"fields\":{},\"hops\":-1}",
      "cannot decode event: hops: out of range" },
    { "{\"v\":1,\"kind\":\"wake\"}", "cannot decode event: from: missing" },
    { "{\"v\":1,\"kind\":\"scanned\",\"system\":\"s\",\"entity\":\"E\","
      "\"scan_ms\":0,\"partition\":0,\"partitions\":2}",
      "cannot decode event: scan_ms: out of range" },
    { "{\"v\":1,\"kind\":\"registered\",\"flow\":\"contacts\","
      "\"partition\":0,\"partitions\":2000000000}",
      "cannot decode event: partitions: out of range" },
    { "{\"v\":1,\"kind\":\"join\",\"from\":\"x\"}",
      "cannot decode event: body: not what 'join' needs" },
    { "{\"v\":1,\"kind\":\"join\",\"from\":\"x\",\"body\":\" \"}",
      "cannot decode event: body: not what 'join' needs" },
    { "{\"v\":1,\"kind\":\"enter\",\"from\":\"x\",\"body\":[]}",
      "cannot decode event: body: not what 'enter' needs" },
    { "{\"v\":1,\"kind\":\"enter\",\"from\":\"x\","
      "\"body\":{\"same\":[\"0f\",null]}}",
      "cannot decode event: body: not what 'enter' needs" },
    { "{\"v\":1,\"kind\":\"ambiguous\",\"from\":\"x\"}",
      "cannot decode event: body: not what 'ambiguous' needs" },
    { "{\"v\":1,\"kind\":\"joined\",\"from\":\"x\","
      "\"body\":{\"id\":\"7\",\"observed\":{},\"changed_ms\":7}}",
      "cannot decode event: body: not what 'joined' needs" },
    { "{\"v\":1,\"kind\":\"command\"}",
      "cannot decode event: command: missing" },
    { "{\"v\":1,\"kind\":\"scanned\",\"system\":\"s\",\"entity\":\"E\","
      "\"scan_ms\":1,\"flows\":[],\"partition\":-1,\"partitions\":2}",
      "cannot decode event: partition: not below partitions" },
    { "{\"v\":1,\"kind\":\"scanned\",\"system\":\"s\",\"entity\":\"E\","
      "\"scan_ms\":1,\"partition\":0,\"partitions\":2}",
      "cannot decode event: flows: not an array of names" },
    { "{\"v\":1,\"kind\":\"scanned\",\"system\":\"s\",\"entity\":\"E\","
      "\"scan_ms\":1,\"flows\":[1],\"partition\":0,\"partitions\":2}",
      "cannot decode event: flows: not an array of names" },
};

static void what_is_no_event_is_refused_with_the_reason(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof not_events / sizeof *not_events; i++) {
        struct event event;
        struct err err = { 0 };

        assert_int_equal(event_decode(LINK, not_events[i].text,
                                      strlen(not_events[i].text), &event, &err),
                         -1);
        assert_int_equal(err.kind, ERR_DATA);
        assert_string_equal(err.text, not_events[i].message);
        event_free(&event);
    }
}

static void an_event_needs_a_key(void **state)
{
    static const char text[] = "{\"v\":1,\"kind\":\"wake\",\"from\":\"x\"}";
    struct event event;
    struct err err = { 0 };

    (void)state;
    assert_int_equal(event_decode(NULL, text, sizeof text - 1, &event, &err),
                     -1);
    assert_string_equal(err.text, "cannot decode event: key: missing");
    event_free(&event);
}

static void ids_of_links_have_a_length(void **state)
{
    static char text[2 * EVENT_LINK_MAX];
    static char key[EVENT_LINK_MAX + 2];
    struct event event;
    struct err err = { 0 };

    (void)state;
    memset(key, 'x', EVENT_LINK_MAX + 1);
    (void)snprintf(text, sizeof text,
                   "{\"v\":1,\"kind\":\"wake\",\"from\":\"%s\"}", key);
    assert_int_equal(event_decode(LINK, text, strlen(text), &event, &err), -1);
    assert_string_equal(err.text,
                        "cannot decode event: from: longer than 512 bytes");
    event_free(&event);
    (void)snprintf(text, sizeof text,
                   "{\"v\":1,\"kind\":\"wake\",\"from\":\"x\"}");
    assert_int_equal(event_decode(key, text, strlen(text), &event, &err), -1);
    assert_string_equal(err.text,
                        "cannot decode event: key: longer than 512 bytes");
    event_free(&event);
    key[EVENT_LINK_MAX] = '\0';
    assert_int_equal(event_decode(key, text, strlen(text), &event, &err), 0);
    event_free(&event);
}

static void every_kind_has_a_name(void **state)
{
    (void)state;
    assert_string_equal(event_kind_name(EVENT_OBSERVED), "observed");
    assert_string_equal(event_kind_name(EVENT_COMMAND), "command");
    assert_string_equal(event_kind_name(EVENT_UNSEEN), "unseen");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_observation_arrives_whole),
        cmocka_unit_test(what_an_observation_does_not_say_stays_unsaid),
        cmocka_unit_test(links_talk),
        cmocka_unit_test(markers_and_commands_arrive),
        cmocka_unit_test(what_is_no_event_is_refused_with_the_reason),
        cmocka_unit_test(an_event_needs_a_key),
        cmocka_unit_test(ids_of_links_have_a_length),
        cmocka_unit_test(every_kind_has_a_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
