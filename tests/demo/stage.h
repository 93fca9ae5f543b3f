/*
 * tests/demo/stage.h: the three programs, and waiting for what they do.
 */
#ifndef TANDEM_TESTS_DEMO_STAGE_H
#define TANDEM_TESTS_DEMO_STAGE_H

#include <stdbool.h>
#include <stdint.h>

/* The simulators with PowerOffice's real limit, and nothing else yet. */
void stage_open(void);

/* Starts the programs. variable: "NAME=value" for them, or NULL. */
void stage_start(const char *variable);

/* Ends them; false (and the step has failed) when one does not end well. */
bool stage_stop(void);

/* Ends everything, and remarks on what the whole has cost. The last step: the
 * programs end well, and no API request was other than the official
 * descriptions have it. */
void stage_close(void);

/* Forgets all that Redis knows. */
bool stage_flush_redis(void);

/*
 * Until condition(arg) holds; it may report progress. False (and the step has
 * failed, saying that `what` did not come) when that takes more than limit_s
 * or a program has ended.
 */
typedef bool stage_condition(const void *arg);
bool stage_wait(int limit_s, const char *what, stage_condition *condition,
                const void *arg);

/* Until every list has been polled twice more, so that our own writes have come
 * back, and no link waits for anything. */
bool stage_settle(void);

#endif
