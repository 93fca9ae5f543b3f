/*
 * base/buf.h: bytes that grow at the end, always followed by a NUL.
 *
 * A zeroed struct is an empty buffer. data is never NULL after the first
 * append; buf_text() gives "" before it. buf_take() hands the memory over.
 */
#ifndef TANDEM_BASE_BUF_H
#define TANDEM_BASE_BUF_H

#include <stddef.h>

struct buf {
    char *data;
    size_t length;
    size_t capacity;
};

void buf_free(struct buf *buf);

/* Empties it and keeps the memory. */
void buf_clear(struct buf *buf);

void buf_append(struct buf *buf, const void *bytes, size_t length);
void buf_text_append(struct buf *buf, const char *text);
void buf_print(struct buf *buf, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Borrowed until the next call that changes buf. */
const char *buf_text(const struct buf *buf);

/* The caller frees; buf is empty afterwards. Never NULL. */
char *buf_take(struct buf *buf);

#endif
