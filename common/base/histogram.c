#include "base/histogram.h"

/* From a batch without requests to what a request may take at most. */
static const struct {
    int64_t ms;
    const char *text;
} limits[HISTOGRAM_LIMITS] = {
    { 10, "0.01" },  { 25, "0.025" }, { 50, "0.05" }, { 100, "0.1" },
    { 250, "0.25" }, { 500, "0.5" },  { 1000, "1" },  { 2500, "2.5" },
    { 10000, "10" }, { 30000, "30" },
};

void histogram_note(struct histogram *histogram, int64_t took_ms)
{
    size_t n = 0;

    while (n < HISTOGRAM_LIMITS && took_ms > limits[n].ms)
        n++;
    if (n < HISTOGRAM_LIMITS)
        histogram->within[n]++;
    histogram->count++;
    histogram->sum_s += (double)took_ms / 1000;
}

const char *histogram_limit(size_t n)
{
    return limits[n].text;
}
