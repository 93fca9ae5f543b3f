#include "systems/rows.h"

#include "base/mem.h"
#include "base/text.h"

#include <string.h>
#include <strings.h>

struct collector {
    struct answer *answer;
    size_t room;
};

static int rows_add(const char *text, size_t length, void *arg)
{
    struct collector *collector = arg;
    struct answer *answer = collector->answer;

    if (answer->row_count == collector->room) {
        collector->room = collector->room == 0 ? 64 : collector->room * 2;
        answer->rows =
            mem_resize(answer->rows, collector->room, sizeof *answer->rows);
    }
    answer->rows[answer->row_count++] =
        (struct slice){ .text = text, .length = length };
    return 0;
}

void rows_take(struct answer *answer, const char *member)
{
    struct collector collector = { .answer = answer };

    (void)json_slices(answer->body, strlen(answer->body), member, rows_add,
                      &collector);
}

/* People write e-mail addresses in any case. */
static bool row_has_key(const struct json *row, const struct call *call)
{
    const char *value = json_text(json_at(row, call->key_path));

    for (const struct json *key = json_first(call->keys); key != NULL;
         key = json_next(key)) {
        if (value != NULL && json_is_text(key) &&
            strcasecmp(value, json_text(key)) == 0)
            return true;
    }
    return false;
}

static bool row_is_meant(const struct json *row, const struct call *call)
{
    const char *path = call->entity->reference_path;

    if (call->kind == CALL_MATCH)
        return row_has_key(row, call);
    return text_equal(json_text(json_at(row, path)), call->reference);
}

void rows_found(struct answer *answer, const struct call *call,
                const struct json *items, const char *member)
{
    const struct json *found = NULL;
    size_t at = 0;
    size_t kept = 0;

    rows_take(answer, member);
    for (const struct json *item = json_first(items);
         item != NULL && at < answer->row_count; item = json_next(item), at++) {
        if (!row_is_meant(item, call))
            continue;
        answer->rows[kept++] = answer->rows[at];
        found = item;
    }
    answer->row_count = kept;
    answer->verdict = VERDICT_DONE;
    if (call->kind == CALL_FIND && kept == 1)
        rows_record(answer, call, found);
}

void rows_record(struct answer *answer, const struct call *call,
                 const struct json *record)
{
    answer->record = json_clone(record);
    answer->id = entity_id(call->entity, record);
    answer->modified = mem_copy(entity_modified(call->entity, record));
}
