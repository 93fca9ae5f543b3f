/*
 * tests/demo/report.h: what a person sees of the demo.
 *
 * While a step runs, one line tells how far it has come: rewritten on a
 * terminal, a new line every few seconds elsewhere. At the end a table.
 */
#ifndef TANDEM_TESTS_DEMO_REPORT_H
#define TANDEM_TESTS_DEMO_REPORT_H

#include <stdbool.h>
#include <stdint.h>

void report_open(void);

/* A step begins; title is borrowed until report_close(). */
void report_step(const char *title);

/* How far it is. */
void report_progress(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* Stops the step's clock before what is only looked at afterwards. */
void report_lap(void);

/* What came of it, in a few words, and what it cost (copied). */
void report_result(const char *calls, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A line beneath the step in the table. */
void report_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* It did not come out: why. Returns false. */
bool report_failure(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* A line beneath the table. */
void report_remark(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* Prints the table. The exit code: 0 when no step has failed. */
int report_close(void);

#endif
