/*
 * Two records are edited, and read in between. In whatever order the readings
 * arrive, and however often each: both records, and the link, end the same,
 * and no value goes back on the way.
 *
 * Where both sides have edited a property, one of them did all its editing
 * later: times are those of whole records, so nothing finer can be promised.
 * Every edit brings a value that was not there before.
 */
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "support/actor.h"
#include "support/seeds.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CASES        150
#define ORDERS       6
#define EDITS_MAX    4 /* of one side */
#define READINGS_MAX (2 * (EDITS_MAX + 1))
#define REPEATS      2
#define PROPERTIES   4
#define EDIT_MS      60000
#define START_MS     INT64_C(1795430000000)
#define ASKED_MAX    40

static const char *const ids[SIDES] = { "1", "812" };
static const char *const paths[SIDES][PROPERTIES] = {
    { "Email", "First_Name", "Last_Name", "Phone" },
    { "EmailAddress", "FirstName", "LastName", "PhoneNumber" },
};
/* What stands before and behind the number of the edit. */
static const char *const values[PROPERTIES][2] = {
    { "kari", "@fjell.example" },
    { "Kari ", "" },
    { "Nordli ", "" },
    { "22 00 00 ", "" },
};

struct record_now {
    struct json *fields;
    int64_t modified_ms;
};

struct reading {
    enum side side;
    char *fields;
    int64_t modified_ms;
    int64_t read_ms;
};

/* What has happened before anything arrives. */
static struct {
    struct record_now base[SIDES];
    struct record_now last[SIDES];
    struct reading readings[READINGS_MAX];
    size_t reading_count;
    unsigned expected[PROPERTIES]; /* the number of the edit that wins */
} past;

static struct record_now now[SIDES]; /* as they are in the systems */

/* ---- the past ---- */

static void field_set(struct json *fields, enum side side, size_t property,
                      unsigned edit)
{
    char text[64];

    (void)snprintf(text, sizeof text, "%s%02u%s", values[property][0], edit,
                   values[property][1]);
    json_set_text(fields, paths[side][property], text);
}

static struct record_now record_copy(const struct record_now *record)
{
    return (struct record_now){ json_clone(record->fields),
                                record->modified_ms };
}

static struct reading
reading_of(enum side side, const struct record_now *record, int64_t read_ms)
{
    return (struct reading){ side, json_string(record->fields),
                             record->modified_ms, read_ms };
}

/* As long after an edit as before the next one. */
static void reading_add(enum side side)
{
    const struct record_now *last = &past.last[side];

    past.readings[past.reading_count++] =
        reading_of(side, last, last->modified_ms + EDIT_MS / 2);
}

/* One to three properties at once. */
static void edit(struct dice *dice, enum side side, unsigned number,
                 int64_t at_ms)
{
    int64_t count = dice_between(dice, 1, 3);

    for (int64_t i = 0; i < count; i++) {
        size_t property = (size_t)dice_between(dice, 0, PROPERTIES - 1);

        field_set(past.last[side].fields, side, property, number);
        past.expected[property] = number;
    }
    past.last[side].modified_ms = at_ms;
    reading_add(side);
}

/* One side after the other. */
static void past_draw(struct dice *dice)
{
    enum side first = dice_percent(dice, 50) ? SIDE_A : SIDE_B;
    int64_t at_ms = START_MS;
    unsigned number = 1;

    for (int i = 0; i < SIDES; i++) {
        enum side side = i == 0 ? first : side_other(first);
        int64_t edits = dice_between(dice, 0, EDITS_MAX);

        reading_add(side);
        for (int64_t e = 0; e < edits; e++)
            edit(dice, side, number++, at_ms += EDIT_MS);
    }
}

static void past_begin(struct dice *dice)
{
    past.reading_count = 0;
    for (int s = 0; s < SIDES; s++) {
        past.base[s] =
            (struct record_now){ json_new_object(), START_MS - EDIT_MS };
        for (size_t p = 0; p < PROPERTIES; p++)
            field_set(past.base[s].fields, (enum side)s, p, 0);
        past.last[s] = record_copy(&past.base[s]);
    }
    for (size_t p = 0; p < PROPERTIES; p++)
        past.expected[p] = 0;
    past_draw(dice);
}

static void past_end(void)
{
    for (int s = 0; s < SIDES; s++) {
        json_free(past.base[s].fields);
        json_free(past.last[s].fields);
    }
    while (past.reading_count > 0)
        free(past.readings[--past.reading_count].fields);
}

/* ---- the systems ---- */

static void answer(enum verdict verdict, const struct record_now *record)
{
    struct event event;
    char modified[TIME_TEXT_MAX];

    actor.now_ms += 100;
    time_format(record->modified_ms, modified);
    event_init(&event, EVENT_ANSWERED, actor.link->id);
    event.side = actor.link->request.side;
    event.request_at = actor.link->request.at_ms;
    event.verdict = verdict;
    event.record_id = mem_copy(ids[event.side]);
    event.read_ms = actor.now_ms;
    if (verdict == VERDICT_DONE) {
        event.found = true;
        event.modified = mem_copy(modified);
        event.fields = json_clone(record->fields);
    }
    told(&event);
}

