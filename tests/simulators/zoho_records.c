#include "zoho_records.h"

#include "shape.h"
#include "stamp.h"
#include "zoho.h"
#include "zoho_fields.h"
#include "zoho_watch.h"

#include "base/map.h"
#include "base/mem.h"
#include "base/text.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void page_token_free(void *arg)
{
    struct page_token *token = arg;

    for (size_t i = 0; i < ZOHO_LIST_PARAMETERS; i++)
        free(token->bound[i]);
    free(token);
}

struct zoho *zoho_new(void)
{
    struct zoho *zoho = mem_new(1, sizeof *zoho);

    zoho->page_tokens = map_new();
    zoho->watches = watches_new();
    return zoho;
}

void zoho_free(struct zoho *zoho)
{
    if (zoho == NULL)
        return;
    map_free(zoho->page_tokens, page_token_free);
    for (size_t i = 0; i < zoho->deletion_count; i++)
        free(zoho->deletions[i].name);
    free(zoho->deletions);
    watches_free(zoho->watches);
    free(zoho);
}

/* The Stage-Probability mapping a new organisation starts with. */
static int stage_probability(const char *stage)
{
    static const struct {
        const char *stage;
        int probability;
    } table[] = {
        { "Qualification", 10 },
        { "Needs Analysis", 20 },
        { "Value Proposition", 40 },
        { "Identify Decision Makers", 60 },
        { "Proposal/Price Quote", 75 },
        { "Negotiation/Review", 90 },
        { "Closed Won", 100 },
        { "Closed Lost", 0 },
        { "Closed Lost to Competition", 0 },
    };

    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (text_equal(table[i].stage, stage))
            return table[i].probability;
    }
    return 50; /* a stage of the organisation's own */
}

/* On request: texts are trimmed, e-mail addresses in lower case. */
static char *text_stored(const struct world *world,
                         const struct zoho_field *field, const char *text)
{
    char *stored;

    if (world->settings.normalise == 0)
        return mem_copy(text);
    stored = shape_trim(text);
    for (char *at = stored; field->type == ZOHO_EMAIL && *at != '\0'; at++)
        *at = (char)tolower((unsigned char)*at);
    return stored;
}

static struct json *value_stored(const struct world *world,
                                 const struct zoho_field *field,
                                 const struct json *value)
{
    const char *text = json_text(value);
    struct json *stored;
    char *trimmed;

    if (field->type == ZOHO_LOOKUP && json_is_object(value)) {
        stored = json_new_object();
        json_set_text(stored, "id", json_get_text(value, "id"));
        return stored;
    }
    if (text == NULL)
        return json_clone(value);
    trimmed = text_stored(world, field, text);
    stored = json_new_text(*trimmed == '\0' ? NULL : trimmed);
    free(trimmed);
    return stored;
}

static void actor_set(struct json *record, const char *member,
                      enum zoho_actor actor)
{
    struct json *user = json_new_object();

    json_set_text(user, "name", actor == ZOHO_PERSON ? "Ola" : "Sync User");
    json_set_text(user, "id",
                  actor == ZOHO_PERSON ? "5843104000000351017"
                                       : "5843104000000351001");
    json_set(record, member, user);
}

static void values_put(const struct world *world, enum entity_id entity,
                       struct json *record, const struct json *values)
{
    const char *stage = json_get_text(values, "Stage");

    for (const struct json *v = json_first(values); v; v = json_next(v)) {
        const struct zoho_field *field =
            zoho_field_find(world, entity, json_name(v));

        if (field != NULL && field->type != ZOHO_SYSTEM)
            json_set(record, json_name(v), value_stored(world, field, v));
    }
    if (entity == DEALS && stage && json_get(values, "Probability") == NULL)
        json_set_int(record, "Probability", stage_probability(stage));
}

/* A person may say how old the record is: "Modified_Time": "...". */
static int64_t stamp_given(const struct json *values, const char *member,
                           enum zoho_actor actor, int64_t otherwise)
{
    int64_t stamp;

    if (actor == ZOHO_PERSON &&
        stamp_parse(json_get_text(values, member), &stamp))
        return stamp;
    return otherwise;
}

struct row *zoho_record_add(struct world *world, enum entity_id entity,
                            const struct json *values, enum zoho_actor actor)
{
    struct json *record = json_new_object();
    int64_t now = stamp_second(world_now(world, PORT_ZOHOCRM));
    char id[STORE_ID_MAX];
    struct row *row;

    (void)snprintf(id, sizeof id, "5843104%012" PRId64,
                   ++world->last_id[PORT_ZOHOCRM]);
    values_put(world, entity, record, values);
    actor_set(record, "Owner", ZOHO_PERSON);
    actor_set(record, "Created_By", actor);
    actor_set(record, "Modified_By", actor);
    row = store_add(world->stores[entity], id, record,
                    stamp_given(values, "Created_Time", actor, now));
    row->changed = stamp_given(values, "Modified_Time", actor, now);
    zoho_watch_tell(world, entity, row->id, "insert");
    return row;
}

