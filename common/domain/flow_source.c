#include "domain/flow_source.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

size_t flow_source_enter(struct flow_source *source, const char *member)
{
    size_t before = strlen(source->where);

    (void)snprintf(source->where + before, sizeof source->where - before,
                   "%s%s", before == 0 ? "" : ".", member);
    return before;
}

size_t flow_source_enter_item(struct flow_source *source, size_t index)
{
    size_t before = strlen(source->where);

    (void)snprintf(source->where + before, sizeof source->where - before,
                   "[%zu]", index);
    return before;
}

void flow_source_leave(struct flow_source *source, size_t before)
{
    source->where[before] = '\0';
}

int flow_source_fail(const struct flow_source *source, const char *format, ...)
{
    char text[ERR_TEXT_MAX];
    size_t line = flow_source_line(source->text, source->length, source->where);
    va_list args;

    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return err_set(source->err, ERR_USAGE, "%s:%zu: %s%s%s", source->file, line,
                   source->where, source->where[0] == '\0' ? "" : ": ", text);
}

/* ---- finding the line ---------------------------------------------------- */

size_t flow_source_line_of(const char *text, size_t offset)
{
    size_t line = 1;

    for (size_t i = 0; i < offset; i++)
        line += text[i] == '\n';
    return line;
}

/* Walks valid JSON without building a tree. */
struct finder {
    const char *at;
    const char *end;
};

static void finder_blanks(struct finder *finder)
{
    while (finder->at < finder->end && strchr(" \t\r\n", *finder->at) != NULL)
        finder->at++;
}

/* Stands on a quote; moves behind its partner. */
static void finder_text(struct finder *finder)
{
    for (finder->at++; finder->at < finder->end && *finder->at != '"';
         finder->at++) {
        if (*finder->at == '\\')
            finder->at++;
    }
    finder->at++;
}

/* Moves behind one value and the comma after it. */
static void finder_skip(struct finder *finder)
{
    int depth = 0;

    while (finder->at < finder->end) {
        char c = *finder->at;

        if (c == '"') {
            finder_text(finder);
            continue;
        }
        if (depth == 0 && (c == '}' || c == ']'))
            return;
        depth += c == '{' || c == '[';
        depth -= c == '}' || c == ']';
        finder->at++;
        if (depth == 0 && c == ',')
            break;
    }
    finder_blanks(finder);
}

/* What is left of where behind this name, or NULL when it is not its step. */
static const char *finder_step(const char *where, const char *name,
                               size_t length)
{
    where += where[0] == '.';
    if (strncmp(where, name, length) != 0 ||
        strchr(".[", where[length]) == NULL) /* finds the NUL, too */
        return NULL;
    return where + length;
}

/* Stands in an object; moves to the value of the member that where begins
 * with. Returns what is left of where, NULL when there is none. */
static const char *finder_member(struct finder *finder, const char *where,
                                 const char **ret_found)
{
    while (finder->at < finder->end && *finder->at == '"') {
        const char *name = finder->at;
        const char *rest;

        finder_text(finder);
        rest = finder_step(where, name + 1, (size_t)(finder->at - name) - 2);
        finder_blanks(finder);
        finder->at++; /* the colon */
        finder_blanks(finder);
        if (rest != NULL) {
            *ret_found = name;
            return rest;
        }
        finder_skip(finder);
    }
    return NULL;
}

static const char *finder_item(struct finder *finder, const char *where,
                               const char **ret_found)
{
    char *rest;
    unsigned long index = strtoul(where + 1, &rest, 10);

    for (; index > 0 && finder->at < finder->end && *finder->at != ']'; index--)
        finder_skip(finder);
    *ret_found = finder->at;
    return *rest == ']' ? rest + 1 : NULL;
}

size_t flow_source_line(const char *text, size_t length, const char *where)
{
    struct finder finder = { .at = text, .end = text + length };
    const char *found;

    finder_blanks(&finder);
    found = finder.at;
    while (where != NULL && *where != '\0' && finder.at < finder.end) {
        char c = *finder.at++;

        finder_blanks(&finder);
        if (c == '{') {
            where = finder_member(&finder, where, &found);
        } else if (c == '[' && *where == '[') {
            where = finder_item(&finder, where, &found);
        } else {
            break;
        }
    }
    return flow_source_line_of(text, (size_t)(found - text));
}
