/*
 * base/map.h: values by text. Keys are copied, values are the caller's.
 */
#ifndef TANDEM_BASE_MAP_H
#define TANDEM_BASE_MAP_H

#include <stddef.h>

struct map;

struct map *map_new(void);

/* Calls free_value (NULL: nothing) for each value. NULL map is accepted. */
void map_free(struct map *map, void (*free_value)(void *));

void *map_get(const struct map *map, const char *key);

/* Returns the value that was there before, or NULL. */
void *map_put(struct map *map, const char *key, void *value);
void *map_remove(struct map *map, const char *key);
size_t map_count(const struct map *map);

/* In order of insertion; must not change the map. Stops at other than 0. */
typedef int map_each_fn(const char *key, void *value, void *arg);
int map_each(const struct map *map, map_each_fn *each, void *arg);

#endif
