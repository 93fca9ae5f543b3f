#include "support/published.h"

#include "base/hash.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/text.h"
#include "domain/record.h"
#include "io/kafka.h"
#include "support/world.h"

#include <stdlib.h>
#include <string.h>

#define PARTITIONS    3 /* the world's */
#define READ_LIMIT_MS 10000

/* What is looked for in a topic, and what has been found. */
struct search {
    const char *id; /* NULL: any */
    size_t count;
    size_t markers[PARTITIONS];
    struct map *ids;
    struct record newest; /* freed by whoever searched */
};

static void search_record(struct search *search, struct record *record)
{
    static char seen;

    (void)map_put(search->ids, record->id, &seen);
    if (search->id != NULL && !text_equal(record->id, search->id)) {
        record_free(record);
        return;
    }
    search->count++;
    record_free(&search->newest);
    search->newest = *record;
}

static int search_message(const struct kafka_message *message, void *arg,
                          struct err *err)
{
    struct search *search = arg;
    struct record record = { 0 };

    if (record_decode(message->value, message->value_length, &record, err) != 0)
        return -1;
    if (record.kind == RECORD_SCANNED) {
        assert_int_equal(record.partition, message->partition);
        search->markers[message->partition]++;
        record_free(&record);
        return 0;
    }
    assert_int_equal(message->key_length, strlen(record.id));
    assert_memory_equal(message->key, record.id, message->key_length);
    assert_int_equal(
        message->partition,
        hash_partition(message->key, message->key_length, PARTITIONS));
    search_record(search, &record);
    return 0;
}

/* A topic that is not there yet is empty. */
static void topic_read(char *topic, kafka_each *each, void *arg)
{
    struct kafka_settings kafka = {
        .brokers = getenv("TEST_BROKERS"), /* NOLINT(concurrency-mt-unsafe) */
        .client = "test",
    };
    struct err err = { 0 };
    int64_t end;

    for (int32_t i = 0; i < PARTITIONS; i++) {
        if (kafka_read_partition(&kafka, topic, i, 0, each, arg, &end,
                                 READ_LIMIT_MS, &err) != 0 &&
            err.kind == ERR_DATA)
            fail_msg("%s: %s", topic, err.text);
    }
    free(topic);
}

static struct search search_topic(const char *entity, const char *id)
{
    struct search search = { .id = id, .ids = map_new() };

    topic_read(mem_print("%s.records.%s", world_namespace(), entity),
               search_message, &search);
    return search;
}

static void search_free(struct search *search)
{
    map_free(search->ids, NULL);
    record_free(&search->newest);
}

size_t published_count(const char *entity, const char *id)
{
    struct search search = search_topic(entity, id);

    search_free(&search);
    return search.count;
}

size_t published_ids(const char *entity)
{
    struct search search = search_topic(entity, NULL);
    size_t count = map_count(search.ids);

    search_free(&search);
    return count;
}

size_t published_scans(const char *entity)
{
    struct search search = search_topic(entity, NULL);

    search_free(&search);
    for (size_t i = 1; i < PARTITIONS; i++) {
        if (search.markers[i] < search.markers[0])
            search.markers[0] = search.markers[i];
    }
    return search.markers[0];
}

const char *published_text(const char *entity, const char *id, const char *path)
{
    struct search search = search_topic(entity, id);
    char *text = mem_copy(json_text(json_at(search.newest.body, path)));

    search_free(&search);
    return text == NULL ? NULL : world_keep(text);
}

bool published_has(const char *entity, const char *id, const char *path,
                   const char *value)
{
    return text_equal(published_text(entity, id, path), value);
}

int64_t published_read_ms(const char *entity, const char *id)
{
    struct search search = search_topic(entity, id);
    int64_t read_ms = search.newest.read_ms;

    search_free(&search);
    return read_ms;
}

bool published_gone(const char *entity, const char *id)
{
    struct search search = search_topic(entity, id);
    bool gone = search.count > 0 && search.newest.kind == RECORD_GONE;

    search_free(&search);
    return gone;
}

struct letters {
    const char *cause;
    size_t count;
};

static int letter_count(const struct kafka_message *message, void *arg,
                        struct err *err)
{
    struct letters *letters = arg;
    struct json *letter =
        json_parse(message->value, message->value_length, err);

    if (letter == NULL)
        return -1;
    if (text_starts(json_get_text(letter, "cause"), letters->cause))
        letters->count++;
    json_free(letter);
    return 0;
}

size_t published_dead(const char *cause)
{
    struct letters letters = { .cause = cause };

    topic_read(mem_print("%s.dead-letters", world_namespace()), letter_count,
               &letters);
    return letters.count;
}
