#include "base/map.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <uthash.h>

struct map_entry {
    UT_hash_handle hh;
    void *value;
    char key[];
};

struct map {
    struct map_entry *entries;
};

struct map *map_new(void)
{
    return mem_new(1, sizeof(struct map));
}

void map_free(struct map *map, void (*free_value)(void *))
{
    struct map_entry *entry;
    struct map_entry *next;

    if (map == NULL)
        return;
    HASH_ITER(hh, map->entries, entry, next)
    {
        HASH_DEL(map->entries, entry);
        if (free_value != NULL)
            free_value(entry->value);
        free(entry);
    }
    free(map);
}

static struct map_entry *map_find(const struct map *map, const char *key)
{
    struct map_entry *entry = NULL;

    HASH_FIND_STR(map->entries, key, entry);
    return entry;
}

void *map_get(const struct map *map, const char *key)
{
    struct map_entry *entry = map_find(map, key);

    return entry == NULL ? NULL : entry->value;
}

void *map_put(struct map *map, const char *key, void *value)
{
    struct map_entry *entry = map_find(map, key);
    void *before = NULL;

    if (entry == NULL) {
        size_t size = strlen(key) + 1;

        entry = mem_new(1, sizeof *entry + size);
        memcpy(entry->key, key, size);
        HASH_ADD_STR(map->entries, key, entry);
    } else {
        before = entry->value;
    }
    entry->value = value;
    return before;
}

void *map_remove(struct map *map, const char *key)
{
    struct map_entry *entry = map_find(map, key);
    void *value;

    if (entry == NULL)
        return NULL;
    value = entry->value;
    HASH_DEL(map->entries, entry);
    free(entry);
    return value;
}

size_t map_count(const struct map *map)
{
    return HASH_COUNT(map->entries);
}

int map_each(const struct map *map, map_each_fn *each, void *arg)
{
    struct map_entry *entry;
    struct map_entry *next;
    int result = 0;

    HASH_ITER(hh, map->entries, entry, next)
    {
        result = each(entry->key, entry->value, arg);
        if (result != 0)
            break;
    }
    return result;
}
