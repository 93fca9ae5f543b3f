#include "chaos/story.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "chaos/book.h"
#include "chaos/calls.h"
#include "domain/link.h"
#include "io/kafka.h"
#include "support/ledger.h"
#include "support/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ANSWER_MS 10000
#define LINES_MAX 20000

struct line {
    int64_t ms;
    size_t number; /* what came first stays first */
    char *text;
};

static struct {
    const char *link;
    const char *topic;
    const struct link *state;
    struct line lines[LINES_MAX];
    size_t count;
} story;

/* Takes ownership of text. */
static void add(int64_t ms, char *text)
{
    if (story.count == LINES_MAX) {
        free(text);
        return;
    }
    story.lines[story.count] =
        (struct line){ .ms = ms, .number = story.count, .text = text };
    story.count++;
}

static int add_message(const struct kafka_message *message, void *arg,
                       struct err *err)
{
    (void)arg;
    (void)err;
    if (message->value == NULL || message->key_length != strlen(story.link) ||
        memcmp(message->key, story.link, message->key_length) != 0)
        return 0;
    add(message->timestamp_ms,
        mem_print("%s %d:%lld %.*s", story.topic, (int)message->partition,
                  (long long)message->offset, (int)message->value_length,
                  message->value));
    return 0;
}

static void add_topic(const char *topic)
{
    struct kafka_settings settings = {
        .brokers = getenv("TEST_BROKERS"), /* NOLINT(concurrency-mt-unsafe) */
        .client = "story",
    };
    char *name = mem_print("%s.%s", world_namespace(), topic);
    struct err err;
    int64_t end;

    story.topic = topic;
    for (int32_t p = 0; p < WORLD_PARTITIONS; p++) {
        if (kafka_read_partition(&settings, name, p, 0, add_message, NULL, &end,
                                 ANSWER_MS, &err) != 0)
            add(0, mem_print("%s cannot be read: %s", topic, err.text));
    }
    free(name);
}

static bool is_about(const struct call *call)
{
    char *body;
    bool about = false;

    for (int s = 0; story.state != NULL && call->id != NULL && s < SIDES; s++)
        about = about || text_equal(call->id, story.state->sides[s].id);
    if (about || call->kind != CALL_CREATE)
        return about;
    body = json_string(call->body);
    about = strstr(body, strrchr(story.link, '.') + 1) != NULL;
    free(body);
    return about;
}

static void add_calls(void)
{
    for (size_t i = 0; i < calls_count(); i++) {
        const struct call *call = calls_at(i);
        char *body;

        if (!is_about(call))
            continue;
        body = json_string(call->body);
        add(call->ms, mem_print("API %s %s %s: %d %s", call->system,
                                call->method, call->path, call->status, body));
        free(body);
    }
}

static int by_time(const void *one, const void *other)
{
    const struct line *a = one;
    const struct line *b = other;

    if (a->ms != b->ms)
        return a->ms < b->ms ? -1 : 1;
    return a->number < b->number ? -1 : 1;
}

static void save(void)
{
    char *path = mem_print("build/log/chaos.%s.txt", story.link);
    FILE *file = fopen(path, "we");

    if (file != NULL) {
        for (size_t i = 0; i < story.count; i++) {
            char time[TIME_TEXT_MAX];

            time_format(story.lines[i].ms, time);
            (void)fprintf(file, "%s %s\n", time, story.lines[i].text);
        }
        (void)fclose(file);
        (void)printf("   its story: %s\n", path);
    }
    free(path);
}

static void add_typed(const struct typed *typed, void *arg)
{
    (void)arg;
    for (int s = 0; story.state != NULL && s < SIDES; s++) {
        if (text_equal(typed->id, story.state->sides[s].id)) {
            add(typed->ms,
                mem_print("a person types %s %s.%s = '%s'", typed->entity,
                          typed->id, typed->path, typed->text));
        }
    }
}

void story_write(const char *link)
{
    struct ledger *ledger = ledger_read();

    story.count = 0;
    story.link = link;
    story.state = ledger_link(ledger, link);
    add_topic("changes");
    add_topic("links");
    add_topic("outcomes");
    add_calls();
    book_each(add_typed, NULL);
    qsort(story.lines, story.count, sizeof story.lines[0], by_time);
    save();
    for (size_t i = 0; i < story.count; i++)
        free(story.lines[i].text);
    ledger_free(ledger);
}
