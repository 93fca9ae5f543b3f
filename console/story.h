/*
 * console/story.h: the story of one link as a tree, for people and programs
 * alike: `explain` prints it, or gives it away as JSON.
 */
#ifndef TANDEM_CONSOLE_STORY_H
#define TANDEM_CONSOLE_STORY_H

#include "console/session.h"

#include <stdbool.h>

/* More of the trail is of no use on one page. */
#define STORY_LINES_MAX 20

/*
 * {link, flow, title, status, meaning, cause, cause_meaning, detail, remedy,
 *  since_ms, next, records[], properties[], waits[], history[]}; see
 * docs/operations.md. values: with what the records hold. The caller frees.
 */
struct json *story_tell(struct session *session, const struct link *link,
                        bool values, struct err *err) MUST_CHECK;

#endif
