/*
 * tests/support/lanes.h: several worlds at once.
 *
 * An end-to-end test mostly waits. Tests that each have a world of their own
 * may wait together: the tests are dealt out to processes, which run beside
 * each other on the same Kafka and Redis.
 */
#ifndef TANDEM_TESTS_SUPPORT_LANES_H
#define TANDEM_TESTS_SUPPORT_LANES_H

#include "support/test.h"

#include <stddef.h>

/* Runs the tests in so many processes. How many of those failed. */
int lanes_run(const struct CMUnitTest *tests, size_t count, size_t lanes);

#endif
