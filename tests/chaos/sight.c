#include "chaos/sight.h"

#include "base/map.h"
#include "base/mem.h"
#include "base/text.h"
#include "chaos/calls.h"
#include "chaos/deed.h"
#include "support/records.h"
#include "support/world.h"

#include <stdlib.h>
#include <string.h>

#define ENTITIES 6

static const char *const entities[ENTITIES][2] = {
    { CRM, "Contacts" }, { CRM, "Accounts" },      { CRM, "Deals" },
    { PO, "Customers" }, { PO, "ContactPersons" }, { PO, "SalesOrders" },
};

static struct {
    const struct json *all[ENTITIES];
    struct map *by_id; /* "Contacts 5843": the record */
} sight;

static void look(size_t entity)
{
    char *path = mem_print("/%s/%s", entities[entity][0], entities[entity][1]);
    const struct json *all = world_control("GET", path, NULL);

    sight.all[entity] = all;
    for (const struct json *r = json_first(all); r != NULL; r = json_next(r)) {
        char *key = mem_print("%s %s", entities[entity][1], record_own_id(r));
        /* A map holds no constants; nobody writes to it. */
        union {
            const struct json *in;
            void *out;
        } record = { .in = r };

        (void)map_put(sight.by_id, key, record.out);
        free(key);
    }
    free(path);
}

void sight_take(void)
{
    sight_forget();
    sight.by_id = map_new();
    for (size_t i = 0; i < ENTITIES; i++)
        look(i);
}

void sight_forget(void)
{
    map_free(sight.by_id, NULL);
    memset(&sight, 0, sizeof sight);
}

const struct json *sight_record(const char *entity, const char *id)
{
    char *key = mem_print("%s %s", entity, id);
    const struct json *record = map_get(sight.by_id, key);

    free(key);
    return record;
}

const struct json *sight_all(const char *entity)
{
    for (size_t i = 0; i < ENTITIES; i++) {
        if (text_equal(entities[i][1], entity))
            return sight.all[i];
    }
    return NULL;
}

char *sight_owner(const char *entity, const char *id)
{
    const struct json *record = sight_record(entity, id);
    const char *reference = calls_reference(record);

    if (record == NULL)
        return mem_copy(deed_owner(entity, id));
    if (reference != NULL && text_starts(reference, "zohocrm:")) {
        reference += strlen("zohocrm:");
        return mem_copy_n(reference, strcspn(reference, "@"));
    }
    return mem_copy(id);
}
