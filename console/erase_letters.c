/*
 * A person's dead letters. The topic is not compacted: those of others are put
 * back behind, and all that stood before is deleted.
 */
#include "base/hash.h"
#include "base/mem.h"
#include "base/text.h"
#include "console/erasing.h"
#include "domain/letter.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define FLUSH_MS  30000
#define DELETE_MS 30000
/* Zoho's ids are like nothing else; a short number may be anything. */
#define LONG_ID 12

/* ---- whose is it? ---- */

static bool is_word(char c)
{
    return isalnum((unsigned char)c) != 0 || c == '-' || c == '_';
}

/* The id, and not a part of another one. */
static bool says(const char *text, const char *id)
{
    size_t length = strlen(id);

    for (const char *at = strstr(text, id); at != NULL;
         at = strstr(at + 1, id)) {
        if ((at == text || !is_word(at[-1])) && !is_word(at[length]))
            return true;
    }
    return false;
}

static bool names_record(const struct topics *topics,
                         const struct letter *letter,
                         const struct person_record *record, const char *key)
{
    const char *topic = topics_of_entity(topics, record->entity);
    bool of_entity = text_equal(letter->topic, topic);

    if (of_entity && text_equal(key, record->id))
        return true;
    return letter->text != NULL &&
           (of_entity || strlen(record->id) >= LONG_ID) &&
           says(letter->text, record->id);
}

static bool is_of_person(const struct erasing *erasing,
                         const struct letter *letter, const char *key)
{
    const struct person *person = &erasing->person;

    if (person_has_link(person, key, strlen(key)))
        return true;
    for (size_t i = 0; i < person->link_count; i++) {
        if (letter->text != NULL && says(letter->text, person->links[i]))
            return true;
    }
    for (size_t i = 0; i < person->record_count; i++) {
        if (names_record(&erasing->session.topics, letter, &person->records[i],
                         key))
            return true;
    }
    return false;
}

static bool message_is_of_person(const struct erasing *erasing,
                                 const struct kafka_message *message)
{
    char *key = mem_copy_n(message->key == NULL ? "" : message->key,
                           message->key_length);
    struct letter letter = { 0 };
    struct err err;
    bool found = message->value != NULL &&
                 letter_decode(message->value, message->value_length, &letter,
                               &err) == 0 &&
                 is_of_person(erasing, &letter, key);

    letter_free(&letter);
    free(key);
    return found;
}

/* ---- finding ---- */

static int find_take(const struct kafka_message *message, void *arg,
                     struct err *err)
{
    struct erasing *erasing = arg;

    (void)err;
    if (message_is_of_person(erasing, message)) {
        erasing->letters++;
        erasing->letters_in[message->partition] = true;
    }
    return 0;
}

int letters_find(struct erasing *erasing, struct err *err)
{
    struct session *session = &erasing->session;
    int result = 0;

    erasing->letters_in =
        mem_new((size_t)session->topics.partitions, sizeof(bool));
    for (int32_t p = 0; result == 0 && p < session->topics.partitions; p++) {
        int64_t end;

        result = kafka_read_partition(
            &session->kafka, session->topics.dead_letters, p, 0, find_take,
            erasing, &end, ERASING_READ_MS, err);
    }
    return result;
}

/* ---- removing ---- */

struct keeping {
    struct erasing *erasing;
    struct kafka_producer *producer;
    struct json *kept; /* {hash: true}: put back already */
};

/* An erasure that was interrupted has put some back: once is enough. */
static bool is_kept(struct keeping *keeping,
                    const struct kafka_message *message)
{
    char hash[HASH_TEXT_MAX];
    bool kept;

    hash_text(message->value, message->value_length, hash);
    kept = json_get(keeping->kept, hash) != NULL;
    json_set_bool(keeping->kept, hash, true);
    return kept;
}

static int keep_take(const struct kafka_message *message, void *arg,
                     struct err *err)
{
    struct keeping *keeping = arg;

    if (message->value == NULL ||
        message_is_of_person(keeping->erasing, message) ||
        is_kept(keeping, message))
        return 0;
    return kafka_send(keeping->producer, message->topic, message->partition,
                      message->key, message->key_length, message->value,
                      message->value_length, NULL, err);
}

static int partition_clear(struct keeping *keeping, int32_t partition,
                           struct err *err)
{
    struct session *session = &keeping->erasing->session;
    struct kafka_position before = { session->topics.dead_letters, partition,
                                     0 };
    int result;

    keeping->kept = json_new_object();
    result = kafka_read_partition(&session->kafka, before.topic, partition, 0,
                                  keep_take, keeping, &before.next,
                                  ERASING_READ_MS, err);
    json_free(keeping->kept);
    if (result == 0)
        result = kafka_flush(keeping->producer, FLUSH_MS, err);
    if (result != 0)
        return -1;
    return kafka_delete(&session->config->kafka, &before, 1, DELETE_MS, err);
}

int letters_remove(struct erasing *erasing, struct err *err)
{
    struct keeping keeping = { .erasing = erasing };
    int result = 0;

    if (erasing->letters == 0)
        return 0;
    keeping.producer =
        kafka_producer_open(&erasing->session.config->kafka, NULL, err);
    if (keeping.producer == NULL)
        return -1;
    for (int32_t p = 0; result == 0 && p < erasing->session.topics.partitions;
         p++) {
        if (erasing->letters_in[p])
            result = partition_clear(&keeping, p, err);
    }
    kafka_producer_close(keeping.producer);
    return result;
}
