/*
 * console/words.h: an operator's words to links, through their mailboxes.
 */
#ifndef TANDEM_CONSOLE_WORDS_H
#define TANDEM_CONSOLE_WORDS_H

#include "base/json.h"
#include "console/session.h"

#include <stdint.h>

struct words;

/* borrowed: session, until words_close(). */
struct words *words_open(const struct session *session,
                         struct err *err) MUST_CHECK;
void words_close(struct words *words);

/* A command ("retry"). at_ms names it: a link obeys none that is older than the
 * last it has heard. revision: of the state that was looked at, 0: any. body:
 * its arguments, or NULL. */
struct word {
    const char *command;
    int64_t at_ms;
    int64_t revision;
    const struct json *body;
};

/* Says it to a link. It is on its way only after words_flush(). */
int words_say(struct words *words, const char *link, const struct word *word,
              struct err *err) MUST_CHECK;

/* All have arrived in Kafka. */
int words_flush(struct words *words, struct err *err) MUST_CHECK;

#endif
