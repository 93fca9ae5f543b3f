#include "domain/flow.h"

#include "base/mem.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

const char *side_name(enum side side)
{
    return side == SIDE_A ? "a" : "b";
}

static void property_free(struct property *property)
{
    free(property->name);
    free(property->under);
    for (unsigned side = SIDE_A; side < SIDES; side++) {
        free(property->fallback[side]);
        for (size_t i = 0; i < FLOW_PATHS_MAX; i++)
            free(property->paths[side][i]);
    }
    for (size_t i = 0; i < FLOW_PATHS_MAX; i++)
        free(property->flows[i]);
}

static void flow_side_free(struct flow_side *side)
{
    free(side->system);
    free(side->entity_name);
    json_free(side->where);
    json_free(side->when);
    json_free(side->set);
    for (size_t i = 0; i < side->path_count; i++)
        free(side->paths[i]);
    free(side->paths);
}

void flow_free(struct flow *flow)
{
    if (flow == NULL)
        return;
    free(flow->name);
    free(flow->title);
    free(flow->parent_flow);
    free(flow->match_key);
    for (size_t i = 0; i < FLOW_PATHS_MAX; i++)
        free(flow->match_same[i]);
    for (size_t i = 0; i < flow->property_count; i++)
        property_free(&flow->properties[i]);
    for (unsigned side = SIDE_A; side < SIDES; side++)
        flow_side_free(&flow->sides[side]);
    free(flow);
}

void flows_free(struct flows *flows)
{
    for (size_t i = 0; i < flows->count; i++)
        flow_free(flows->items[i]);
    memset(flows, 0, sizeof *flows);
}

const struct flow *flows_find(const struct flows *flows, const char *name)
{
    for (size_t i = 0; i < flows->count; i++) {
        if (strcmp(flows->items[i]->name, name) == 0)
            return flows->items[i];
    }
    return NULL;
}

/* ---- conditions ---------------------------------------------------------- */

static bool flow_value_fits(const struct json *wanted, const struct json *value)
{
    if (value == NULL)
        return false;
    if (!json_is_array(wanted))
        return json_equal(wanted, value);
    for (const struct json *one = json_first(wanted); one != NULL;
         one = json_next(one)) {
        if (json_equal(one, value))
            return true;
    }
    return false;
}

bool flow_fits(const struct json *condition, const struct json *fields)
{
    for (const struct json *term = json_first(condition); term != NULL;
         term = json_next(term)) {
        if (!flow_value_fits(term, json_get(fields, json_name(term))))
            return false;
    }
    return true;
}

bool flow_contradicts(const struct json *condition, const struct json *fields)
{
    for (const struct json *term = json_first(condition); term != NULL;
         term = json_next(term)) {
        const struct json *value = json_get(fields, json_name(term));

        if (value != NULL && !flow_value_fits(term, value))
            return true;
    }
    return false;
}

/* ---- what all flows need of an entity ------------------------------------ */

struct columns {
    char **names;
    size_t count;
};

static void columns_add(struct columns *columns, const char *path)
{
    size_t length;

    if (path == NULL)
        return;
    length = strcspn(path, ".");
    for (size_t i = 0; i < columns->count; i++) {
        if (strncmp(columns->names[i], path, length) == 0 &&
            columns->names[i][length] == '\0')
            return;
    }
    columns->names =
        mem_resize(columns->names, columns->count + 1, sizeof *columns->names);
    columns->names[columns->count++] = mem_copy_n(path, length);
}

static int columns_compare(const void *one, const void *other)
{
    return strcmp(*(char *const *)one, *(char *const *)other);
}

static void columns_add_side(struct columns *columns,
                             const struct flow_side *side)
{
    for (size_t i = 0; i < side->path_count; i++)
        columns_add(columns, side->paths[i]);
}

size_t flows_columns(const struct flows *flows, const struct entity *entity,
                     char ***ret_columns)
{
    struct columns columns = { 0 };

    columns_add(&columns, entity->id_path);
    columns_add(&columns, entity->modified_path);
    columns_add(&columns, entity->reference_path);
    columns_add(&columns, entity->parent_path);
    for (size_t i = 0; i < flows->count; i++) {
        for (unsigned side = SIDE_A; side < SIDES; side++) {
            if (flows->items[i]->enabled &&
                flows->items[i]->sides[side].entity == entity)
                columns_add_side(&columns, &flows->items[i]->sides[side]);
        }
    }
    assert(columns.names != NULL); /* every entity has an id */
    qsort(columns.names, columns.count, sizeof *columns.names, columns_compare);
    *ret_columns = columns.names;
    return columns.count;
}

static size_t entities_add(const struct entity **entities, size_t count,
                           const struct entity *entity)
{
    for (size_t i = 0; i < count; i++) {
        if (entities[i] == entity)
            return count;
    }
    entities[count] = entity;
    return count + 1;
}

size_t flows_entities(const struct flows *flows,
                      const struct entity *ret_entities[2 * FLOWS_MAX])
{
    size_t count = 0;

    for (size_t i = 0; i < flows->count; i++) {
        const struct flow *flow = flows->items[i];

        if (!flow->enabled)
            continue;
        count = entities_add(ret_entities, count, flow->sides[SIDE_A].entity);
        count = entities_add(ret_entities, count, flow->sides[SIDE_B].entity);
    }
    return count;
}

void flows_digest(const struct flows *flows, char ret_text[HASH_TEXT_MAX])
{
    struct buf text = { 0 };

    for (size_t i = 0; i < flows->count; i++) {
        if (flows->items[i]->enabled)
            buf_print(&text, "%s\n", flows->items[i]->digest);
    }
    hash_text(buf_text(&text), text.length, ret_text);
    buf_free(&text);
}
