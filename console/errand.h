/*
 * console/errand.h: one of our commands as a child process, without a shell;
 * what it prints is kept, its end is noticed, and nothing is waited for.
 *
 * It has a time limit and a limit to what it may print; a child that is beyond
 * one of them is killed. None outlives errand_free(), or us.
 */
#ifndef TANDEM_CONSOLE_ERRAND_H
#define TANDEM_CONSOLE_ERRAND_H

#include "base/buf.h"
#include "base/err.h"

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

#define ERRAND_PRINTS_MAX ((size_t)8 * 1024 * 1024)
#define ERRAND_FDS        2

struct errand_order {
    const char *program; /* its path; borrowed for errand_start() only */
    char *const *words;  /* argv, ended by NULL; the same */
    const char *who;     /* on whose behalf: see console/who.h; NULL: ours */
    int64_t limit_ms;
};

struct errand;

struct errand *errand_start(const struct errand_order *order,
                            struct err *err) MUST_CHECK;
void errand_free(struct errand *errand);

/* Reads what has been printed; true once it has ended. */
bool errand_step(struct errand *errand);

/* Appends what to wait for, and gives how many; lowers *wait_ms to when
 * errand_step() is to be called at the latest. */
size_t errand_poll(const struct errand *errand, struct pollfd fds[ERRAND_FDS],
                   int *wait_ms);

/* Of one that has ended. Its exit code, or -1, and why that is. */
int errand_exit(const struct errand *errand, const char **ret_why);
const struct buf *errand_printed(const struct errand *errand);
const struct buf *errand_complained(const struct errand *errand);

#endif
