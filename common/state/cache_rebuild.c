#include "base/fault.h"
#include "base/mem.h"
#include "state/cache_private.h"

#include <stdlib.h>
#include <string.h>

#define BATCH_ITEMS 500
#define BATCH_BYTES ((size_t)4 * 1024 * 1024)

/* Longer than Kafka needs to end the transaction of a loader that was killed:
 * its time limit of 10 s, and 10 s until somebody looks. */
#define READ_MS 30000

struct rebuild {
    struct cache *cache;
    int32_t partition;
    int64_t checkpoint; /* of what is written */
    int64_t next;       /* of what is gathered as well */
    struct cache_item items[BATCH_ITEMS];
    char *ids[BATCH_ITEMS];
    char *texts[BATCH_ITEMS];
    size_t count;
    size_t bytes;
    struct cache_watch watch;
};

/* ---- writing ---- */

static void rebuild_clear(struct rebuild *rebuild)
{
    for (size_t i = 0; i < rebuild->count; i++) {
        free(rebuild->ids[i]);
        free(rebuild->texts[i]);
    }
    rebuild->count = 0;
    rebuild->bytes = 0;
}

static int rebuild_write(struct rebuild *rebuild, struct err *err)
{
    bool refused = false;
    int status;

    fault_point("cache.rebuilding");
    status = cache_write(rebuild->cache, rebuild->partition,
                         rebuild->checkpoint, rebuild->next, rebuild->items,
                         rebuild->count, &refused, err);
    rebuild_clear(rebuild);
    if (status != 0)
        return -1;
    if (refused)
        return err_set(err, ERR_RETRY, "somebody else writes it as well");
    rebuild->checkpoint = rebuild->next;
    if (rebuild->watch.progress != NULL)
        rebuild->watch.progress(rebuild->watch.arg);
    return 0;
}

/* ---- gathering ---- */

void cache_item_of(const struct cache *cache, const struct link *link,
                   struct cache_item *ret_item)
{
    const struct flow *flow = cache_flow(cache, link->id);

    memset(ret_item, 0, sizeof *ret_item);
    ret_item->due_ms = link->due_ms;
    for (int s = 0; s < SIDES; s++) {
        const struct link_side *side = &link->sides[s];

        if (flow != NULL && side->id != NULL && side->gone_ms == 0 &&
            !link_is_erased(link))
            ret_item->linked[s] = flow->sides[s].entity;
    }
}

static int item_decode(const struct rebuild *rebuild,
                       const struct kafka_message *message,
                       struct cache_item *ret_item, struct err *err)
{
    struct link *link = link_decode(message->value, message->value_length, err);
    int result = -1;

    if (link == NULL)
        return -1;
    if (strlen(link->id) != message->key_length ||
        memcmp(link->id, message->key, message->key_length) != 0) {
        (void)err_set(err, ERR_DATA, "the state of another link, '%s'",
                      link->id);
    } else {
        cache_item_of(rebuild->cache, link, ret_item);
        result = 0;
    }
    link_free(link);
    return result;
}

/* One bad state must not keep all others of the partition from their work. */
static void rebuild_skip(const struct rebuild *rebuild,
                         const struct kafka_message *message, const char *why)
{
    if (rebuild->watch.unreadable != NULL)
        rebuild->watch.unreadable(message, why, rebuild->watch.arg);
}

static void rebuild_add(struct rebuild *rebuild,
                        const struct kafka_message *message)
{
    struct cache_item *item = &rebuild->items[rebuild->count];
    bool is_marker = message->key_length > 0 && message->key[0] == '~';
    char *text = NULL;
    struct err err;

    memset(item, 0, sizeof *item);
    if (message->value == NULL) {
        item->erased = true;
    } else {
        if (!is_marker && item_decode(rebuild, message, item, &err) != 0) {
            rebuild_skip(rebuild, message, err.text);
            return;
        }
        text = mem_copy_n(message->value, message->value_length);
    }
    rebuild->ids[rebuild->count] =
        mem_copy_n(message->key, message->key_length);
    rebuild->texts[rebuild->count] = text;
    item->id = rebuild->ids[rebuild->count];
    item->text = text;
    rebuild->count++;
    rebuild->bytes += message->value_length;
}

