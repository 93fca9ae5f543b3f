#include "simulation/brakes.h"

#include "base/mem.h"
#include "base/text.h"
#include "simulation/worker.h"

#include <stdlib.h>
#include <string.h>

#define WINDOW_MS INT64_C(600000)
#define DECISIONS 6

struct brake_count {
    struct map *changed; /* by link */
    int64_t since_ms;    /* when it was begun */
    bool engaged;
    int64_t released_ms; /* 0: it is not */
};

struct sim_brakes {
    struct brake_count items[SIM_ENTITIES_MAX];
    struct map *dropped; /* by link: itself */
};

static agenda_act decide_one;

static void count_clear(struct brake_count *item, int64_t now_ms)
{
    map_free(item->changed, NULL);
    item->changed = map_new();
    item->since_ms = now_ms;
}

void brakes_begin(struct sim *sim)
{
    sim->brakes = mem_new(1, sizeof *sim->brakes);
    sim->brakes->dropped = map_new();
    for (size_t i = 0; i < SIM_ENTITIES_MAX; i++)
        count_clear(&sim->brakes->items[i], sim->now_ms);
    for (int i = 0; sim->temper.brake_limit >= 0 && i < DECISIONS; i++) {
        sim_later(sim, dice_between(&sim->dice, 0, sim->temper.busy_ms),
                  decide_one, NULL, 0);
    }
}

void brakes_free(struct sim *sim)
{
    if (sim->brakes == NULL)
        return;
    for (size_t i = 0; i < SIM_ENTITIES_MAX; i++)
        map_free(sim->brakes->items[i].changed, NULL);
    map_free(sim->brakes->dropped, NULL);
    free(sim->brakes);
}

static struct brake_count *count_of(const struct sim *sim,
                                    const struct entity *entity)
{
    size_t i = 0;

    while (sim->fakes[i]->entity != entity)
        i++;
    return &sim->brakes->items[i];
}

/* The window, and the time of a release, may be over. */
static void count_age(const struct sim *sim, struct brake_count *item)
{
    if (sim->now_ms - item->since_ms >= WINDOW_MS)
        count_clear(item, sim->now_ms);
    if (item->released_ms != 0 && sim->now_ms - item->released_ms >= WINDOW_MS)
        item->released_ms = 0;
}

static bool is_off(const struct sim *sim)
{
    return sim->phase != PHASE_BUSY || sim->temper.brake_limit < 0;
}

enum brake brakes_stand(struct sim *sim, const struct entity *entity)
{
    struct brake_count *item = count_of(sim, entity);

    if (is_off(sim))
        return BRAKE_RELEASED;
    count_age(sim, item);
    if (item->released_ms != 0)
        return BRAKE_RELEASED;
    return item->engaged && dice_percent(&sim->dice, 70) ? BRAKE_ENGAGED
                                                         : BRAKE_FREE;
}

bool brakes_let(struct sim *sim, const struct flow *flow,
                const struct link *link)
{
    const struct link_request *request = &link->request;
    struct brake_count *item = count_of(sim, flow->sides[request->side].entity);

    if (is_off(sim) || request->kind != REQUEST_UPDATE ||
        !brake_counts(flow, link, request->side, request->fields))
        return true;
    count_age(sim, item);
    if (item->released_ms == 0 &&
        (item->engaged ||
         map_count(item->changed) >= (size_t)sim->temper.brake_limit)) {
        item->engaged = true;
        sim_trace(sim, "the brake stops %s", link->id);
        return false;
    }
    (void)map_put(item->changed, link->id, item);
    return true;
}

void brakes_judged(struct sim *sim, const struct flow *flow,
                   const struct link *link, const struct effects *effects)
{
    for (int s = 0; s < SIDES; s++) {
        struct brake_count *item = count_of(sim, flow->sides[s].entity);

        if (effects->braked[s] && item->released_ms == 0)
            item->engaged = true;
    }
    for (size_t i = 0; i < effects->outcome_count; i++) {
        if (text_equal(effects->outcomes[i].action, "dropped"))
            (void)map_put(sim->brakes->dropped, link->id, sim);
    }
}

bool brakes_dropped(const struct sim *sim, const char *link_id)
{
    return map_get(sim->brakes->dropped, link_id) != NULL;
}

void brakes_forget(struct sim *sim)
{
    for (size_t i = 0; i < SIM_ENTITIES_MAX; i++) {
        struct brake_count *item = &sim->brakes->items[i];

        count_clear(item, sim->now_ms);
        item->engaged = false;
        item->released_ms = 0;
    }
}

/* ---- decisions ---- */

static void wake(struct sim *sim)
{
    for (int w = 0; w < SIM_WORKERS; w++) {
        for (int32_t p = 0; p < sim->broker.partitions; p++) {
            if (sim->workers[w]->partitions[p] != NULL)
                sim->workers[w]->partitions[p]->brake_opened = true;
        }
    }
}

void brakes_end(struct sim *sim)
{
    wake(sim);
}

static void release(struct sim *sim, struct brake_count *item)
{
    item->engaged = false;
    item->released_ms = sim->now_ms;
    wake(sim);
}

static void say_drop(struct sim *sim, const char *id)
{
    struct event event;
    struct buf value = { 0 };

    event_init(&event, EVENT_COMMAND, id);
    event.command = mem_copy("drop");
    event.at_ms = sim->now_ms;
    event_encode(&value, &event);
    (void)tape_append(&sim->broker.changes[broker_partition(&sim->broker, id)],
                      id, value.data);
    buf_free(&value);
    event_free(&event);
}

static void drop_link(struct sim *sim, const struct entity *entity,
                      const char *text)
{
    struct err err;
    struct link *link = link_decode(text, strlen(text), &err);
    const struct flow *flow = link == NULL ? NULL : sim_flow(sim, link->id);

    for (int s = 0; s < SIDES && flow != NULL; s++) {
        if (flow->sides[s].entity == entity && brake_has(link, (enum side)s)) {
            say_drop(sim, link->id);
            break;
        }
    }
    link_free(link);
}

static void drop(struct sim *sim, const struct entity *entity,
                 struct brake_count *item)
{
    for (int32_t p = 0; p < sim->broker.partitions; p++) {
        const struct tape *tape = &sim->broker.links[p];

        for (size_t i = 0; i < tape->count; i++) {
            const struct message *message = &tape->messages[i];

            if (message->key[0] != '~' &&
                tape_newest(tape, message->key) == message->value)
                drop_link(sim, entity, message->value);
        }
    }
    count_clear(item, sim->now_ms);
    item->engaged = false;
    item->released_ms = 0;
}

/* A person decides about what is engaged. */
static void decide_one(struct sim *sim, void *arg, int64_t number)
{
    (void)arg;
    (void)number;
    for (size_t i = 0; i < sim->fake_count; i++) {
        struct brake_count *item = &sim->brakes->items[i];
        bool drops = dice_percent(&sim->dice, 50);

        if (!item->engaged)
            continue;
        sim_trace(sim, "somebody %s what the brake of %s holds",
                  drops ? "drops" : "releases", sim->fakes[i]->entity->name);
        if (drops) {
            drop(sim, sim->fakes[i]->entity, item);
        } else {
            release(sim, item);
        }
    }
}
