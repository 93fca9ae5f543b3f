#include "base/mem.h"
#include "state/cache_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* So many states at once: some milliseconds' work for who reads them. */
#define CACHE_SCAN "200"

static const char write_script[] =
#include "state/cache_write.lua.h"
    ;

struct cache *cache_open(struct redis *redis, const char *name_space,
                         const struct flows *flows)
{
    struct cache *cache = mem_new(1, sizeof *cache);

    cache->redis = redis;
    cache->name_space = name_space;
    cache->flows = flows;
    cache->entity_count = flows_entities(flows, cache->entities);
    cache->write.name = "cache_write";
    cache->write.text = write_script;
    return cache;
}

void cache_close(struct cache *cache)
{
    free(cache);
}

int cache_check(struct cache *cache, struct err *err)
{
    const struct redis_reply *reply =
        redis_do(cache->redis, err, "INFO", "memory", NULL);

    if (reply == NULL)
        return -1;
    if (reply->kind == REDIS_TEXT &&
        strstr(reply->text, "maxmemory_policy:noeviction") != NULL)
        return 0;
    return err_set(err, ERR_USAGE,
                   "redis may evict what it holds: set its maxmemory-policy "
                   "to noeviction");
}

/* ---- names ---- */

const struct flow *cache_flow(const struct cache *cache, const char *id)
{
    char name[FLOW_NAME_MAX + 1];
    size_t length = strcspn(id, ".");

    if (length > FLOW_NAME_MAX)
        return NULL;
    memcpy(name, id, length);
    name[length] = '\0';
    return flows_find(cache->flows, name);
}

char *cache_links_key(const struct cache *cache, int32_t partition)
{
    return mem_print("%s:links:%d", cache->name_space, (int)partition);
}

char *cache_due_key(const struct cache *cache, int32_t partition)
{
    return mem_print("%s:due:%d", cache->name_space, (int)partition);
}

char *cache_seen_key(const struct cache *cache, int32_t partition,
                     const struct entity *entity)
{
    return mem_print("%s:seen:%d:%s.%s", cache->name_space, (int)partition,
                     entity->system, entity->name);
}

size_t cache_keys(const struct cache *cache, int32_t partition,
                  char *ret_keys[CACHE_KEYS_MAX])
{
    size_t count = 0;

    ret_keys[count++] = cache_links_key(cache, partition);
    ret_keys[count++] = cache_due_key(cache, partition);
    for (size_t i = 0; i < cache->entity_count; i++) {
        ret_keys[count++] =
            cache_seen_key(cache, partition, cache->entities[i]);
    }
    return count;
}

void cache_keys_free(char **keys, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(keys[i]);
}

/* ---- states ---- */

static void read_append(struct cache *cache, const struct cache_load *load)
{
    const char **words = mem_new(load->count + 3, sizeof *words);
    char *key = cache_links_key(cache, load->partition);

    words[0] = "HMGET";
    words[1] = key;
    for (size_t i = 0; i < load->count; i++)
        words[2 + i] = load->ids[i];
    words[2 + load->count] = CACHE_CHECKPOINT;
    redis_append(cache->redis, load->count + 3, words, NULL);
    free(key);
    free((void *)words);
}

/* Text that is no number is no checkpoint: the copy is made anew. */
static int64_t checkpoint_of(const struct redis_reply *reply)
{
    char *end;
    long long value;

    if (reply->kind != REDIS_TEXT || reply->length == 0)
        return CACHE_NO_CHECKPOINT;
    value = strtoll(reply->text, &end, 10);
    return *end == '\0' && value >= 0 ? value : CACHE_NO_CHECKPOINT;
}

static int read_take(struct cache_load *load, const struct redis_reply *reply,
                     struct err *err)
{
    if (reply->kind != REDIS_LIST || reply->count != load->count + 1)
        return err_set(err, ERR_DATA, "redis has answered something else");
    for (size_t i = 0; i < load->count; i++) {
        const struct redis_reply *item = &reply->items[i];

        load->ret_texts[i] = item->kind == REDIS_TEXT
                                 ? mem_copy_n(item->text, item->length)
                                 : NULL;
    }
    load->ret_checkpoint = checkpoint_of(&reply->items[load->count]);
    return 0;
}

static void loads_drop(struct cache_load *loads, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < loads[i].count; j++) {
            free(loads[i].ret_texts[j]);
            loads[i].ret_texts[j] = NULL;
        }
    }
}

int cache_read(struct cache *cache, struct cache_load *loads, size_t count,
               struct err *err)
{
    const struct redis_reply *replies;
    size_t reply_count;

    if (count == 0)
        return 0;
    for (size_t i = 0; i < count; i++) {
        read_append(cache, &loads[i]);
        if (loads[i].count > 0) {
            memset(loads[i].ret_texts, 0,
                   loads[i].count * sizeof(loads[i].ret_texts[0]));
        }
    }
    if (redis_run(cache->redis, &replies, &reply_count, err) != 0)
        return -1;
    if (reply_count != count)
        return err_set(err, ERR_DATA, "redis has answered something else");
    for (size_t i = 0; i < count; i++) {
        if (read_take(&loads[i], &replies[i], err) != 0) {
            loads_drop(loads, count);
            return -1;
        }
    }
    return 0;
}

