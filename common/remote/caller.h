/*
 * remote/caller.h: the inside of a remote. Private to this folder.
 *
 * remote.c decides what goes next, caller.c sends it and judges the answer,
 * standing.c tells how it all stands.
 */
#ifndef TANDEM_REMOTE_CALLER_H
#define TANDEM_REMOTE_CALLER_H

#include "base/hash.h"
#include "remote/breaker.h"
#include "remote/budget.h"
#include "remote/places.h"
#include "remote/queue.h"
#include "remote/remote.h"
#include "remote/token.h"
#include "remote/turn.h"

#define REMOTE_TEXT_MAX 640

struct remote {
    struct system *system;
    struct http *http;
    struct redis *redis;
    struct remote_settings settings; /* but for its name_space: */
    char *name_space;
    char owner[HASH_TEXT_MAX]; /* unlike any other's */
    uint64_t seed;
    struct token *token;
    struct budget *budget;
    struct turn *turn;     /* NULL: creates may go side by side */
    struct places *places; /* NULL: nobody counts what is under way */
    int place;             /* taken for the next request; 0: none */
    struct queue queue;
    struct errand *flying; /* under way, linked by next */
    size_t flying_count;
    size_t concurrency;
    bool admitted; /* others than CALL_TENANT may go */
    struct breaker breaker;
    struct backoff repeats;      /* its dice; the count is the errand's */
    const struct entity *entity; /* the last one asked for */
    int64_t redis_until_ms;      /* Redis has failed: leave it alone so long */
    struct err redis_err;
    char unwell[REMOTE_TEXT_MAX];  /* why the breaker is open */
    char trouble[REMOTE_TEXT_MAX]; /* "": none */
    struct remote_counts counts;
};

/* Sends it (it is in no queue any more), or tells its caller why it cannot be
 * sent at all. There is a token. */
void caller_send(struct remote *remote, struct errand *errand, int64_t now_ms);

/* Gives it back as unsent. */
void caller_give_back(struct errand *errand);

void errand_free(struct errand *errand);

/* Writes what remote_trouble() gives. */
void standing_write(struct remote *remote, int64_t now_ms);

#endif
