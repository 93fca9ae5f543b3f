/*
 * tests/support/remote_world.h: remotes against a PowerOffice of paper, with a
 * real Redis, all in the test's own thread. Several remotes stand for several
 * processes.
 */
#ifndef TANDEM_TESTS_REMOTE_WORLD_H
#define TANDEM_TESTS_REMOTE_WORLD_H

#include "io/redis.h"
#include "remote/remote.h"

#include <stdbool.h>
#include <stddef.h>

#define WORLD_REMOTES_MAX 8

/* What the system does; a test changes it as it likes. */
struct world {
    int token_status;      /* 200 */
    int token_life_s;      /* 1200 */
    bool token_holds;      /* no answer to token requests */
    const char *token_why; /* the error's code */
    int denied_until;      /* tokens T1 ... of this number are denied */
    int status;            /* of API calls; 200 */
    int status_count;      /* so many of them only; -1: all */
    int retry_after_s;
    bool holds; /* no answer to API calls */
    int token_requests;
    int requests; /* API calls */
    int creates;
    char log[64]; /* a letter for each API call: R, L, C, U */
};

extern struct world world;
extern struct remote *remotes[WORLD_REMOTES_MAX];
extern struct redis *world_redis;

/* cmocka: starts Redis once; empties everything before each test. */
int world_group_start(void **state);
int world_group_stop(void **state);
int remote_world_start(void **state);
int remote_world_stop(void **state);

/* Opens remotes[index]. rate 0: none; key: the client key. */
void remote_starts(int index, int rate, int concurrency, const char *key);

/* One that has to be admitted. */
void remote_starts_guarded(int index, const char *key);
void remote_ends(int index);

/* remote_renew() with another client key. */
bool remote_gets(int index, const char *key);

/* What became of a call. */
struct outcome_of_call {
    int calls;
    bool unsent;
    enum verdict verdict;
    int order; /* the how-manieth of all answers it was */
};
void call_start(int index, enum call_kind kind, enum call_priority priority,
                int send_within_ms, struct outcome_of_call *outcome);

/* A read of an id that is none. */
void call_start_bad(int index, struct outcome_of_call *outcome);

/* Moves everything on, once. */
void world_step(void);

/* Steps until condition() holds; fails the test after 10 s. */
#define eventually_true(condition)                                 \
    for (int64_t until_ms_ = time_boot_ms() + 10000; !(condition); \
         world_step_until(until_ms_, #condition))                  \
    continue
void world_step_until(int64_t until_ms, const char *condition);

/* Steps for so long. */
void world_pass(int ms);

#endif
