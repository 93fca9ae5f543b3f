/*
 * What was erased, where, when and by whom: ids and counts, so that the receipt
 * itself may be kept.
 */
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "console/erasing.h"
#include "console/who.h"
#include "state/outcomes.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SETTING_MS 10000
#define DAY_MS     INT64_C(86400000)

/* ---- making it ---- */

static struct json *links_tell(const struct person *person)
{
    struct json *list = json_new_array();

    for (size_t i = 0; i < person->link_count; i++)
        json_append(list, json_new_text(person->links[i]));
    return list;
}

static struct json *records_tell(const struct person *person)
{
    struct json *list = json_new_array();

    for (size_t i = 0; i < person->record_count; i++) {
        const struct person_record *record = &person->records[i];
        struct json *tree = json_new_object();

        json_set_text(tree, "system", record->entity->system);
        json_set_text(tree, "entity", record->entity->name);
        json_set_text(tree, "record", record->id);
        if (record->read_ms != 0)
            json_set_int(tree, "read_ms", record->read_ms);
        if (record->gone_ms != 0)
            json_set_int(tree, "gone_ms", record->gone_ms);
        json_append(list, tree);
    }
    return list;
}

static struct json *removed_tell(const struct erasing *erasing)
{
    const size_t readings = json_count(erasing->readings);
    struct json *tree = json_new_object();

    json_set_int(tree, "states", (int64_t)erasing->person.holding);
    json_set_int(tree, "readings", (int64_t)erasing->own_readings);
    json_set_int(tree, "readings_that_name_it",
                 (int64_t)(readings - erasing->own_readings));
    json_set_int(tree, "messages", (int64_t)erasing->changes);
    json_set_int(tree, "dead_letters", (int64_t)erasing->letters);
    json_set_int(tree, "fingerprints", (int64_t)erasing->fingerprints);
    return tree;
}

/* The longest that a topic keeps the bytes of what was removed; "": nobody
 * says. */
static struct json *disk_tell(const struct session *session, const char *topic,
                              const char *name)
{
    struct kafka_setting setting = { .name = name };
    struct json *tree = json_new_object();
    struct err err;

    json_set_text(tree, "topic", topic);
    json_set_text(tree, "setting", name);
    if (kafka_topic_settings(&session->kafka, topic, &setting, 1, SETTING_MS,
                             &err) == 0 &&
        setting.ret_value != NULL) {
        json_set_int(tree, "ms", strtoll(setting.ret_value, NULL, 10));
    } else {
        json_set_text(tree, "cause", err.text);
    }
    free(setting.ret_value);
    return tree;
}

static struct json *disks_tell(const struct session *session)
{
    const struct topics *topics = &session->topics;
    struct json *list = json_new_array();

    json_append(list,
                disk_tell(session, topics->links, "max.compaction.lag.ms"));
    for (size_t i = 0; i < topics->record_count; i++) {
        json_append(list, disk_tell(session, topics->records[i],
                                    "max.compaction.lag.ms"));
    }
    json_append(list, disk_tell(session, topics->changes, "segment.ms"));
    json_append(list, disk_tell(session, topics->dead_letters, "segment.ms"));
    return list;
}

bool erasing_is_nothing(const struct erasing *erasing)
{
    return erasing->person.holding == 0 &&
           json_first(erasing->readings) == NULL && erasing->changes == 0 &&
           erasing->letters == 0;
}

struct json *receipt_new(const struct erasing *erasing, bool done)
{
    struct json *tree = json_new_object();
    char *by = who_am_i();

    json_set_int(tree, "v", 1);
    json_set_int(tree, "time_ms", erasing->at_ms);
    json_set_text(tree, "by", by);
    json_set_bool(tree, "done", done);
    json_set(tree, "links", links_tell(&erasing->person));
    json_set(tree, "records", records_tell(&erasing->person));
    json_set(tree, "removed", removed_tell(erasing));
    if (done && !erasing_is_nothing(erasing))
        json_set(tree, "disks", disks_tell(&erasing->session));
    free(by);
    return tree;
}

/* ---- noting it ---- */

int receipt_note(struct erasing *erasing, const struct json *receipt,
                 struct err *err)
{
    const struct person *person = &erasing->person;
    struct session *session = &erasing->session;
    struct json *outcome = json_new_object();
    int result = 0;

