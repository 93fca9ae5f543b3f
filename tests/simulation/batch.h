/*
 * simulation/batch.h: events that are judged, written down and acted on
 * together, as in loader/batch.c, members.c and commit.c.
 */
#ifndef TANDEM_SIMULATION_BATCH_H
#define TANDEM_SIMULATION_BATCH_H

#include "simulation/worker.h"

#define BATCH_EVENTS_MAX 64

struct member {
    char *id;
    const struct flow *flow;
    int32_t partition;
    struct link *link;
    bool stored; /* it had a state already */
    bool changed;
    bool request;
    bool due;
    int64_t offset;
    int64_t seen_ms[SIDES];
};

/* One message that follows from the batch. */
struct sending {
    int32_t partition;
    char *key;
    struct buf value;
};

struct batch {
    struct sim *sim;
    struct worker *worker;
    struct event events[BATCH_EVENTS_MAX];
    size_t event_count;
    struct map *by_id;
    struct member *members[BATCH_EVENTS_MAX];
    size_t member_count;
    struct sending *sendings;
    size_t sending_count;
    int64_t first[BROKER_PARTITIONS_MAX]; /* offset taken first, or -1 */
    bool touched[BROKER_PARTITIONS_MAX];
};

/* How a commit may end. */
enum commit {
    COMMIT_DONE,
    COMMIT_ABORTED,     /* certainly not done */
    COMMIT_UNKNOWN,     /* not done, but the loader cannot know */
    COMMIT_UNKNOWN_DONE /* done, but the loader cannot know */
};

/* ---- loading (simulation/members.c) ---- */

/* Makes Redis' copy of every new partition equal to the ledger. */
void members_restore(struct batch *batch);

/* False when Redis' copy is not as this loader left it. */
bool members_load(struct batch *batch);
void member_free(void *member);

/* ---- writing down (simulation/commit.c) ---- */

/* One transaction: states, messages, marks, offsets. */
enum commit commit_ledger(struct batch *batch);
void commit_copy(struct batch *batch);

/* Queues a message. partition < 0: by the link's id. */
void batch_send(struct batch *batch, int32_t partition,
                const struct event *event);

#endif
