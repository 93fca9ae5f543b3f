/*
 * base/time.h: moments as milliseconds since 1970-01-01 UTC, and their texts.
 *
 * Zoho writes whole seconds with the user's offset
 * (2026-11-03T09:14:05+01:00), PowerOffice up to seven fractional digits and
 * Z or an offset (2021-09-30T08:03:00.1234567Z); HTTP's Date header is
 * RFC 9110's IMF-fixdate.
 */
#ifndef TANDEM_BASE_TIME_H
#define TANDEM_BASE_TIME_H

#include <stdbool.h>
#include <stdint.h>

#define TIME_TEXT_MAX 40

/* The wall clock, and a clock that only grows (also while suspended). */
int64_t time_now_ms(void);
int64_t time_boot_ms(void);

/* An ISO 8601 date-time with 0 to 7 fractional digits, or false. Digits
 * beyond the millisecond are cut, never rounded up. */
bool time_parse(const char *text, int64_t *ret_ms);

/* "Mon, 23 Nov 2026 15:30:35 GMT", or false. */
bool time_parse_http(const char *text, int64_t *ret_ms);

/* "2026-11-23T15:30:35.123Z" */
void time_format(int64_t ms, char ret_text[TIME_TEXT_MAX]);

/* "Mon, 23 Nov 2026 15:30:35 GMT" */
void time_format_http(int64_t ms, char ret_text[TIME_TEXT_MAX]);

/* True for "2026-11-23": a day that exists. */
bool time_is_date(const char *text);

#endif
