/*
 * console/provenance.h: what the audit trail tells of one link: each line of
 * it, and for each property who won last, and why.
 */
#ifndef TANDEM_CONSOLE_PROVENANCE_H
#define TANDEM_CONSOLE_PROVENANCE_H

#include "base/json.h"

struct provenance {
    struct json *lines;      /* [outcome], the oldest first */
    struct json *properties; /* {name: {to, rule, when, action, time_ms}} */
};

void provenance_init(struct provenance *ret_provenance);
void provenance_free(struct provenance *provenance);

/* One more line; an outcomes_each. */
int provenance_take(const struct json *outcome, void *provenance,
                    struct err *err);

/* A rule in words: "edited" is "edited there". The word itself when nobody
 * knows it. */
const char *provenance_rule(const char *rule);

#endif
