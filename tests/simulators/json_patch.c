#include "json_patch.h"

#include "shape.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* One operation, resolved: "/MailAddress/City" is outer, inner. */
struct target {
    const struct json *outer; /* member descriptions */
    const struct json *inner; /* NULL: the outer one itself */
    const struct json *value; /* NULL: remove */
};

static int not_found(struct err *err, const char *schema, const char *segment)
{
    return err_set(err, ERR_DATA,
                   "%s: The target location specified by path segment '%s' "
                   "was not found.",
                   schema, segment);
}

static const struct json *member_find(const struct spec *spec,
                                      const char *schema, const char *name,
                                      struct err *err)
{
    const struct json *member = shape_get(spec_members(spec, schema), name);

    if (member == NULL)
        (void)not_found(err, schema, name);
    return member;
}

static int path_resolve(const struct spec *spec, const char *schema,
                        const char *path, struct target *target,
                        struct err *err)
{
    const char *slash = strchr(path + 1, '/');
    char *outer = mem_copy_n(path + 1, slash ? (size_t)(slash - path - 1)
                                             : strlen(path + 1));
    int result = -1;

    target->outer = member_find(spec, schema, outer, err);
    if (target->outer != NULL && slash == NULL) {
        result = 0;
    } else if (target->outer != NULL && spec_nested(target->outer) == NULL) {
        (void)not_found(err, schema, slash + 1);
    } else if (target->outer != NULL) {
        target->inner =
            member_find(spec, spec_nested(target->outer), slash + 1, err);
        result = target->inner == NULL ? -1 : 0;
    }
    free(outer);
    return result;
}

static int target_read(const struct spec *spec, const char *schema,
                       const struct json *operation, struct target *target,
                       struct err *err)
{
    const char *op = json_get_text(operation, "op");
    const char *path = json_get_text(operation, "path");
    const struct json *described;

    if (op == NULL || !shape_in_list("add,replace,remove", op)) {
        return err_set(err, ERR_DATA, "Invalid JsonPatch operation '%s'.",
                       op ? op : "");
    }
    if (path == NULL || *path != '/') {
        return err_set(err, ERR_DATA, "The path '%s' is not valid.",
                       path ? path : "");
    }
    if (path_resolve(spec, schema, path, target, err) < 0)
        return -1;
    if (strcmp(op, "remove") == 0)
        return 0;
    target->value = json_get(operation, "value");
    described = target->inner ? target->inner : target->outer;
    if (target->value == NULL || !spec_fits(described, target->value))
        return err_set(err, ERR_DATA, "The value of '%s' is invalid.", path);
    return 0;
}

static struct json *value_new(const struct target *target)
{
    return target->value ? json_clone(target->value) : json_new_null();
}

static int apply(struct json *record, const char *schema,
                 const struct target *target, struct err *err)
{
    const char *outer = json_name(target->outer);
    const struct json *held = json_get(record, outer);
    struct json *nested;

    if (target->inner != NULL) {
        if (!json_is_object(held)) {
            return not_found(err, spec_nested(target->outer),
                             json_name(target->inner));
        }
        nested = json_clone(held);
        json_set(nested, json_name(target->inner), value_new(target));
        json_set(record, outer, nested);
        return 0;
    }
    if (spec_nested(target->outer) != NULL && !json_is_object(target->value)) {
        return err_set(err, ERR_DATA, "%s: '%s' cannot be removed.", schema,
                       outer);
    }
    if (json_is_object(held)) { /* the address keeps its Id */
        json_set(record, outer, shape_merge(held, target->value));
    } else {
        json_set(record, outer, value_new(target));
    }
    return 0;
}

struct json *json_patch(const struct spec *spec, const char *schema,
                        const struct json *record,
                        const struct json *operations, struct err *err)
{
    struct json *patched;
    int result = 0;

    if (!json_is_array(operations)) {
        (void)err_set(err, ERR_DATA, "The JSON patch document was malformed.");
        return NULL;
    }
    patched = json_clone(record);
    for (const struct json *o = json_first(operations); o && result == 0;
         o = json_next(o)) {
        struct target target = { 0 };

        result = target_read(spec, schema, o, &target, err);
        if (result == 0)
            result = apply(patched, schema, &target, err);
    }
    if (result == 0)
        return patched;
    json_free(patched);
    return NULL;
}
