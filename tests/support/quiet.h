/*
 * tests/support/quiet.h: everything that was to be done has been done.
 */
#ifndef TANDEM_TESTS_SUPPORT_QUIET_H
#define TANDEM_TESTS_SUPPORT_QUIET_H

#include <stdbool.h>

#define QUIET_MS 2500 /* more than two polls of a second each */

/*
 * Waits until no write has been sent to an API for QUIET_MS and neither
 * transformer nor loader has a message left to take; fails the test when that
 * has not come within limit_s. A link that waits for its due time is quiet.
 */
void quiet(int limit_s);

/* Has a program of this world messages left to take, in topics that begin so?
 */
bool quiet_work_is_left(const char *program, const char *topics);

#endif
