/*
 * console/draft.h: a plan, drawn up from what Kafka and Redis hold.
 *
 * Reads all records, lets a rehearsal say what would follow (rehearsal/), and
 * tells it as JSON. Nothing is written, and no group is joined.
 */
#ifndef TANDEM_CONSOLE_DRAFT_H
#define TANDEM_CONSOLE_DRAFT_H

#include "console/session.h"
#include "rehearsal/rehearsal.h"

struct draft;

struct draft_settings {
    struct session *session;     /* borrowed */
    const struct flow *flow;     /* only this flow's links; NULL: of all */
    const struct entity *entity; /* only its records; NULL: of all */
    int64_t from_ms;             /* only those written since then; 0: all */
    bool first;  /* as the first sync would be: the gates are about to open */
    bool values; /* tell what would be written, too */
};

/* NULL on error. */
struct draft *draft_new(const struct draft_settings *settings,
                        struct err *err) MUST_CHECK;
void draft_free(struct draft *draft);

const struct tally *draft_tally(const struct draft *draft);
const struct readings *draft_readings(const struct draft *draft);
const char *draft_id(const struct draft *draft);

/*
 * {plan, flows, records, routed, unreadable, changes, writes, seconds, rows,
 * samples, lacking, unscanned: [{system, entity}]}. Adds to the object.
 */
void draft_tell(const struct draft *draft, struct json *object);

#endif
