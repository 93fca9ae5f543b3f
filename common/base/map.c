#include "base/map.h"

#include "base/mem.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

/* Found through a balanced tree, walked through a list. */
struct map_entry {
    const char *key; /* of an entry in the map: its own text */
    void *value;
    struct map_entry *before;
    struct map_entry *after;
    char text[];
};

struct map {
    void *tree; /* of struct map_entry * */
    struct map_entry *first;
    struct map_entry *last;
    size_t count;
};

static int map_compare(const void *one, const void *other)
{
    const struct map_entry *a = one;
    const struct map_entry *b = other;

    return strcmp(a->key, b->key);
}

struct map *map_new(void)
{
    return mem_new(1, sizeof(struct map));
}

void map_free(struct map *map, void (*free_value)(void *))
{
    if (map == NULL)
        return;
    while (map->first != NULL) {
        void *value = map_remove(map, map->first->key);

        if (free_value != NULL)
            free_value(value);
    }
    free(map);
}

static struct map_entry *map_find(const struct map *map, const char *key)
{
    struct map_entry probe = { .key = key };
    void *node = tfind(&probe, &map->tree, map_compare);

    return node == NULL ? NULL : *(struct map_entry **)node;
}

void *map_get(const struct map *map, const char *key)
{
    struct map_entry *entry = map_find(map, key);

    return entry == NULL ? NULL : entry->value;
}

static void map_append(struct map *map, const char *key, void *value)
{
    size_t size = strlen(key) + 1;
    struct map_entry *entry = mem_new(1, sizeof *entry + size);

    memcpy(entry->text, key, size);
    entry->key = entry->text;
    entry->value = value;
    entry->before = map->last;
    *(map->last == NULL ? &map->first : &map->last->after) = entry;
    map->last = entry;
    map->count++;
    if (tsearch(entry, &map->tree, map_compare) == NULL)
        abort(); /* out of memory */
}

void *map_put(struct map *map, const char *key, void *value)
{
    struct map_entry *entry = map_find(map, key);
    void *before;

    if (entry == NULL) {
        map_append(map, key, value);
        return NULL;
    }
    before = entry->value;
    entry->value = value;
    return before;
}

void *map_remove(struct map *map, const char *key)
{
    struct map_entry *entry = map_find(map, key);
    void *value;

    if (entry == NULL)
        return NULL;
    (void)tdelete(entry, &map->tree, map_compare);
    *(entry->before == NULL ? &map->first : &entry->before->after) =
        entry->after;
    *(entry->after == NULL ? &map->last : &entry->after->before) =
        entry->before;
    map->count--;
    value = entry->value;
    free(entry);
    return value;
}

size_t map_count(const struct map *map)
{
    return map->count;
}

int map_each(const struct map *map, map_each_fn *each, void *arg)
{
    int result = 0;

    for (struct map_entry *entry = map->first; entry != NULL && result == 0;
         entry = entry->after)
        result = each(entry->key, entry->value, arg);
    return result;
}
