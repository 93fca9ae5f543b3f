/*
 * tests/bench/weight.h: how much Redis and Kafka hold of the world's links.
 */
#ifndef TANDEM_TESTS_BENCH_WEIGHT_H
#define TANDEM_TESTS_BENCH_WEIGHT_H

#include <stddef.h>

/* All that Redis holds, in bytes. */
double weight_redis(void);

/* States that Redis holds: of links, key actors and markers. */
size_t weight_links(void);

/* Redis loses its copy of the links, and nothing else. */
void weight_drop_links(void);

/* The ledger's segments on Kafka's disk, in bytes; not compacted yet. */
double weight_ledger(void);

#endif
