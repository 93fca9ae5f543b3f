#include "rehearsal/readings_private.h"

#include "base/mem.h"
#include "base/text.h"
#include "domain/envelope.h"

#include <stdlib.h>
#include <string.h>

struct readings *readings_new(const struct flows *flows)
{
    struct readings *readings = mem_new(1, sizeof *readings);
    const struct entity *entities[2 * FLOWS_MAX];

    readings->shelf_count = flows_entities(flows, entities);
    for (size_t i = 0; i < readings->shelf_count; i++) {
        struct shelf *shelf = &readings->shelves[i];

        shelf->entity = entities[i];
        shelf->column_count =
            flows_columns(flows, entities[i], &shelf->columns);
        shelf->by_id = map_new();
        shelf->markers = json_new_object();
    }
    return readings;
}

static void reading_free(void *pointer)
{
    struct reading *reading = pointer;

    free(reading->id);
    free(reading->text);
    free(reading);
}

void shelf_forget_indexes(struct shelf *shelf)
{
    map_free(shelf->by_reference, NULL);
    map_free(shelf->by_key, free);
    shelf->by_reference = NULL;
    shelf->by_key = NULL;
}

void readings_free(struct readings *readings)
{
    if (readings == NULL)
        return;
    for (size_t i = 0; i < readings->shelf_count; i++) {
        struct shelf *shelf = &readings->shelves[i];

        shelf_forget_indexes(shelf);
        map_free(shelf->by_id, reading_free);
        json_free(shelf->markers);
        free(shelf->keyed);
        for (size_t c = 0; c < shelf->column_count; c++)
            free(shelf->columns[c]);
        free((void *)shelf->columns);
    }
    free(readings);
}

static const struct shelf *shelf_of(const struct readings *readings,
                                    const struct entity *entity)
{
    for (size_t i = 0; i < readings->shelf_count; i++) {
        if (readings->shelves[i].entity == entity)
            return &readings->shelves[i];
    }
    return NULL;
}

struct shelf *shelf_for(struct readings *readings, const struct entity *entity)
{
    const struct shelf *shelf = shelf_of(readings, entity);

    return shelf == NULL ? NULL : &readings->shelves[shelf - readings->shelves];
}

/* ---- taking ---- */

/* Only the columns that the flows use. */
static char *record_pared(const struct shelf *shelf,
                          const struct record *record, uint64_t *ret_lacking)
{
    struct json *body = json_new_object();
    struct buf text = { 0 };
    char *raw;

    *ret_lacking = 0;
    for (size_t i = 0; i < shelf->column_count; i++) {
        const struct json *value = json_get(record->body, shelf->columns[i]);

        if (value != NULL) {
            json_add(body, shelf->columns[i], json_clone(value));
        } else if (i < COLUMNS_MAX) {
            *ret_lacking |= UINT64_C(1) << i;
        }
    }
    raw = json_string(body);
    record_encode_seen(&text, record, raw, strlen(raw));
    free(raw);
    json_free(body);
    return buf_take(&text);
}

static void shelf_put(struct readings *readings, struct shelf *shelf,
                      const struct record *record, int64_t at_ms)
{
    struct reading *reading = map_get(shelf->by_id, record->id);
    struct buf gone = { 0 };

    if (reading == NULL) {
        reading = mem_new(1, sizeof *reading);
        reading->entity = shelf->entity;
        reading->id = mem_copy(record->id);
        (void)map_put(shelf->by_id, record->id, reading);
        readings->count++;
    }
    free(reading->text);
    reading->at_ms = at_ms;
    reading->lacking = 0;
    reading->gone = record->kind == RECORD_GONE;
    if (reading->gone) {
        record_encode_gone(&gone, record);
        reading->text = buf_take(&gone);
    } else {
        reading->text = record_pared(shelf, record, &reading->lacking);
    }
}

static void shelf_mark(struct shelf *shelf, const struct record *marker)
{
    char *name = mem_print("%d", (int)marker->partition);

    json_set_int(shelf->markers, name, marker->scan_ms);
    shelf->partitions = marker->partitions;
    free(name);
}

