/*
 * console/explain_print.h: a story as a page for people.
 */
#ifndef TANDEM_CONSOLE_EXPLAIN_PRINT_H
#define TANDEM_CONSOLE_EXPLAIN_PRINT_H

#include "base/buf.h"
#include "base/json.h"

#include <stdbool.h>

/* story: of story_tell(); values: it holds what the records hold. */
void explain_print(const struct json *story, bool values, struct buf *ret_text);

/* record: one of unlinked_tell(). */
void explain_print_unlinked(const struct json *record, struct buf *ret_text);

#endif
