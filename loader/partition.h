/*
 * loader/partition.h: what this loader knows of a partition it owns.
 */
#ifndef TANDEM_LOADER_PARTITION_H
#define TANDEM_LOADER_PARTITION_H

#include "loader/loader.h"
#include "state/figures.h"

#define SCANS_MAX ((size_t)2 * FLOWS_MAX)

/* How far the scans of one entity have come through this partition. */
struct scan {
    const struct entity *entity;
    int64_t scan_ms;  /* server's time when the newest scan began; 0: none */
    int64_t whole_ms; /* the same of the newest that has passed whole */
    char *passed;     /* of each records partition: '1' when its marker came */
    bool once;        /* a scan has passed whole: it counts for the gate */
    bool sweep;       /* one has just passed whole: see who was missing */
    bool swept;       /* they have been put into the inbox, no more */
    bool changed;     /* to be written down */
};

/* Which partitions' links have all entered their key actors, for one flow: a
 * key actor decides when all have. */
struct roll {
    const struct flow *flow;
    char *present;  /* of each partition: '1' when it has registered */
    bool announced; /* this partition has told the others */
    bool changed;   /* to be written down */
    /* Of its entities, those scans that founded links for this flow: others
     * were routed before it was turned on. */
    struct scan scans[SIDES];
};

/* Whose records the links of this namespace join (state/tenant.h). */
struct founding {
    struct json *founders; /* {system: id}, as written down; NULL: nobody */
    bool changed;          /* to be written down */
};

struct partition {
    int32_t number;
    bool restored;     /* Redis' copy equals the ledger */
    bool gate_opened;  /* since links were last looked for at the gate */
    char *gate_after;  /* the last one looked at; NULL: all have been */
    bool brake_opened; /* the same of links that the brake holds */
    char *brake_after;
    int64_t checkpoint; /* as this loader wrote it last */
    int64_t next;       /* offset of `changes` to read next */
    struct scan scans[SCANS_MAX];
    size_t scan_count;
    struct roll rolls[FLOWS_MAX]; /* of the flows that match */
    size_t roll_count;
    struct founding founding; /* of partition 0 only */
    struct figures *figures;  /* of its links, as counted last, or NULL */
    struct json *suspects;    /* {link id: revision}: they differed then, and
                                 nobody knew why; or NULL */
};

/* The group gave or took it: for kafka_rebalance; arg is the loader. */
void partition_assigned(void *arg, const char *topic, int32_t number);
void partition_revoked(void *arg, const char *topic, int32_t number, bool lost);
void partition_free(struct partition *partition);

/* The partition a link belongs to, or NULL when it is another loader's. */
struct partition *partition_of_link(struct loader *loader, const char *link_id);

/* Is the gate open that this link, or key actor, waits at? */
bool partition_gate(const struct partition *partition, const struct flow *flow,
                    const char *id);

/* Brings Redis' copy of every new partition up to the ledger's end. */
int partitions_restore(struct loader *loader, struct err *err) MUST_CHECK;

/* Puts links that are due, that stand at an opened gate, or that a whole scan
 * did not see, into the inbox. */
int partitions_due(struct loader *loader, struct err *err) MUST_CHECK;

/* Forgets what was counted (loader/survey.c). */
void survey_free(struct partition *partition);

/* ---- scans (loader/scan.c) ----
 *
 * A sweep is written down as done only when the inbox is empty again: a loader
 * that dies before leaves it to the next one. */

/* One scan for each entity that enabled flows use. */
void scans_init(struct partition *partition, const struct flows *flows);

/* A marker has come through: for the entity, and for the rolls it names. */
void scan_take(struct partition *partition, const struct event *event);

/* The same for one scan; is the marker its entity's? */
void scan_pass(struct scan *scan, const struct event *event);
bool scan_is_of(const struct scan *scan, const struct event *event);

/* The inbox is empty: what was swept is done. */
void scan_settle(struct scan *scan);

/* The older of the newest whole scans of the flow's entities; 0: not yet. */
int64_t scan_whole_ms(const struct partition *partition,
                      const struct flow *flow);

/* Have both entities of the flow been scanned whole once? */
bool scan_gate(const struct partition *partition, const struct flow *flow);

/* ---- rolls (loader/roll.c) ---- */

/* One for each enabled flow that matches. */
void rolls_init(struct partition *partition, const struct flows *flows,
                int32_t partitions);
void rolls_free(struct partition *partition);
void roll_take(struct partition *partition, const struct event *event);

/* A marker has come through: see scan_take(). */
void rolls_scanned(struct partition *partition, const struct event *event);

/* Has every partition registered for this flow? */
bool roll_is_complete(const struct partition *partition,
                      const struct flow *flow);

/* What this partition is to tell all others now, itself included: that its
 * links have all entered. The event is borrowed. */
typedef void roll_say(const struct event *event, int32_t to, void *arg);
void rolls_announce(const struct partition *partition, int32_t partitions,
                    roll_say *say, void *arg);

/* That has been committed. Was there anything? */
bool rolls_announced(struct partition *partition);

/* "~registered.contacts"; the caller frees. */
char *roll_id(const struct roll *roll);
void roll_encode(struct buf *ret_text, const struct roll *roll);
void roll_decode(struct roll *roll, const char *text);

/* ---- the founding (loader/founding.c) ---- */

/* The system's records are this tenant's. The owner of partition 0 writes that
 * down with its next batch, unless somebody's name stands there already. */
void founding_tell(struct loader *loader, const char *system, const char *id);
void founding_encode(struct buf *ret_text, const struct founding *founding);
void founding_decode(struct founding *founding, const char *text);

/* ---- all of them, as they are written down (loader/mark.c) ---- */

#define MARKS_MAX (SCANS_MAX + FLOWS_MAX + 1)

/* The n-th state of a partition that belongs to no link; false: no more. */
struct mark {
    char *id; /* the caller frees */
    bool changed;
    struct scan *scan;
    struct roll *roll;
    struct founding *founding;
};
bool mark_of(struct partition *partition, size_t n, struct mark *ret_mark);

/* Is one to be written down? Redis alone must not hear of it: only Kafka fences
 * off a loader that has lost the partition. */
bool marks_changed(struct partition *partition);
void mark_encode(struct buf *ret_text, const struct mark *mark);
void mark_decode(const struct mark *mark, const char *text);
void mark_written(const struct mark *mark);

/* "~scanned.zohocrm.Contacts"; the caller frees. */
char *scan_id(const struct scan *scan);
struct json *scan_tree(const struct scan *scan);
void scan_encode(struct buf *ret_text, const struct scan *scan);

/* Takes what was written down, as far as it is news; what cannot be read is
 * none. */
void scan_decode(struct scan *scan, const char *text);
void scan_read(struct scan *scan, const struct json *tree);

#endif
