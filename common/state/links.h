/*
 * state/links.h: links as they stand, for who only looks.
 *
 * Redis' copy up to its checkpoint, and the ledger from there: that is always
 * the truth, also when Redis is empty, old or away. Nothing is written.
 */
#ifndef TANDEM_STATE_LINKS_H
#define TANDEM_STATE_LINKS_H

#include "base/err.h"
#include "domain/flow.h"
#include "domain/link.h"
#include "io/kafka.h"
#include "io/redis.h"
#include "state/topics.h"

#include <stddef.h>
#include <stdint.h>

struct links;

struct links_settings {
    struct redis *redis;
    const char *name_space;
    const struct flows *flows;
    const struct kafka_settings *kafka;
    const struct topics *topics;
};

/* All borrowed until links_close(). */
struct links *links_open(const struct links_settings *settings);
void links_close(struct links *links);

/* One link, key actors and notes apart. Other than 0 ends the walk. */
typedef int links_each(const struct link *link, void *arg, struct err *err);

/* A note of a partition: "~scanned.zohocrm.Contacts", as text. */
typedef void links_note(int32_t partition, const char *id, const char *text,
                        void *arg);

/* Every link of every partition once, in no order. note may be NULL. Returns
 * 0, or what each() returned. A state that cannot be read is left out. */
int links_walk(struct links *links, links_each *each, links_note *note,
               void *arg, struct err *err) MUST_CHECK;

/* *ret_link NULL: there is none; link_free() it. */
int links_get(struct links *links, const char *id, struct link **ret_link,
              struct err *err) MUST_CHECK;

/*
 * Many links by their ids, for who asks again and again: links_hold() reads
 * how far Redis' copy goes and what the ledger says beyond, once; from then on
 * links_fetch() answers from there. Key actors and notes, too.
 */
int links_hold(struct links *links, struct err *err) MUST_CHECK;

/* Several ids of one partition, no doubles; ret_texts: the state of each as
 * text, or NULL, freed by the caller. */
int links_fetch(struct links *links, int32_t partition, const char *const *ids,
                size_t count, char **ret_texts, struct err *err) MUST_CHECK;

/* Where what was read last has come from. */
struct links_source {
    size_t partitions;   /* that were read */
    size_t from_redis;   /* of these: Redis' copy was used */
    int64_t behind;      /* how many of the ledger's messages it lacked */
    size_t unreadable;   /* states that are none: dead letters */
    char redis_said[96]; /* why Redis was not used; "" when it was */
};
const struct links_source *links_source(const struct links *links);

#endif
