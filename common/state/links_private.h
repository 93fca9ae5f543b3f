/*
 * state/links_private.h: what walking over all links and asking for some have
 * in common. Private to state/links*.c.
 */
#ifndef TANDEM_STATE_LINKS_PRIVATE_H
#define TANDEM_STATE_LINKS_PRIVATE_H

#include "base/map.h"
#include "state/cache.h"
#include "state/links.h"

/* What is known of a partition: see links_tail_read(). */
struct held {
    int64_t checkpoint;
    struct map *texts;
};

struct links {
    struct links_settings settings;
    struct cache *cache;
    struct links_source source;
    struct held *held; /* of each partition; NULL: links_hold() comes first */
};

/* What the ledger says after the checkpoint, by id: the newest text, "" when
 * it was erased. */
struct tail {
    struct links *links;
    struct map *texts;
    const char *only; /* NULL: all */
    int64_t count;
};

/* How far Redis' copy goes; that it is away is no failure. */
int64_t links_checkpoint(struct links *links, int32_t partition);

/* What the ledger says beyond. A checkpoint beyond the ledger's end is another
 * ledger's: then nothing of the copy counts. */
int links_tail_read(struct links *links, int32_t partition, int64_t *checkpoint,
                    struct tail *tail, struct err *err) MUST_CHECK;

/* That has been read from this partition. */
void links_source_note(struct links *links, int64_t checkpoint,
                       const struct tail *tail);

/* Of two states of one link, as texts. */
bool links_is_older(const char *one, const char *other);

void links_held_free(struct links *links);

#endif
