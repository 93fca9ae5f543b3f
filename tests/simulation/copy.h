/*
 * simulation/copy.h: Redis' copy of the ledger. It may be lost, or be an old
 * one; what it holds is as state/cache.h describes.
 */
#ifndef TANDEM_SIMULATION_COPY_H
#define TANDEM_SIMULATION_COPY_H

#include "base/map.h"
#include "domain/link.h"
#include "simulation/broker.h"

struct copy_item {
    char *text;
    int64_t due_ms;
    bool linked[SIDES];
    int64_t seen_ms[SIDES];
};

struct copy {
    struct map *items[BROKER_PARTITIONS_MAX]; /* NULL: nothing is there */
    int64_t checkpoints[BROKER_PARTITIONS_MAX];
};

#define COPY_NO_CHECKPOINT (-1)

int64_t copy_checkpoint(const struct copy *copy, int32_t partition);

/* Borrowed, or NULL. */
const char *copy_text(const struct copy *copy, int32_t partition,
                      const char *id);

/* A state that was committed. link NULL: a marker. */
void copy_put(struct copy *copy, int32_t partition, const char *id,
              const char *text, const struct link *link, int64_t now_ms);
void copy_due(struct copy *copy, int32_t partition, const char *id,
              int64_t due_ms);
void copy_seen(struct copy *copy, int32_t partition, const char *id,
               enum side side, int64_t seen_ms);

/* Like cache_rebuild(): from its checkpoint, or from the beginning. */
void copy_rebuild(struct copy *copy, const struct broker *broker,
                  int32_t partition, int64_t now_ms);

void copy_clear(struct copy *copy);

/* Makes `to` as `from` is now. */
void copy_clone(struct copy *to, const struct copy *from);

#endif
