#include "domain/entity.h"

#include "base/mem.h"
#include "base/text.h"

#include <inttypes.h>
#include <string.h>

#define ENTITY_STEP_MAX 128
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

    if (json_is_text(value) && !text_is_empty(json_text(value)))
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

const char *entity_modified(const struct entity *entity,
                            const struct json *record)
{
    return json_text(json_at(record, entity->modified_path));
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

    for (size_t i = 0; i < count; i++) {
        const struct json *value = entity_value(record, paths[i]);

        if (value != NULL)
            json_add(picked, paths[i], json_clone(value));
    }
    return picked;
}
