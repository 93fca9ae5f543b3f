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

    (void)json_slices(answer->body, answer->body_length, member, rows_add,
                      &collector);
}

/* ---- rows that are no JSON ---- */

struct mending {
    struct buf text;
    const char *rest; /* what has not been copied yet */
    bool needed;
};

static int mending_row(const char *text, size_t length, void *arg)
{
    struct mending *mending = arg;
    struct err err;
    struct json *row = json_parse(text, length, &err);

    if (row == NULL && text[0] == '{') { /* a record; else it is no list */
        buf_append(&mending->text, mending->rest,
                   (size_t)(text - mending->rest));
        buf_text_append(&mending->text, "null");
        mending->rest = text + length;
        mending->needed = true;
    }
    json_free(row);
    return 0;
}

static struct json *mended(const char *body, size_t length, const char *member)
{
    struct mending mending = { .rest = body };
    struct json *json = NULL;
    struct err err;

    (void)json_slices(body, length, member, mending_row, &mending);
    if (mending.needed) {
        buf_append(&mending.text, mending.rest,
                   length - (size_t)(mending.rest - body));
        json = json_parse(mending.text.data, mending.text.length, &err);
    }
    buf_free(&mending.text);
    return json;
}

struct json *rows_mended(const struct answer *answer, const char *member)
{
    struct json *json = mended(answer->body, answer->body_length, member);
    struct buf one = { 0 };

    if (json != NULL || member != NULL || answer->body[0] != '{')
        return json;
    buf_text_append(&one, "[");
    buf_append(&one, answer->body, answer->body_length);
    buf_text_append(&one, "]");
    json = mended(one.data, one.length, NULL);
    buf_free(&one);
    return json;
}

void rows_unreadable(struct answer *answer)
{
    answer->verdict = VERDICT_REJECT;
    mem_replace(&answer->code, "unreadable record");
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
    bool unreadable = false;

    rows_take(answer, member);
    for (const struct json *item = json_first(items);
         item != NULL && at < answer->row_count; item = json_next(item), at++) {
        unreadable = unreadable || json_is_null(item);
        if (!row_is_meant(item, call))
            continue;
        answer->rows[kept++] = answer->rows[at];
        found = item;
    }
    answer->row_count = kept;
    answer->verdict = VERDICT_DONE;
    if (call->kind == CALL_FIND && unreadable) {
        rows_unreadable(answer); /* it may be the one that was meant */
    } else if (call->kind == CALL_FIND && kept == 1) {
        rows_record(answer, call, found);
    }
}

void rows_record(struct answer *answer, const struct call *call,
                 const struct json *record)
{
    answer->record = json_clone(record);
    answer->id = entity_id(call->entity, record);
    answer->modified = mem_copy(entity_modified(call->entity, record));
}
