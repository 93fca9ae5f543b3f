/*
 * remote/places.h: requests at once, of every program together, where a system
 * counts those (Zoho: 5 to 25 by edition).
 *
 * A place is taken in Redis before a request leaves, and given up when it has
 * been answered; that of a process that died comes free by itself. Whoever has
 * none comes before those who have some.
 */
#ifndef TANDEM_REMOTE_PLACES_H
#define TANDEM_REMOTE_PLACES_H

#include "base/err.h"
#include "io/redis.h"

#include <stdint.h>

#define PLACES_MAX 64

/* How often a process that waits asks. */
#define PLACES_ASK_MS 10

struct places;

/* account: system_budget(). owner: unlike any other process'. most: at once.
 * limit_ms: a request has ended after this time, one way or the other. redis
 * is borrowed. */
struct places *places_open(struct redis *redis, const char *account,
                           const char *owner, int most, int limit_ms);

/* Gives all places up. */
void places_close(struct places *places);

/* A place, 1 to PLACES_MAX; 0: not yet; -1: Redis has failed. */
int places_take(struct places *places, int64_t now_ms,
                struct err *err) MUST_CHECK;
void places_leave(struct places *places, int place);

#endif
