/*
 * tests/support/copy_check.h: is Redis' copy what the ledger says?
 *
 * When all is quiet it must be, whatever has happened before: every state and
 * every mark byte for byte, every due time, and nothing else.
 */
#ifndef TANDEM_TESTS_SUPPORT_COPY_CHECK_H
#define TANDEM_TESTS_SUPPORT_COPY_CHECK_H

/* The first difference in words, valid until the world ends; NULL: none. */
const char *copy_difference(void);

#endif
