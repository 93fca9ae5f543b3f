/*
 * console/refusal.h: what a system said no to, without what may be personal.
 */
#ifndef TANDEM_CONSOLE_REFUSAL_H
#define TANDEM_CONSOLE_REFUSAL_H

#include "domain/link.h"

/* Code and field: "Customer validation error(s) at EmailAddress"; NULL when
 * the link was not refused. Its message, which may hold values, is left out.
 * The caller frees. */
char *refusal_of(const struct link *link);

/* The link's own sentence, as far as it holds no values; NULL: it has none.
 * The caller frees. */
char *refusal_detail(const struct link *link);

#endif
