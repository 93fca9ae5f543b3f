#include "console/redrive.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

#define READ_MS  30000
#define FLUSH_MS 30000

struct redrive {
    struct session *session;
    struct kafka_producer *producer;
};

struct redrive *redrive_open(struct session *session, struct err *err)
{
    struct kafka_producer *producer =
        kafka_producer_open(&session->kafka, NULL, err);
    struct redrive *redrive;

    if (producer == NULL)
        return NULL;
    redrive = mem_new(1, sizeof *redrive);
    redrive->session = session;
    redrive->producer = producer;
    return redrive;
}

void redrive_close(struct redrive *redrive)
{
    if (redrive == NULL)
        return;
    kafka_producer_close(redrive->producer);
    free(redrive);
}

int redrive_flush(struct redrive *redrive, struct err *err)
{
    return kafka_flush(redrive->producer, FLUSH_MS, err);
}

/* ---- may it go back? ---- */

static bool is_records(const struct topics *topics, const char *topic)
{
    for (size_t i = 0; i < topics->record_count; i++) {
        if (text_equal(topics->records[i], topic))
            return true;
    }
    return false;
}

/* What is certain from the letter alone; NULL: it may go. */
static const char *refusal(const struct topics *topics,
                           const struct letter *letter)
{
    if (letter->partition < 0)
        return "not sent: it never was in Kafka, the next scan reads it anew";
    if (letter->cut)
        return "not sent: it was too long to be kept whole";
    if (letter->binary || letter->text == NULL)
        return "not sent: it is no text, nobody can ever read it";
    if (letter->partition >= topics->partitions ||
        (!text_equal(letter->topic, topics->changes) &&
         !is_records(topics, letter->topic)))
        return "not sent: nobody reads that topic any more";
    return NULL;
}

struct newer {
    const char *key;
    bool found;
};

static int newer_take(const struct kafka_message *message, void *arg,
                      struct err *err)
{
    struct newer *newer = arg;

    (void)err;
    newer->found = message->key_length == strlen(newer->key) &&
                   memcmp(message->key, newer->key, message->key_length) == 0;
    return newer->found ? 1 : 0;
}

/* A compacted topic keeps what comes last: an old reading must not. */
static int newer_look(struct redrive *redrive, const struct letter *letter,
                      const char *key, bool *ret_found, struct err *err)
{
    struct newer newer = { .key = key };
    int64_t end;
    int result = 0;

    if (is_records(&redrive->session->topics, letter->topic)) {
        result = kafka_read_partition(&redrive->session->kafka, letter->topic,
                                      letter->partition, letter->offset + 1,
                                      newer_take, &newer, &end, READ_MS, err);
    }
    *ret_found = newer.found;
    return result < 0 ? -1 : 0;
}

int redrive_send(struct redrive *redrive, const struct letter *letter,
                 const char *key, struct json *tree, struct err *err)
{
    const char *why = refusal(&redrive->session->topics, letter);
    bool newer;

    if (why == NULL) {
        if (newer_look(redrive, letter, key, &newer, err) != 0)
            return -1;
        if (newer)
            why = "not needed: a newer reading is there";
    }
    if (why == NULL &&
        kafka_send(redrive->producer, letter->topic, letter->partition, key,
                   strlen(key), letter->text, strlen(letter->text), NULL,
                   err) != 0)
        return -1;
    json_set_text(tree, "redriven", why == NULL ? "sent once more" : why);
    return 0;
}
