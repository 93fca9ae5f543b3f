/*
 * domain/brake.h: an import gone wrong in one system must not ruin the other.
 *
 * When too many records of an entity are about to be changed at once, the
 * loaders hold the rest (state/brake.h counts them) until a person has decided:
 * `release`, all goes on; `drop`, what waits is dropped. Here is what that
 * means to a link.
 */
#ifndef TANDEM_DOMAIN_BRAKE_H
#define TANDEM_DOMAIN_BRAKE_H

#include "domain/link.h"

#include <stdbool.h>

/* How the brake of an entity stands, as far as a loader knows. */
enum brake {
    BRAKE_FREE,     /* not engaged, or not known: links that it holds stay */
    BRAKE_ENGAGED,  /* nothing that counts is written */
    BRAKE_RELEASED, /* a person lets everything through */
};

/*
 * Does a write of these fields to that side count: does it replace or empty a
 * value that both sides had agreed on? Filling an empty field does not, nor our
 * reference, nor what a pair agrees on for the first time.
 */
bool brake_counts(const struct flow *flow, const struct link *link,
                  enum side to, const struct json *fields);

/* Is the link held by the brake of that side's entity? */
bool brake_has(const struct link *link, enum side side);

#endif
