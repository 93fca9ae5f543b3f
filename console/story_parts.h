/*
 * console/story_parts.h: the chapters of a story. Only story.c includes it.
 */
#ifndef TANDEM_CONSOLE_STORY_PARTS_H
#define TANDEM_CONSOLE_STORY_PARTS_H

#include "console/provenance.h"
#include "console/session.h"

#include <stdbool.h>

/* What both records say of each property: [{name, state, to, rule, won,
 * why, ...}].
 * state: "same", "different", "empty", "only a", "only b", "unknown". */
struct json *story_properties(const struct flow *flow, const struct link *link,
                              const struct provenance *provenance, bool values);

/* The links that it waits for, and those that these wait for, nearest first:
 * [{link, status, cause, meaning, remedy}]. NULL: an error. */
struct json *story_waits(struct session *session, const struct link *link,
                         struct err *err) MUST_CHECK;

/* What a person may do, in a sentence. waits: of story_waits(). The caller
 * frees. */
char *story_next(const struct link *link, const struct json *waits);

/* The link that this is about. Borrowed from either. */
const char *story_whose(const struct link *link, const struct json *waits);

#endif
