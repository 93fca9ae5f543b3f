/*
 * base/histogram.h: how long things took: how many within each of some limits.
 */
#ifndef TANDEM_BASE_HISTOGRAM_H
#define TANDEM_BASE_HISTOGRAM_H

#include <stddef.h>
#include <stdint.h>

#define HISTOGRAM_LIMITS 10

/* Zeroed: nothing yet. */
struct histogram {
    uint64_t within[HISTOGRAM_LIMITS]; /* at most that limit, and more than the
                                          one before */
    uint64_t count;
    double sum_s;
};

void histogram_note(struct histogram *histogram, int64_t took_ms);

/* The n-th limit in seconds, as Prometheus writes it: "0.025". */
const char *histogram_limit(size_t n);

#endif
