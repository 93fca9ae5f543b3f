/*
 * tests/bench/machine.h: what the figures were measured on.
 */
#ifndef TANDEM_TESTS_BENCH_MACHINE_H
#define TANDEM_TESTS_BENCH_MACHINE_H

#include "base/buf.h"

/* Some lines: when, processor, memory, kernel, and how busy it is. */
void machine_print(struct buf *out);

#endif
