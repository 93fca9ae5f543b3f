/*
 * domain/cause.h: what each status and cause means, and what to do about it.
 *
 * The one table of it: the console, the audit trail and docs/operations.md
 * (a test compares them) say the same words.
 */
#ifndef TANDEM_DOMAIN_CAUSE_H
#define TANDEM_DOMAIN_CAUSE_H

#include "domain/link.h"

#include <stddef.h>

/* Sentences without a full stop. */
struct cause {
    enum link_status status;
    const char *name;    /* "rejected" */
    const char *meaning; /* "the system refused the values" */
    const char *remedy;  /* what a person may do; NULL: nothing is to be done */
};

/* What is owed is named by a sentence; it begins so. */
struct cause_owed {
    const char *begins; /* "longer than " */
    const char *remedy;
};

/* NULL when the status has no such cause. */
const struct cause *cause_find(enum link_status status, const char *name);

/* Why a command was not obeyed (its status says nothing); NULL: nobody has
 * thought of it. */
const struct cause *cause_refusal_find(const char *name);

/* What stands in the way of a property; NULL: nobody has thought of it. */
const struct cause_owed *cause_owed_find(const char *cause);

/* The n-th of all; NULL: there are no more. */
const struct cause *cause_at(size_t n);
const struct cause_owed *cause_owed_at(size_t n);
const struct cause *cause_refusal_at(size_t n);

/* A status in a sentence: "both records say the same". */
const char *cause_status(enum link_status status);

#endif
