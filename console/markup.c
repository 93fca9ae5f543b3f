#include "console/markup.h"

#include "base/text.h"

#include <assert.h>
#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#define LEVELS 3

/* Within a word, '_' means nothing to either format: First_Name. */
static bool is_special(const struct markup *markup, const char *text, size_t at)
{
    const char *always = markup->format == MARKUP_RST ? "\\*`|" : "\\*`|<>[]#";

    if (text[at] == '_') {
        return at == 0 || !isalnum((unsigned char)text[at - 1]) ||
               !isalnum((unsigned char)text[at + 1]);
    }
    return strchr(always, text[at]) != NULL;
}

static void markup_text(struct markup *markup, const char *text)
{
    for (size_t i = 0; text[i] != '\0'; i++) {
        if (is_special(markup, text, i))
            buf_text_append(markup->out, "\\");
        /* a line break would end a heading or a cell */
        buf_append(markup->out, text[i] == '\n' ? " " : text + i, 1);
    }
}

static void markup_line(struct markup *markup, char mark, size_t length)
{
    for (size_t i = 0; i < length; i++)
        buf_append(markup->out, &mark, 1);
    buf_text_append(markup->out, "\n");
}

/* The line must be as long as the heading, as it stands in the document. */
static void heading_rst(struct markup *markup, unsigned level, const char *text)
{
    struct buf heading = { 0 };
    struct markup inner = { .format = markup->format, .out = &heading };
    size_t length;

    markup_text(&inner, text);
    length = text_length(buf_text(&heading));
    if (level == 0)
        markup_line(markup, '=', length);
    buf_print(markup->out, "%s\n", buf_text(&heading));
    markup_line(markup, "=-~"[level], length);
    buf_free(&heading);
}

void markup_heading(struct markup *markup, unsigned level, const char *text)
{
    assert(level < LEVELS);
    if (markup->out->length > 0)
        buf_text_append(markup->out, "\n");
    if (markup->format == MARKUP_RST) {
        heading_rst(markup, level, text);
    } else {
        buf_print(markup->out, "%s ", &"###"[LEVELS - 1 - level]);
        markup_text(markup, text);
        buf_text_append(markup->out, "\n");
    }
}

void markup_paragraph(struct markup *markup, const char *text)
{
    buf_text_append(markup->out, "\n");
    markup_text(markup, text);
    buf_text_append(markup->out, "\n");
}

/* ---- tables ---- */

void markup_heads(struct markup *markup, const char *const *cells, size_t count)
{
    if (markup->format == MARKUP_RST) {
        buf_text_append(markup->out, "\n.. list-table::\n"
                                     "   :header-rows: 1\n\n");
        markup_row(markup, cells, count);
        return;
    }
    buf_text_append(markup->out, "\n");
    markup_row(markup, cells, count);
    for (size_t i = 0; i < count; i++)
        buf_text_append(markup->out, "|---");
    buf_text_append(markup->out, "|\n");
}

void markup_row(struct markup *markup, const char *const *cells, size_t count)
{
    bool rst = markup->format == MARKUP_RST;

    for (size_t i = 0; i < count; i++) {
        if (rst) {
            buf_text_append(markup->out, i == 0 ? "   * - " : "     - ");
        } else {
            buf_text_append(markup->out, "| ");
        }
        markup_text(markup, cells[i]);
        buf_text_append(markup->out, rst ? "\n" : " ");
    }
    if (!rst)
        buf_text_append(markup->out, "|\n");
}
