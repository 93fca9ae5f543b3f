/*
 * domain/flow_source.h: where in a flow file something stands.
 *
 * Private to the parser of flows. Keeps the path to the member at hand, so
 * that an error can name the file, the line and the member.
 */
#ifndef TANDEM_DOMAIN_FLOW_SOURCE_H
#define TANDEM_DOMAIN_FLOW_SOURCE_H

#include "base/err.h"

#include <stddef.h>

#define FLOW_WHERE_MAX 160

/* The text must have been accepted by json_parse(). */
struct flow_source {
    const char *file;
    const char *text;
    size_t length;
    char where[FLOW_WHERE_MAX]; /* "properties[1].type" */
    struct err *err;
};

/* Steps into a member, or an item; gives what flow_source_leave() needs. */
size_t flow_source_enter(struct flow_source *source, const char *member);
size_t flow_source_enter_item(struct flow_source *source, size_t index);
void flow_source_leave(struct flow_source *source, size_t before);

/* ERR_USAGE "<file>:<line>: <where>: ..."; returns -1. */
int flow_source_fail(const struct flow_source *source, const char *format, ...)
    PRINTF_LIKE(2, 3);

/* The line (from 1) of the byte at this offset. */
size_t flow_source_line_of(const char *text, size_t offset);

/* The line where the member at this path begins; the nearest one that encloses
 * it when there is no such member. */
size_t flow_source_line(const char *text, size_t length, const char *where);

#endif
