/*
 * console/words.h: an operator's words to links, through their mailboxes.
 */
#ifndef TANDEM_CONSOLE_WORDS_H
#define TANDEM_CONSOLE_WORDS_H

#include "console/session.h"

#include <stdint.h>

struct words;

/* borrowed: session, until words_close(). */
struct words *words_open(const struct session *session,
                         struct err *err) MUST_CHECK;
void words_close(struct words *words);

/* Says a command ("retry") to a link; at_ms names it: a link obeys none that
 * is older than the last it obeyed. It is on its way only after words_flush().
 */
int words_say(struct words *words, const char *link, const char *command,
              int64_t at_ms, struct err *err) MUST_CHECK;

/* All have arrived in Kafka. */
int words_flush(struct words *words, struct err *err) MUST_CHECK;

#endif
