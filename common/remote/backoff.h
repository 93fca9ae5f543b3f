/*
 * remote/backoff.h: how long to wait before asking again. Pure.
 *
 * 1 s, doubling to 60 s, each spread by a quarter so that many processes do
 * not come back at once; never before the other side's Retry-After.
 */
#ifndef TANDEM_REMOTE_BACKOFF_H
#define TANDEM_REMOTE_BACKOFF_H

#include <stdint.h>

#define BACKOFF_FIRST_MS 1000
#define BACKOFF_LAST_MS  60000

/* Whoever asks for more is not believed. */
#define BACKOFF_ASKED_MAX_MS 3600000

struct backoff {
    int failures; /* in a row; set to 0 after a success */
    uint64_t dice;
};

/* Any seed will do; the same seed gives the same waits. */
struct backoff backoff_seeded(uint64_t seed);

/* Counts one more failure. retry_after_ms: 0 when not said. */
int64_t backoff_next_ms(struct backoff *backoff, int64_t retry_after_ms);

#endif
