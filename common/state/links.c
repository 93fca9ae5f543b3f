#include "state/links_private.h"

#include "base/hash.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/text.h"
#include "state/cache.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define READ_MS    30000
#define BATCH_READ 500

struct links *links_open(const struct links_settings *settings)
{
    struct links *links = mem_new(1, sizeof *links);

    links->settings = *settings;
    links->cache =
        cache_open(settings->redis, settings->name_space, settings->flows);
    return links;
}

void links_close(struct links *links)
{
    if (links == NULL)
        return;
    links_held_free(links);
    cache_close(links->cache);
    free(links);
}

const struct links_source *links_source(const struct links *links)
{
    return &links->source;
}

/* ---- the ledger's tail ---- */

/* What is no state of its link counts for nothing: the one before it stands,
 * as it does for the loader. */
static bool is_readable(struct links *links, const char *id, const char *text)
{
    struct err err;
    struct link *link;
    bool readable;

    if (id[0] == '~' || *text == '\0')
        return true;
    link = link_decode(text, strlen(text), &err);
    readable = link != NULL && text_equal(link->id, id);
    link_free(link);
    links->source.unreadable += !readable;
    return readable;
}

static int tail_take(const struct kafka_message *message, void *arg,
                     struct err *err)
{
    struct tail *tail = arg;
    char *id = mem_copy_n(message->key == NULL ? "" : message->key,
                          message->key_length);
    char *text = mem_copy_n(message->value == NULL ? "" : message->value,
                            message->value_length);

    (void)err;
    tail->count++;
    if ((tail->only == NULL || text_equal(tail->only, id)) &&
        is_readable(tail->links, id, text)) {
        free(map_put(tail->texts, id, text));
        text = NULL;
    }
    free(text);
    free(id);
    return 0;
}

/* A checkpoint beyond the ledger's end is another ledger's: then nothing of
 * the copy counts. */
int links_tail_read(struct links *links, int32_t partition, int64_t *checkpoint,
                    struct tail *tail, struct err *err)
{
    int64_t end = INT64_MAX;
    int64_t from = *checkpoint == CACHE_NO_CHECKPOINT ? 0 : *checkpoint;
    int result = kafka_read_partition(
        links->settings.kafka, links->settings.topics->links, partition, from,
        tail_take, tail, &end, READ_MS, err);

    if (result == 0 || end >= from)
        return result;
    *checkpoint = CACHE_NO_CHECKPOINT;
    (void)snprintf(links->source.redis_said, sizeof links->source.redis_said,
                   "its copy of partition %d is of another ledger",
                   (int)partition);
    return kafka_read_partition(links->settings.kafka,
                                links->settings.topics->links, partition, 0,
                                tail_take, tail, &end, READ_MS, err);
}

/* How far Redis' copy goes; that it is away is no failure. */
int64_t links_checkpoint(struct links *links, int32_t partition)
{
    struct cache_load load = { .partition = partition };
    struct err err;

    if (cache_read(links->cache, &load, 1, &err) != 0) {
        (void)snprintf(links->source.redis_said,
                       sizeof links->source.redis_said, "%.90s", err.text);
        return CACHE_NO_CHECKPOINT;
    }
    if (load.ret_checkpoint == CACHE_NO_CHECKPOINT) {
        (void)snprintf(links->source.redis_said,
                       sizeof links->source.redis_said,
                       "it has no copy of partition %d", (int)partition);
    }
    return load.ret_checkpoint;
}

void links_source_note(struct links *links, int64_t checkpoint,
                       const struct tail *tail)
{
    links->source.partitions++;
    if (checkpoint == CACHE_NO_CHECKPOINT)
        return;
    links->source.from_redis++;
    links->source.behind += tail->count;
}

/* ---- walking ---- */

struct walk {
    struct links *links;
    int32_t partition;
    links_each *each;
    links_note *note;
    void *arg;
    struct tail tail;
};

static int walk_show(const struct walk *walk, const char *id, const char *text,
                     struct err *err)
{
    struct link *link;
    struct err unread;
    int result = 0;

