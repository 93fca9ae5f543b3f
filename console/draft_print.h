/*
 * console/draft_print.h: a plan (console/draft.h) as text.
 */
#ifndef TANDEM_CONSOLE_DRAFT_PRINT_H
#define TANDEM_CONSOLE_DRAFT_PRINT_H

#include "base/buf.h"
#include "base/json.h"
#include "domain/flow.h"

#include <stdbool.h>

/* The counts as a table, one row each. done: {"<flow> <what> <side>": count},
 * what has been done of it by now; NULL: no such column. */
void draft_print_rows(const struct json *plan, const struct flows *flows,
                      const struct json *done, struct buf *ret_text);

/* Some of the links that would be held, wait, or owe something. */
void draft_print_examples(const struct json *plan, struct buf *ret_text);

/* The first writes, one line each. */
void draft_print_samples(const struct json *plan, struct buf *ret_text);

/* What the flows want and has never been asked for, and what has not been read
 * whole: with the remedy. Nothing when all is there. */
void draft_print_gaps(const struct json *plan, struct buf *ret_text);

#endif
