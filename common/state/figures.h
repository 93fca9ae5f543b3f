/*
 * state/figures.h: how many links there are, and how many pairs say the same.
 *
 * Loaders count the links of their partitions again and again, and leave the
 * figures of each partition in one hash, `<ns>:figures`, field by number: all
 * of them together make the whole. Redis may lose them; they are counted anew.
 */
#ifndef TANDEM_STATE_FIGURES_H
#define TANDEM_STATE_FIGURES_H

#include "domain/drift.h"
#include "io/redis.h"

#define FIGURES_VERSION 1
#define FIGURES_DRIFTS  (DRIFT_UNEXPLAINED + 1)

#define FIGURES_UNKNOWN "unknown"

/* Zero times: there is none. */
struct flow_figures {
    const struct flow *flow;
    int64_t links[LINK_KEY];        /* by enum link_status */
    int64_t drifts[FIGURES_DRIFTS]; /* by enum drift */
    int64_t owed;                   /* links that owe a value */
    struct json *held;  /* {cause: how many}; FIGURES_UNKNOWN: any that
                           domain/cause.h does not know */
    int64_t waiting_ms; /* since when the oldest waits */
    int64_t pending_ms;
    int64_t scanned_ms; /* the older of the last whole scans of both entities:
                           what has slipped by every poll since is not known */
};

struct figures {
    struct flow_figures flows[FLOWS_MAX]; /* those that are enabled */
    size_t flow_count;
    int64_t at_ms;   /* when they were counted; of a sum the oldest */
    int32_t counted; /* partitions in it */
};

/* flows is borrowed until figures_free(). */
void figures_init(struct figures *ret_figures, const struct flows *flows);
void figures_free(struct figures *figures);

/* NULL when that flow is not counted. */
struct flow_figures *figures_of(struct figures *figures, const char *flow);

/* One link more, which says the same or not. */
void flow_figures_take(struct flow_figures *figures, const struct link *link,
                       enum drift drift);
int64_t flow_figures_pairs(const struct flow_figures *figures);

/* Of the same flows. */
void figures_add(struct figures *sum, const struct figures *more);

/* {"v":1,"at_ms":...,"flows":{"contacts":{...}}} */
void figures_encode(struct buf *ret_text, const struct figures *figures);

/* Adds them to the sum; flows that it does not know are left out. ERR_DATA:
 * these are no figures. */
int figures_decode(struct figures *sum, const char *text, size_t length,
                   struct err *err) MUST_CHECK;

/* One partition's, to Redis; and the sum of all that are there. */
int figures_write(struct redis *redis, const char *name_space,
                  int32_t partition, const struct figures *figures,
                  struct err *err) MUST_CHECK;
int figures_read(struct redis *redis, const char *name_space,
                 int32_t partitions, struct figures *sum,
                 struct err *err) MUST_CHECK;

/* "equal", "agreed", "open", "unexplained"; NULL for no pair. */
const char *figures_drift_name(enum drift drift);

#endif
