#include "base/buf.h"

#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BUF_FIRST_CAPACITY 256
#define BUF_PRINT_FIRST    32 /* a number, and some words */

static void buf_reserve(struct buf *buf, size_t more)
{
    size_t wanted = buf->length + more + 1;
    size_t capacity = buf->capacity == 0 ? BUF_FIRST_CAPACITY : buf->capacity;

    if (wanted <= buf->capacity)
        return;
    while (capacity < wanted)
        capacity *= 2;
    buf->data = mem_resize(buf->data, capacity, 1);
    buf->capacity = capacity;
}

void buf_free(struct buf *buf)
{
    free(buf->data);
    *buf = (struct buf){ 0 };
}

void buf_clear(struct buf *buf)
{
    buf->length = 0;
    if (buf->data != NULL)
        buf->data[0] = '\0';
}

void buf_append(struct buf *buf, const void *bytes, size_t length)
{
    buf_reserve(buf, length);
    if (length > 0)
        memcpy(buf->data + buf->length, bytes, length);
    buf->length += length;
    buf->data[buf->length] = '\0';
}

void buf_text_append(struct buf *buf, const char *text)
{
    buf_append(buf, text, strlen(text));
}

/* What does not fit into the room that there is, is printed again. */
void buf_print(struct buf *buf, const char *format, ...)
{
    va_list args;
    size_t room;
    size_t length;

    buf_reserve(buf, BUF_PRINT_FIRST);
    room = buf->capacity - buf->length;
    va_start(args, format);
    length = (size_t)vsnprintf(buf->data + buf->length, room, format, args);
    va_end(args);
    if (length >= room) {
        buf_reserve(buf, length);
        va_start(args, format);
        (void)vsnprintf(buf->data + buf->length, length + 1, format, args);
        va_end(args);
    }
    buf->length += length;
}

const char *buf_text(const struct buf *buf)
{
    return buf->data == NULL ? "" : buf->data;
}

char *buf_take(struct buf *buf)
{
    char *data = buf->data == NULL ? mem_copy("") : buf->data;

    *buf = (struct buf){ 0 };
    return data;
}