    if (id[0] == '~') {
        if (walk->note != NULL)
            walk->note(walk->partition, id, text, walk->arg);
        return 0;
    }
    link = link_decode(text, strlen(text), &unread);
    if (link == NULL) {
        walk->links->source.unreadable++;
        return 0;
    }
    if (link->status != LINK_KEY)
        result = walk->each(link, walk->arg, err);
    link_free(link);
    return result;
}

/* Redis may have become newer than the tail, which was read before. */
bool links_is_older(const char *one, const char *other)
{
    struct err err;
    struct json *a = json_parse(one, strlen(one), &err);
    struct json *b = json_parse(other, strlen(other), &err);
    bool older =
        json_get_int(a, "revision", 0) < json_get_int(b, "revision", 0);

    json_free(a);
    json_free(b);
    return older;
}

static int walk_batch(struct walk *walk, char **ids, size_t count,
                      struct err *err)
{
    char *texts[BATCH_READ] = { NULL };
    struct cache_load load = { .partition = walk->partition,
                               .ids = (const char *const *)ids,
                               .count = count,
                               .ret_texts = texts };
    int result = cache_read(walk->links->cache, &load, 1, err);

    for (size_t i = 0; i < count; i++) {
        char *later = map_get(walk->tail.texts, ids[i]);

        if (result == 0 && texts[i] != NULL &&
            (later == NULL ||
             (*later != '\0' && links_is_older(later, texts[i])))) {
            result = walk_show(walk, ids[i], texts[i], err);
            free(map_remove(walk->tail.texts, ids[i]));
        }
        free(texts[i]);
    }
    return result;
}

static bool is_shown(const char *id, const struct walk *walk)
{
    return !text_starts(id, "key.") && (id[0] != '~' || walk->note != NULL);
}

static int walk_copy(struct walk *walk, struct err *err)
{
    char **ids = NULL;
    size_t count = 0;
    size_t shown = 0;
    int result =
        cache_ids(walk->links->cache, walk->partition, &ids, &count, err);

    for (size_t i = 0; i < count; i++) {
        if (is_shown(ids[i], walk)) {
            char *kept = ids[shown];

            ids[shown++] = ids[i];
            ids[i] = kept;
        }
    }
    for (size_t i = 0; result == 0 && i < shown; i += BATCH_READ) {
        size_t left = shown - i;

        result = walk_batch(walk, ids + i,
                            left < BATCH_READ ? left : BATCH_READ, err);
    }
    for (size_t i = 0; i < count; i++)
        free(ids[i]);
    free((void *)ids);
    return result;
}

struct rest {
    const struct walk *walk;
    struct err *err;
};

static int rest_show(const char *id, void *value, void *arg)
{
    const struct rest *rest = arg;
    const char *text = value;

    if (*text == '\0' || text_starts(id, "key."))
        return 0;
    return walk_show(rest->walk, id, text, rest->err);
}

static int walk_partition(struct walk *walk, struct err *err)
{
    struct rest rest = { walk, err };
    int64_t checkpoint = links_checkpoint(walk->links, walk->partition);
    int result;

    walk->tail = (struct tail){ .links = walk->links, .texts = map_new() };
    result = links_tail_read(walk->links, walk->partition, &checkpoint,
                             &walk->tail, err);
    links_source_note(walk->links, checkpoint, &walk->tail);
    if (result == 0 && checkpoint != CACHE_NO_CHECKPOINT)
        result = walk_copy(walk, err);
    if (result == 0)
        result = map_each(walk->tail.texts, rest_show, &rest);
    map_free(walk->tail.texts, free);
    return result;
}

int links_walk(struct links *links, links_each *each, links_note *note,
               void *arg, struct err *err)
{
    struct walk walk = {
        .links = links, .each = each, .note = note, .arg = arg
    };
    int result = 0;

    links->source = (struct links_source){ 0 };
    for (int32_t p = 0; result == 0 && p < links->settings.topics->partitions;
         p++) {
        walk.partition = p;
        result = walk_partition(&walk, err);
    }
    return result;
}
