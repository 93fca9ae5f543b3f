/*
 * tests/bench/figures.h: what was measured, as a table of medians.
 */
#ifndef TANDEM_TESTS_BENCH_FIGURES_H
#define TANDEM_TESTS_BENCH_FIGURES_H

/* One more value of a figure, which is told apart by its three texts (copied).
 * Also printed at once, so that a run can be watched. */
void figure(const char *part, const char *what, const char *unit, double value);

/* The table: to standard output and to build/bench/<time>.txt. 0, or 1 when
 * the file cannot be written. */
int figures_print(void);

#endif
