#include "simulation/sim.h"

#include "base/mem.h"
#include "base/text.h"
#include "domain/route.h"
#include "simulation/brakes.h"
#include "simulation/chaos.h"
#include "simulation/extractor.h"
#include "simulation/flight.h"
#include "simulation/invariants.h"
#include "simulation/people.h"
#include "simulation/transformer.h"
#include "simulation/worker.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CALM_MS         INT64_C(1500000) /* longer than any wait of a link */
#define BACKLOG_MOST_MS INT64_C(36000000)

/* ---- for all parts ---- */

void sim_trace(const struct sim *sim, const char *format, ...)
{
    va_list args;

    if (!sim->tracing)
        return;
    (void)printf("%9.3f  ", (double)(sim->now_ms - SIM_START_MS) / 1000);
    va_start(args, format);
    (void)vprintf(format, args);
    va_end(args);
    (void)putchar('\n');
}

void sim_fail(struct sim *sim, const char *invariant, const char *format, ...)
{
    va_list args;
    int length;

    if (sim->failure[0] != '\0')
        return;
    length = snprintf(sim->failure, SIM_FAILURE_MAX, "%s: ", invariant);
    va_start(args, format);
    (void)vsnprintf(sim->failure + length, SIM_FAILURE_MAX - (size_t)length,
                    format, args);
    va_end(args);
    sim_trace(sim, "BROKEN: %s", sim->failure);
}

void sim_later(struct sim *sim, int64_t delay_ms, agenda_act *act, void *arg,
               int64_t number)
{
    agenda_put(&sim->agenda, sim->now_ms + (delay_ms < 0 ? 0 : delay_ms), act,
               arg, number);
}

int64_t sim_lag(struct sim *sim)
{
    int64_t usual_ms = sim->temper.lag_ms;

    return sim->phase == PHASE_BUSY
               ? dice_delay(&sim->dice, usual_ms, 100 * usual_ms)
               : dice_between(&sim->dice, 500, 1500);
}

bool sim_trouble(struct sim *sim, int percent)
{
    return sim->phase == PHASE_BUSY && dice_percent(&sim->dice, percent);
}

struct fake *sim_fake(const struct sim *sim, const struct entity *entity)
{
    for (size_t i = 0; i < sim->fake_count; i++) {
        if (sim->fakes[i]->entity == entity)
            return sim->fakes[i];
    }
    return NULL;
}

struct fake *sim_fake_named(const struct sim *sim, const char *name)
{
    for (size_t i = 0; i < sim->fake_count; i++) {
        if (text_equal(sim->fakes[i]->entity->name, name))
            return sim->fakes[i];
    }
    return NULL;
}

struct fake_record *sim_record(const struct sim *sim, const struct link *link,
                               enum side side)
{
    const struct flow *flow = sim_flow(sim, link->id);

    return flow == NULL || link->sides[side].id == NULL
               ? NULL
               : fake_get(sim_fake(sim, flow->sides[side].entity),
                          link->sides[side].id);
}

const struct flow *sim_flow(const struct sim *sim, const char *link_id)
{
    char *name = route_key_flow(link_id);
    const struct flow *flow = NULL;
    struct route route;

    if (name == NULL && route_parse(link_id, &route)) {
        name = mem_copy(route.flow);
        route_free(&route);
    }
    if (name != NULL)
        flow = flows_find(&sim->flows, name);
    free(name);
    return flow;
}

int sim_system(const struct entity *entity)
{
    return entity->has_lock ? 0 : 1;
}

/* ---- a world ---- */

static struct temper temper_draw(struct dice *dice)
{
    bool big = dice_between(dice, 1, 100) == 1;
    int most = big ? 150 : 6;

    return (struct temper){
        .contacts = (int)dice_between(dice, big ? 80 : 1, most),
        .accounts = (int)dice_between(dice, 0, most / 2),
        .deals = (int)dice_between(dice, 0, most / 2),
        .persons = (int)dice_between(dice, 0, most / 2),
        .edits = (int)dice_between(dice, 0, INT64_C(6) * most),
        .troubles = (int)dice_between(dice, 0, 12),
        .lost_percent = (int)dice_between(dice, 0, 3) * 5,
        .refuse_percent = (int)dice_between(dice, 0, 2) * 2,
        .odd_percent = (int)dice_between(dice, 0, 2) * 5,
        .clear_percent = (int)dice_between(dice, 0, 2) * 10,
        .commit_percent = (int)dice_between(dice, 0, 2) * 3,
        .busy_ms = dice_between(dice, 60, 600) * INT64_C(1000),
        .limit_ms = dice_between(dice, 3, 30) * INT64_C(1000),
        .lag_ms = dice_between(dice, 1, 10) * INT64_C(50),
        .brake_limit = (int)dice_between(dice, -2, 2),
        .out_max = (int)dice_between(dice, 1, 20),
    };
}

