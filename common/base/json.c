#include "base/json.h"

#include "base/mem.h"
#include "base/text.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define JSON_INT_MAX  9007199254740991.0 /* 2^53 - 1 */
#define JSON_PATH_MAX 128

static const cJSON *json_in(const struct json *json)
{
    return (const cJSON *)(const void *)json;
}

static cJSON *json_inout(struct json *json)
{
    return (cJSON *)(void *)json;
}

static struct json *json_out(cJSON *item)
{
    if (item == NULL)
        abort(); /* cJSON could not allocate */
    return (struct json *)(void *)item;
}

static const struct json *json_const(const cJSON *item)
{
    return (const struct json *)(const void *)item;
}

/* cJSON would cut the text at an escaped NUL, silently. */
static bool json_has_nul(const char *text, size_t length)
{
    const char *end = text + length;
    const char *at = memchr(text, '\\', length);

    while (at != NULL && end - at >= 6) {
        if (memcmp(at, "\\u0000", 6) == 0)
            return true;
        at += 2; /* and what is escaped */
        at = memchr(at, '\\', (size_t)(end - at));
    }
    return memchr(text, '\0', length) != NULL;
}

struct json *json_parse(const char *text, size_t length, struct err *err)
{
    const char *end = NULL;
    cJSON *item;

    if (length > JSON_BYTES_MAX) {
        (void)err_set(err, ERR_DATA, "JSON of %zu bytes is too long", length);
        return NULL;
    }
    if (json_has_nul(text, length) || !text_is_utf8(text, length)) {
        (void)err_set(err, ERR_DATA, "not JSON: not UTF-8 text without NUL");
        return NULL;
    }
    item = cJSON_ParseWithLengthOpts(text, length, &end, false);
    /* cJSON takes every control for a blank. */
    while (item != NULL && end < text + length && (unsigned char)*end <= ' ')
        end++;
    if (item == NULL || end < text + length) {
        cJSON_Delete(item);
        (void)err_set(err, ERR_DATA, "not JSON: unexpected at byte %zu",
                      end == NULL ? 0 : (size_t)(end - text));
        return NULL;
    }
    return json_out(item);
}

void json_free(struct json *json)
{
    cJSON_Delete(json_inout(json));
}

struct json *json_clone(const struct json *json)
{
    if (json == NULL)
        return NULL;
    return json_out(cJSON_Duplicate(json_in(json), true));
}

const struct json *json_get(const struct json *object, const char *name)
{
    if (!json_is_object(object))
        return NULL;
    return json_const(cJSON_GetObjectItemCaseSensitive(json_in(object), name));
}

const struct json *json_at(const struct json *object, const char *path)
{
    char name[JSON_PATH_MAX];
    const char *dot = strchr(path, '.');
    size_t length;

    if (dot == NULL)
        return json_get(object, path);
    length = (size_t)(dot - path);
    if (length >= sizeof name)
        return NULL;
    memcpy(name, path, length);
    name[length] = '\0';
    return json_at(json_get(object, name), dot + 1);
}

const char *json_text(const struct json *json)
{
    return json == NULL ? NULL : cJSON_GetStringValue(json_in(json));
}

const char *json_get_text(const struct json *object, const char *name)
{
    return json_text(json_get(object, name));
}

bool json_int(const struct json *json, int64_t *ret_value)
{
    double value;

    if (!json_number(json, &value) || fabs(value) > JSON_INT_MAX ||
        value != floor(value))
        return false;
    *ret_value = (int64_t)value;
    return true;
}

int64_t json_get_int(const struct json *object, const char *name,
                     int64_t otherwise)
{
    int64_t value;

    return json_int(json_get(object, name), &value) ? value : otherwise;
}

bool json_number(const struct json *json, double *ret_value)
{
    if (!json_is_number(json))
        return false;
    *ret_value = json_in(json)->valuedouble;
    return true;
}

bool json_true(const struct json *json)
{
    return json != NULL && cJSON_IsTrue(json_in(json)) != 0;
}

bool json_get_true(const struct json *object, const char *name)
{
    return json_true(json_get(object, name));
}

bool json_is_null(const struct json *json)
{
    return json != NULL && cJSON_IsNull(json_in(json)) != 0;
}

bool json_is_text(const struct json *json)
{
    return json != NULL && cJSON_IsString(json_in(json)) != 0;
}

bool json_is_number(const struct json *json)
{
    return json != NULL && cJSON_IsNumber(json_in(json)) != 0;
}

bool json_is_bool(const struct json *json)
{
    return json != NULL && cJSON_IsBool(json_in(json)) != 0;
}

bool json_is_object(const struct json *json)
{
    return json != NULL && cJSON_IsObject(json_in(json)) != 0;
}

bool json_is_array(const struct json *json)
{
    return json != NULL && cJSON_IsArray(json_in(json)) != 0;
}

const char *json_kind(const struct json *json)
{
    if (json == NULL)
        return "nothing";
    if (json_is_object(json))
        return "object";
    if (json_is_array(json))
        return "array";
    if (json_is_text(json))
        return "string";
    if (json_is_number(json))
        return "number";
    return json_is_null(json) ? "null" : "true or false";
}

const struct json *json_first(const struct json *container)
{
    return container == NULL ? NULL : json_const(json_in(container)->child);
}

const struct json *json_next(const struct json *item)
{
    return json_const(json_in(item)->next);
}

const char *json_name(const struct json *member)
{
    return json_in(member)->string;
}

size_t json_count(const struct json *container)
{
    size_t count = 0;

    for (const struct json *i = json_first(container); i != NULL;
         i = json_next(i))
        count++;
    return count;
}
