/*
 * remote/budget.h: requests a second, shared by every program through Redis;
 * also by those of other namespaces: the system counts them all.
 *
 * Never more than the rate within any second. Within that second they may go
 * twice as fast, so that a program which comes late for one (it was committing
 * what it had heard) catches up with the next: the whole rate is used.
 *
 * Grants are taken in lots of a tenth of a second, so that a fast account does
 * not cost a round trip each; those not used at once (20 ms) are lost.
 */
#ifndef TANDEM_REMOTE_BUDGET_H
#define TANDEM_REMOTE_BUDGET_H

#include "base/err.h"
#include "io/redis.h"

#include <stddef.h>
#include <stdint.h>

struct budget;

/* account: system_budget(). rate: requests a second; 0: no limit. redis is
 * borrowed. */
struct budget *budget_open(struct redis *redis, const char *account, int rate);
void budget_close(struct budget *budget);

/* May a request go now? wanted: how many could go. 1: yes, and
 * budget_spend() when it goes; 0: not yet; -1: Redis has failed. */
int budget_ask(struct budget *budget, size_t wanted, int64_t now_ms,
               struct err *err) MUST_CHECK;
void budget_spend(struct budget *budget);

/* For who only looks: the account's requests in the last second, of all
 * programs. */
int budget_look(struct redis *redis, const char *account, size_t *ret_requests,
                struct err *err) MUST_CHECK;

/* Time spent waiting since the start. */
uint64_t budget_waited_ms(const struct budget *budget);

#endif
