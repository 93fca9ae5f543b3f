/*
 * state/crew.h: which loaders run, and with which flows.
 *
 * Each loader says so every few seconds, in Redis; what it said last stands
 * for CREW_LASTS_MS. Nothing rests on it but a plan that is to be applied.
 */
#ifndef TANDEM_STATE_CREW_H
#define TANDEM_STATE_CREW_H

#include "domain/flow.h"
#include "io/redis.h"

#include <stddef.h>
#include <stdint.h>

#define CREW_LASTS_MS 15000
#define CREW_EVERY_MS 4000

struct crew;

/* redis is borrowed. */
struct crew *crew_open(struct redis *redis, const char *name_space,
                       const struct flows *flows);

/* We run no longer. */
void crew_close(struct crew *crew);

/* We still run: says so when it is time. now_ms: since boot. When Redis is
 * away it is said later. */
void crew_step(struct crew *crew, int64_t now_ms);

/* How many run with the same flows as ours, and how many with others. */
int crew_count(struct crew *crew, size_t *ret_same, size_t *ret_others,
               struct err *err) MUST_CHECK;

#endif