static void shelf_erase(struct readings *readings, struct shelf *shelf,
                        const char *key, size_t key_length)
{
    char *id = mem_copy_n(key == NULL ? "" : key, key_length);
    struct reading *reading = map_remove(shelf->by_id, id);

    if (reading != NULL) {
        reading_free(reading);
        readings->count--;
    }
    free(id);
}

int readings_take(struct readings *readings, const struct entity *entity,
                  const char *key, size_t key_length, const char *value,
                  size_t length, int64_t at_ms, struct err *err)
{
    struct shelf *shelf = shelf_for(readings, entity);
    struct record record = { 0 };
    int result;

    if (shelf == NULL)
        return err_set(err, ERR_DATA, "no flow uses '%s'", entity->name);
    shelf_forget_indexes(shelf);
    if (value == NULL) {
        shelf_erase(readings, shelf, key, key_length);
        return 0;
    }
    result = record_decode(value, length, &record, err);
    if (result == 0 && record.kind == RECORD_SCANNED) {
        shelf_mark(shelf, &record);
    } else if (result == 0) {
        shelf_put(readings, shelf, &record, at_ms);
    }
    record_free(&record);
    return result;
}

/* ---- one of them ---- */

struct reading *readings_get(const struct readings *readings,
                             const struct entity *entity, const char *id)
{
    const struct shelf *shelf = shelf_of(readings, entity);

    return shelf == NULL || id == NULL ? NULL : map_get(shelf->by_id, id);
}

int reading_decode(const struct reading *reading, struct record *ret_record,
                   struct err *err)
{
    return record_decode(reading->text, strlen(reading->text), ret_record, err);
}

/* ---- all of them ---- */

struct walking {
    readings_each *each;
    void *arg;
};

static int walk_one(const char *id, void *value, void *arg)
{
    const struct walking *walking = arg;

    (void)id;
    return walking->each(value, walking->arg);
}

int readings_walk(const struct readings *readings, readings_each *each,
                  void *arg)
{
    struct walking walking = { each, arg };
    int result = 0;

    for (size_t i = 0; result == 0 && i < readings->shelf_count; i++)
        result = map_each(readings->shelves[i].by_id, walk_one, &walking);
    return result;
}

size_t readings_count(const struct readings *readings)
{
    return readings->count;
}

bool readings_scanned(const struct readings *readings,
                      const struct entity *entity)
{
    const struct shelf *shelf = shelf_of(readings, entity);

    return shelf != NULL && shelf->partitions > 0 &&
           json_count(shelf->markers) >= (size_t)shelf->partitions;
}

struct lacking {
    size_t counts[COLUMNS_MAX];
};

static int lacking_count(const char *id, void *value, void *arg)
{
    const struct reading *reading = value;
    struct lacking *lacking = arg;

    (void)id;
    for (size_t i = 0; i < COLUMNS_MAX; i++)
        lacking->counts[i] += reading->lacking >> i & 1;
    return 0;
}

static void shelf_lacking(const struct shelf *shelf, struct json *list)
{
    struct lacking lacking = { { 0 } };

    (void)map_each(shelf->by_id, lacking_count, &lacking);
    for (size_t i = 0; i < shelf->column_count && i < COLUMNS_MAX; i++) {
        struct json *one;

        if (lacking.counts[i] == 0)
            continue;
        one = json_new_object();
        json_set_text(one, "system", shelf->entity->system);
        json_set_text(one, "entity", shelf->entity->name);
        json_set_text(one, "field", shelf->columns[i]);
        json_set_int(one, "records", (int64_t)lacking.counts[i]);
        json_append(list, one);
    }
}

struct json *readings_lacking(const struct readings *readings)
{
    struct json *list = json_new_array();

    for (size_t i = 0; i < readings->shelf_count; i++)
        shelf_lacking(&readings->shelves[i], list);
    return list;
}
