#include "simulation/chaos.h"

#include "simulation/brakes.h"
#include "simulation/extractor.h"
#include "simulation/transformer.h"
#include "simulation/worker.h"

#define STALL_MOST_MS  60000
#define OUTAGE_MOST_MS 90000

static struct worker *any_worker(struct sim *sim)
{
    return sim->workers[dice_between(&sim->dice, 0, SIM_WORKERS - 1)];
}

static void kill_one(struct sim *sim)
{
    worker_kill(sim, any_worker(sim));
}

static void stall_one(struct sim *sim)
{
    struct worker *worker = any_worker(sim);

    worker->stalled_until_ms =
        sim->now_ms + dice_between(&sim->dice, 1000, STALL_MOST_MS);
    sim_trace(sim, "loader %d stands still", worker->number);
    if (dice_percent(&sim->dice, 50))
        workers_rebalance(sim, false);
}

static void rebalance(struct sim *sim)
{
    workers_rebalance(sim, dice_percent(&sim->dice, 50));
}

static void lose_copy(struct sim *sim)
{
    copy_clear(&sim->copy);
    brakes_forget(sim);
    sim_trace(sim, "Redis is lost");
}

static void keep_copy(struct sim *sim)
{
    copy_clone(&sim->old_copy, &sim->copy);
}

static void old_copy(struct sim *sim)
{
    copy_clone(&sim->copy, &sim->old_copy);
    brakes_forget(sim);
    sim_trace(sim, "Redis is as it was once");
}

static void outage(struct sim *sim)
{
    int64_t system = dice_between(&sim->dice, 0, 1);

    sim->outage_until_ms[system] =
        sim->now_ms + dice_between(&sim->dice, 1000, OUTAGE_MOST_MS);
    sim_trace(sim, "%s is down", system == 0 ? "Zoho" : "PowerOffice");
}

/* Offsets can be set back only while nobody is in the group. */
static void replay_changes(struct sim *sim)
{
    workers_restart(sim);
    for (int32_t p = 0; p < sim->broker.partitions; p++)
        sim->broker.next[p] = dice_between(&sim->dice, 0, sim->broker.next[p]);
    sim_trace(sim, "changes are replayed");
}

static void crash_extractors(struct sim *sim)
{
    extractors_crash(sim);
    sim_trace(sim, "the extractors crash");
}

void chaos_act(struct sim *sim, void *arg, int64_t number)
{
    static void (*const acts[])(struct sim *) = {
        kill_one,  stall_one, rebalance, lose_copy,          keep_copy,
        old_copy,  outage,    keep_copy, replay_changes,     crash_extractors,
        rebalance, stall_one, kill_one,  transformer_rewind,
    };
    size_t count = sizeof acts / sizeof *acts;

    (void)arg;
    (void)number;
    acts[dice_between(&sim->dice, 0, (int64_t)count - 1)](sim);
}

void chaos_end(struct sim *sim)
{
    for (int w = 0; w < SIM_WORKERS; w++)
        sim->workers[w]->deaf_until_ms = 0;
    sim->outage_until_ms[0] = 0;
    sim->outage_until_ms[1] = 0;
    brakes_end(sim);
}

void chaos_replay(struct sim *sim)
{
    workers_restart(sim);
    if (dice_percent(&sim->dice, 60))
        transformer_rewind_all(sim);
    if (dice_percent(&sim->dice, 60))
        replay_changes(sim);
    if (dice_percent(&sim->dice, 40)) {
        lose_copy(sim);
    } else if (dice_percent(&sim->dice, 60)) {
        old_copy(sim);
    }
    extractors_scan(sim);
}
