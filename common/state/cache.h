/*
 * state/cache.h: Redis' copy of the ledger, one partition at a time.
 *
 * Per partition: a hash of states `<ns>:links:<p>` (with `~checkpoint`, the
 * ledger offset it has been written up to, and markers `~scanned.<entity>`),
 * a sorted set of due times `<ns>:due:<p>`, and for each entity a sorted set
 * of when its linked records were last seen `<ns>:seen:<p>:<system>.<Entity>`.
 * It may be lost at any moment: cache_rebuild() makes it anew.
 */
#ifndef TANDEM_STATE_CACHE_H
#define TANDEM_STATE_CACHE_H

#include "base/err.h"
#include "base/json.h"
#include "domain/flow.h"
#include "domain/link.h"
#include "io/kafka.h"
#include "io/redis.h"
#include "state/topics.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CACHE_NO_CHECKPOINT (-1)

struct cache;

/* All borrowed until cache_close(). */
struct cache *cache_open(struct redis *redis, const char *name_space,
                         const struct flows *flows);
void cache_close(struct cache *cache);

/* Redis answers, and would never evict: maxmemory-policy noeviction, else
 * ERR_USAGE with the remedy. */
int cache_check(struct cache *cache, struct err *err) MUST_CHECK;

/* What one batch needs of a partition. */
struct cache_load {
    int32_t partition;
    const char *const *ids; /* link ids or ~markers, no doubles */
    size_t count;
    char **ret_texts; /* count of them, room given by the caller; each is the
                         state's text or NULL; the caller frees each */
    int64_t ret_checkpoint; /* or CACHE_NO_CHECKPOINT */
};

/* Several partitions in one pipeline. */
int cache_read(struct cache *cache, struct cache_load *loads, size_t count,
               struct err *err) MUST_CHECK;

/* All link ids and ~markers of a partition's copy. The caller frees each and
 * the array. */
int cache_ids(struct cache *cache, int32_t partition, char ***ret_ids,
              size_t *ret_count, struct err *err) MUST_CHECK;

/* A few link ids and ~markers with their states, and where to go on: cursor is
 * "0" at first, and "0" again after the last of them. While states are only
 * added, each is given once. Nothing may be asked of Redis within each(). */
#define CACHE_CURSOR_MAX 24
typedef void cache_each(const char *id, const char *text, size_t length,
                        void *arg);
int cache_scan(struct cache *cache, int32_t partition,
               char cursor[CACHE_CURSOR_MAX], cache_each *each, void *arg,
               struct err *err) MUST_CHECK;

/* One state that was committed to the ledger; or only a seen mark. */
struct cache_item {
    const char *id;   /* link id or ~marker */
    const char *text; /* the state, or NULL: only seen */
    bool erased;      /* a tombstone: text is NULL, all of it is removed */
    int64_t due_ms;   /* 0: none (any is removed); ignored when text is NULL */
    const struct entity *seen; /* or NULL */
    int64_t seen_ms;
    const struct entity *linked[SIDES]; /* entities whose record it holds: kept
                                           in the seen sets, at first as seen
                                           now; NULL: none */
};

/*
 * In one script and one round trip: refuses (*ret_refused) unless the
 * checkpoint is `before`; else writes all and sets the checkpoint to `after`.
 */
int cache_write(struct cache *cache, int32_t partition, int64_t before,
                int64_t after, const struct cache_item *items, size_t count,
                bool *ret_refused, struct err *err) MUST_CHECK;

/* Up to max ids due at or before until_ms, earliest first (those at the gate
 * only when until_ms is LINK_DUE_AT_GATE). Each is freed by the caller. */
int cache_due(struct cache *cache, int32_t partition, int64_t until_ms,
              size_t max, char **ret_ids, size_t *ret_count,
              struct err *err) MUST_CHECK;

/* Up to max ids of those who wait at LINK_DUE_AT_GATE or LINK_DUE_AT_BRAKE,
 * without the first `skip` of them; each is freed by the caller. They stand in
 * the order of their ids. */
int cache_due_at(struct cache *cache, int32_t partition, int64_t due_ms,
                 size_t skip, size_t max, char **ret_ids, size_t *ret_count,
                 struct err *err) MUST_CHECK;

/* Link ids whose record of an entity was not seen since then. */
struct cache_unseen {
    const struct entity *entity;
    int64_t before_ms;
    size_t max;        /* ids that there is room for */
    char **ret_ids;    /* each is freed by the caller */
    size_t ret_count;  /* ids given: max, when more are missing */
    size_t ret_unseen; /* how many are missing */
    size_t ret_total;  /* how many records of the entity are linked at all */
};
int cache_unseen(struct cache *cache, int32_t partition,
                 struct cache_unseen *unseen, struct err *err) MUST_CHECK;

/* What a ledger's state means for the copy: due_ms and linked; the rest of the
 * item is zeroed. */
void cache_item_of(const struct cache *cache, const struct link *link,
                   struct cache_item *ret_item);

/* Who looks on; either may be NULL. */
struct cache_watch {
    void (*progress)(void *arg); /* now and then */
    /* This is no state of its link: it is left out, what was written down
     * before it stands. */
    void (*unreadable)(const struct kafka_message *message, const char *cause,
                       void *arg);
    void *arg;
};

/* The copy is wrong: the next cache_rebuild() begins at the beginning. */
int cache_forget(struct cache *cache, int32_t partition,
                 struct err *err) MUST_CHECK;

/*
 * Makes a partition's copy equal to the ledger: from its checkpoint, or from
 * the beginning when it has none (what there is of it is deleted first; all
 * records count as seen now). Waits for transactions that are open below the
 * ledger's end. It may be interrupted and called again.
 * ERR_FATAL: the checkpoint lies beyond the ledger's end (another ledger's
 * copy: a person decides); ERR_RETRY: also when somebody else writes this
 * partition. *ret_checkpoint: what it is afterwards.
 */
int cache_rebuild(struct cache *cache, const struct kafka_settings *kafka,
                  const struct topics *topics, int32_t partition,
                  const struct cache_watch *watch, int64_t *ret_checkpoint,
                  struct err *err) MUST_CHECK;

#endif
