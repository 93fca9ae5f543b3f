#include "base/mem.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MEM_PRINT_FIRST 256

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
    char *copy = mem_or_die(malloc(length + 1));

    if (length > 0)
        memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

/* Most texts are ids and fit at once; a longer one is printed again. */
char *mem_print(const char *format, ...)
{
    char first[MEM_PRINT_FIRST];
    va_list args;
    char *text;
    int length;

    va_start(args, format);
    length = vsnprintf(first, sizeof first, format, args);
    va_end(args);
    if ((size_t)length < sizeof first)
        return mem_copy_n(first, (size_t)length);
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
