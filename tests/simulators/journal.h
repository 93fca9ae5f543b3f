/*
 * journal.h: every API request, what became of it, and what the official
 * description had against it.
 */
#ifndef TANDEM_TESTS_JOURNAL_H
#define TANDEM_TESTS_JOURNAL_H

#include "base/json.h"

#include <stdint.h>

struct exchange;
struct journal;

struct journal *journal_new(void);
void journal_free(struct journal *journal);

/* Numbers start at 1 and go on after journal_clear(). */
void journal_add(struct journal *journal, const struct exchange *exchange);
void journal_clear(struct journal *journal);

/* {"next": M, "requests": [...]}: those from number since on. The caller
 * frees. */
struct json *journal_read(const struct journal *journal, int64_t since);

#endif
