#include "systems/nested.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

static void nested_set(struct json *object, const struct json *fields,
                       const struct json *field, const char *prefix, bool nulls)
{
    const char *rest = json_name(field) + strlen(prefix);
    size_t length = strcspn(rest, ".");
    char *step = mem_copy_n(rest, length);

    if (rest[length] == '\0') {
        json_set(object, step, json_clone(field));
    } else if (json_get(object, step) == NULL) {
        char *inner = mem_print("%s%s.", prefix, step);

        json_set(object, step,
                 json_is_null(field) ? json_new_null()
                                     : nested_new(fields, inner, nulls));
        free(inner);
    }
    free(step);
}

struct json *nested_new(const struct json *fields, const char *prefix,
                        bool nulls)
{
    struct json *object = json_new_object();

    for (const struct json *field = json_first(fields); field != NULL;
         field = json_next(field)) {
        if (text_starts(json_name(field), prefix) &&
            (nulls || !json_is_null(field)))
            nested_set(object, fields, field, prefix, nulls);
    }
    return object;
}
