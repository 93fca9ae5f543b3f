/*
 * What could not be understood, and where it goes.
 */
#include "loader/batch.h"

#include "base/mem.h"
#include "domain/letter.h"
#include "process/log.h"
#include "process/metrics.h"

#include <stdlib.h>
#include <string.h>

/* A key that is longer than any of ours is cut: with the letter it must fit
 * into a message. */
static char *dead_key(const struct kafka_message *message)
{
    size_t length = message->key_length;

    if (message->key == NULL)
        return mem_copy("");
    return mem_copy_n(message->key,
                      length < EVENT_LINK_MAX ? length : EVENT_LINK_MAX);
}

static void dead_tell(const struct kafka_message *message, const char *cause,
                      struct buf *ret_letter)
{
    letter_encode(ret_letter, message->topic, message->partition,
                  message->offset, cause, message->value,
                  message->value_length);
    metrics_add(DEAD_LETTERS, NULL, DEAD_LETTERS_HELP, 1);
    log_event(LOG_WARNING, "dead_letter", LOG_TEXT, "topic", message->topic,
              LOG_INT, "partition", (int64_t)message->partition, LOG_INT,
              "offset", message->offset, LOG_TEXT, "cause", cause, LOG_END);
}

void batch_dead(struct batch *batch, const struct kafka_message *message,
                const char *cause)
{
    struct buf letter = { 0 };
    char *key = dead_key(message);

    dead_tell(message, cause, &letter);
    batch_send(batch, batch->loader->topics.dead_letters, -1, key, &letter);
    free(key);
}

void dead_state(const struct kafka_message *message, const char *cause,
                void *arg)
{
    struct loader *loader = arg;
    struct unreadable *unreadable;

    loader->unreadables =
        mem_resize(loader->unreadables, loader->unreadable_count + 1,
                   sizeof *loader->unreadables);
    unreadable = &loader->unreadables[loader->unreadable_count++];
    *unreadable = (struct unreadable){ .partition = message->partition,
                                       .key = dead_key(message) };
    dead_tell(message, cause, &unreadable->letter);
}

void batch_dead_states(struct batch *batch)
{
    const struct loader *loader = batch->loader;

    for (size_t i = 0; i < loader->unreadable_count; i++) {
        const struct unreadable *unreadable = &loader->unreadables[i];
        struct buf letter = { 0 };

        buf_append(&letter, unreadable->letter.data, unreadable->letter.length);
        batch_send(batch, loader->topics.dead_letters, -1, unreadable->key,
                   &letter);
        if (loader->partitions[unreadable->partition] != NULL)
            batch->touched[unreadable->partition] = true;
    }
}

void dead_states_free(struct loader *loader)
{
    for (size_t i = 0; i < loader->unreadable_count; i++) {
        free(loader->unreadables[i].key);
        buf_free(&loader->unreadables[i].letter);
    }
    free(loader->unreadables);
    loader->unreadables = NULL;
    loader->unreadable_count = 0;
}
