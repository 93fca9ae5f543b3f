#include "support/mailbox.h"

#include "base/hash.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "io/kafka.h"
#include "support/test.h"
#include "support/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PARTITIONS 3 /* the world's */
#define LIMIT_MS   20000

static struct kafka_settings kafka_of(void)
{
    return (struct kafka_settings){
        .brokers = getenv("TEST_BROKERS"), /* NOLINT(concurrency-mt-unsafe) */
        .client = "test",
    };
}

struct posted post_at(const char *topic, int32_t partition, const char *key,
                      const char *value, size_t length)
{
    struct kafka_settings kafka = kafka_of();
    struct posted posted = { .partition = partition };
    struct err err = { 0 };
    struct kafka_producer *producer = kafka_producer_open(&kafka, NULL, &err);

    assert_non_null(producer);
    (void)snprintf(posted.topic, sizeof posted.topic, "%s.%s",
                   world_namespace(), topic);
    if (kafka_send(producer, posted.topic, partition, key, strlen(key), value,
                   length, &posted.offset, &err) != 0 ||
        kafka_flush(producer, LIMIT_MS, &err) != 0)
        fail_msg("%s", err.text);
    kafka_producer_close(producer);
    return posted;
}

struct posted post(const char *topic, const char *key, const char *value,
                   size_t length)
{
    return post_at(topic, hash_partition(key, strlen(key), PARTITIONS), key,
                   value, length);
}

/* ---- dead letters ---- */

static int letter_add(const struct kafka_message *message, void *arg,
                      struct err *err)
{
    struct json *letter =
        json_parse(message->value, message->value_length, err);

    if (letter == NULL)
        return -1;
    json_set(letter, "key", json_new_text_n(message->key, message->key_length));
    json_append(arg, letter);
    return 0;
}

/* All that there are, with their keys. The caller frees. */
static struct json *letters_read(void)
{
    struct kafka_settings kafka = kafka_of();
    char *topic = mem_print("%s.dead-letters", world_namespace());
    struct json *letters = json_new_array();
    struct err err = { 0 };
    int64_t end;

    for (int32_t p = 0; p < PARTITIONS; p++) {
        if (kafka_read_partition(&kafka, topic, p, 0, letter_add, letters, &end,
                                 LIMIT_MS, &err) != 0 &&
            err.kind == ERR_DATA)
            fail_msg("%s: %s", topic, err.text);
    }
    free(topic);
    return letters;
}

static bool is_from(const struct json *letter, const struct posted *posted)
{
    return text_equal(json_get_text(letter, "topic"), posted->topic) &&
           json_get_int(letter, "partition", -1) == posted->partition &&
           json_get_int(letter, "offset", -1) == posted->offset;
}

static bool is_fresh(const struct json *letter, const char *key)
{
    return json_get(letter, "offset") == NULL &&
           text_equal(json_get_text(letter, "key"), key);
}

size_t letters_of(const struct posted *posted, size_t count,
                  const char **ret_causes)
{
    struct json *letters = letters_read();
    size_t found = 0;

    for (size_t i = 0; i < count; i++) {
        const struct json *l = json_first(letters);

        while (l != NULL && !is_from(l, &posted[i]))
            l = json_next(l);
        if (l == NULL)
            continue;
        ret_causes[i] = world_keep(mem_copy(json_get_text(l, "cause")));
        found++;
    }
    json_free(letters);
    return found;
}

const char *letter_with_key(const char *key)
{
    struct json *letters = letters_read();
    const char *cause = NULL;

    for (const struct json *l = json_first(letters); l != NULL;
         l = json_next(l)) {
        if (is_fresh(l, key))
            cause = world_keep(mem_copy(json_get_text(l, "cause")));
    }
    json_free(letters);
    return cause;
}
