/*
 * stamp.h: moments in units of 100 ns since 1970, as PowerOffice keeps them,
 * and the texts both systems make of them.
 */
#ifndef TANDEM_TESTS_STAMP_H
#define TANDEM_TESTS_STAMP_H

#include "base/time.h"

#include <stdbool.h>
#include <stdint.h>

#define STAMP_SECOND INT64_C(10000000)
#define STAMP_MS     INT64_C(10000)

int64_t stamp_now(void);

/* ISO 8601 with an offset and up to seven fractional digits. */
bool stamp_parse(const char *text, int64_t *ret_stamp);

/* Rounded down to the whole second. */
int64_t stamp_second(int64_t stamp);

/* "2026-11-23T15:30:35.1234567Z" */
void stamp_powerofficego(int64_t stamp, char ret_text[TIME_TEXT_MAX]);

/* "2026-11-23T16:30:35+01:00": whole seconds, as clocks in Oslo show it */
void stamp_zohocrm(int64_t stamp, char ret_text[TIME_TEXT_MAX]);

#endif
