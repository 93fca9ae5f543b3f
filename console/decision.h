/*
 * console/decision.h: what a person decides about one link: whom he means, the
 * word, and what became of it.
 */
#ifndef TANDEM_CONSOLE_DECISION_H
#define TANDEM_CONSOLE_DECISION_H

#include "console/arguments.h"
#include "console/session.h"

struct decision {
    struct session session;
    struct link *link;       /* as it was looked at */
    const struct flow *flow; /* its own */
    bool json;
};

/* subject: a record's id, a link id or an e-mail address. ERR_USAGE: it is no
 * link, or several. decision_close() either way. */
int decision_open(struct decision *ret_decision, const struct config *config,
                  const struct arguments *arguments,
                  struct err *err) MUST_CHECK;
void decision_close(struct decision *decision);

/* Another link of this session; NULL: there is none. */
int decision_look(struct decision *decision, const char *id,
                  struct err *err) MUST_CHECK;

/* Says the command to the link, on the state that was looked at, waits until it
 * has been heard, and prints what became of it. ERR_USAGE: it was refused. */
int decision_say(struct decision *decision, const char *command,
                 const struct json *body, struct err *err) MUST_CHECK;

/* Has the link heard the command of that moment, and done with it? */
bool decision_is_heard(const struct link *link, int64_t at_ms);

/* Why not, as a sentence with the remedy: "the link has changed since it was
 * looked at: look at it again ..." */
void decision_why(const char *refusal, struct buf *ret_text);

#endif
