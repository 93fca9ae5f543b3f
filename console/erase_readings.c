/*
 * The newest readings of a person's records, and those of others' records that
 * name it: a deal has its contact's name beside the id.
 */
#include "base/hash.h"
#include "base/mem.h"
#include "base/text.h"
#include "console/erasing.h"
#include "domain/record.h"

#include <stdlib.h>
#include <string.h>

#define FLUSH_MS 30000

/* ---- finding ---- */

struct look {
    struct erasing *erasing;
    const struct entity *entity;
    const char *topic;
    struct json *newest; /* {key: true}: of this partition, to be removed */
};

/* An object within the record whose id is the person's. */
static bool names(const struct json *tree, const struct entity *of,
                  const char *id)
{
    char *found;
    bool same;

    for (const struct json *m = json_first(tree); m != NULL; m = json_next(m)) {
        if (!json_is_object(m) && !json_is_array(m))
            continue;
        found = json_is_object(m) ? entity_id(of, m) : NULL;
        same = text_equal(found, id);
        free(found);
        if (same || names(m, of, id))
            return true;
    }
    return false;
}

static bool has_bytes(const char *text, size_t length, const char *part)
{
    size_t size = strlen(part);

    for (size_t i = 0; i + size <= length; i++) {
        if (text[i] == part[0] && memcmp(text + i, part, size) == 0)
            return true;
    }
    return false;
}

static bool mentions(const struct look *look,
                     const struct kafka_message *message,
                     const struct person_record *person)
{
    struct record record = { 0 };
    struct err err;
    bool found = false;

    if (!text_equal(person->entity->system, look->entity->system) ||
        !has_bytes(message->value, message->value_length, person->id))
        return false;
    if (record_decode(message->value, message->value_length, &record, &err) ==
        0)
        found = names(record.body, person->entity, person->id);
    record_free(&record);
    return found;
}

static bool is_meant(const struct look *look,
                     const struct kafka_message *message, const char *key)
{
    const struct person *person = &look->erasing->person;

    if (person_has_record(person, look->entity, key))
        return true;
    for (size_t i = 0; i < person->record_count; i++) {
        if (mentions(look, message, &person->records[i]))
            return true;
    }
    return false;
}

/* The newest reading, or tombstone, is what counts: compaction takes those
 * before it. */
static int look_take(const struct kafka_message *message, void *arg,
                     struct err *err)
{
    struct look *look = arg;
    char *key;

    (void)err;
    if (message->key == NULL)
        return 0;
    key = mem_copy_n(message->key, message->key_length);
    if (message->value != NULL && key[0] != '~' &&
        is_meant(look, message, key)) {
        json_set_bool(look->newest, key, true);
    } else {
        json_remove(look->newest, key);
    }
    free(key);
    return 0;
}

static void look_keep(struct look *look, int32_t partition)
{
    struct erasing *erasing = look->erasing;

    for (const struct json *m = json_first(look->newest); m != NULL;
         m = json_next(m)) {
        struct json *tree = json_new_object();

        json_set_text(tree, "topic", look->topic);
        json_set_int(tree, "partition", partition);
        json_set_text(tree, "key", json_name(m));
        json_append(erasing->readings, tree);
        if (person_has_record(&erasing->person, look->entity, json_name(m)))
            erasing->own_readings++;
    }
}

static int topic_look(struct look *look, struct err *err)
{
    struct session *session = &look->erasing->session;
    int result = 0;

    for (int32_t p = 0; result == 0 && p < session->topics.partitions; p++) {
        int64_t end;

        look->newest = json_new_object();
        result =
            kafka_read_partition(&session->kafka, look->topic, p, 0, look_take,
                                 look, &end, ERASING_READ_MS, err);
        look_keep(look, p);
        json_free(look->newest);
    }
    return result;
}

int readings_find(struct erasing *erasing, struct err *err)
{
    const struct topics *topics = &erasing->session.topics;
    int result = 0;

    for (size_t i = 0; result == 0 && i < topics->record_count; i++) {
        struct look look = { .erasing = erasing,
                             .entity = topics->record_entities[i],
                             .topic = topics->records[i] };

        result = topic_look(&look, err);
    }
    return result;
}

/* ---- removing ---- */

static int tombstone_send(struct kafka_producer *producer,
                          const struct json *reading, int64_t *ret_offset,
                          struct err *err)
{
    const char *key = json_get_text(reading, "key");

    return kafka_send(producer, json_get_text(reading, "topic"),
                      (int32_t)json_get_int(reading, "partition", 0), key,
                      strlen(key), NULL, 0, ret_offset, err);
}

static int tombstones_send(struct erasing *erasing, int64_t *offsets,
                           struct err *err)
{
    struct kafka_producer *producer =
        kafka_producer_open(&erasing->session.config->kafka, NULL, err);
    size_t n = 0;
    int result = producer == NULL ? -1 : 0;

    for (const struct json *r = json_first(erasing->readings);
         result == 0 && r != NULL; r = json_next(r))
        result = tombstone_send(producer, r, &offsets[n++], err);
    if (result == 0)
        result = kafka_flush(producer, FLUSH_MS, err);
    kafka_producer_close(producer);
    return result;
}

/* Has the transformer read so far everywhere? 1: yes, 0: no. */
static int transformer_passed(struct erasing *erasing, const char *topic,
                              const int64_t *offsets, struct err *err)
{
    const struct topics *topics = &erasing->session.topics;
    struct kafka_stand *stands =
        mem_new((size_t)topics->partitions, sizeof *stands);
    int result = kafka_group_stands(
        &erasing->session.kafka, topics->transformer_group, topic,
        topics->partitions, stands, ERASING_READ_MS, err);
    bool passed = true;
    size_t n = 0;

    for (const struct json *r = json_first(erasing->readings); r != NULL;
         r = json_next(r), n++) {
        if (text_equal(json_get_text(r, "topic"), topic) &&
            stands[json_get_int(r, "partition", 0)].committed <= offsets[n])
            passed = false;
    }
    free(stands);
    return result != 0 ? -1 : passed;
}

static int transformer_wait(struct erasing *erasing, const int64_t *offsets,
                            struct err *err)
{
    const struct topics *topics = &erasing->session.topics;

    for (size_t i = 0; i < topics->record_count; i++) {
        int passed;

        while ((passed = transformer_passed(erasing, topics->records[i],
                                            offsets, err)) == 0) {
            if (!erasing_waits(erasing, "the transformer", err))
                return -1;
        }
        if (passed < 0)
            return -1;
    }
    return 0;
}

int readings_remove(struct erasing *erasing, struct err *err)
{
    int64_t *offsets =
        mem_new(json_count(erasing->readings) + 1, sizeof *offsets);
    int result = tombstones_send(erasing, offsets, err);

    if (result == 0)
        result = transformer_wait(erasing, offsets, err);
    free(offsets);
    return result;
}
