#include "extractor/cursor.h"

#include "base/json.h"
#include "base/text.h"

#include <stdio.h>

#define CURSOR_VERSION 1

enum saved { SAVED_NOT_LEASED, SAVED, SAVED_NOT_FOUND };

/* Keys: cursor, lease. Arguments: the cursor's text, the lease's owner, 1 if
 * there must be a cursor. Gives enum saved. */
static struct redis_script save = {
    .name = "cursor_save",
    .text = "if redis.call('GET', KEYS[2]) ~= ARGV[2] then return 0 end\n"
            "if redis.call('EXISTS', KEYS[1]) < tonumber(ARGV[3]) then\n"
            "  return 2\n"
            "end\n"
            "redis.call('SET', KEYS[1], ARGV[1])\n"
            "return 1\n",
};

enum cursor_plan cursor_plan(const struct cursor *cursor, const char *columns,
                             int64_t server_ms, int64_t scan_every_ms)
{
    if (cursor == NULL || !text_equal(cursor->columns, columns))
        return PLAN_SCAN;
    if (server_ms - cursor->scan_ms >= scan_every_ms)
        return PLAN_POLL_AND_SCAN;
    return PLAN_POLL;
}

/*
 * Only the beginning of the walk counts, not the newest record it met: a list
 * is not read in one moment, and a record that was edited behind a long walk's
 * back is older than one that was edited before its end.
 */
int64_t cursor_watermark(int64_t begin_ms)
{
    return begin_ms - CURSOR_OVERLAP_MS;
}

void cursor_columns(const struct flows *flows, const struct entity *entity,
                    char *const *columns, size_t count,
                    char ret_hash[HASH_TEXT_MAX])
{
    struct buf list = { 0 };

    for (size_t i = 0; i < count; i++)
        buf_print(&list, "%s,", columns[i]);
    for (size_t i = 0; i < flows->count; i++) {
        const struct flow *flow = flows->items[i];

        if (flow->enabled && (flow->sides[SIDE_A].entity == entity ||
                              flow->sides[SIDE_B].entity == entity))
            buf_print(&list, ";%s", flow->name);
    }
    hash_text(buf_text(&list), list.length, ret_hash);
    buf_free(&list);
}

void cursor_encode(struct buf *ret_text, const struct cursor *cursor)
{
    struct json *json = json_new_object();

    json_set_int(json, "v", CURSOR_VERSION);
    json_set_int(json, "watermark_ms", cursor->watermark_ms);
    json_set_int(json, "scan_ms", cursor->scan_ms);
    json_set_text(json, "columns", cursor->columns);
    json_set_int(json, "records", cursor->records); /* the brake reads it */
    /* For who only looks. */
    json_set_int(json, "polled_ms", cursor->watermark_ms + CURSOR_OVERLAP_MS);
    json_print(json, ret_text);
    json_free(json);
}

static int cursor_read(const struct json *json, struct cursor *ret_cursor,
                       struct err *err)
{
    const char *columns = json_get_text(json, "columns");
    struct cursor cursor = { 0 };

    if (json_get_int(json, "v", 0) != CURSOR_VERSION)
        return err_set(err, ERR_DATA, "v: not %d", CURSOR_VERSION);
    if (!json_int(json_get(json, "watermark_ms"), &cursor.watermark_ms))
        return err_set(err, ERR_DATA, "watermark_ms: not a whole number");
    if (!json_int(json_get(json, "scan_ms"), &cursor.scan_ms))
        return err_set(err, ERR_DATA, "scan_ms: not a whole number");
    if (columns == NULL)
        return err_set(err, ERR_DATA, "columns: not a text");
    cursor.records = json_get_int(json, "records", 0);
    (void)snprintf(cursor.columns, sizeof(cursor.columns), "%s", columns);
    *ret_cursor = cursor;
    return 0;
}

int cursor_decode(const char *text, size_t length, struct cursor *ret_cursor,
                  struct err *err)
{
    struct json *json = json_parse(text, length, err);
    int result;

    if (json == NULL)
        return err_prefix(err, "cannot read cursor");
    result = cursor_read(json, ret_cursor, err);
    json_free(json);
    return result == 0 ? 0 : err_prefix(err, "cannot read cursor");
}

int cursor_load(struct redis *redis, const char *key, struct cursor *ret_cursor,
                bool *ret_found, struct err *err)
{
    const struct redis_reply *reply = redis_do(redis, err, "GET", key, NULL);
    struct err unread = { 0 };

    if (reply == NULL)
        return err_prefix(err, "cannot load '%s'", key);
    /* One that cannot be read is as good as lost: the scan makes a new one. */
    *ret_found =
        reply->kind == REDIS_TEXT &&
        cursor_decode(reply->text, reply->length, ret_cursor, &unread) == 0;
    return 0;
}

int cursor_save(struct redis *redis, const char *key,
                const struct cursor *cursor, bool found,
                const struct cursor_guard *guard, struct err *err)
{
    const struct redis_reply *reply;
    struct buf text = { 0 };

    cursor_encode(&text, cursor);
    reply =
        redis_script(redis, &save, 2, 5,
                     (const char *[]){ key, guard->lease_key, buf_text(&text),
                                       guard->owner, found ? "1" : "0" },
                     NULL, err);
    buf_free(&text);
    if (reply == NULL)
        return err_prefix(err, "cannot save '%s'", key);
    if (reply->integer == SAVED_NOT_LEASED)
        return err_set(err, ERR_RETRY, "cannot save '%s': no lease", key);
    if (reply->integer == SAVED_NOT_FOUND)
        return err_set(err, ERR_DATA, "cannot save '%s': it is gone", key);
    return 0;
}
