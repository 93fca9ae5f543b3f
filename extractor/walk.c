#include "extractor/walk.h"

#include "base/mem.h"

#include <assert.h>
#include <stdlib.h>

/* The place in the list that a request asks for. */
struct place {
    int64_t since_ms;
    char *page; /* NULL: the first */
};

struct walk {
    struct walk_settings settings;
    enum walk_state state;
    bool in_flight; /* an answer will come, perhaps to a walk since stopped */
    int64_t begin_ms;
    int64_t latest_ms;  /* newest modified time seen so far */
    struct place place; /* of the page asked for, or being confirmed */
    struct place next;  /* of the one after it */
    bool last;          /* there is none after it */
    int64_t due_ms;
    unsigned failures; /* in a row */
    struct err trouble;
};

struct walk *walk_new(const struct walk_settings *settings)
{
    struct walk *walk = mem_new(1, sizeof(*walk));

    walk->settings = *settings;
    return walk;
}

void walk_free(struct walk *walk)
{
    if (walk == NULL)
        return;
    free(walk->place.page);
    free(walk->next.page);
    free(walk);
}

static void place_set(struct place *place, int64_t since_ms, const char *page)
{
    place->since_ms = since_ms;
    mem_replace(&place->page, page);
}

void walk_start(struct walk *walk, int64_t since_ms)
{
    walk->state = WALK_DUE;
    walk->begin_ms = 0;
    walk->latest_ms = 0;
    walk->due_ms = 0;
    walk->failures = 0;
    place_set(&walk->place, since_ms, NULL);
}

void walk_stop(struct walk *walk)
{
    walk->state = WALK_IDLE;
    walk->failures = 0;
}

static void walk_fail(struct walk *walk, const struct err *why)
{
    walk->state = WALK_FAILED;
    walk->failures++;
    walk->trouble = *why;
}

/*
 * A system whose walks may be cut gives its rows in the order of their modified
 * time: what is missing lies at or after the newest one seen. Rows of that very
 * time are met twice, and none is missed.
 */
static int64_t walk_anchor_ms(const struct walk *walk)
{
    return walk->latest_ms > walk->place.since_ms ? walk->latest_ms
                                                  : walk->place.since_ms;
}

/*
 * When the system is unwell the same page will do later. When its token has
 * died the walk is anchored anew, and when the page itself is refused it goes
 * back to the last anchor. begin_ms stays: whatever was read since then was
 * read after it.
 */
static void walk_refused(struct walk *walk, const struct answer *answer)
{
    struct err why = { 0 };

    if (answer->truncated) {
        place_set(&walk->place, walk_anchor_ms(walk), NULL);
    } else if (answer->verdict != VERDICT_RETRY &&
               answer->verdict != VERDICT_UNKNOWN) {
        place_set(&walk->place, walk->place.since_ms, NULL);
    }
    (void)err_set(&why, ERR_RETRY, "list refused: %s (%s)",
                  verdict_name(answer->verdict),
                  answer->code == NULL ? "no code" : answer->code);
    walk_fail(walk, &why);
}

/* Zoho gives 100,000 rows to one walk; the rest is asked for by another. */
static int walk_cut(struct walk *walk, struct err *err)
{
    if (walk->latest_ms <= walk->place.since_ms) {
        return err_set(err, ERR_DATA,
                       "cannot go on: more records than one list may give "
                       "carry the same modified time");
    }
    place_set(&walk->next, walk_anchor_ms(walk), NULL);
    return 0;
}

static int walk_take(struct walk *walk, const struct answer *answer,
                     struct err *err)
{
    int64_t latest_ms = 0;

    if (answer->server_ms == 0)
        return err_set(err, ERR_DATA, "answer without a date");
    if (walk->begin_ms == 0)
        walk->begin_ms = answer->server_ms;
    if (walk->settings.page(answer, walk->begin_ms, &latest_ms,
                            walk->settings.arg, err) != 0)
        return -1;
    if (latest_ms > walk->latest_ms)
        walk->latest_ms = latest_ms;
    walk->last = !answer->truncated && answer->next_page == NULL;
    if (answer->truncated)
        return walk_cut(walk, err);
    place_set(&walk->next, walk->place.since_ms, answer->next_page);
    return 0;
}

static void walk_answered(struct answer *answer, bool unsent, void *arg)
{
    struct walk *walk = arg;
    struct err err = { 0 };

    walk->in_flight = false;
    if (walk->state != WALK_ASKED)
        return;
    if (unsent) {
        (void)err_set(&err, ERR_RETRY, "list not asked for in time");
        walk_fail(walk, &err);
    } else if (answer->verdict != VERDICT_DONE) {
        walk_refused(walk, answer);
    } else if (walk_take(walk, answer, &err) != 0) {
        walk_fail(walk, &err);
    } else {
        walk->failures = 0;
        walk->state = WALK_PAGED;
    }
}

static char **columns_copy(char *const *columns, size_t count)
{
    char **copy = mem_new(count + 1, sizeof(*copy));

    for (size_t i = 0; i < count; i++)
        copy[i] = mem_copy(columns[i]);
    return copy;
}

static void walk_ask(struct walk *walk)
{
    struct call call = {
        .kind = CALL_LIST,
        .priority = walk->settings.priority,
        .entity = walk->settings.entity,
        .columns =
            columns_copy(walk->settings.columns, walk->settings.column_count),
        .column_count = walk->settings.column_count,
        .since_ms = walk->place.since_ms,
        .page = mem_copy(walk->place.page),
    };

    walk->state = WALK_ASKED;
    walk->in_flight = true;
    remote_call(walk->settings.remote, &call, 0, walk_answered, walk);
}

static int64_t walk_pause_ms(unsigned failures)
{
    int64_t pause_ms = WALK_PAUSE_MS;

    for (unsigned i = 1; i < failures && pause_ms < WALK_PAUSE_MAX_MS; i++)
        pause_ms *= 2;
    return pause_ms < WALK_PAUSE_MAX_MS ? pause_ms : WALK_PAUSE_MAX_MS;
}

void walk_step(struct walk *walk, int64_t now_ms)
{
    if (walk->state == WALK_FAILED) {
        walk->due_ms = now_ms + walk_pause_ms(walk->failures);
        walk->state = WALK_DUE;
    }
    /* A walk that was stopped and started again waits for the answer that is
     * still owed to it: one request in flight, and no mistaken answer. */
    if (walk->state == WALK_DUE && !walk->in_flight && now_ms >= walk->due_ms)
        walk_ask(walk);
}

void walk_confirm(struct walk *walk)
{
    assert(walk->state == WALK_PAGED);
    place_set(&walk->place, walk->next.since_ms, walk->next.page);
    walk->state = walk->last ? WALK_ENDED : WALK_DUE;
    walk->due_ms = 0;
}

enum walk_state walk_state(const struct walk *walk)
{
    return walk->state;
}

int64_t walk_begin_ms(const struct walk *walk)
{
    return walk->begin_ms;
}

const char *walk_trouble(const struct walk *walk)
{
    return walk->failures > 0 ? walk->trouble.text : NULL;
}
