/*
 * remote/breaker.h: whether a system is well enough to be asked. Pure.
 *
 * Closed: ask away. A failure opens it for as long as the backoff says; then
 * one request, the probe, may go: its success closes the breaker, its failure
 * opens it for longer. While it is open, nothing but the probe counts: the
 * answers of requests that were under way say nothing new.
 *
 * A system that can be read may still fail at every write: then the pauses grow
 * until a write has succeeded.
 */
#ifndef TANDEM_REMOTE_BREAKER_H
#define TANDEM_REMOTE_BREAKER_H

#include "remote/backoff.h"

#include <stdbool.h>
#include <stdint.h>

/* One slow answer may be about one record; this many in a row are not. */
#define BREAKER_SLOW_MAX 3

struct breaker {
    bool open;
    bool probing;
    int64_t until_ms; /* open: no probe before this */
    int slow;         /* in a row: answers that may be about one record */
    bool at_writes;   /* a write has failed since one succeeded */
    struct backoff backoff;
};

struct breaker breaker_seeded(uint64_t seed);

/* May the probe go? Then breaker_probe() says that it went. */
bool breaker_is_due(const struct breaker *breaker, int64_t now_ms);
void breaker_probe(struct breaker *breaker);

/* A request that has come back. */
struct breaker_news {
    bool probe;  /* it was the probe */
    bool writes; /* it was to change something */
    int64_t now_ms;
    int64_t retry_after_ms; /* 0: not said */
};
void breaker_succeeded(struct breaker *breaker,
                       const struct breaker_news *news);
void breaker_failed(struct breaker *breaker, const struct breaker_news *news);
void breaker_slowed(struct breaker *breaker, const struct breaker_news *news);

/* The probe told nothing (its token was denied): another may go at once. */
void breaker_undecided(struct breaker *breaker, bool probe);

#endif
