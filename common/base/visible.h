/*
 * base/visible.h: foreign text on a terminal, and how wide it is there.
 */
#ifndef TANDEM_BASE_VISIBLE_H
#define TANDEM_BASE_VISIBLE_H

#include "base/buf.h"

#include <stddef.h>

/*
 * Appends text (NULL: nothing) so that it can do nothing to a terminal:
 * controls, also those that change the direction of writing, and line ends are
 * written as \n or \u001b; bytes that are no UTF-8 as \xff.
 */
void visible_append(struct buf *ret_text, const char *text);

/* Columns on a terminal: marks that sit on another letter take none, East
 * Asian letters and emoji two. text is what visible_append() made. */
size_t visible_width(const char *text);

/* The bytes that fit within so many columns; never a part of a letter. */
size_t visible_cut(const char *text, size_t columns);

#endif
