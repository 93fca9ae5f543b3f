/*
 * process/metrics.h: numbers for /metrics, in Prometheus' text format.
 *
 * Names follow Prometheus' conventions (tandem_..., _total for counters,
 * base units). A metric exists from the first time it is mentioned.
 */
#ifndef TANDEM_PROCESS_METRICS_H
#define TANDEM_PROCESS_METRICS_H

#include "base/buf.h"
#include "base/histogram.h"

/* At most this many different (name, labels): a loader has some thirty for each
 * flow, and there may be 32 flows. More are dropped and counted in
 * tandem_metrics_dropped_total. */
#define METRICS_MAX 1500

/* labels: "entity=\"Contacts\",system=\"zohocrm\"" or NULL. help: one
 * sentence; a constant. Cheap enough for each batch, not for each record. */
void metrics_add(const char *name, const char *labels, const char *help,
                 double value);
void metrics_set(const char *name, const char *labels, const char *help,
                 double value);

/* How long things took: ..._seconds. */
void metrics_histogram(const char *name, const char *labels, const char *help,
                       const struct histogram *histogram);

void metrics_print(struct buf *ret_text);
void metrics_clear(void);

#endif
