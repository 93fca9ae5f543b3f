/*
 * tests/chaos/slots.h: the programs under test, each in a place of its own
 * with its own way to Kafka, Redis and both APIs.
 */
#ifndef TANDEM_TESTS_CHAOS_SLOTS_H
#define TANDEM_TESTS_CHAOS_SLOTS_H

#include "support/proxy.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SLOTS 7 /* extractors, transformers, loaders */

enum way_to { TO_KAFKA, TO_REDIS, TO_ZOHOCRM, TO_POWEROFFICEGO, WAYS };

/* After world_start(): the ways, and the servers behind them. */
void slots_open(void);
void slots_close(void);

/* One or two of each program. */
void slots_start(void);

const char *slot_name(size_t slot);
bool slot_is_there(size_t slot); /* also one that is about to end */
bool slot_is_frozen(size_t slot);

void slot_start(size_t slot);

/* Starts it so that it kills itself at a point of its own code, when it comes
 * by for the n-th time ("loader.produced:3"); slots_watch() replaces it. */
void slot_start_doomed(size_t slot, const char *point);
void slot_kill(size_t slot);
void slot_freeze(size_t slot);
void slot_thaw(size_t slot);

/* SIGTERM; it ends by itself, and slots_watch() sees to it. */
void slot_stop(size_t slot);

void slot_way(size_t slot, enum way_to to, enum proxy_state state);
void slot_cut(size_t slot, enum way_to to);
const char *way_name(enum way_to to);

/* Programs that have given up (exit code 1: start me again) are started
 * again. */
void slots_watch(void);
size_t slots_given_up(void);

/* How many of the doomed came to their point. */
size_t slots_died(void);

/* How a program has ended as it never may, or NULL. */
const char *slots_crash(void);

/* All ways open, nobody frozen, at least one of each program. */
void slots_heal(void);

#endif
