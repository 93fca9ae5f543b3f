#include "base/mem.h"
#include "base/text.h"
#include "systems/nested.h"
#include "systems/powerofficego.h"

#include <stdlib.h>
#include <string.h>

/* More digits than this may not be exact in a JSON number. */
#define ID_DIGITS_MAX 15

static bool is_id_path(const char *path)
{
    size_t length = strlen(path);

    return length >= 2 && strcmp(path + length - 2, "Id") == 0;
}

/* Ids travel as texts within tandem; the API wants numbers. */
static struct json *native(const char *path, const struct json *value)
{
    const char *text = json_text(value);
    size_t length = text == NULL ? 0 : strlen(text);

    if (!is_id_path(path) || length == 0 || length > ID_DIGITS_MAX ||
        strspn(text, "0123456789") != length)
        return json_clone(value);
    return json_new_int(strtoll(text, NULL, 10));
}

struct json *powerofficego_fields(const struct call *call)
{
    struct json *fields = json_new_object();

    for (const struct json *field = json_first(call->fields); field != NULL;
         field = json_next(field))
        json_set(fields, json_name(field), native(json_name(field), field));
    if (call->kind == CALL_CREATE && call->reference != NULL &&
        call->entity->reference_path != NULL)
        json_set_text(fields, call->entity->reference_path, call->reference);
    return fields;
}

/* "MailAddress.City" to "/MailAddress/City" (RFC 6901: ~ and / escaped). */
static char *pointer(const char *path)
{
    struct buf text = { 0 };

    buf_text_append(&text, "/");
    for (; *path != '\0'; path++) {
        if (*path == '.') {
            buf_text_append(&text, "/");
        } else if (*path == '~') {
            buf_text_append(&text, "~0");
        } else if (*path == '/') {
            buf_text_append(&text, "~1");
        } else {
            buf_append(&text, path, 1);
        }
    }
    return buf_take(&text);
}

static void operation_append(struct json *patch, const char *op,
                             const char *path, struct json *value)
{
    struct json *operation = json_new_object();
    char *target = pointer(path);

    json_set_text(operation, "op", op);
    json_set_text(operation, "path", target);
    json_set(operation, "value", value);
    json_append(patch, operation);
    free(target);
}

static bool is_blank(const struct json *value)
{
    return json_is_null(value) ||
           (json_is_text(value) && text_is_empty(json_text(value)));
}

/* Is the whole object known to be empty over there? */
static bool is_missing(const struct call *call,
                       const struct entity_group *group)
{
    bool known = false;

    for (const struct json *value = json_first(call->current); value != NULL;
         value = json_next(value)) {
        if (entity_group_of(call->entity, json_name(value)) != group)
            continue;
        if (!is_blank(value))
            return false;
        known = true;
    }
    return known;
}

/* The members of the group that are given a value, or NULL. */
static struct json *members(const struct json *fields,
                            const struct entity_group *group)
{
    char *prefix = mem_print("%s.", group->object);
    struct json *object = nested_new(fields, prefix, false);

    free(prefix);
    if (json_count(object) > 0)
        return object;
    json_free(object);
    return NULL;
}

/*
 * Members of an address can be replaced one by one only if there is an
 * address; else it is added as a whole.
 */
struct json *powerofficego_patch(const struct call *call)
{
    struct json *fields = powerofficego_fields(call);
    struct json *patch = json_new_array();
    const struct entity_group *added = NULL;

    for (const struct json *field = json_first(fields); field != NULL;
         field = json_next(field)) {
        const struct entity_group *group =
            entity_group_of(call->entity, json_name(field));
        struct json *whole = NULL;

        if (group != NULL && group == added)
            continue;
        if (group != NULL && is_missing(call, group))
            whole = members(fields, group);
        if (whole == NULL) {
            operation_append(patch, "replace", json_name(field),
                             json_clone(field));
            continue;
        }
        operation_append(patch, "add", group->object, whole);
        added = group;
    }
    json_free(fields);
    return patch;
}
