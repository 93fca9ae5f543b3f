#include "simulation/worker.h"

#include "base/mem.h"
#include "simulation/flight.h"

#include <stdlib.h>
#include <string.h>

#define TAKE_MAX        12
#define UNWELL_MS       2000
#define DEAF_MOST_MS    40000
#define START_WITHIN_MS 20000

bool worker_is_stalled(const struct sim *sim, const struct worker *worker)
{
    return sim->now_ms < worker->stalled_until_ms;
}

/* ---- the inbox ---- */

void worker_inbox_add(struct inbox *inbox, struct event *event)
{
    if (inbox->count == inbox->room) {
        inbox->room = inbox->room == 0 ? 16 : 2 * inbox->room;
        inbox->events =
            mem_resize(inbox->events, inbox->room, sizeof *inbox->events);
    }
    inbox->events[inbox->count++] = *event;
    *event = (struct event){ 0 };
}

static void inbox_clear(struct inbox *inbox)
{
    for (size_t i = 0; i < inbox->count; i++)
        event_free(&inbox->events[i]);
    free(inbox->events);
    *inbox = (struct inbox){ 0 };
}

/* A system that is unwell is left alone for a moment. */
void worker_hear(struct worker *worker, const struct flow *flow,
                 struct event *event)
{
    int system = sim_system(flow->sides[event->side].entity);

    worker->out[system]--;
    if (!event->unsent &&
        (event->verdict == VERDICT_RETRY || event->verdict == VERDICT_UNKNOWN))
        worker->unwell_until_ms[system] = event->read_ms + UNWELL_MS;
    worker_inbox_add(&worker->inbox, event);
}

/* ---- who owns what ---- */

void worker_drop(struct worker *worker, int32_t p)
{
    struct partition *partition = worker->partitions[p];

    if (partition == NULL)
        return;
    for (size_t i = 0; i < partition->scan_count; i++)
        free(partition->scans[i].passed);
    rolls_free(partition);
    free(partition);
    worker->partitions[p] = NULL;
}

static void worker_take(struct sim *sim, struct worker *worker, int32_t p)
{
    struct partition *partition = mem_new(1, sizeof *partition);

    partition->number = p;
    partition->next = sim->broker.next[p];
    scans_init(partition, &sim->flows);
    rolls_init(partition, &sim->flows, sim->broker.partitions);
    worker->partitions[p] = partition;
    sim_trace(sim, "loader %d takes partition %d from %lld", worker->number,
              (int)p, (long long)partition->next);
}

/* What the group tells it when it asks for messages. */
static void worker_listen(struct sim *sim, struct worker *worker)
{
    if (sim->now_ms < worker->deaf_until_ms)
        return;
    for (int32_t p = 0; worker->generation != sim->broker.generation &&
                        p < sim->broker.partitions;
         p++)
        worker_drop(worker, p); /* it may have been another's in between */
    worker->generation = sim->broker.generation;
    for (int32_t p = 0; p < sim->broker.partitions; p++) {
        bool mine = sim->broker.owners[p] == worker->life;

        if (!mine) {
            worker_drop(worker, p);
        } else if (worker->partitions[p] == NULL) {
            worker_take(sim, worker, p);
        }
    }
}

static struct worker *any_living(struct sim *sim)
{
    size_t first = (size_t)dice_between(&sim->dice, 0, SIM_WORKERS - 1);

    for (size_t i = 0; i < SIM_WORKERS; i++) {
        struct worker *worker = sim->workers[(first + i) % SIM_WORKERS];

        if (worker->alive)
            return worker;
    }
    return NULL;
}

/* Answers that can still be had are written down before another takes over. */
static void worker_settle(struct sim *sim, struct worker *worker)
{
    int64_t life = worker->life;

    if (!worker->alive || worker_is_stalled(sim, worker))
        return;
    flights_cancel(sim, worker);
    while (worker->alive && worker->life == life && worker->inbox.count > 0 &&
           batch_step(sim, worker, 0))
        continue;
}

void workers_rebalance(struct sim *sim, bool graceful)
{
    for (size_t w = 0; graceful && w < SIM_WORKERS; w++)
        worker_settle(sim, sim->workers[w]);
    sim->broker.generation++;
    for (int32_t p = 0; p < sim->broker.partitions; p++) {
        const struct worker *owner = any_living(sim);

        sim->broker.owners[p] = owner == NULL ? BROKER_NOBODY : owner->life;
    }
    for (size_t w = 0; w < SIM_WORKERS; w++) {
        if (!graceful && sim_trouble(sim, 50)) {
            sim->workers[w]->deaf_until_ms =
                sim->now_ms + dice_between(&sim->dice, 0, DEAF_MOST_MS);
        }
    }
    sim_trace(sim, "the partitions are dealt out anew%s",
              graceful ? ", in peace" : "");
}

/* ---- one turn, again and again ---- */

static void worker_step(struct sim *sim, void *arg, int64_t life)
{
    struct worker *worker = arg;

    if (!worker->alive || worker->life != life)
        return;
    if (worker_is_stalled(sim, worker)) {
        sim_later(sim, worker->stalled_until_ms - sim->now_ms, worker_step,
                  worker, life);
        return;
    }
    due_step(sim, worker);
    worker_listen(sim, worker);
    (void)batch_step(sim, worker,
                     (size_t)dice_between(&sim->dice, 1, TAKE_MAX));
    if (worker->alive && worker->life == life)
        sim_later(sim, sim_lag(sim), worker_step, worker, life);
}

/* ---- life and death ---- */

static void worker_start(struct sim *sim, void *arg, int64_t number)
{
    static const int64_t lives = 1000; /* of one place */
    struct worker *worker = arg;

    (void)number;
    if (worker->alive)
        return;
    worker->alive = true;
    worker->life =
        worker->life == 0 ? lives * (worker->number + 1) : worker->life + 1;
    sim_trace(sim, "loader %d starts", worker->number);
    workers_rebalance(sim, false);
    sim_later(sim, 1, worker_step, worker, worker->life);
}

void worker_kill(struct sim *sim, struct worker *worker)
{
    if (!worker->alive)
        return;
    sim_trace(sim, "loader %d is killed", worker->number);
    for (int32_t p = 0; p < BROKER_PARTITIONS_MAX; p++)
        worker_drop(worker, p);
    inbox_clear(&worker->inbox);
    worker->alive = false;
    worker->stalled_until_ms = 0;
    worker->deaf_until_ms = 0;
    memset(worker->out, 0, sizeof worker->out);
    memset(worker->unwell_until_ms, 0, sizeof worker->unwell_until_ms);
    workers_rebalance(sim, false);
    sim_later(sim, dice_between(&sim->dice, 100, START_WITHIN_MS), worker_start,
              worker, 0);
}

void workers_restart(struct sim *sim)
{
    for (size_t w = 0; w < SIM_WORKERS; w++)
        worker_kill(sim, sim->workers[w]);
}

void workers_begin(struct sim *sim)
{
    for (int w = 0; w < SIM_WORKERS; w++) {
        sim->workers[w] = mem_new(1, sizeof(struct worker));
        sim->workers[w]->number = w;
    }
    for (int w = 0; w < SIM_WORKERS; w++)
        worker_start(sim, sim->workers[w], 0);
}

void workers_free(struct sim *sim)
{
    for (int w = 0; w < SIM_WORKERS; w++) {
        struct worker *worker = sim->workers[w];

        if (worker == NULL)
            continue;
        for (int32_t p = 0; p < BROKER_PARTITIONS_MAX; p++)
            worker_drop(worker, p);
        inbox_clear(&worker->inbox);
        free(worker);
    }
}
