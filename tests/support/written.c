#include "support/written.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "io/kafka.h"
#include "io/redis.h"
#include "state/topics.h"
#include "support/entities.h"
#include "support/health.h"
#include "support/program.h"
#include "support/test.h"
#include "support/world.h"

#include <stdlib.h>
#include <string.h>

#define PARTITIONS    3 /* the world's */
#define READ_LIMIT_MS 10000
#define REDIS_MS      5000

struct text {
    enum written kind;
    char *place;
    struct buf bytes;
    struct text *next;
};

static struct text *texts;

/* A new text; what it says goes into the result. */
static struct buf *text_new(enum written kind, char *place)
{
    struct text *text = mem_new(1, sizeof *text);

    text->kind = kind;
    text->place = place;
    text->next = texts;
    texts = text;
    return &text->bytes;
}

void written_forget(void)
{
    while (texts != NULL) {
        struct text *next = texts->next;

        free(texts->place);
        buf_free(&texts->bytes);
        free(texts);
        texts = next;
    }
}

/* ---- programs ---- */

static void look_at_answer(const struct program *program, const char *path)
{
    int status;
    const char *text = program_ask(program, path, &status);

    if (text != NULL) {
        buf_text_append(
            text_new(WRITTEN_HTTP,
                     mem_print("%s of %s", path, program_name(program))),
            text);
    }
}

static void look_at_program(const struct program *program)
{
    const char *name = program_name(program);
    struct buf *log;

    if (text_equal(name, "simulators"))
        return;
    buf_text_append(text_new(WRITTEN_LINE, mem_print("arguments of %s", name)),
                    program_command_line(program));
    if (program_command_line(program)[0] != '\0') {
        look_at_answer(program, "/health");
        look_at_answer(program, "/metrics");
    }
    log = text_new(WRITTEN_LOG, mem_print("log of %s", name));
    buf_text_append(log, program_output(program));
}

/* ---- Kafka ---- */

static int look_at_message(const struct kafka_message *message, void *arg,
                           struct err *err)
{
    (void)err;
    if (message->key != NULL)
        buf_append(arg, message->key, message->key_length);
    buf_text_append(arg, "\n");
    if (message->value != NULL)
        buf_append(arg, message->value, message->value_length);
    buf_text_append(arg, "\n");
    return 0;
}

static void look_at_topic(const char *topic, enum written kind)
{
    const struct kafka_settings kafka = {
        .brokers = getenv("TEST_BROKERS"), /* NOLINT(concurrency-mt-unsafe) */
        .client = "test",
    };
    struct buf *bytes = text_new(kind, mem_print("topic %s", topic));
    struct err err = { 0 };
    int64_t end;

    for (int32_t i = 0; i < PARTITIONS; i++) {
        if (kafka_read_partition(&kafka, topic, i, 0, look_at_message, bytes,
                                 &end, READ_LIMIT_MS, &err) != 0)
            fail_msg("%s: %s", topic, err.text);
    }
}

static void look_at_kafka(void)
{
    struct topics topics;
    struct flows flows;

    entities_flows(&flows);
    topics_init(&topics, world_namespace(), PARTITIONS, &flows);
    for (size_t i = 0; i < topics.record_count; i++)
        look_at_topic(topics.records[i], WRITTEN_TOPIC);
    look_at_topic(topics.changes, WRITTEN_TOPIC);
    look_at_topic(topics.links, WRITTEN_TOPIC);
    look_at_topic(topics.dead_letters, WRITTEN_TOPIC);
    look_at_topic(topics.outcomes, WRITTEN_AUDIT);
    topics_free(&topics);
    flows_free(&flows);
}

/* ---- Redis ---- */

static void reply_append(struct buf *bytes, const struct redis_reply *reply)
{
    if (reply->kind == REDIS_TEXT)
        buf_append(bytes, reply->text, reply->length);
    buf_text_append(bytes, "\n");
    for (size_t i = 0; i < reply->count; i++)
        reply_append(bytes, &reply->items[i]);
}

/* The whole value, whatever it is. A key that is gone has none. */
static void look_at_value(struct redis *redis, const char *key)
{
    static const char *const asks[][4] = {
        { "GET", NULL },
        { "HGETALL", NULL },
        { "LRANGE", "0", "-1", NULL },
        { "ZRANGE", "0", "-1", NULL },
    };
    struct buf *bytes = text_new(WRITTEN_VALUE, mem_print("value of %s", key));

    for (size_t i = 0; i < sizeof asks / sizeof *asks; i++) {
        struct err err = { 0 };
        const struct redis_reply *reply = redis_do(
            redis, &err, asks[i][0], key, asks[i][1], asks[i][2], NULL);

        if (reply != NULL)
            reply_append(bytes, reply);
    }
}

static void look_at_redis(void)
{
    const char *url = getenv("TEST_REDIS"); /* NOLINT(concurrency-mt-unsafe) */
    struct err err = { 0 };
    struct redis *redis = redis_open(url, REDIS_MS, &err);
    const struct redis_reply *reply = redis_do(redis, &err, "KEYS", "*", NULL);
    size_t count = reply == NULL ? 0 : reply->count;
    char **keys = mem_new(count + 1, sizeof *keys);

    for (size_t i = 0; i < count; i++)
        keys[i] = mem_copy(reply->items[i].text);
    for (size_t i = 0; i < count; i++) {
        buf_text_append(text_new(WRITTEN_KEY, mem_print("key %s", keys[i])),
                        keys[i]);
        look_at_value(redis, keys[i]);
        free(keys[i]);
    }
    free(keys);
    redis_close(redis);
}

/* ---- all of it ---- */

void written_look(void)
{
    const struct program *program;

    for (size_t i = 0; (program = program_nth(i)) != NULL; i++)
        look_at_program(program);
    look_at_kafka();
    look_at_redis();
}

static bool holds(const struct buf *bytes, const char *text)
{
    size_t length = strlen(text);

    for (size_t i = 0; i + length <= bytes->length; i++) {
        if (memcmp(bytes->data + i, text, length) == 0)
            return true;
    }
    return false;
}

const char *written_where(enum written kind, const char *text)
{
    for (const struct text *at = texts; at != NULL; at = at->next) {
        if (at->kind == kind && holds(&at->bytes, text))
            return at->place;
    }
    return NULL;
}

size_t written_bytes(enum written kind)
{
    size_t bytes = 0;

    for (const struct text *at = texts; at != NULL; at = at->next)
        bytes += at->kind == kind ? at->bytes.length : 0;
    return bytes;
}
