/*
 * console/trouble.h: what `held` and `owed` have in common: links in groups,
 * then each cause in a sentence, with what helps.
 */
#ifndef TANDEM_CONSOLE_TROUBLE_H
#define TANDEM_CONSOLE_TROUBLE_H

#include "console/arguments.h"
#include "console/group.h"
#include "process/config.h"
#include "state/links.h"

#include <stdbool.h>
#include <stddef.h>

/* A cause in words: either may be NULL. */
struct trouble_words {
    const char *meaning;
    const char *remedy;
};

struct trouble {
    const char *noun;               /* "held": "7 links are held" */
    const char *words[GROUP_WORDS]; /* heads of the words; NULL: no more */
    bool has_age;                   /* how long is known */
    size_t cause;                   /* which of the words is the cause */
    /* Adds the link to its groups, or to none. */
    void (*sort)(const struct link *link, struct groups *groups);
    struct trouble_words (*explain)(const struct group *group);
    const char *command; /* what a person may type for a group, or NULL */
};

/* Both know the options --flow and --json. */
int trouble_run(const struct trouble *trouble, const struct config *config,
                const struct arguments *arguments, struct err *err);

#endif
