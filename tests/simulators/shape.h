/*
 * shape.h: what both systems do with JSON objects.
 */
#ifndef TANDEM_TESTS_SHAPE_H
#define TANDEM_TESTS_SHAPE_H

#include "base/json.h"

/* A new object: old with the members of changes over it, nested objects
 * alike, null as a value. */
struct json *shape_merge(const struct json *old, const struct json *changes);

/* The member of that name whatever its case; json_name() tells how it is
 * really spelt. */
const struct json *shape_get(const struct json *object, const char *name);

/* The item'th (from 0) part of "a,b,c" without blanks around it; the caller
 * frees; NULL behind the last. */
char *shape_part(const char *list, size_t item);

/* Is text one of list's parts? */
bool shape_in_list(const char *list, const char *text);

/* A copy without blanks at the ends. */
char *shape_trim(const char *text);

/* The same, and one blank where there were several. */
char *shape_tidy(const char *text);

/* Ids as text: numbers without a fraction, texts as they are; else "". */
void shape_id(const struct json *value, char *ret_id, size_t size);

#endif
