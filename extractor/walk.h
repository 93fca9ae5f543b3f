/*
 * extractor/walk.h: the pages of one entity's list, one after the other.
 *
 *     walk_start(walk, since_ms);
 *     loop: walk_step(walk, now_ms);       asks for the next page
 *           http_step(...);                the page comes: settings.page()
 *           ... its rows are safe ...
 *           walk_confirm(walk);            on to the next page, or the end
 *
 * At most one request is in flight, and no page is asked for before the rows
 * of the one before are safe, so that memory holds one page. A page that fails
 * is asked for again, for as long as it takes: a walk ends well or is stopped.
 */
#ifndef TANDEM_EXTRACTOR_WALK_H
#define TANDEM_EXTRACTOR_WALK_H

#include "base/err.h"
#include "remote/remote.h"
#include "systems/system.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Pauses between attempts: they double from the first to the last. */
#define WALK_PAUSE_MS     1000
#define WALK_PAUSE_MAX_MS 60000

/*
 * What is done with a page: called within http_step(). *ret_latest_ms: the
 * newest modified time among its rows (0: none has one). -1: it could not be
 * taken now; it is asked for again.
 */
typedef int walk_page(const struct answer *answer, int64_t begin_ms,
                      int64_t *ret_latest_ms, void *arg, struct err *err);

/* All borrowed until walk_free(). */
struct walk_settings {
    struct remote *remote;
    const struct entity *entity;
    enum call_priority priority;
    char *const *columns;
    size_t column_count;
    walk_page *page;
    void *arg;
};

enum walk_state {
    WALK_IDLE,
    WALK_DUE,    /* the next page is to be asked for */
    WALK_ASKED,  /* and has been */
    WALK_FAILED, /* it did not come, or could not be taken */
    WALK_PAGED,  /* it came and was taken: waits for walk_confirm() */
    WALK_ENDED,  /* the last page is confirmed; walk_stop() makes it idle */
};

struct walk;

struct walk *walk_new(const struct walk_settings *settings);

/* Only when no answer can come any more: after remote_close(). */
void walk_free(struct walk *walk);

/* since_ms 0: everything. From the first page, whatever went before. */
void walk_start(struct walk *walk, int64_t since_ms);

/* Drops the page in flight, if any: its answer will be ignored. */
void walk_stop(struct walk *walk);

void walk_step(struct walk *walk, int64_t now_ms);

/* The page's rows are safe. */
void walk_confirm(struct walk *walk);

enum walk_state walk_state(const struct walk *walk);

/* The server's time when the walk's first page was read; 0: not yet. */
int64_t walk_begin_ms(const struct walk *walk);

/* Why the last attempt failed, or NULL when it did not. Borrowed. */
const char *walk_trouble(const struct walk *walk);

#endif
