#include "base/json.h"

#include "base/mem.h"

#include <cjson/cJSON.h>
#include <stdlib.h>

static cJSON *build_inout(struct json *json)
{
    return (cJSON *)(void *)json;
}

static struct json *build_out(cJSON *item)
{
    if (item == NULL)
        abort(); /* cJSON could not allocate */
    return (struct json *)(void *)item;
}

struct json *json_new_object(void)
{
    return build_out(cJSON_CreateObject());
}

struct json *json_new_array(void)
{
    return build_out(cJSON_CreateArray());
}

struct json *json_new_text(const char *text)
{
    return text == NULL ? json_new_null() : build_out(cJSON_CreateString(text));
}

struct json *json_new_text_n(const char *text, size_t length)
{
    char *copy = mem_copy_n(text, length);
    struct json *json = json_new_text(copy);

    free(copy);
    return json;
}

struct json *json_new_int(int64_t value)
{
    return build_out(cJSON_CreateNumber((double)value));
}

struct json *json_new_bool(bool value)
{
    return build_out(cJSON_CreateBool(value));
}

struct json *json_new_null(void)
{
    return build_out(cJSON_CreateNull());
}

void json_add(struct json *object, const char *name, struct json *value)
{
    (void)cJSON_AddItemToObject(build_inout(object), name, build_inout(value));
}

void json_set(struct json *object, const char *name, struct json *value)
{
    cJSON *in = build_inout(object);

    if (cJSON_GetObjectItemCaseSensitive(in, name) == NULL) {
        json_add(object, name, value);
        return;
    }
    (void)cJSON_ReplaceItemInObjectCaseSensitive(in, name, build_inout(value));
}

void json_set_text(struct json *object, const char *name, const char *text)
{
    json_set(object, name, json_new_text(text));
}

void json_set_int(struct json *object, const char *name, int64_t value)
{
    json_set(object, name, json_new_int(value));
}

void json_set_bool(struct json *object, const char *name, bool value)
{
    json_set(object, name, json_new_bool(value));
}

void json_append(struct json *array, struct json *value)
{
    (void)cJSON_AddItemToArray(build_inout(array), build_inout(value));
}

void json_remove(struct json *object, const char *name)
{
    cJSON_DeleteItemFromObjectCaseSensitive(build_inout(object), name);
}
