/*
 * tests/chaos/report.h: what a person sees of a run.
 */
#ifndef TANDEM_TESTS_CHAOS_REPORT_H
#define TANDEM_TESTS_CHAOS_REPORT_H

#include <stddef.h>
#include <stdint.h>

struct report {
    int seconds;
    uint64_t seed;
    int64_t rest_ms;
    size_t edits;
    size_t named; /* values that are owed, with a cause */
};

/* Now and then a line, while it runs. */
void report_progress(const struct report *report, int64_t elapsed_ms);

/* The table, and each finding with its story. */
void report_print(const struct report *report);

#endif
