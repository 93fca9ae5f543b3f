/*
 * process/lag.h: what this process has still to read, for /metrics.
 */
#ifndef TANDEM_PROCESS_LAG_H
#define TANDEM_PROCESS_LAG_H

#include "io/kafka.h"

#include <stdint.h>

/* Call it often: it looks once a second. next_ms: 0 at first. */
void lag_measure(int64_t *next_ms, struct kafka_consumer *consumer);

#endif
