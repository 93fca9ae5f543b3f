/*
 * base/text.h: UTF-8 text. Lengths are in code points where they say so.
 */
#ifndef TANDEM_BASE_TEXT_H
#define TANDEM_BASE_TEXT_H

#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>

bool text_is_utf8(const char *text, size_t length);

/* Puts a ? in the place of every byte that is not UTF-8, or a control. */
void text_mend(char *text);

/* Code points in a valid UTF-8 text. */
size_t text_length(const char *text);

/* NULL, "" and nothing but blanks are empty. */
bool text_is_empty(const char *text);

/* NULL equals only NULL. */
bool text_equal(const char *one, const char *other);

bool text_starts(const char *text, const char *prefix);

/*
 * The text as people compare names: lower case, diacritics and ligatures
 * resolved (é to e, ø to o, æ to ae, ß to ss; Latin-1 and Latin Extended-A),
 * runs of blanks and punctuation as one blank, none at the ends.
 * The caller frees.
 */
char *text_fold(const char *text);

#endif
