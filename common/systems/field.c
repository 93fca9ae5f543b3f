#include "systems/field.h"

#include "base/text.h"

#include <string.h>

static bool is_allowed(const struct json *field, const char *operation)
{
    const struct json *types = json_get(field, "operation_type");

    return !json_is_object(types) || json_get_true(types, operation);
}

static void field_take(const struct json *about, struct field *ret_field)
{
    const struct json *choices = json_get(about, "pick_list_values");
    const char *type = json_get_text(about, "data_type");

    *ret_field = (struct field){
        .name = json_get_text(about, "api_name"),
        .type = type == NULL ? "" : type,
        .length = json_get_int(about, "length", 0),
        .may_create = is_allowed(about, "api_create"),
        .may_update = is_allowed(about, "api_update"),
        .is_unique = json_first(json_get(about, "unique")) != NULL,
        .is_required = json_get_true(about, "system_mandatory"),
    };
    if (text_equal(type, "picklist") && json_first(choices) != NULL)
        ret_field->choices = choices;
}

bool field_nth(const struct json *fields, size_t n, struct field *ret_field)
{
    const struct json *about = json_first(fields);

    while (about != NULL && n > 0) {
        about = json_next(about);
        n--;
    }
    if (about != NULL)
        field_take(about, ret_field);
    return about != NULL;
}

bool field_find(const struct json *fields, const char *path,
                struct field *ret_field)
{
    size_t length = strcspn(path, ".");

    for (const struct json *about = json_first(fields); about != NULL;
         about = json_next(about)) {
        const char *name = json_get_text(about, "api_name");

        if (name == NULL || strlen(name) != length ||
            strncmp(name, path, length) != 0)
            continue;
        field_take(about, ret_field);
        return true;
    }
    return false;
}

static bool is_lookup(const struct field *field)
{
    return strstr(field->type, "lookup") != NULL;
}

static bool is_number(const struct field *field)
{
    static const char *const types[] = { "integer", "double", "currency",
                                         "percent", NULL };

    for (size_t i = 0; types[i] != NULL; i++) {
        if (text_equal(field->type, types[i]))
            return true;
    }
    return false;
}

bool field_holds(const struct field *field, const char *path,
                 enum flow_type type)
{
    bool is_date = strncmp(field->type, "date", 4) == 0;
    bool is_boolean = text_equal(field->type, "boolean");

    if (field->type[0] == '\0')
        return true; /* nothing is said of it */
    if (is_lookup(field)) {
        return strchr(path, '.') != NULL &&
               (type == TYPE_LINK || type == TYPE_STRING);
    }
    switch (type) {
    case TYPE_LINK:
        return false;
    case TYPE_DATE:
        return is_date;
    case TYPE_BOOLEAN:
        return is_boolean;
    case TYPE_INTEGER:
        return text_equal(field->type, "integer");
    case TYPE_STRING:
    case TYPE_EMAIL:
    case TYPE_PHONE:
    case TYPE_COUNTRY:
        break;
    }
    return !is_date && !is_boolean && !is_number(field);
}

bool field_offers(const struct field *field, const char *value)
{
    for (const struct json *choice = json_first(field->choices); choice != NULL;
         choice = json_next(choice)) {
        if (text_equal(json_get_text(choice, "actual_value"), value) ||
            text_equal(json_get_text(choice, "display_value"), value))
            return true;
    }
    return field->choices == NULL;
}
