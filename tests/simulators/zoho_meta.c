/*
 * What Zoho CRM tells of its fields: GET settings/fields.
 */
#include "zoho_fields.h"

#include "zoho.h"

#include "base/text.h"

static const char *type_name(enum zoho_type type)
{
    static const char *const names[] = {
        [ZOHO_TEXT] = "text",       [ZOHO_EMAIL] = "email",
        [ZOHO_PHONE] = "phone",     [ZOHO_DATE] = "date",
        [ZOHO_INTEGER] = "integer", [ZOHO_DECIMAL] = "currency",
        [ZOHO_BOOL] = "boolean",    [ZOHO_LOOKUP] = "lookup",
        [ZOHO_SYSTEM] = "datetime",
    };

    return names[type];
}

static struct json *field_tell(const struct zoho_field *field)
{
    struct json *about = json_new_object();
    struct json *operations = json_new_object();

    json_set_text(about, "api_name", field->name);
    json_set_text(about, "data_type", type_name(field->type));
    if (field->type != ZOHO_LOOKUP)
        json_set_int(about, "length", field->most);
    json_set_bool(about, "system_mandatory", field->mandatory);
    json_set_bool(about, "read_only", false); /* also where it is wrong */
    json_set_bool(operations, "api_create", field->type != ZOHO_SYSTEM);
    json_set_bool(operations, "api_update", field->type != ZOHO_SYSTEM);
    json_set(about, "operation_type", operations);
    json_set(about, "unique", json_new_object());
    json_set(about, "pick_list_values", json_new_array());
    return about;
}

static void field_mark_unique(struct json *about)
{
    struct json *unique = json_new_object();

    json_set_text(unique, "casesensitive", "false");
    json_set(about, "unique", unique);
}

/* changes: {"length": 20}; null: there is no such field. */
static void field_add(struct json *fields, struct json *about,
                      const struct json *changes)
{
    const struct json *change =
        json_get(changes, json_get_text(about, "api_name"));

    if (json_is_null(change)) {
        json_free(about);
        return;
    }
    for (const struct json *m = json_first(change); m; m = json_next(m))
        json_set(about, json_name(m), json_clone(m));
    json_append(fields, about);
}

static struct json *fields_tell(const struct world *world,
                                enum entity_id entity)
{
    const struct json *changes = json_get(
        json_get(world->told, "zohocrm_fields"), entities[entity].name);
    const char *unique = store_indexed(world->stores[entity]);
    struct json *fields = json_new_array();

    for (const struct zoho_field *f = zoho_fields(entity); f->name; f++)
        field_add(fields, field_tell(f), changes);
    if (unique != NULL) {
        struct json *about = field_tell(zoho_field_find(world, entity, unique));

        json_set_text(about, "api_name", unique);
        field_mark_unique(about);
        field_add(fields, about, changes);
    }
    return fields;
}

void zoho_fields_tell(struct exchange *exchange)
{
    const char *module = pairs_get(&exchange->query, "module");
    enum entity_id entity =
        module ? entity_find(PORT_ZOHOCRM, module) : ENTITY_COUNT;
    struct json *answer;

    if (entity == ENTITY_COUNT) {
        zoho_refuse(exchange, 400, "INVALID_MODULE", NULL);
        return;
    }
    answer = json_new_object();
    json_set(answer, "fields", fields_tell(exchange->world, entity));
    exchange_answer(exchange, 200, answer);
}
