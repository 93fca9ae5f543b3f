/*
 * simulation/worker.h: a loader, with the loader's own order of doing things:
 * gather, judge, write down, copy to Redis, and only then send.
 *
 * It can be killed at each of its effects, stand still for a while, and work on
 * without knowing that its partitions are another's by now.
 */
#ifndef TANDEM_SIMULATION_WORKER_H
#define TANDEM_SIMULATION_WORKER_H

#include "loader/partition.h"
#include "simulation/sim.h"

struct worker {
    int number;
    int64_t life; /* names this process; another one after each start */
    bool alive;
    int64_t stalled_until_ms; /* stands still, as a stopped process does */
    int64_t deaf_until_ms;    /* does not hear who owns what */
    int64_t generation;       /* of the group, as far as it has heard */
    struct partition *partitions[BROKER_PARTITIONS_MAX];
    struct inbox inbox;
    int out[2]; /* to Zoho, to PowerOffice: requests without an answer */
    int64_t unwell_until_ms[2];
};

void workers_begin(struct sim *sim);
void workers_free(struct sim *sim);

bool worker_is_stalled(const struct sim *sim, const struct worker *worker);

/* An answer has come; takes the event. */
void worker_hear(struct worker *worker, const struct flow *flow,
                 struct event *event);

/* Killed, and another started soon. */
void worker_kill(struct sim *sim, struct worker *worker);

/* The partitions are dealt out anew; graceful: their owners settle before. */
void workers_rebalance(struct sim *sim, bool graceful);

/* All loaders are stopped and started. */
void workers_restart(struct sim *sim);

/* ---- its parts ---- */

/* Takes what has come and judges it (simulation/batch.c). Returns false when
 * the batch failed, and was undone. */
bool batch_step(struct sim *sim, struct worker *worker, size_t most);

/* Puts what is due, at an open gate or unseen into the inbox. */
void due_step(struct sim *sim, struct worker *worker);

/* Takes the event. */
void worker_inbox_add(struct inbox *inbox, struct event *event);

/* Empties and frees it. */
void worker_drop(struct worker *worker, int32_t partition);

#endif
