/*
 * remote/turn.h: whose turn it is to create, where a system accepts one create
 * at a time over all processes.
 *
 * A turn lasts for as many creates, one after another, as fit into a second;
 * then it is offered to the others before it is taken again.
 */
#ifndef TANDEM_REMOTE_TURN_H
#define TANDEM_REMOTE_TURN_H

#include "base/err.h"
#include "io/redis.h"

#include <stdbool.h>
#include <stdint.h>

#define TURN_MS 1000

/* How often a process that waits asks, and how long one that offers waits. */
#define TURN_ASK_MS   25
#define TURN_OFFER_MS 100

struct turn;

/* limit_ms: a create has ended after this time, one way or the other. */
struct turn *turn_open(struct redis *redis, const char *name_space,
                       const char *account, const char *owner, int limit_ms);

/* Gives it up. */
void turn_close(struct turn *turn);

/* May a create be sent now? 1: yes, and turn_begin() when it is; 0: not yet;
 * -1: Redis has failed. */
int turn_ask(struct turn *turn, int64_t now_ms, struct err *err) MUST_CHECK;
void turn_begin(struct turn *turn);

/* The create has been answered; more: another is waiting here. */
void turn_end(struct turn *turn, int64_t now_ms, bool more);

/* Nothing is waiting here: gives the turn up unless a create is under way. */
void turn_rest(struct turn *turn);

#endif
