/*
 * state/cache_private.h: what the files of state/cache share. Only they
 * include it.
 */
#ifndef TANDEM_STATE_CACHE_PRIVATE_H
#define TANDEM_STATE_CACHE_PRIVATE_H

#include "state/cache.h"

#define CACHE_CHECKPOINT "~checkpoint"
#define CACHE_NUMBER_MAX 24

struct cache {
    struct redis *redis;
    const char *name_space;
    const struct flows *flows;
    /* Each has a sorted set of seen marks. */
    const struct entity *entities[2 * FLOWS_MAX];
    size_t entity_count;
    struct redis_script write;
};

/* The flow of a link id; NULL for markers and flows that are no more. */
const struct flow *cache_flow(const struct cache *cache, const char *id);

/* Keys of one partition; the caller frees. */
char *cache_links_key(const struct cache *cache, int32_t partition);
char *cache_due_key(const struct cache *cache, int32_t partition);
char *cache_seen_key(const struct cache *cache, int32_t partition,
                     const struct entity *entity);

/* All of them: states, due times, then the entities' seen marks in order. */
#define CACHE_KEYS_MAX (2 + 2 * FLOWS_MAX)
size_t cache_keys(const struct cache *cache, int32_t partition,
                  char *ret_keys[CACHE_KEYS_MAX]);
void cache_keys_free(char **keys, size_t count);

#endif
