/*
 * tests/chaos/rest.h: waiting until nothing is under way any more.
 */
#ifndef TANDEM_TESTS_CHAOS_REST_H
#define TANDEM_TESTS_CHAOS_REST_H

#include <stdint.h>

/* Waits until everything has been read whole once more, no link has work left,
 * and no message is left to take; then until it has all been read again, in
 * which nothing may be written. Tells what does not come as a finding.
 * Returns how long rest was in coming. */
int64_t rest_wait(void);

#endif
