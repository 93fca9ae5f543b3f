#include "store.h"

#include "base/map.h"
#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct store {
    struct map *by_id;
    struct map *by_value; /* of the indexed member */
    char *indexed;
    struct row **rows;
    size_t count;
    size_t capacity;
};

struct store *store_new(void)
{
    struct store *store = mem_new(1, sizeof *store);

    store->by_id = map_new();
    store->by_value = map_new();
    return store;
}

static void row_free(void *arg)
{
    struct row *row = arg;

    json_free(row->json);
    free(row);
}

void store_free(struct store *store)
{
    if (store == NULL)
        return;
    map_free(store->by_value, NULL);
    map_free(store->by_id, row_free);
    free(store->indexed);
    free(store->rows);
    free(store);
}

static void index_add(struct store *store, struct row *row)
{
    const char *value =
        store->indexed ? json_get_text(row->json, store->indexed) : NULL;

    if (value != NULL && store_find(store, value) == NULL)
        (void)map_put(store->by_value, value, row);
}

static void index_remove(struct store *store, const struct row *row)
{
    const char *value =
        store->indexed ? json_get_text(row->json, store->indexed) : NULL;

    if (value != NULL && store_find(store, value) == row)
        (void)map_remove(store->by_value, value);
}

void store_index(struct store *store, const char *member)
{
    mem_replace(&store->indexed, member);
    map_free(store->by_value, NULL);
    store->by_value = map_new();
    for (size_t i = 0; i < store->count; i++)
        index_add(store, store->rows[i]);
}

const char *store_indexed(const struct store *store)
{
    return store->indexed;
}

struct row *store_add(struct store *store, const char *id, struct json *json,
                      int64_t stamp)
{
    struct row *row = mem_new(1, sizeof *row);

    (void)snprintf(row->id, sizeof row->id, "%s", id);
    row->json = json;
    row->created = stamp;
    row->changed = stamp;
    if (store->count == store->capacity) {
        store->capacity = store->capacity == 0 ? 64 : 2 * store->capacity;
        store->rows =
            mem_resize(store->rows, store->capacity, sizeof(struct row *));
    }
    store->rows[store->count++] = row;
    (void)map_put(store->by_id, id, row);
    index_add(store, row);
    return row;
}

void store_change(struct store *store, struct row *row, struct json *json)
{
    index_remove(store, row);
    json_free(row->json);
    row->json = json;
    index_add(store, row);
}

void store_remove(struct store *store, struct row *row)
{
    size_t at = 0;

    index_remove(store, row);
    (void)map_remove(store->by_id, row->id);
    while (store->rows[at] != row)
        at++;
    store->count--;
    memmove(store->rows + at, store->rows + at + 1,
            (store->count - at) * sizeof(struct row *));
    row_free(row);
}

struct row *store_get(const struct store *store, const char *id)
{
    return map_get(store->by_id, id);
}

struct row *store_find(const struct store *store, const char *value)
{
    return map_get(store->by_value, value);
}

struct row *const *store_rows(const struct store *store, size_t *ret_count)
{
    *ret_count = store->count;
    return store->rows;
}
