/*
 * console/pairs.h: the rows of a table of pairs (CSV, RFC 4180): the columns
 * flow, a and b by name, whatever else there is.
 */
#ifndef TANDEM_CONSOLE_PAIRS_H
#define TANDEM_CONSOLE_PAIRS_H

#include "base/err.h"

#include <stddef.h>

/* A spreadsheet has no more lines. */
#define PAIRS_MAX 1048576

struct pair {
    size_t line;
    char *flow, *a, *b; /* "" when empty */
};

struct pairs {
    struct pair *items;
    size_t count;
};

/* text: the whole file, ended by a NUL. ERR_USAGE: a column is missing.
 * pairs_free() either way. */
int pairs_read(const char *text, struct pairs *ret_pairs,
               struct err *err) MUST_CHECK;
void pairs_free(struct pairs *pairs);

#endif
