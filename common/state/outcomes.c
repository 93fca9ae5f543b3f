#include "state/outcomes.h"

#include "base/hash.h"

#include <string.h>

#define OUTCOMES_VERSION 1
#define READ_MS          30000
#define WRITE_MS         10000

struct reading {
    const char *link; /* NULL: all */
    int64_t since_ms;
    outcomes_each *each;
    void *arg;
};

static bool is_wanted(const struct reading *reading,
                      const struct kafka_message *message)
{
    if (message->value == NULL || message->timestamp_ms < reading->since_ms)
        return false;
    return reading->link == NULL ||
           (strlen(reading->link) == message->key_length &&
            memcmp(reading->link, message->key, message->key_length) == 0);
}

/* A line of a version that is not known here is left out: it is a story, not
 * a state. */
static int reading_take(const struct kafka_message *message, void *arg,
                        struct err *err)
{
    const struct reading *reading = arg;
    struct err unread;
    struct json *outcome;
    int result = 0;

    if (!is_wanted(reading, message))
        return 0;
    outcome = json_parse(message->value, message->value_length, &unread);
    if (json_get_int(outcome, "v", 0) == OUTCOMES_VERSION)
        result = reading->each(outcome, reading->arg, err);
    json_free(outcome);
    return result;
}

int outcomes_of_link(const struct kafka_settings *kafka,
                     const struct topics *topics, const char *link,
                     outcomes_each *each, void *arg, struct err *err)
{
    struct reading reading = { .link = link, .each = each, .arg = arg };
    int64_t end;

    return kafka_read_partition(
        kafka, topics->outcomes,
        hash_partition(link, strlen(link), topics->partitions), 0, reading_take,
        &reading, &end, READ_MS, err);
}

int outcomes_since(const struct kafka_settings *kafka,
                   const struct topics *topics, int64_t since_ms,
                   outcomes_each *each, void *arg, struct err *err)
{
    struct reading reading = { .since_ms = since_ms, .each = each, .arg = arg };
    int result = 0;

    for (int32_t p = 0; result == 0 && p < topics->partitions; p++) {
        int64_t from;
        int64_t end;

        result = kafka_offset_at(kafka, topics->outcomes, p, since_ms, &from,
                                 READ_MS, err);
        if (result == 0) {
            result = kafka_read_partition(kafka, topics->outcomes, p, from,
                                          reading_take, &reading, &end, READ_MS,
                                          err);
        }
    }
    return result;
}

int outcomes_ends(const struct kafka_settings *kafka,
                  const struct topics *topics, int64_t *ret_next,
                  struct err *err)
{
    for (int32_t p = 0; p < topics->partitions; p++) {
        int64_t low;

        if (kafka_watermarks(kafka, topics->outcomes, p, &low, &ret_next[p],
                             READ_MS, err) != 0)
            return -1;
    }
    return 0;
}

int outcomes_after(const struct kafka_settings *kafka,
                   const struct topics *topics, int64_t *next,
                   outcomes_each *each, void *arg, struct err *err)
{
    struct reading reading = { .each = each, .arg = arg };
    int result = 0;

    for (int32_t p = 0; result == 0 && p < topics->partitions; p++) {
        int64_t end = next[p];

        result =
            kafka_read_partition(kafka, topics->outcomes, p, next[p],
                                 reading_take, &reading, &end, READ_MS, err);
        next[p] = end;
    }
    return result;
}

static void outcome_text(const char *link, const struct json *outcome,
                         int64_t now_ms, struct buf *out)
{
    struct json *tree = json_new_object();

    json_set_int(tree, "v", OUTCOMES_VERSION);
    json_set_int(tree, "time_ms", now_ms);
    json_set_text(tree, "link", link);
    for (const struct json *m = json_first(outcome); m != NULL;
         m = json_next(m))
        json_set(tree, json_name(m), json_clone(m));
    json_print(tree, out);
    json_free(tree);
}

int outcomes_add(const struct kafka_settings *kafka,
                 const struct topics *topics, const char *link,
                 const struct json *outcome, int64_t now_ms, struct err *err)
{
    struct kafka_producer *producer = kafka_producer_open(kafka, NULL, err);
    struct buf text = { 0 };
    int result = -1;

    outcome_text(link, outcome, now_ms, &text);
    if (producer != NULL &&
        kafka_send(producer, topics->outcomes,
                   hash_partition(link, strlen(link), topics->partitions), link,
                   strlen(link), text.data, text.length, NULL, err) == 0)
        result = kafka_flush(producer, WRITE_MS, err);
    kafka_producer_close(producer);
    buf_free(&text);
    return result;
}
