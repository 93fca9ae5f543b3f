/*
 * state/brakes.h: how many records were changed lately, by system and entity,
 * over all loaders; and where that was too many.
 *
 * When more than `records` links, and more than `percent` of the entity's
 * records (as the last whole scan has counted them; while that is not known,
 * the first limit stands alone), want to write within the window, the brake is
 * engaged: nobody may write what counts (domain/brake.h) until a person
 * releases or drops. All of it is in Redis. A Redis that was lost has forgotten
 * the count and a release, not who is held: that stands in the ledger, and
 * brakes_hold() engages the brake again.
 */
#ifndef TANDEM_STATE_BRAKES_H
#define TANDEM_STATE_BRAKES_H

#include "base/err.h"
#include "domain/entity.h"
#include "io/redis.h"

#include <stdbool.h>
#include <stdint.h>

struct brakes;

struct brakes_settings {
    const char *name_space;
    int records; /* 0: there is no brake */
    int percent;
    int seconds; /* the window */
};

/* redis and name_space are borrowed until brakes_close(). */
struct brakes *brakes_open(struct redis *redis,
                           const struct brakes_settings *settings);
void brakes_close(struct brakes *brakes);

/* How one stands; times are Redis' clock. */
struct brake_stand {
    bool goes;           /* brakes_ask(): it may be written */
    int64_t changed;     /* records within the window */
    int64_t records;     /* that the entity has; 0: not known */
    int64_t limit;       /* so many may be changed */
    int64_t engaged_ms;  /* since when; 0: it is not */
    int64_t released_ms; /* 0: it is not */
    int64_t decided_ms;  /* the last release or drop; 0: none is known */
};

/* May this link write now? It is counted when it may. */
int brakes_ask(struct brakes *brakes, const struct entity *entity,
               const char *link, struct brake_stand *ret_stand,
               struct err *err) MUST_CHECK;
int brakes_look(struct brakes *brakes, const struct entity *entity,
                struct brake_stand *ret_stand, struct err *err) MUST_CHECK;

/* A link has been held by it since then (our clock): engages it, unless a
 * person has decided since. */
int brakes_hold(struct brakes *brakes, const struct entity *entity,
                int64_t since_ms, struct err *err) MUST_CHECK;

/* A person's decisions. Release: all goes through until the window has passed,
 * and as long as more than the limit do. The loaders wake the links that are
 * held. Drop: it counts from zero; what is held has to be told `drop`. */
int brakes_release(struct brakes *brakes, const struct entity *entity,
                   struct err *err) MUST_CHECK;
int brakes_drop(struct brakes *brakes, const struct entity *entity,
                struct err *err) MUST_CHECK;

#endif
