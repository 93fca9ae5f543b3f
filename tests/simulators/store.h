/*
 * store.h: the records of one entity, in memory.
 *
 * Found by id, and by one top-level text member that the system keeps unique
 * (a reference). Nothing is checked here.
 */
#ifndef TANDEM_TESTS_STORE_H
#define TANDEM_TESTS_STORE_H

#include "base/json.h"

#include <stddef.h>
#include <stdint.h>

#define STORE_ID_MAX 48

struct row {
    char id[STORE_ID_MAX];
    struct json *json; /* owned by the store */
    int64_t created;   /* stamps */
    int64_t changed;
};

struct store;

struct store *store_new(void);
void store_free(struct store *store);

/* The member that store_find() looks at; again later: indexed anew. */
void store_index(struct store *store, const char *member);
const char *store_indexed(const struct store *store); /* or NULL */

/* Takes ownership of json. */
struct row *store_add(struct store *store, const char *id, struct json *json,
                      int64_t stamp);
void store_change(struct store *store, struct row *row, struct json *json);
void store_remove(struct store *store, struct row *row);

struct row *store_get(const struct store *store, const char *id);
struct row *store_find(const struct store *store, const char *value);

/* In order of creation; borrowed until a row comes or goes. */
struct row *const *store_rows(const struct store *store, size_t *ret_count);

#endif