int cache_ids(struct cache *cache, int32_t partition, char ***ret_ids,
              size_t *ret_count, struct err *err)
{
    char *key = cache_links_key(cache, partition);
    const struct redis_reply *reply =
        redis_do(cache->redis, err, "HKEYS", key, NULL);

    free(key);
    if (reply == NULL)
        return -1;
    if (reply->kind != REDIS_LIST)
        return err_set(err, ERR_DATA, "redis has answered something else");
    *ret_ids = mem_new(reply->count + 1, sizeof **ret_ids);
    *ret_count = 0;
    for (size_t i = 0; i < reply->count; i++) {
        const struct redis_reply *item = &reply->items[i];

        if (strcmp(item->text, CACHE_CHECKPOINT) != 0)
            (*ret_ids)[(*ret_count)++] = mem_copy_n(item->text, item->length);
    }
    return 0;
}

int cache_scan(struct cache *cache, int32_t partition,
               char cursor[CACHE_CURSOR_MAX], cache_each *each, void *arg,
               struct err *err)
{
    char *key = cache_links_key(cache, partition);
    const struct redis_reply *reply = redis_do(
        cache->redis, err, "HSCAN", key, cursor, "COUNT", CACHE_SCAN, NULL);
    const struct redis_reply *list;

    free(key);
    if (reply == NULL)
        return -1;
    if (reply->kind != REDIS_LIST || reply->count != 2 ||
        reply->items[0].kind != REDIS_TEXT ||
        reply->items[1].kind != REDIS_LIST)
        return err_set(err, ERR_DATA, "redis has answered something else");
    (void)snprintf(cursor, CACHE_CURSOR_MAX, "%s", reply->items[0].text);
    list = &reply->items[1];
    for (size_t i = 0; i + 1 < list->count; i += 2) {
        each(list->items[i].text, list->items[i + 1].text,
             list->items[i + 1].length, arg);
    }
    return 0;
}

/* ---- due and unseen ---- */

static int ids_take(const struct redis_reply *reply, size_t max, char **ret_ids,
                    size_t *ret_count, struct err *err)
{
    if (reply->kind != REDIS_LIST || reply->count > max)
        return err_set(err, ERR_DATA, "redis has answered something else");
    *ret_count = reply->count;
    for (size_t i = 0; i < reply->count; i++)
        ret_ids[i] = mem_copy_n(reply->items[i].text, reply->items[i].length);
    return 0;
}

int cache_due(struct cache *cache, int32_t partition, int64_t until_ms,
              size_t max, char **ret_ids, size_t *ret_count, struct err *err)
{
    char until[CACHE_NUMBER_MAX];
    char limit[CACHE_NUMBER_MAX];
    char *key = cache_due_key(cache, partition);
    const struct redis_reply *reply;

    *ret_count = 0;
    (void)snprintf(until, sizeof until, "%lld", (long long)until_ms);
    (void)snprintf(limit, sizeof limit, "%zu", max);
    reply = redis_do(cache->redis, err, "ZRANGEBYSCORE", key, "-inf", until,
                     "LIMIT", "0", limit, NULL);
    free(key);
    return reply == NULL ? -1 : ids_take(reply, max, ret_ids, ret_count, err);
}

int cache_due_at(struct cache *cache, int32_t partition, int64_t due_ms,
                 size_t skip, size_t max, char **ret_ids, size_t *ret_count,
                 struct err *err)
{
    char due[CACHE_NUMBER_MAX];
    char offset[CACHE_NUMBER_MAX];
    char limit[CACHE_NUMBER_MAX];
    char *key = cache_due_key(cache, partition);
    const struct redis_reply *reply;

    *ret_count = 0;
    (void)snprintf(due, sizeof due, "%lld", (long long)due_ms);
    (void)snprintf(offset, sizeof offset, "%zu", skip);
    (void)snprintf(limit, sizeof limit, "%zu", max);
    reply = redis_do(cache->redis, err, "ZRANGEBYSCORE", key, due, due, "LIMIT",
                     offset, limit, NULL);
    free(key);
    return reply == NULL ? -1 : ids_take(reply, max, ret_ids, ret_count, err);
}

static int unseen_take(struct cache_unseen *unseen,
                       const struct redis_reply *replies, size_t count,
                       struct err *err)
{
    if (count != 3 || replies[1].kind != REDIS_INTEGER ||
        replies[2].kind != REDIS_INTEGER)
        return err_set(err, ERR_DATA, "redis has answered something else");
    unseen->ret_unseen = (size_t)replies[1].integer;
    unseen->ret_total = (size_t)replies[2].integer;
    return ids_take(&replies[0], unseen->max, unseen->ret_ids,
                    &unseen->ret_count, err);
}

int cache_unseen(struct cache *cache, int32_t partition,
                 struct cache_unseen *unseen, struct err *err)
{
    char before[CACHE_NUMBER_MAX];
    char limit[CACHE_NUMBER_MAX];
    char *key = cache_seen_key(cache, partition, unseen->entity);
    const char *const range[] = { "ZRANGEBYSCORE", key, "-inf", before,
                                  "LIMIT",         "0", limit };
    const char *const missing[] = { "ZCOUNT", key, "-inf", before };
    const char *const total[] = { "ZCARD", key };
    const struct redis_reply *replies;
    size_t count;
    int status;

    unseen->ret_count = 0;
    (void)snprintf(before, sizeof before, "(%lld",
                   (long long)unseen->before_ms);
    (void)snprintf(limit, sizeof limit, "%zu", unseen->max);
    redis_append(cache->redis, sizeof range / sizeof range[0], range, NULL);
    redis_append(cache->redis, sizeof missing / sizeof missing[0], missing,
                 NULL);
    redis_append(cache->redis, sizeof total / sizeof total[0], total, NULL);
    status = redis_run(cache->redis, &replies, &count, err);
    free(key);
    return status != 0 ? -1 : unseen_take(unseen, replies, count, err);
}
