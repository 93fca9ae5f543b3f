/*
 * console/errands.h: errands that are asked for from outside: a few at once,
 * the others in turn, and the same question asked twice at the same moment is
 * answered by one child.
 */
#ifndef TANDEM_CONSOLE_ERRANDS_H
#define TANDEM_CONSOLE_ERRANDS_H

#include "console/errand.h"

#define ERRANDS_RUNNING_MAX 4
#define ERRANDS_WAITING_MAX 16
#define ERRANDS_FDS_MAX     (ERRANDS_RUNNING_MAX * ERRAND_FDS)

struct errands;

/* Called once for each that asked, when it has ended. errand NULL: it could
 * not be started, and err says why. */
typedef void errands_done(const struct errand *errand, const struct err *err,
                          void *arg);

struct errands *errands_new(void);

/* Ends those that run; nobody is told. */
void errands_free(struct errands *errands);

/* Copies the order. shared: whoever asks with the same words before it has
 * ended gets the same answer. ERR_RETRY: too many wait already. */
int errands_ask(struct errands *errands, const struct errand_order *order,
                bool shared, errands_done *done, void *arg,
                struct err *err) MUST_CHECK;

/* Starts, reads, and tells those whose errands have ended. */
void errands_step(struct errands *errands);

/* As errand_poll(), of all that run. */
size_t errands_poll(const struct errands *errands,
                    struct pollfd fds[ERRANDS_FDS_MAX], int *wait_ms);

#endif