void zoho_record_edit(struct world *world, enum entity_id entity,
                      struct row *row, const struct json *values,
                      enum zoho_actor actor)
{
    struct json *record = json_clone(row->json);

    values_put(world, entity, record, values);
    actor_set(record, "Modified_By", actor);
    store_change(world->stores[entity], row, record);
    row->changed = stamp_second(world_now(world, PORT_ZOHOCRM));
    zoho_watch_tell(world, entity, row->id, "update");
}

void zoho_record_delete(struct world *world, enum entity_id entity,
                        struct row *row)
{
    struct zoho *zoho = world->zoho;
    struct deletion *deletion;

    zoho->deletions = mem_resize(zoho->deletions, zoho->deletion_count + 1,
                                 sizeof *zoho->deletions);
    deletion = &zoho->deletions[zoho->deletion_count++];
    deletion->entity = entity;
    deletion->name = zoho_record_name(entity, row);
    deletion->stamp = stamp_second(world_now(world, PORT_ZOHOCRM));
    (void)snprintf(deletion->id, sizeof deletion->id, "%s", row->id);
    store_remove(world->stores[entity], row);
    zoho_watch_tell(world, entity, deletion->id, "delete");
}

char *zoho_record_name(enum entity_id entity, const struct row *row)
{
    const char *first = json_get_text(row->json, "First_Name");
    const char *last = json_get_text(row->json, "Last_Name");

    if (entity == ACCOUNTS)
        return mem_copy(json_get_text(row->json, "Account_Name"));
    if (entity == DEALS)
        return mem_copy(json_get_text(row->json, "Deal_Name"));
    if (first == NULL)
        return mem_copy(last);
    return mem_print("%s %s", first, last == NULL ? "" : last);
}

/* null once what it pointed to is gone */
static struct json *lookup_show(const struct world *world,
                                enum entity_id target, const struct json *value)
{
    const char *id = json_get_text(value, "id");
    const struct row *row = id ? store_get(world->stores[target], id) : NULL;
    struct json *lookup;
    char *name;

    if (row == NULL)
        return json_new_null();
    name = zoho_record_name(target, row);
    lookup = json_new_object();
    json_set_text(lookup, "name", name);
    json_set_text(lookup, "id", id);
    free(name);
    return lookup;
}

static struct json *time_show(int64_t stamp)
{
    char text[TIME_TEXT_MAX];

    stamp_zohocrm(stamp, text);
    return json_new_text(text);
}

static struct json *name_show(enum entity_id entity, const struct row *row)
{
    char *name = zoho_record_name(entity, row);
    struct json *shown = json_new_text(name);

    free(name);
    return shown;
}

struct json *zoho_record_value(const struct world *world, enum entity_id entity,
                               const struct row *row, const char *field)
{
    const struct zoho_field *found = zoho_field_find(world, entity, field);
    const struct json *value = json_get(row->json, field);

    if (found != NULL && found->type == ZOHO_LOOKUP)
        return lookup_show(world, found->lookup, value);
    if (strcmp(field, "id") == 0)
        return json_new_text(row->id);
    if (strcmp(field, "Created_Time") == 0)
        return time_show(row->created);
    if (strcmp(field, "Modified_Time") == 0)
        return time_show(row->changed);
    if (strcmp(field, "Full_Name") == 0)
        return name_show(entity, row);
    return value == NULL ? json_new_null() : json_clone(value);
}

static struct json *show_all(const struct world *world, enum entity_id entity,
                             const struct row *row)
{
    struct json *shown = json_new_object();
    const char *unique = store_indexed(world->stores[entity]);

    for (const struct zoho_field *f = zoho_fields(entity); f->name; f++) {
        json_set(shown, f->name,
                 zoho_record_value(world, entity, row, f->name));
    }
    if (unique != NULL)
        json_set(shown, unique, zoho_record_value(world, entity, row, unique));
    return shown;
}

struct json *zoho_record_show(const struct world *world, enum entity_id entity,
                              const struct row *row, const char *fields)
{
    struct json *shown;
    char *field;

    if (fields == NULL)
        return show_all(world, entity, row);
    shown = json_new_object();
    json_set_text(shown, "id", row->id);
    for (size_t i = 0; (field = shape_part(fields, i)) != NULL; i++) {
        if (zoho_field_find(world, entity, field) != NULL) {
            json_set(shown, field,
                     zoho_record_value(world, entity, row, field));
        }
        free(field);
    }
    return shown;
}

struct json *zoho_record_details(const struct world *world,
                                 enum entity_id entity, const struct row *row)
{
    return zoho_record_show(world, entity, row,
                            "Modified_Time,Modified_By,Created_Time,"
                            "Created_By");
}
