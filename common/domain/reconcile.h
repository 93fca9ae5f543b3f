/*
 * domain/reconcile.h: the whole of tandem's judgement. No I/O, no clock, no
 * randomness.
 *
 * reconcile() tells one link of one event and says what must follow. The
 * caller writes the changed link, the messages and the outcomes down in one
 * commit, and only then starts the request (write down, then act).
 */
#ifndef TANDEM_DOMAIN_RECONCILE_H
#define TANDEM_DOMAIN_RECONCILE_H

#include "domain/event.h"
#include "domain/flow.h"
#include "domain/link.h"

#include <stdint.h>

#define EFFECTS_MESSAGES_MAX (LINK_SUBSCRIBERS_MAX + LINK_CHILDREN_MAX + 8)
#define EFFECTS_OUTCOMES_MAX 16

/* One line of the audit trail; no values. */
struct outcome {
    const char *action; /* a constant: "created", "updated", "held", ... */
    enum side side;
    char *properties; /* names, comma-separated, or NULL */
    char *rule;       /* why, in a word, or NULL */
    char *cause;      /* for held, owed, closed; or NULL */
};

struct effects {
    bool changed; /* the link must be written down */
    bool seen;    /* nothing new, but the record was there: side, read_ms */
    enum side seen_side;
    int64_t seen_ms;
    bool slipped; /* a value has changed, but the record's time of modification
                     has not: no poll could have found it */
    bool request; /* link->request must be sent after the commit */
    bool respond; /* link->request was answered: it is no longer out */
    bool braked[SIDES]; /* the brake holds what is to be written there */
    struct event messages[EFFECTS_MESSAGES_MAX]; /* to other links */
    size_t message_count;
    struct outcome outcomes[EFFECTS_OUTCOMES_MAX];
    size_t outcome_count;
};

struct reconcile_settings {
    int64_t limit_ms; /* time limit of one API request */
};

/* flow: the link's own. flows: to find what references lead to. effects must
 * be zeroed, and freed with effects_free(). */
void reconcile(const struct flows *flows, const struct flow *flow,
               const struct reconcile_settings *settings, struct link *link,
               const struct event *event, int64_t now_ms,
               struct effects *ret_effects);
/* Empties it for the next event. */
void effects_free(struct effects *effects);

/* One line for the outcomes topic. */
void outcome_encode(struct buf *ret_text, const struct outcome *outcome,
                    const struct link *link, int64_t now_ms);

#endif
