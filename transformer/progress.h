/*
 * transformer/progress.h: how far each partition has been read, and what has
 * been done since that was last committed.
 */
#ifndef TANDEM_TRANSFORMER_PROGRESS_H
#define TANDEM_TRANSFORMER_PROGRESS_H

#include "io/kafka.h"
#include "state/topics.h"
#include "state/transform.h"

#include <stddef.h>
#include <stdint.h>

struct progress;

/* topics is borrowed. */
struct progress *progress_new(const struct topics *topics);
void progress_free(struct progress *progress);

/* The message is done; its counts are taken. */
void progress_add(struct progress *progress,
                  const struct kafka_message *message,
                  const struct transform_counts *counts);

/* Somebody else reads this partition now: it is no longer ours to commit. */
void progress_drop(struct progress *progress, const char *topic,
                   int32_t partition);

/* How many messages are done and not committed. */
size_t progress_size(const struct progress *progress);

/* What to commit; borrowed until the next call of anything here. */
size_t progress_positions(struct progress *progress,
                          const struct kafka_position **ret_positions);

/* Counts what has been done for /metrics, and starts anew. */
void progress_clear(struct progress *progress);

#endif
