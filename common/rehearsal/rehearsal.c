#include "rehearsal/rehearsal_private.h"

#include "base/mem.h"
#include "base/text.h"
#include "domain/reply.h"
#include "domain/route.h"

#include <stdlib.h>
#include <string.h>

#define ROUND_MAX 500 /* events whose states are fetched together */

struct rehearsal *rehearsal_new(const struct rehearsal_settings *settings)
{
    struct rehearsal *rehearsal = mem_new(1, sizeof *rehearsal);

    rehearsal->settings = *settings;
    rehearsal->player =
        player_new(settings->flows, settings->readings, settings->now_ms);
    rehearsal->actors = map_new();
    return rehearsal;
}

static void actor_free(void *pointer)
{
    struct actor *actor = pointer;

    free(actor->id);
    free(actor->text);
    free(actor->before);
    free(actor);
}

void rehearsal_free(struct rehearsal *rehearsal)
{
    if (rehearsal == NULL)
        return;
    for (size_t i = rehearsal->next; i < rehearsal->count; i++)
        event_free(&rehearsal->sayings[i].event);
    free(rehearsal->sayings);
    map_free(rehearsal->actors, actor_free);
    effects_free(&rehearsal->effects);
    player_free(rehearsal->player);
    free(rehearsal);
}

/* ---- what is said ---- */

void rehearsal_say(struct rehearsal *rehearsal, const struct event *event,
                   struct reading *root)
{
    if (rehearsal->next > 0 && rehearsal->count == rehearsal->room) {
        rehearsal->count -= rehearsal->next;
        memmove(rehearsal->sayings, rehearsal->sayings + rehearsal->next,
                rehearsal->count * sizeof *rehearsal->sayings);
        rehearsal->next = 0;
    }
    if (rehearsal->count == rehearsal->room) {
        rehearsal->room = rehearsal->room == 0 ? 1024 : 2 * rehearsal->room;
        rehearsal->sayings = mem_resize(rehearsal->sayings, rehearsal->room,
                                        sizeof *rehearsal->sayings);
    }
    rehearsal->sayings[rehearsal->count++] =
        (struct saying){ .event = *event, .root = root };
}

bool rehearsal_wants(const struct rehearsal *rehearsal,
                     const struct event *event, const struct flow *only)
{
    const struct flow *flow =
        reply_flow(rehearsal->settings.flows, event->link);

    return flow != NULL && (only == NULL || flow == only);
}

int rehearsal_route(struct rehearsal *rehearsal, struct reading *reading,
                    const struct flow *only, struct err *err)
{
    struct event events[2 * FLOWS_MAX];
    struct record record;
    size_t count = 0;
    int result = reading_decode(reading, &record, err);

    if (result == 0) {
        result = route_record(rehearsal->settings.flows, &record, events,
                              &count, err);
    }
    for (size_t i = 0; i < count; i++) {
        if (rehearsal_wants(rehearsal, &events[i], only)) {
            rehearsal_say(rehearsal, &events[i], reading);
        } else {
            event_free(&events[i]);
        }
    }
    record_free(&record);
    return result;
}

/* ---- states ---- */

static void actor_add(struct rehearsal *rehearsal, const char *id, char *text)
{
    struct actor *actor = mem_new(1, sizeof *actor);

    actor->id = mem_copy(id);
    actor->flow = reply_flow(rehearsal->settings.flows, id);
    actor->text = text;
    (void)map_put(rehearsal->actors, id, actor);
}

/* The states of all who are spoken to in this round. */
static int round_fetch(struct rehearsal *rehearsal, size_t count,
                       struct err *err)
{
    const struct rehearsal_settings *settings = &rehearsal->settings;
    const char *ids[ROUND_MAX];
    char *texts[ROUND_MAX] = { NULL };
    struct map *asked = map_new();
    size_t missing = 0;
    int result = 0;

