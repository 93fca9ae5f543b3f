/*
 * process/metrics_process.h: this process' own memory, time and start, as
 * Linux tells them in /proc; within process/ only.
 */
#ifndef TANDEM_PROCESS_METRICS_PROCESS_H
#define TANDEM_PROCESS_METRICS_PROCESS_H

#include "base/buf.h"

/* Appends nothing where there is no such /proc. */
void metrics_process_print(struct buf *ret_text);

#endif