static int rebuild_take(const struct kafka_message *message, void *arg,
                        struct err *err)
{
    struct rebuild *rebuild = arg;

    rebuild_add(rebuild, message);
    rebuild->next = message->offset + 1;
    if (rebuild->count < BATCH_ITEMS && rebuild->bytes < BATCH_BYTES)
        return 0;
    return rebuild_write(rebuild, err);
}

/* ---- all ---- */

int cache_forget(struct cache *cache, int32_t partition, struct err *err)
{
    char *keys[CACHE_KEYS_MAX];
    size_t count = cache_keys(cache, partition, keys);
    const char *words[1 + CACHE_KEYS_MAX] = { "UNLINK" };
    const struct redis_reply *reply;

    for (size_t i = 0; i < count; i++)
        words[1 + i] = keys[i];
    reply = redis_command(cache->redis, 1 + count, words, NULL, err);
    cache_keys_free(keys, count);
    return reply == NULL ? -1 : 0;
}

/* Where to go on; what is left of a copy without a checkpoint is deleted. */
static int rebuild_begin(struct rebuild *rebuild, struct err *err)
{
    struct cache_load load = { .partition = rebuild->partition };

    if (cache_read(rebuild->cache, &load, 1, err) != 0)
        return -1;
    rebuild->checkpoint = load.ret_checkpoint;
    if (rebuild->checkpoint != CACHE_NO_CHECKPOINT) {
        rebuild->next = rebuild->checkpoint;
    } else if (cache_forget(rebuild->cache, rebuild->partition, err) != 0) {
        return -1;
    }
    return 0;
}

static int copy_is_ahead(const struct rebuild *rebuild, int64_t end,
                         struct err *err)
{
    char *key = cache_links_key(rebuild->cache, rebuild->partition);

    (void)err_set(
        err, ERR_FATAL,
        "its checkpoint %lld lies beyond the ledger's end %lld, so it "
        "is of another ledger: find out which is right, and if it is "
        "the ledger, delete '%s' from redis",
        (long long)rebuild->checkpoint, (long long)end, key);
    free(key);
    return -1;
}

static int rebuild_run(struct rebuild *rebuild,
                       const struct kafka_settings *kafka,
                       const struct topics *topics, struct err *err)
{
    int64_t end = INT64_MAX;

    if (rebuild_begin(rebuild, err) != 0)
        return -1;
    if (kafka_read_partition(kafka, topics->links, rebuild->partition,
                             rebuild->next, rebuild_take, rebuild, &end,
                             READ_MS, err) != 0) {
        rebuild_clear(rebuild);
        return end < rebuild->checkpoint ? copy_is_ahead(rebuild, end, err)
                                         : -1;
    }
    rebuild->next = end;
    if (rebuild->next == rebuild->checkpoint)
        return 0;
    return rebuild_write(rebuild, err);
}

int cache_rebuild(struct cache *cache, const struct kafka_settings *kafka,
                  const struct topics *topics, int32_t partition,
                  const struct cache_watch *watch, int64_t *ret_checkpoint,
                  struct err *err)
{
    struct rebuild *rebuild = mem_new(1, sizeof *rebuild);
    int status;

    rebuild->cache = cache;
    rebuild->partition = partition;
    if (watch != NULL)
        rebuild->watch = *watch;
    status = rebuild_run(rebuild, kafka, topics, err);
    *ret_checkpoint = rebuild->checkpoint;
    free(rebuild);
    if (status != 0)
        return err_prefix(err, "redis' copy of partition %d", (int)partition);
    return 0;
}