/* Zoho takes no write to a record that has been edited since. */
static bool is_stale(const struct record_now *record)
{
    char modified[TIME_TEXT_MAX];

    time_format(record->modified_ms, modified);
    return actor.link->request.side == SIDE_A &&
           !text_equal(actor.link->request.modified, modified);
}

/* No write takes a record back to what it had before: values count up. */
static void write_down(struct record_now *record)
{
    for (const struct json *field = json_first(actor.link->request.fields);
         field != NULL; field = json_next(field)) {
        const char *before = json_get_text(record->fields, json_name(field));

        if (strcmp(json_text(field), before) <= 0)
            fail_msg("'%s' is replaced by '%s'", before, json_text(field));
        json_set(record->fields, json_name(field), json_clone(field));
    }
    record->modified_ms = actor.now_ms;
}

static void request_answer(void)
{
    const struct link_request *request = &actor.link->request;
    struct record_now *record = &now[request->side];

    if (request->kind == REQUEST_READ) {
        answer(VERDICT_DONE, record);
    } else if (request->kind != REQUEST_UPDATE) {
        fail_msg("asks for a %s", request_kind_name(request->kind));
    } else if (is_stale(record)) {
        answer(VERDICT_STALE, record);
    } else {
        write_down(record);
        answer(VERDICT_DONE, record);
    }
}

static void requests_answer(void)
{
    for (int asked = 0; actor.effects.request; asked++) {
        assert_true(asked < ASKED_MAX);
        request_answer();
    }
}

/* ---- one order ---- */

static void link_begin(void)
{
    char *a = json_string(past.base[SIDE_A].fields);
    char *b = json_string(past.base[SIDE_B].fields);

    (void)actor_setup(NULL);
    actor.now_ms = START_MS - 4 * INT64_C(3600000);
    actor_is_in_step(a, b);
    actor.now_ms = START_MS + INT64_C(3600000); /* all has been edited */
    for (int s = 0; s < SIDES; s++)
        now[s] = record_copy(&past.last[s]);
    free(a);
    free(b);
}

static void reading_arrives(const struct reading *reading)
{
    char modified[TIME_TEXT_MAX];

    time_format(reading->modified_ms, modified);
    actor.now_ms += 100;
    sees_at(reading->side, ids[reading->side], reading->fields,
            reading->read_ms, modified);
    requests_answer();
}

/* Polls go on meanwhile; what one has read arrives now or later. */
static void poll_sometimes(struct dice *dice, struct reading *late)
{
    enum side side = dice_percent(dice, 50) ? SIDE_A : SIDE_B;

    if (late->fields != NULL && dice_percent(dice, 50)) {
        reading_arrives(late);
        free(late->fields);
        late->fields = NULL;
    }
    if (late->fields == NULL)
        *late = reading_of(side, &now[side], actor.now_ms);
}

static void all_arrive(struct dice *dice)
{
    size_t order[READINGS_MAX * REPEATS];
    size_t count = past.reading_count * REPEATS;
    struct reading late = { 0 };

    for (size_t i = 0; i < count; i++) {
        size_t j = (size_t)dice_between(dice, 0, (int64_t)i);

        order[i] = order[j];
        order[j] = i % past.reading_count;
    }
    for (size_t i = 0; i < count; i++) {
        poll_sometimes(dice, &late);
        reading_arrives(&past.readings[order[i]]);
    }
    free(late.fields);
}

/* The next poll shows both as they are by now. */
static void polls_follow(void)
{
    for (int s = 0; s < SIDES; s++) {
        struct reading poll;

        actor.now_ms += EDIT_MS;
        poll = reading_of((enum side)s, &now[s], actor.now_ms);
        reading_arrives(&poll);
        free(poll.fields);
    }
}

static void both_have_what_was_edited_last(void)
{
    struct json *expected = json_new_object();

    for (int s = 0; s < SIDES; s++) {
        for (size_t p = 0; p < PROPERTIES; p++) {
            const char *path = paths[s][p];

            field_set(expected, (enum side)s, p, past.expected[p]);
            assert_string_equal(json_get_text(now[s].fields, path),
                                json_get_text(expected, path));
            assert_string_equal(
                json_get_text(actor.link->sides[s].agreed, path),
                json_get_text(expected, path));
        }
    }
    json_free(expected);
}

static void order_ends_the_same(struct dice *dice)
{
    link_begin();
    all_arrive(dice);
    polls_follow();
    polls_follow();
    stands("in-step", NULL);
    assert_int_equal(actor.link->due_ms, 0);
    assert_null(json_first(actor.link->owed));
    both_have_what_was_edited_last();
    for (int s = 0; s < SIDES; s++)
        json_free(now[s].fields);
    (void)actor_teardown(NULL);
}

static void orders_end_the_same(struct dice *dice)
{
    past_begin(dice);
    for (int i = 0; i < ORDERS; i++)
        order_ends_the_same(dice);
    past_end();
}

static void the_order_of_readings_does_not_matter(void **state)
{
    (void)state;
    seeds_each(CASES, orders_end_the_same);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        seeds_test(the_order_of_readings_does_not_matter),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
