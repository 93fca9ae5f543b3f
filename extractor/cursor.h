/*
 * extractor/cursor.h: how far an entity has been read.
 *
 * One small JSON document per entity in Redis. Losing it costs a scan and
 * nothing else. All times are the server's, never ours.
 */
#ifndef TANDEM_EXTRACTOR_CURSOR_H
#define TANDEM_EXTRACTOR_CURSOR_H

#include "base/buf.h"
#include "base/err.h"
#include "base/hash.h"
#include "domain/flow.h"
#include "io/redis.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A poll asks again for the last two minutes before the one before it began:
 * a record may become visible in a list a while after the moment it carries
 * as its modified time (commits overtake each other, clocks of servers differ).
 */
#define CURSOR_OVERLAP_MS INT64_C(120000)

struct cursor {
    int64_t watermark_ms;        /* a poll asks for changes at or after it */
    int64_t scan_ms;             /* when the last whole scan began */
    int64_t records;             /* that it has met; 0: not known */
    char columns[HASH_TEXT_MAX]; /* hash of the columns asked for */
};

/* What an entity needs now. */
enum cursor_plan {
    PLAN_SCAN,          /* nothing is known, or of other columns: no polls */
    PLAN_POLL,          /* only what has changed */
    PLAN_POLL_AND_SCAN, /* the same, and it is time for the whole list again */
};

/* cursor NULL: there is none. server_ms: the last time that server told, 0
 * when it has not yet. */
enum cursor_plan cursor_plan(const struct cursor *cursor, const char *columns,
                             int64_t server_ms, int64_t scan_every_ms);

/* The watermark after a walk that began at begin_ms. */
int64_t cursor_watermark(int64_t begin_ms);

/* The hash that stands for a list of columns and for the flows that use the
 * entity: one that is new among them must see all records, too. */
void cursor_columns(const struct flows *flows, const struct entity *entity,
                    char *const *columns, size_t count,
                    char ret_hash[HASH_TEXT_MAX]);

void cursor_encode(struct buf *ret_text, const struct cursor *cursor);
int cursor_decode(const char *text, size_t length, struct cursor *ret_cursor,
                  struct err *err) MUST_CHECK;

/* *ret_found false: there is none, or none that can be read. */
int cursor_load(struct redis *redis, const char *key, struct cursor *ret_cursor,
                bool *ret_found, struct err *err) MUST_CHECK;

/* Who may move a cursor. */
struct cursor_guard {
    const char *lease_key;
    const char *owner;
};

/*
 * Replaces the cursor, or (found false) saves one where there is none.
 * ERR_RETRY: owner does not hold the lease, and will soon know whether it has
 * lost it: an extractor that was away must not move another's cursor.
 * ERR_DATA: the cursor to be replaced is gone. It must not come back by
 * itself, for a lost cursor is how a lost Redis is noticed.
 */
int cursor_save(struct redis *redis, const char *key,
                const struct cursor *cursor, bool found,
                const struct cursor_guard *guard, struct err *err) MUST_CHECK;

#endif
