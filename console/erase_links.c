/*
 * A person's links and their mailboxes: the loader, which alone writes states,
 * is told to forget; what it was told before is deleted afterwards.
 */
#include "base/hash.h"
#include "base/mem.h"
#include "base/time.h"
#include "console/erasing.h"
#include "console/words.h"
#include "state/cache.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define DELETE_MS 30000

static void nap(void)
{
    const struct timespec time = { .tv_nsec = ERASING_STEP_MS * 1000000L };

    (void)nanosleep(&time, NULL);
}

bool erasing_waits(const struct erasing *erasing, const char *what,
                   struct err *err)
{
    if (time_boot_ms() < erasing->end_ms) {
        nap();
        return true;
    }
    (void)err_set(err, ERR_RETRY,
                  "%s has not come so far: does one run? tandem status shows "
                  "how much it has still to read",
                  what);
    return false;
}

static int32_t partition_of(const struct erasing *erasing, const char *link)
{
    return hash_partition(link, strlen(link),
                          erasing->session.topics.partitions);
}

static bool is_of_person(const struct erasing *erasing, int32_t partition)
{
    for (size_t i = 0; i < erasing->person.link_count; i++) {
        if (partition_of(erasing, erasing->person.links[i]) == partition)
            return true;
    }
    return false;
}

/* ---- what stands in the mailboxes ---- */

struct mail {
    const struct person *person;
    size_t count;
};

static int mail_take(const struct kafka_message *message, void *arg,
                     struct err *err)
{
    struct mail *mail = arg;

    (void)err;
    mail->count +=
        person_has_link(mail->person, message->key, message->key_length);
    return 0;
}

static int mail_count(struct erasing *erasing, int32_t partition, int64_t from,
                      size_t *count, struct err *err)
{
    struct session *session = &erasing->session;
    struct mail mail = { .person = &erasing->person };
    int64_t end;
    int result = kafka_read_partition(&session->kafka, session->topics.changes,
                                      partition, from, mail_take, &mail, &end,
                                      ERASING_READ_MS, err);

    *count += mail.count;
    return result;
}

int changes_find(struct erasing *erasing, struct err *err)
{
    int result = 0;

    for (int32_t p = 0; result == 0 && p < erasing->session.topics.partitions;
         p++) {
        if (is_of_person(erasing, p))
            result = mail_count(erasing, p, 0, &erasing->changes, err);
    }
    return result;
}

/* ---- forgetting ---- */

/* Redis' copy is written after the ledger: what stands there stands in both. 1:
 * it has obeyed, 0: not yet. */
static int has_obeyed(struct erasing *erasing, struct cache *cache,
                      const char *id, struct err *err)
{
    char *text = NULL;
    struct cache_load load = { .partition = partition_of(erasing, id),
                               .ids = &id,
                               .count = 1,
                               .ret_texts = &text };
    struct link *link;
    int result = cache_read(cache, &load, 1, err);

    if (result != 0 || text == NULL)
        return result;
    link = link_decode(text, strlen(text), err);
    if (link != NULL)
        result = link->commanded_ms >= erasing->at_ms;
    free(text);
    link_free(link);
    return link == NULL ? -1 : result;
}

static int links_wait(struct erasing *erasing, struct err *err)
{
    struct session *session = &erasing->session;
    struct cache *cache = cache_open(
        session->redis, session->config->name_space, &session->flows);
    int result = 0;

    for (size_t i = 0; result == 0 && i < erasing->person.link_count; i++) {
        int obeyed;

        while ((obeyed = has_obeyed(erasing, cache, erasing->person.links[i],
                                    err)) == 0 &&
               erasing_waits(erasing, "the loader", err)) {
        }
        result = obeyed == 1 ? 0 : -1;
    }
    cache_close(cache);
    return result;
}

int links_forget(struct erasing *erasing, struct err *err)
{
    const struct word word = { .command = "erase", .at_ms = erasing->at_ms };
    struct words *words = words_open(&erasing->session, err);
    int result = words == NULL ? -1 : 0;

    for (size_t i = 0; result == 0 && i < erasing->person.link_count; i++) {
        result = words_say(words, erasing->person.links[i], &word, err);
    }
    if (result == 0)
        result = words_flush(words, err);
    words_close(words);
    return result == 0 ? links_wait(erasing, err) : -1;
}

/* ---- the mailboxes ---- */

int rights_check(struct erasing *erasing, struct err *err)
{
    const struct kafka_position first = { erasing->session.topics.changes, 0,
                                          0 };

    return kafka_delete(&erasing->session.config->kafka, &first, 1, DELETE_MS,
                        err);
}

/* What was read is judged and written down: it may go. */
static int changes_delete(struct erasing *erasing,
                          const struct kafka_stand *stands, struct err *err)
{
    const struct topics *topics = &erasing->session.topics;
    struct kafka_position *positions =
        mem_new((size_t)topics->partitions, sizeof *positions);
    size_t count = 0;
    int result = 0;

    for (int32_t p = 0; p < topics->partitions; p++) {
        if (is_of_person(erasing, p) && stands[p].committed > stands[p].low) {
            positions[count++] = (struct kafka_position){ topics->changes, p,
                                                          stands[p].committed };
        }
    }
    if (count > 0) {
        result = kafka_delete(&erasing->session.config->kafka, positions, count,
                              DELETE_MS, err);
    }
    free(positions);
    return result;
}

/* An alias may have passed on what it was told just before. */
static int changes_left(struct erasing *erasing,
                        const struct kafka_stand *stands, size_t *count,
                        struct err *err)
{
    int result = 0;

    *count = 0;
    for (int32_t p = 0; result == 0 && p < erasing->session.topics.partitions;
         p++) {
        int64_t from = stands[p].committed < stands[p].low
                           ? stands[p].low
                           : stands[p].committed;

        if (is_of_person(erasing, p))
            result = mail_count(erasing, p, from, count, err);
    }
    return result;
}

int changes_remove(struct erasing *erasing, struct err *err)
{
    struct session *session = &erasing->session;
    const struct topics *topics = &session->topics;
    struct kafka_stand *stands =
        mem_new((size_t)topics->partitions, sizeof *stands);
    size_t left = 0;
    int result;

    do {
        result = kafka_group_stands(&session->kafka, topics->loader_group,
                                    topics->changes, topics->partitions, stands,
                                    ERASING_READ_MS, err);
        if (result == 0)
            result = changes_left(erasing, stands, &left, err);
    } while (result == 0 && left > 0 &&
             erasing_waits(erasing, "the loader", err));
    if (result == 0 && left > 0)
        result = -1;
    if (result == 0)
        result = changes_delete(erasing, stands, err);
    free(stands);
    return result;
}
