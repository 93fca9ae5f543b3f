#include "state/transform.h"

#include "base/buf.h"
#include "base/hash.h"
#include "base/mem.h"
#include "domain/letter.h"
#include "domain/record.h"
#include "domain/route.h"

#include <stdlib.h>
#include <string.h>

/* The message at hand, and what is needed for each of its results. */
struct work {
    const struct transform *transform;
    const struct kafka_message *message;
    struct transform_counts *counts;
    struct buf value; /* of the message being made; used again and again */
};

/* What cannot be understood does not stop what comes after it. */
static int work_bury(struct work *work, const char *cause, struct err *err)
{
    const struct transform *transform = work->transform;
    const struct kafka_message *message = work->message;
    const struct topics *topics = transform->topics;
    const char *key = message->key == NULL ? "" : message->key;
    size_t key_length = message->key == NULL ? 0 : message->key_length;

    if (key_length > EVENT_LINK_MAX)
        key_length = EVENT_LINK_MAX; /* with the letter it must fit */

    buf_clear(&work->value);
    letter_encode(&work->value, message->topic, message->partition,
                  message->offset, cause, message->value,
                  message->value_length);
    work->counts->dead_letters++;
    return transform->send(transform->arg, topics->dead_letters,
                           hash_partition(key, key_length, topics->partitions),
                           key, key_length, &work->value, err);
}

static int work_send(struct work *work, int32_t partition, const char *key,
                     struct err *err)
{
    const struct transform *transform = work->transform;

    if (transform->send(transform->arg, transform->topics->changes, partition,
                        key, strlen(key), &work->value, err) != 0) {
        if (err->kind != ERR_DATA)
            return -1;
        return work_bury(work, err->text, err);
    }
    work->counts->events++;
    return 0;
}

/* Every partition must know: each holds links of this entity. */
static int work_marker(struct work *work, const struct record *record,
                       struct err *err)
{
    int32_t partitions = work->transform->topics->partitions;
    char *key = mem_print("~scanned.%s.%s", record->system, record->entity);
    struct event event;
    int result = 0;

    event_init(&event, EVENT_SCANNED, key);
    event.system = mem_copy(record->system);
    event.entity = mem_copy(record->entity);
    event.scan_ms = record->scan_ms;
    event.partition = record->partition;
    event.partitions = record->partitions;
    event.body = route_flows(work->transform->flows, record);
    for (int32_t i = 0; i < partitions && result == 0; i++) {
        buf_clear(&work->value);
        event_encode(&work->value, &event);
        result = work_send(work, i, key, err);
    }
    event_free(&event);
    free(key);
    return result;
}

static int work_event(struct work *work, const struct event *event,
                      struct err *err)
{
    int32_t partition = hash_partition(event->link, strlen(event->link),
                                       work->transform->topics->partitions);

    buf_clear(&work->value);
    event_encode(&work->value, event);
    return work_send(work, partition, event->link, err);
}

static int work_record(struct work *work, const struct record *record,
                       struct err *err)
{
    struct event events[2 * FLOWS_MAX];
    size_t count;
    int result = 0;

    if (route_record(work->transform->flows, record, events, &count, err) != 0)
        return work_bury(work, err->text, err);
    for (size_t i = 0; i < count; i++) {
        if (result == 0)
            result = work_event(work, &events[i], err);
        event_free(&events[i]);
    }
    return result;
}

static int work_value(struct work *work, struct err *err)
{
    const struct kafka_message *message = work->message;
    struct record record;
    int result;

    if (record_decode(message->value, message->value_length, &record, err) !=
        0) {
        result = work_bury(work, err->text, err);
    } else if (record.kind == RECORD_SCANNED) {
        result = work_marker(work, &record, err);
    } else {
        result = work_record(work, &record, err);
    }
    record_free(&record);
    return result;
}

int transform_message(const struct transform *transform,
                      const struct kafka_message *message,
                      struct transform_counts *counts, struct err *err)
{
    struct work work = { .transform = transform,
                         .message = message,
                         .counts = counts };
    int result = 0;

    counts->records++;
    if (message->value != NULL) /* a tombstone says nothing about a record */
        result = work_value(&work, err);
    buf_free(&work.value);
    return result;
}
