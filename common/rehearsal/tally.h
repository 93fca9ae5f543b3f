/*
 * rehearsal/tally.h: what would be done, counted; and its name.
 */
#ifndef TANDEM_REHEARSAL_TALLY_H
#define TANDEM_REHEARSAL_TALLY_H

#include "base/json.h"
#include "domain/flow.h"
#include "domain/link.h"

#include <stdbool.h>
#include <stddef.h>

#define TALLY_SAMPLES_MAX 5  /* links named for each count */
#define TALLY_CHANGES_MAX 20 /* writes told in full */
#define TALLY_ID_LENGTH   12 /* hexadecimal digits */

struct tally;

/* values: changes told in full say what is written, else only where. */
struct tally *tally_new(bool values);
void tally_free(struct tally *tally);

/* The link's request, a create or an update, is about to be answered. */
void tally_write(struct tally *tally, const struct flow *flow,
                 const struct link *link);

/* Something else that changes. */
struct standing {
    const char *what;     /* a constant: "held", "owed", "joined", ... */
    const char *property; /* the flow's own, or NULL */
    const char *cause;    /* copied, or NULL */
    bool counts;          /* a part of the plan, not only worth telling */
};
void tally_standing(struct tally *tally, const struct flow *flow,
                    const struct link *link, const struct standing *standing);

/* How many writes, and everything that counts. */
size_t tally_writes(const struct tally *tally);
size_t tally_changes(const struct tally *tally);

/* The links that are written to. */
bool tally_has(const struct tally *tally, const char *link_id);

/*
 * [{flow, what, side, property, cause, count, links}]: "created" and "updated"
 * by side; "filled", "changed" and "emptied" by side and property; "held",
 * "owed" and others by cause. links names the first few. The caller frees.
 */
struct json *tally_rows(const struct tally *tally);

/* The first writes in full: [{link, action, side, record, properties}].
 * Borrowed. */
const struct json *tally_samples(const struct tally *tally);

/* Names all that counts, whatever the order in which it was told, and what it
 * follows from. */
void tally_id(const struct tally *tally, const char *origin,
              char ret_id[TALLY_ID_LENGTH + 1]);

#endif