void sim_init(struct sim *sim, uint64_t seed, const struct flows *flows)
{
    const struct entity *entities[2 * FLOWS_MAX];

    memset(sim, 0, sizeof *sim);
    sim->seed = seed;
    dice_seed(&sim->dice, seed);
    sim->now_ms = SIM_START_MS + dice_between(&sim->dice, 0, 999);
    sim->temper = temper_draw(&sim->dice);
    sim->flows = *flows;
    sim->settings.limit_ms = sim->temper.limit_ms;
    sim->fake_count = flows_entities(flows, entities);
    for (size_t i = 0; i < sim->fake_count; i++) {
        sim->fakes[i] = fake_new(entities[i], flows, &sim->now_ms);
        sim->fakes[i]->tidies = dice_percent(&sim->dice, 40);
    }
    broker_init(&sim->broker, (int32_t)dice_between(&sim->dice, 1, 3),
                (int32_t)dice_between(&sim->dice, 1, 2));
    sim->holders = map_new();
    sim->held = map_new();
}

void sim_free(struct sim *sim)
{
    workers_free(sim);
    extractors_free(sim);
    flights_free(sim);
    brakes_free(sim);
    agenda_free(&sim->agenda);
    for (size_t i = 0; i < sim->fake_count; i++)
        fake_free(sim->fakes[i]);
    free(sim->values.owners);
    free(sim->values.overwritten);
    broker_free(&sim->broker);
    copy_clear(&sim->copy);
    copy_clear(&sim->old_copy);
    map_free(sim->holders, free);
    map_free(sim->held, free);
    flows_free(&sim->flows);
}

static void play(struct sim *sim, int64_t ms)
{
    int64_t until_ms = sim->now_ms + ms;
    struct agenda_entry entry;

    while (sim->failure[0] == '\0' &&
           agenda_take(&sim->agenda, until_ms, &entry)) {
        sim->now_ms = entry.at_ms;
        sim->steps++;
        entry.act(sim, entry.arg, entry.number);
    }
    sim->now_ms = until_ms;
}

static void begin(struct sim *sim)
{
    people_begin(sim);
    extractors_begin(sim);
    transformer_begin(sim);
    workers_begin(sim);
    brakes_begin(sim);
    for (int i = 0; i < sim->temper.edits; i++) {
        sim_later(sim, dice_between(&sim->dice, 0, sim->temper.busy_ms),
                  people_act, NULL, 0);
    }
    for (int i = 0; i < sim->temper.troubles; i++) {
        sim_later(sim, dice_between(&sim->dice, 0, sim->temper.busy_ms),
                  chaos_act, NULL, 0);
    }
}

static bool is_behind(const struct sim *sim)
{
    for (int32_t p = 0; p < sim->broker.partitions; p++) {
        if (sim->broker.next[p] < (int64_t)sim->broker.changes[p].count)
            return true;
    }
    return false;
}

/* Time for questions to be asked again, once the mailboxes are empty. */
static void calm_down(struct sim *sim)
{
    int64_t until_ms = sim->now_ms + BACKLOG_MOST_MS;

    while (sim->failure[0] == '\0' && is_behind(sim) && sim->now_ms < until_ms)
        play(sim, CALM_MS);
    play(sim, CALM_MS);
}

static void rest(struct sim *sim)
{
    calm_down(sim);
    extractors_scan(sim);
    calm_down(sim);
    if (sim->failure[0] == '\0')
        invariants_rest(sim);
}

void sim_run(struct sim *sim)
{
    begin(sim);
    play(sim, sim->temper.busy_ms + 1);
    sim->phase = PHASE_CALM;
    chaos_end(sim);
    sim_trace(sim, "---- all goes well from here on");
    rest(sim);
    sim->phase = PHASE_REPLAYED;
    sim_trace(sim, "---- all of it again");
    if (sim->failure[0] == '\0') {
        chaos_replay(sim);
        rest(sim);
    }
}
