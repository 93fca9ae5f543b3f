/*
 * base/err.h: what went wrong, in the caller's hands.
 *
 * A function that can fail takes a `struct err *` as its last argument,
 * returns 0 (or a pointer) when all is well and -1 (or NULL) when not, and
 * has then filled the error. The kind says what to do; the text is a sentence
 * for a person: lower case, no full stop, what failed, the subject in quotes,
 * why. Callers add what they know in front with err_prefix(). Whatever is
 * quoted in it, it is one line of UTF-8: fit for a log and a dead letter.
 */
#ifndef TANDEM_BASE_ERR_H
#define TANDEM_BASE_ERR_H

#include <stddef.h>

#define MUST_CHECK             __attribute__((warn_unused_result))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))

enum err_kind {
    ERR_NONE = 0,
    ERR_USAGE, /* the caller of the program must change something: exit 2 */
    ERR_DATA,  /* this input is bad; its neighbours may be good */
    ERR_RETRY, /* the same may work later: the other side is unwell */
    ERR_FATAL, /* nothing sensible can be done by this process: exit 1 */
};

#define ERR_TEXT_MAX 512

struct err {
    enum err_kind kind;
    char text[ERR_TEXT_MAX]; /* cut, never overrun */
};

/* Fills err and returns -1, so that `return err_set(...)` reads well. */
int err_set(struct err *err, enum err_kind kind, const char *format, ...)
    PRINTF_LIKE(3, 4);

/* Puts "<prefix>: " before the text and returns -1. Keeps the kind. */
int err_prefix(struct err *err, const char *format, ...) PRINTF_LIKE(2, 3);

#endif
