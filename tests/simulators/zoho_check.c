#include "zoho.h"

#include "zoho_fields.h"

#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* One value that is being looked at. */
struct checked {
    struct exchange *exchange;
    enum entity_id entity;
    const struct zoho_field *field;
    const struct json *value;
    size_t item;
};

static struct json *verdict(const struct checked *checked, const char *code,
                            const char *message, struct json *details)
{
    char *path =
        mem_print("$.data[%zu].%s", checked->item, checked->field->name);

    if (details == NULL)
        details = json_new_object();
    json_set_text(details, "api_name", checked->field->name);
    json_set_text(details, "json_path", path);
    free(path);
    return zoho_error(code, message, details);
}

static struct json *invalid(const struct checked *checked)
{
    return verdict(checked, "INVALID_DATA", "invalid data", NULL);
}

static struct json *wrong_type(const struct checked *checked, const char *type)
{
    struct json *details = json_new_object();

    json_set_text(details, "expected_data_type", type);
    return verdict(checked, "INVALID_DATA", "invalid data", details);
}

static struct json *missing(const struct checked *checked)
{
    return verdict(checked, "MANDATORY_NOT_FOUND", "required field not found",
                   NULL);
}

/* Zoho: the local part starts with a letter, digit or one of _+-, the domain
 * has 4 to 256 characters and ends in 2 to 22 letters. */
static bool email_is_valid(const char *text)
{
    const char *at = strchr(text, '@');
    const char *dot = strrchr(text, '.');
    size_t ending;

    if (at == NULL || dot == NULL || dot < at || strchr(at + 1, '@') != NULL ||
        strpbrk(text, " \t\r\n,;<>") != NULL)
        return false;
    if ((unsigned char)text[0] < 128 && !isalnum((unsigned char)text[0]) &&
        strchr("_+-", text[0]) == NULL)
        return false;
    ending = strlen(dot + 1);
    for (size_t i = 1; i <= ending; i++) {
        if ((unsigned char)dot[i] < 128 && !isalpha((unsigned char)dot[i]))
            return false;
    }
    return ending >= 2 && ending <= 22 && strlen(at + 1) >= 4 &&
           strlen(at + 1) <= 256;
}

/* Optional +, digits and letters, single separators, extensions, brackets. */
static bool phone_is_valid(const char *text)
{
    bool separated = true; /* a number does not start with a separator */

    text += *text == '+';
    for (; *text != '\0'; text++) {
        bool separator = strchr(".- ", *text) != NULL;

        if (!isalnum((unsigned char)*text) && strchr(".- ,;#()", *text) == NULL)
            return false;
        if (separator && separated)
            return false;
        separated = separator;
    }
    return true;
}

static struct json *text_check(const struct checked *checked)
{
    const struct zoho_field *field = checked->field;
    const char *text = json_text(checked->value);
    struct json *details;

    if (text == NULL)
        return wrong_type(checked, "string");
    if (*text == '\0')
        return field->mandatory ? missing(checked) : NULL;
    if (text_length(text) > (size_t)field->most) {
        details = json_new_object();
        json_set_int(details, "maximum_length", field->most);
        return verdict(checked, "INVALID_DATA", "invalid data", details);
    }
    if ((field->type == ZOHO_EMAIL && !email_is_valid(text)) ||
        (field->type == ZOHO_PHONE && !phone_is_valid(text)))
        return invalid(checked);
    return NULL;
}

static struct json *number_check(const struct checked *checked)
{
    bool whole = checked->field->type == ZOHO_INTEGER;
    double number;

    if (!json_number(checked->value, &number) ||
        (whole && number != floor(number)))
        return wrong_type(checked, whole ? "integer" : "double");
    if (fabs(number) >= pow(10, checked->field->most))
        return invalid(checked);
    if (strcmp(checked->field->name, "Probability") == 0 &&
        (number < 0 || number > 100)) {
        return verdict(checked, "INVALID_DATA",
                       "Given Probability is not valid", NULL);
    }
    return NULL;
}

static struct json *lookup_check(const struct checked *checked)
{
    const char *id = json_get_text(checked->value, "id");

    if (!json_is_object(checked->value))
        return wrong_type(checked, "jsonobject");
    if (id == NULL ||
        store_get(checked->exchange->world->stores[checked->field->lookup],
                  id) == NULL) {
        return verdict(checked, "INVALID_DATA",
                       "the id given seems to be invalid", NULL);
    }
    return NULL;
}

static struct json *value_check(const struct checked *checked)
{
    if (json_is_null(checked->value))
        return checked->field->mandatory ? missing(checked) : NULL;
    switch (checked->field->type) {
    case ZOHO_INTEGER:
    case ZOHO_DECIMAL:
        return number_check(checked);
    case ZOHO_BOOL:
        return json_is_bool(checked->value) ? NULL
                                            : wrong_type(checked, "boolean");
    case ZOHO_LOOKUP:
        return lookup_check(checked);
    case ZOHO_DATE:
        return time_is_date(json_text(checked->value))
                   ? NULL
                   : wrong_type(checked, "date");
    case ZOHO_TEXT:
    case ZOHO_EMAIL:
    case ZOHO_PHONE:
        return text_check(checked);
    case ZOHO_SYSTEM:
        break;
    }
    return NULL;
}

static struct json *mandatory_check(struct checked *checked,
                                    const struct json *values)
{
    for (checked->field = zoho_fields(checked->entity);
         checked->field->name != NULL; checked->field++) {
        if (checked->field->mandatory &&
            json_get(values, checked->field->name) == NULL)
            return missing(checked);
    }
    return NULL;
}

struct json *zoho_check(struct exchange *exchange, enum entity_id entity,
                        const struct json *values, size_t item, bool insert)
{
    struct checked checked = { exchange, entity, NULL, NULL, item };
    struct json *found = NULL;

    if (insert)
        found = mandatory_check(&checked, values);
    for (const struct json *v = json_first(values); v != NULL && found == NULL;
         v = json_next(v)) {
        struct zoho_field named;
        const struct zoho_field *field =
            zoho_field_find(exchange->world, entity, json_name(v));

        if (field == NULL ||
            (field->type == ZOHO_SYSTEM && strcmp(field->name, "id") != 0)) {
            exchange_problem(exchange, "no field '%s' to write in %s",
                             json_name(v), entities[entity].name);
            continue;
        }
        named = *field;
        named.name = json_name(v);
        checked.field = &named;
        checked.value = v;
        found = value_check(&checked);
    }
    return found;
}