    json_set_text(outcome, "action", "erased");
    json_set_text(outcome, "by", json_get_text(receipt, "by"));
    json_set(outcome, "removed", json_clone(json_get(receipt, "removed")));
    json_set(outcome, "records", json_clone(json_get(receipt, "records")));
    for (size_t i = 0; result == 0 && i < person->link_count; i++) {
        result = outcomes_add(&session->kafka, &session->topics,
                              person->links[i], outcome, time_now_ms(), err);
    }
    if (result == 0 && person->link_count == 0) {
        result =
            outcomes_add(&session->kafka, &session->topics,
                         person->records[0].id, outcome, time_now_ms(), err);
    }
    json_free(outcome);
    return result;
}

/* ---- printing it ---- */

static void print_links(const struct json *receipt, struct buf *text)
{
    for (const struct json *l = json_first(json_get(receipt, "links"));
         l != NULL; l = json_next(l))
        buf_print(text, "   of %s\n", json_text(l));
}

static void print_count(const struct json *receipt, const char *name,
                        const char *what, struct buf *text)
{
    int64_t count = json_get_int(json_get(receipt, "removed"), name, 0);

    if (count > 0)
        buf_print(text, "%8" PRId64 "  %s\n", count, what);
}

static void print_counts(const struct json *receipt, struct buf *text)
{
    print_count(receipt, "states", "states of links, in Kafka and Redis", text);
    print_count(receipt, "readings", "newest readings of the records", text);
    print_count(receipt, "readings_that_name_it",
                "readings of others that name it: the next scan reads them "
                "again",
                text);
    print_count(receipt, "messages", "messages to its links", text);
    print_count(receipt, "dead_letters", "dead letters", text);
    print_count(receipt, "fingerprints", "fingerprints in Redis", text);
}

static void print_record(const struct json *record, struct buf *text)
{
    int64_t gone_ms = json_get_int(record, "gone_ms", 0);
    int64_t read_ms = json_get_int(record, "read_ms", 0);

    buf_print(text, "  %s %s %s", json_get_text(record, "system"),
              json_get_text(record, "entity"), json_get_text(record, "record"));
    if (gone_ms != 0 || read_ms != 0) {
        buf_text_append(text, gone_ms != 0 ? ": deleted, seen at "
                                           : ": there, read at ");
        session_time(text, gone_ms != 0 ? gone_ms : read_ms);
    }
    buf_text_append(text, "\n");
}

/* What tandem never does. */
static void print_records(const struct json *receipt, struct buf *text)
{
    const struct json *records = json_get(receipt, "records");

    buf_text_append(text, "Nothing is deleted in the systems. What is still "
                          "there is read again by the next\n"
                          "scan: delete it there, too, and erase once more.\n");
    for (const struct json *r = json_first(records); r != NULL;
         r = json_next(r))
        print_record(r, text);
}

static void print_disk(const struct json *disk, struct buf *text)
{
    const struct json *ms = json_get(disk, "ms");
    const char *topic = json_get_text(disk, "topic");

    if (ms == NULL) {
        buf_print(text, "  %s: not known, %s\n", topic,
                  json_get_text(disk, "cause"));
    } else if (json_get_int(disk, "ms", INT64_MAX) > DAY_MS) {
        buf_print(text, "  %s: longer, until its %s is set to %" PRId64 "\n",
                  topic, json_get_text(disk, "setting"), DAY_MS);
    }
}

static void print_disks(const struct json *receipt, struct buf *text)
{
    const struct json *disks = json_get(receipt, "disks");

    if (disks == NULL)
        return;
    buf_text_append(text, "Kafka's disks lose the bytes within a day and a "
                          "scan (docs/security.md).\n");
    for (const struct json *d = json_first(disks); d != NULL; d = json_next(d))
        print_disk(d, text);
}

static const char *heading(const struct json *receipt, bool dry)
{
    for (const struct json *c = json_first(json_get(receipt, "removed"));
         c != NULL; c = json_next(c)) {
        if (json_get_int(json_get(receipt, "removed"), json_name(c), 0) > 0)
            return dry ? "This is what would be erased:" : "Erased:";
    }
    return "There is nothing left that could be erased.";
}

void receipt_print(const struct json *receipt, bool dry)
{
    struct buf text = { 0 };

    buf_print(&text, "%s\n", heading(receipt, dry));
    print_counts(receipt, &text);
    print_links(receipt, &text);
    print_records(receipt, &text);
    print_disks(receipt, &text);
    (void)fputs(buf_text(&text), stdout);
    buf_free(&text);
}
