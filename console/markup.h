/*
 * console/markup.h: a document in reStructuredText or in Markdown.
 *
 * Text is plain: whatever would mean something to the format is escaped.
 */
#ifndef TANDEM_CONSOLE_MARKUP_H
#define TANDEM_CONSOLE_MARKUP_H

#include "base/buf.h"

#include <stddef.h>

enum markup_format { MARKUP_RST, MARKUP_MARKDOWN };

struct markup {
    enum markup_format format;
    struct buf *out;
};

/* level 0 is the document's title, 1 a section, 2 a section within one. */
void markup_heading(struct markup *markup, unsigned level, const char *text);
void markup_paragraph(struct markup *markup, const char *text);

/* A table is its heads, then its rows, each of count cells. */
void markup_heads(struct markup *markup, const char *const *cells,
                  size_t count);
void markup_row(struct markup *markup, const char *const *cells, size_t count);

#endif
