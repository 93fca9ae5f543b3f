/*
 * console/checkup.h: what tandem check has found, one line for each thing that
 * was looked at.
 *
 *     checkup_say(checkup, CHECKUP_OK, "redis", NULL, "version %s", version);
 *     checkup_print(checkup, &text);
 *     result = checkup_result(checkup, err);
 *
 * Lines keep the order in which they were said.
 */
#ifndef TANDEM_CONSOLE_CHECKUP_H
#define TANDEM_CONSOLE_CHECKUP_H

#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"

#include <stddef.h>

struct checkup;

enum checkup_level {
    CHECKUP_OK,
    CHECKUP_WARNING,   /* it works, but something may be missing */
    CHECKUP_ERROR,     /* something must be changed */
    CHECKUP_UNREACHED, /* an error, too: it could not be looked at */
    CHECKUP_LEVELS
};

struct checkup *checkup_new(void);
void checkup_free(struct checkup *checkup);

/* part: "zohocrm"; remedy: a sentence, or NULL. All are copied. */
void checkup_say(struct checkup *checkup, enum checkup_level level,
                 const char *part, const char *remedy, const char *format, ...)
    PRINTF_LIKE(5, 6);

/* The same for what a function could not do: ERR_RETRY has reached nobody. */
void checkup_fail(struct checkup *checkup, const char *part, const char *remedy,
                  const struct err *err);

size_t checkup_count(const struct checkup *checkup, enum checkup_level level);

/* "error    redis          maxmemory-policy is ..." and what helps. */
void checkup_print(const struct checkup *checkup, struct buf *ret_text);
struct json *checkup_json(const struct checkup *checkup);

/* 0: nothing is wrong. ERR_USAGE: something must be changed; ERR_RETRY:
 * something could not be looked at. */
int checkup_result(const struct checkup *checkup, struct err *err) MUST_CHECK;

#endif
