/*
 * console/cookie.h: one value of a Cookie header.
 */
#ifndef TANDEM_CONSOLE_COOKIE_H
#define TANDEM_CONSOLE_COOKIE_H

#include <stdbool.h>
#include <stddef.h>

/* The value of the cookie with that name in "a=1; b=2" (NULL: none); of several
 * the first. False when there is none, or it does not fit. */
bool cookie_read(const char *header, const char *name, char *ret_value,
                 size_t size);

#endif
