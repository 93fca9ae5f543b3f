#include "base/mem.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *mem_or_die(void *memory)
{
    if (memory == NULL) {
        (void)fputs("out of memory\n", stderr);
        abort();
    }
    return memory;
}

void *mem_new(size_t count, size_t size)
{
    return mem_or_die(calloc(count == 0 ? 1 : count, size == 0 ? 1 : size));
}

void *mem_resize(void *memory, size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / size)
        (void)mem_or_die(NULL);
    return mem_or_die(realloc(memory, count * size == 0 ? 1 : count * size));
}

char *mem_copy(const char *text)
{
    return text == NULL ? NULL : mem_copy_n(text, strlen(text));
}

char *mem_copy_n(const char *text, size_t length)
{
    char *copy = mem_new(length + 1, 1);

    if (length > 0)
        memcpy(copy, text, length);
    return copy;
}

char *mem_print(const char *format, ...)
{
    va_list args;
    char *text;
    int length;

    va_start(args, format);
    length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    text = mem_new((size_t)length + 1, 1);
    va_start(args, format);
    (void)vsnprintf(text, (size_t)length + 1, format, args);
    va_end(args);
    return text;
}

void mem_replace(char **owned, const char *text)
{
    char *copy = mem_copy(text);

    free(*owned);
    *owned = copy;
}
