/*
 * base/mem.h: memory that is there, or the end of the process.
 *
 * Out of memory is not a branch: the callers below never return NULL. What
 * they return is freed with free(). Sizes are bytes.
 */
#ifndef TANDEM_BASE_MEM_H
#define TANDEM_BASE_MEM_H

#include <stddef.h>

/* Zeroed memory for count items of size bytes each. */
void *mem_new(size_t count, size_t size) __attribute__((malloc));

/* Like realloc; the grown part is not zeroed. */
void *mem_resize(void *memory, size_t count, size_t size);

/* Copies of a string (NULL gives NULL), or of its first length bytes. */
char *mem_copy(const char *text);
char *mem_copy_n(const char *text, size_t length);

/* Like printf, into new memory. */
char *mem_print(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Frees *owned and puts a copy of text (NULL allowed) in its place. */
void mem_replace(char **owned, const char *text);

#endif
