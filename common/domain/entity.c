#include "domain/entity.h"

#include "base/hash.h"
#include "base/mem.h"
#include "base/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define ENTITY_STEP_MAX 128
/* Lists of choices have one level. A state wraps its values in four, and JSON
 * may have a thousand. */
#define ENTITY_DEPTH_MAX 8
#define ENTITY_LEFT_OUT  "left_out"
/* From here on a double no longer tells neighbouring integers apart. */
#define ENTITY_ID_LIMIT (INT64_C(1) << 53)

const char *entity_origin(const struct entity *entity)
{
    return entity->origin != NULL ? entity->origin : entity->system;
}

size_t entity_length_max(const struct entity *entity, const char *path)
{
    for (const struct entity_field *field = entity->fields; field->path != NULL;
         field++) {
        if (text_equal(field->path, path))
            return field->length_max;
    }
    return 0;
}

const struct entity_group *entity_group_of(const struct entity *entity,
                                           const char *path)
{
    const struct entity_group *group = entity->groups;

    for (; group != NULL && group->object != NULL; group++) {
        size_t length = strlen(group->object);

        if (strncmp(path, group->object, length) == 0 &&
            (path[length] == '.' || path[length] == '\0'))
            return group;
    }
    return NULL;
}

static char *entity_id_text(const struct json *value)
{
    int64_t number;

    if (json_is_text(value) && !text_is_empty(json_text(value)) &&
        strlen(json_text(value)) <= ENTITY_ID_MAX)
        return mem_copy(json_text(value));
    if (!json_int(value, &number) || number <= 0 || number >= ENTITY_ID_LIMIT)
        return NULL;
    return mem_print("%" PRId64, number);
}

char *entity_id(const struct entity *entity, const struct json *record)
{
    return entity_id_text(json_at(record, entity->id_path));
}

char *entity_parent(const struct entity *entity, const struct json *record)
{
    if (entity->parent_path == NULL)
        return NULL;
    return entity_id_text(json_at(record, entity->parent_path));
}

char *entity_reference(const struct entity *entity, const struct json *record)
{
    const char *text = entity->reference_path == NULL
                           ? NULL
                           : json_text(json_at(record, entity->reference_path));
    char *reference;

    if (text == NULL || text_is_empty(text))
        return NULL;
    reference = mem_copy_n(text, strnlen(text, 2 * ENTITY_ID_MAX + 1));
    if (text[strlen(reference)] != '\0')
        text_mend(reference); /* cut within a letter */
    return reference;
}

const char *entity_modified(const struct entity *entity,
                            const struct json *record)
{
    const char *text = json_text(json_at(record, entity->modified_path));

    return text != NULL && strlen(text) <= ENTITY_ID_MAX ? text : NULL;
}

/* ---- values ---- */

static bool entity_is_flat(const struct json *value, int depth)
{
    if (depth > ENTITY_DEPTH_MAX)
        return false;
    if (!json_is_object(value) && !json_is_array(value))
        return true;
    for (const struct json *i = json_first(value); i != NULL;
         i = json_next(i)) {
        if (!entity_is_flat(i, depth + 1))
            return false;
    }
    return true;
}

static struct json *entity_stand_in(const char *printed)
{
    struct json *stand_in = json_new_object();
    char hash[HASH_TEXT_MAX];

    hash_text(printed, strlen(printed), hash);
    json_set_int(stand_in, ENTITY_LEFT_OUT, (int64_t)strlen(printed));
    json_set_text(stand_in, "hash", hash);
    return stand_in;
}

bool entity_left_out(const struct json *value, int64_t *ret_bytes)
{
    return json_int(json_get(value, ENTITY_LEFT_OUT), ret_bytes);
}

/* Takes what it needs of *room. */
static struct json *entity_fit(const struct json *value, size_t *room)
{
    const char *text = json_text(value);
    struct json *kept = NULL;
    char *printed = NULL;

    if (json_is_object(value) || json_is_array(value))
        text = printed = json_string(value);
    if (text == NULL) /* numbers and the like are short */
        return json_clone(value);
    if (strlen(text) <= *room && entity_is_flat(value, 0)) {
        *room -= strlen(text);
        kept = json_clone(value);
    } else {
        kept = entity_stand_in(text);
    }
    free(printed);
    return kept;
}

/* The value at path; a null on the way is the answer. NULL: no evidence. */
static const struct json *entity_value(const struct json *record,
                                       const char *path)
{
    char step[ENTITY_STEP_MAX];

    while (record != NULL && !json_is_null(record)) {
        size_t length = strcspn(path, ".");

        if (path[length] == '\0')
            return json_get(record, path);
        if (length >= sizeof step)
            return NULL;
        memcpy(step, path, length);
        step[length] = '\0';
        record = json_get(record, step);
        path += length + 1;
    }
    return record;
}

struct json *entity_pick(const struct json *record, const char *const *paths,
                         size_t count)
{
    struct json *picked = json_new_object();
    size_t room = ENTITY_VALUES_MAX;

    for (size_t i = 0; i < count; i++) {
        const struct json *value = entity_value(record, paths[i]);

        if (value != NULL)
            json_add(picked, paths[i], entity_fit(value, &room));
    }
    return picked;
}
