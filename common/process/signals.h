/*
 * process/signals.h: SIGTERM and SIGINT as a flag, and as a descriptor to
 * wait on; within process/ only.
 */
#ifndef TANDEM_PROCESS_SIGNALS_H
#define TANDEM_PROCESS_SIGNALS_H

#include "base/err.h"

#include <stdbool.h>

/* Also ignores SIGPIPE: a closed connection is an error code, not an end. */
int signals_open(struct err *err) MUST_CHECK;

/* Back to what a process is born with. */
void signals_close(void);

/* True once a signal to stop has come. */
bool signals_stopped(void);

/* Readable from then on. */
int signals_fd(void);

#endif
