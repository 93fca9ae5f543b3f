#include "console/words.h"

#include "base/hash.h"
#include "base/mem.h"
#include "domain/event.h"

#include <stdlib.h>
#include <string.h>

#define FLUSH_MS 30000

struct words {
    const struct session *session;
    struct kafka_producer *producer;
};

struct words *words_open(const struct session *session, struct err *err)
{
    struct kafka_producer *producer =
        kafka_producer_open(&session->config->kafka, NULL, err);
    struct words *words;

    if (producer == NULL)
        return NULL;
    words = mem_new(1, sizeof *words);
    words->session = session;
    words->producer = producer;
    return words;
}

void words_close(struct words *words)
{
    if (words == NULL)
        return;
    kafka_producer_close(words->producer);
    free(words);
}

int words_say(struct words *words, const char *link, const struct word *word,
              struct err *err)
{
    const struct topics *topics = &words->session->topics;
    const size_t length = strlen(link);
    struct event event;
    struct buf value = { 0 };
    int result;

    event_init(&event, EVENT_COMMAND, link);
    event.command = mem_copy(word->command);
    event.at_ms = word->at_ms;
    event.revision = word->revision;
    event.body = json_clone(word->body);
    event_encode(&value, &event);
    event_free(&event);
    result = kafka_send(words->producer, topics->changes,
                        hash_partition(link, length, topics->partitions), link,
                        length, value.data, value.length, NULL, err);
    buf_free(&value);
    return result;
}

int words_flush(struct words *words, struct err *err)
{
    return kafka_flush(words->producer, FLUSH_MS, err);
}
