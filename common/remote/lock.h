/*
 * remote/lock.h: something that one process at a time may do.
 *
 * A key in Redis with the owner's name and an expiry, so that the lock of a
 * process that died comes free by itself. Not stronger than that: whoever is
 * stopped for longer than the expiry no longer holds it.
 */
#ifndef TANDEM_REMOTE_LOCK_H
#define TANDEM_REMOTE_LOCK_H

#include "base/err.h"
#include "io/redis.h"

#include <stdint.h>

struct lock;

/* redis is borrowed; key is copied. owner: unlike any other process' name;
 * copied. */
struct lock *lock_open(struct redis *redis, const char *key, const char *owner);
void lock_close(struct lock *lock);

/* Takes it, or keeps it when it is ours already, for the next ms. 1: ours; 0:
 * another's; -1: Redis has failed. */
int lock_take(struct lock *lock, int64_t ms, struct err *err) MUST_CHECK;

/* Gives it up; when Redis cannot be reached it expires by itself. */
void lock_release(struct lock *lock);

#endif
