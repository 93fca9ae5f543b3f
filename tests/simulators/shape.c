#include "shape.h"

#include "base/mem.h"
#include "base/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct json *shape_merge(const struct json *old, const struct json *changes)
{
    struct json *merged =
        json_is_object(old) ? json_clone(old) : json_new_object();

    for (const struct json *m = json_first(changes); m; m = json_next(m)) {
        if (json_is_object(m)) {
            json_set(merged, json_name(m),
                     shape_merge(json_get(old, json_name(m)), m));
        } else {
            json_set(merged, json_name(m), json_clone(m));
        }
    }
    return merged;
}

const struct json *shape_get(const struct json *object, const char *name)
{
    if (!json_is_object(object))
        return NULL;
    for (const struct json *m = json_first(object); m; m = json_next(m)) {
        if (strcasecmp(json_name(m), name) == 0)
            return m;
    }
    return NULL;
}

char *shape_trim(const char *text)
{
    size_t length;

    text += strspn(text, " \t\r\n");
    length = strlen(text);
    while (length > 0 && strchr(" \t\r\n", text[length - 1]) != NULL)
        length--;
    return mem_copy_n(text, length);
}

char *shape_tidy(const char *text)
{
    char *tidy = shape_trim(text);
    size_t out = 0;

    for (size_t i = 0; tidy[i] != '\0'; i++) {
        if (tidy[i] != ' ' || tidy[i + 1] != ' ')
            tidy[out++] = tidy[i];
    }
    tidy[out] = '\0';
    return tidy;
}

char *shape_part(const char *list, size_t item)
{
    char *part;
    char *trimmed;

    for (; item > 0; item--) {
        list = strchr(list, ',');
        if (list == NULL)
            return NULL;
        list++;
    }
    part = mem_copy_n(list, strcspn(list, ","));
    trimmed = shape_trim(part);
    free(part);
    return trimmed;
}

bool shape_in_list(const char *list, const char *text)
{
    char *part;
    bool found = false;

    for (size_t i = 0; !found && (part = shape_part(list, i)) != NULL; i++) {
        found = text_equal(part, text);
        free(part);
    }
    return found;
}

void shape_id(const struct json *value, char *ret_id, size_t size)
{
    int64_t number;

    if (json_int(value, &number)) {
        (void)snprintf(ret_id, size, "%" PRId64, number);
    } else {
        (void)snprintf(ret_id, size, "%s",
                       json_is_text(value) ? json_text(value) : "");
    }
}
