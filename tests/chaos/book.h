/*
 * tests/chaos/book.h: every value that a person has typed, and where.
 *
 * Each value is the only one of its kind: it holds a number of eight digits
 * (or is a date) by which it is known again wherever it turns up. Countries
 * are not: there are too few.
 */
#ifndef TANDEM_TESTS_CHAOS_BOOK_H
#define TANDEM_TESTS_CHAOS_BOOK_H

#include <stddef.h>
#include <stdint.h>

#define BOOK_TEXT_MAX 64

enum book_type {
    BOOK_NAME,
    BOOK_EMAIL,
    BOOK_PHONE,
    BOOK_CITY,
    BOOK_ZIP,
    BOOK_WEB,
    BOOK_DATE,
};

struct typed {
    char text[BOOK_TEXT_MAX];
    const char *system; /* borrowed */
    const char *entity; /* borrowed */
    char *id;
    const char *path; /* borrowed */
    int64_t ms;
    char *over; /* where somebody typed another value over it, or NULL */
};

void book_open(void);
void book_close(void);

/* A new value, not typed in anywhere yet. */
void book_new(enum book_type type, char ret_text[BOOK_TEXT_MAX]);

/* It has been typed in, in place of `before` (NULL: nothing). */
void book_note(const char *text, const char *system, const char *entity,
               const char *id, const char *path, const char *before);

/* Who typed the value that this text is, or holds; NULL: nobody. */
const struct typed *book_find(const char *text);

/* The value that was last typed in there, or NULL. */
const struct typed *book_newest(const char *entity, const char *id,
                                const char *path);

/* All of them, in the order in which they were typed. */
typedef void book_each_fn(const struct typed *typed, void *arg);
void book_each(book_each_fn *each, void *arg);

/* How many values have been typed. */
size_t book_count(void);

#endif
