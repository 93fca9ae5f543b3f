/*
 * Records by what they carry: indexes that are made when first asked for.
 */
#include "rehearsal/readings_private.h"

#include "base/mem.h"
#include "base/text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static int index_reference(const char *id, void *value, void *arg)
{
    struct shelf *shelf = arg;
    const struct reading *reading = value;
    struct record record;
    struct err err;
    char *reference = NULL;

    (void)id;
    if (reading_decode(reading, &record, &err) == 0 &&
        record.kind == RECORD_SEEN)
        reference = entity_reference(shelf->entity, record.body);
    if (!text_is_empty(reference))
        (void)map_put(shelf->by_reference, reference, value);
    free(reference);
    record_free(&record);
    return 0;
}

struct reading *readings_by_reference(struct readings *readings,
                                      const struct entity *entity,
                                      const char *reference)
{
    struct shelf *shelf = shelf_for(readings, entity);

    if (shelf == NULL || reference == NULL)
        return NULL;
    if (shelf->by_reference == NULL) {
        shelf->by_reference = map_new();
        (void)map_each(shelf->by_id, index_reference, shelf);
    }
    return map_get(shelf->by_reference, reference);
}

static char *lowered(const char *text)
{
    char *copy = mem_copy(text);

    for (char *c = copy; *c != '\0'; c++)
        *c = (char)tolower((unsigned char)*c);
    return copy;
}

/* So that several ids fit behind one key. */
static void index_add(struct map *map, const char *key, const char *id)
{
    char *before = map_get(map, key);
    char *now = before == NULL ? mem_copy(id) : mem_print("%s\n%s", before, id);

    free(map_put(map, key, now));
}

static int index_key(const char *id, void *value, void *arg)
{
    struct shelf *shelf = arg;
    const struct reading *reading = value;
    struct record record;
    struct err err;
    const char *text = NULL;

    if (reading_decode(reading, &record, &err) == 0 &&
        record.kind == RECORD_SEEN)
        text = json_text(json_at(record.body, shelf->keyed));
    if (!text_is_empty(text)) {
        char *key = lowered(text);

        index_add(shelf->by_key, key, id);
        free(key);
    }
    record_free(&record);
    return 0;
}

static void shelf_index(struct shelf *shelf, const char *path)
{
    if (shelf->by_key != NULL && text_equal(shelf->keyed, path))
        return;
    map_free(shelf->by_key, free);
    mem_replace(&shelf->keyed, path);
    shelf->by_key = map_new();
    (void)map_each(shelf->by_id, index_key, shelf);
}

void readings_by_key(struct readings *readings, const struct entity *entity,
                     const char *path, const char *key, readings_met *each,
                     void *arg)
{
    struct shelf *shelf = shelf_for(readings, entity);
    char *folded;
    const char *ids;

    if (shelf == NULL || text_is_empty(key))
        return;
    shelf_index(shelf, path);
    folded = lowered(key);
    ids = map_get(shelf->by_key, folded);
    while (ids != NULL && *ids != '\0') {
        size_t length = strcspn(ids, "\n");
        char *id = mem_copy_n(ids, length);

        each(map_get(shelf->by_id, id), arg);
        free(id);
        ids += length + (ids[length] == '\n');
    }
    free(folded);
}