    for (size_t i = 0; i < count; i++) {
        const char *id = rehearsal->sayings[rehearsal->next + i].event.link;

        if (map_get(rehearsal->actors, id) == NULL &&
            map_put(asked, id, rehearsal) == NULL)
            ids[missing++] = id;
    }
    if (missing > 0)
        result = settings->fetch(settings->arg, ids, missing, texts, err);
    for (size_t i = 0; result == 0 && i < missing; i++)
        actor_add(rehearsal, ids[i], texts[i]);
    map_free(asked, NULL);
    return result;
}

/* What has not changed can be fetched again. */
static void actor_drop(struct rehearsal *rehearsal, const char *id)
{
    struct actor *actor = map_get(rehearsal->actors, id);

    if (actor == NULL || actor->changed)
        return;
    (void)map_remove(rehearsal->actors, id);
    actor_free(actor);
}

/* ---- until all is quiet ---- */

static int round_run(struct rehearsal *rehearsal, struct err *err)
{
    size_t count = rehearsal->count - rehearsal->next;
    char *ids[ROUND_MAX];
    int result;

    count = count < ROUND_MAX ? count : ROUND_MAX;
    result = round_fetch(rehearsal, count, err);
    if (result != 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        struct saying saying = rehearsal->sayings[rehearsal->next];
        struct actor *actor;

        rehearsal->next++;
        ids[i] = mem_copy(saying.event.link);
        actor = map_get(rehearsal->actors, ids[i]);
        if (result == 0)
            result = rehearsal_judge(rehearsal, actor, &saying, err);
        event_free(&saying.event);
    }
    for (size_t i = 0; i < count; i++) {
        actor_drop(rehearsal, ids[i]);
        free(ids[i]);
    }
    return result;
}

int rehearsal_run(struct rehearsal *rehearsal, struct err *err)
{
    while (rehearsal->next < rehearsal->count) {
        if (round_run(rehearsal, err) != 0)
            return -1;
    }
    rehearsal->next = 0;
    rehearsal->count = 0;
    return 0;
}

/* ---- opening the gate ---- */

struct opening {
    bool keys;
    const struct actor **actors; /* those at the gate */
    size_t count;
};

static int open_note(const char *id, void *value, void *arg)
{
    struct opening *opening = arg;
    const struct actor *actor = value;
    struct err err;
    struct link *link;

    if (text_starts(id, "key.") != opening->keys)
        return 0;
    link = actor_link(actor, &err);
    if (link != NULL && link->due_ms == LINK_DUE_AT_GATE)
        opening->actors[opening->count++] = actor;
    link_free(link);
    return 0;
}

/* Some at a time: what they say takes more room than they do. Nobody who stood
 * at the gate is dropped meanwhile. */
static int open_all(struct rehearsal *rehearsal, const struct opening *opening,
                    struct err *err)
{
    int result = 0;

    for (size_t i = 0; result == 0 && i < opening->count; i++) {
        struct event event;

        event_init(&event, EVENT_DUE, opening->actors[i]->id);
        rehearsal_say(rehearsal, &event, opening->actors[i]->root);
        if ((i + 1) % ROUND_MAX == 0)
            result = rehearsal_run(rehearsal, err);
    }
    return result == 0 ? rehearsal_run(rehearsal, err) : result;
}

static int open_gates(struct rehearsal *rehearsal, bool keys, struct err *err)
{
    struct opening opening = { .keys = keys };
    int result;

    opening.actors = mem_new(map_count(rehearsal->actors) + 1, sizeof(void *));
    (void)map_each(rehearsal->actors, open_note, &opening);
    result = open_all(rehearsal, &opening, err);
    free((void *)opening.actors);
    return result;
}

int rehearsal_settle(struct rehearsal *rehearsal, struct err *err)
{
    rehearsal->open_keys = true;
    return open_gates(rehearsal, true, err);
}

/* First everybody enters, then the key actors decide, as with the loader. */
int rehearsal_open(struct rehearsal *rehearsal, struct err *err)
{
    rehearsal->open_links = true;
    if (open_gates(rehearsal, false, err) != 0)
        return -1;
    return rehearsal_settle(rehearsal, err);
}
