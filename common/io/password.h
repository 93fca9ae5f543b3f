/*
 * io/password.h: passwords against their hashes. The only place that knows
 * libxcrypt.
 */
#ifndef TANDEM_IO_PASSWORD_H
#define TANDEM_IO_PASSWORD_H

#include <stdbool.h>
#include <stddef.h>

#define PASSWORD_MAX 511 /* longer ones fit no hash */

/* Is it a whole hash of a method that is not outdated? "$y$..." */
bool password_is_hash(const char *hash);

/* Takes a good part of a second: bound how often it is asked. */
bool password_fits(const char *password, const char *hash);

/* Takes as long whichever byte differs, if the lengths are the same. */
bool password_equal(const char *one, const char *other);

#endif
