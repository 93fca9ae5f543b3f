/*
 * zoho_records.h: Zoho's records at rest: what is stored, what is shown.
 *
 * Stored are the plain values; lookups as {"id"}. Shown are all fields, with
 * the names of what lookups point to.
 */
#ifndef TANDEM_TESTS_ZOHO_RECORDS_H
#define TANDEM_TESTS_ZOHO_RECORDS_H

#include "world.h"

enum zoho_actor { ZOHO_PERSON, ZOHO_SYNC };

#define ZOHO_LIST_PARAMETERS 4 /* a page token is bound to so many */

/* Where a walk by page_token goes on. */
struct page_token {
    char *bound[ZOHO_LIST_PARAMETERS]; /* fields, sort, per_page, since, ... */
    int64_t key;                       /* of the last row given out */
    char id[STORE_ID_MAX];
    int64_t rows; /* given out so far */
    int64_t expires_ms;
};

#define ZOHO_REFRESHES_MAX 64

struct watches;

struct zoho {
    struct map *page_tokens;
    uint64_t page_tokens_issued;
    int64_t refreshes_ms[ZOHO_REFRESHES_MAX]; /* newest last */
    size_t refresh_count;
    struct deletion *deletions;
    size_t deletion_count;
    struct watches *watches;
};

/* values as a client or a person gives them; unknown and system fields are
 * passed over. */
struct row *zoho_record_add(struct world *world, enum entity_id entity,
                            const struct json *values, enum zoho_actor actor);
void zoho_record_edit(struct world *world, enum entity_id entity,
                      struct row *row, const struct json *values,
                      enum zoho_actor actor);
void zoho_record_delete(struct world *world, enum entity_id entity,
                        struct row *row);

/* One field as Zoho shows it; null when empty or unknown. New memory. */
struct json *zoho_record_value(const struct world *world, enum entity_id entity,
                               const struct row *row, const char *field);

/* fields: a comma list with id implied; NULL: all. New memory. */
struct json *zoho_record_show(const struct world *world, enum entity_id entity,
                              const struct row *row, const char *fields);

/* What lookups show. New memory. */
char *zoho_record_name(enum entity_id entity, const struct row *row);

/* {"id", "Modified_Time", ...} as write answers hold it */
struct json *zoho_record_details(const struct world *world,
                                 enum entity_id entity, const struct row *row);

#endif
