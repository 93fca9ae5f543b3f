/*
 * What comes for a link that has become part of another reaches that one, over
 * at most four steps; and so does who asks for it.
 */
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "support/actor.h"
#include "support/seeds.h"

#include <stdlib.h>

#define SEEDS     200
#define ALIASES   8
#define POST_MAX  64
#define ASKER     "deals.a.9"
#define NEW_PHONE "22 22 22 22"

/* The last link is none; all others are aliases of some other. */
static struct link *links[ALIASES + 1];
static size_t next_of[ALIASES + 1];

static struct event post[POST_MAX];
static size_t post_count;
static size_t delivered;
static size_t woken;

static char *id_of(size_t n)
{
    return n == ALIASES ? mem_copy("contacts.a.1")
                        : mem_print("contacts.b.%zu", n + 1);
}

/* ---- the links ---- */

static void end_begin(void)
{
    (void)actor_setup(NULL);
    actor_is_in_step("{'Email':'kari@fjell.example','Phone':'22 11 11 11'}",
                     "{'EmailAddress':'kari@fjell.example',"
                     "'PhoneNumber':'22 11 11 11'}");
    links[ALIASES] = actor.link;
    actor.link = NULL;
}

static void alias_begin(size_t n, size_t next)
{
    char *id = id_of(n);

    next_of[n] = next;
    links[n] = link_new(id);
    links[n]->status = LINK_ALIAS;
    links[n]->alias_of = id_of(next);
    free(id);
}

static void all_end(void)
{
    while (post_count > 0)
        event_free(&post[--post_count]);
    for (size_t n = 0; n <= ALIASES; n++)
        link_free(links[n]);
    (void)actor_teardown(NULL);
    actor.link = NULL;
    delivered = 0;
    woken = 0;
}

/* ---- the post ---- */

static size_t link_named(const char *id)
{
    for (size_t n = 0; n <= ALIASES; n++) {
        if (text_equal(links[n]->id, id))
            return n;
    }
    fail_msg("nobody is called %s", id);
    return 0;
}

static void post_take(void)
{
    for (size_t i = 0; i < actor.effects.message_count; i++) {
        assert_true(post_count < POST_MAX);
        post[post_count++] = actor.effects.messages[i];
        actor.effects.messages[i] = (struct event){ 0 };
    }
}

static void hand_over(struct event *event)
{
    size_t n = link_named(event->link);

    assert_true(event->hops <= EVENT_HOPS_MAX);
    delivered++;
    assert_true(delivered <= POST_MAX); /* else it goes in a circle */
    actor.link = links[n];
    told(event);
    links[n] = actor.link;
    actor.link = NULL;
    assert_true(n == ALIASES || !actor.effects.request);
    post_take();
}

static void post_deliver(void)
{
    while (post_count > 0) {
        struct event event = post[--post_count];

        if (!text_equal(event.link, ASKER)) {
            hand_over(&event);
            continue;
        }
        assert_int_equal(event.kind, EVENT_WAKE);
        assert_string_equal(event.ids[SIDE_A], "1");
        assert_string_equal(event.ids[SIDE_B], "812");
        woken++;
        event_free(&event);
    }
}

/* ---- the laws ---- */

static void customer_is_read(size_t first)
{
    char *id = id_of(first);
    struct event *event = &post[post_count++];
    char modified[TIME_TEXT_MAX];

    actor.now_ms += 60000;
    time_format(actor.now_ms, modified);
    event_init(event, EVENT_OBSERVED, id);
    event->side = SIDE_B;
    event->record_id = mem_copy("812");
    event->read_ms = actor.now_ms;
    event->modified = mem_copy(modified);
    event->fields = json_new_object();
    json_set_text(event->fields, "PhoneNumber", NEW_PHONE);
    event->fits = true;
    event->founds = true;
    free(id);
}

static bool end_has_heard(void)
{
    return text_equal(
        json_get_text(links[ALIASES]->sides[SIDE_B].observed, "PhoneNumber"),
        NEW_PHONE);
}

/* Steps to the end; more than ALIASES: never, they lead in a circle. */
static size_t steps_from(size_t n)
{
    size_t steps = 0;

    for (; n != ALIASES && steps <= ALIASES; steps++)
        n = next_of[n];
    return steps;
}

/* Aliases of any other, circles included. */
static void reading_goes_to_the_end(struct dice *dice)
{
    size_t first = (size_t)dice_between(dice, 0, ALIASES);
    size_t steps;

    end_begin();
    for (size_t n = 0; n < ALIASES; n++)
        alias_begin(n, (size_t)dice_between(dice, 0, ALIASES));
    steps = steps_from(first);
    customer_is_read(first);
    post_deliver();
    assert_int_equal(end_has_heard(), steps <= EVENT_HOPS_MAX);
    assert_int_equal(delivered,
                     1 + (steps <= EVENT_HOPS_MAX ? steps : EVENT_HOPS_MAX));
    all_end();
}

/* Each of a later one, so that there is no circle. */
static void question_goes_to_the_end(struct dice *dice)
{
    size_t first = (size_t)dice_between(dice, 0, ALIASES);
    struct event *event = &post[post_count++];
    char *id = id_of(first);

    end_begin();
    for (size_t n = 0; n < ALIASES; n++)
        alias_begin(n, (size_t)dice_between(dice, (int64_t)n + 1, ALIASES));
    event_init(event, EVENT_WANTED, id);
    event->from = mem_copy(ASKER);
    post_deliver();
    assert_int_equal(woken, 1);
    free(id);
    all_end();
}

static void an_alias_passes_readings_on_over_four_steps(void **state)
{
    (void)state;
    seeds_each(SEEDS, reading_goes_to_the_end);
}

static void who_asks_an_alias_hears_from_whom_it_is_part_of(void **state)
{
    (void)state;
    seeds_each(SEEDS, question_goes_to_the_end);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        seeds_test(an_alias_passes_readings_on_over_four_steps),
        seeds_test(who_asks_an_alias_hears_from_whom_it_is_part_of),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
