/*
 * loader/batch.h: events that are judged, written down and acted on together.
 *
 * batch_new(), then batch_message() and batch_inbox() to fill it, then
 * batch_run(). When that fails, batch_undo() puts everything back as it was:
 * Kafka's messages are read again, the inbox gets its events back.
 */
#ifndef TANDEM_LOADER_BATCH_H
#define TANDEM_LOADER_BATCH_H

#include "base/map.h"
#include "loader/partition.h"

#define BATCH_EVENTS_MAX KAFKA_BATCH_MAX

/* A link that the batch is about. */
struct member {
    const struct flow *flow;
    struct partition *partition;
    struct link *link;
    char *stored;   /* its state as it was read, or NULL */
    bool changed;   /* to be written to the ledger */
    bool request;   /* its request is to be started */
    bool due;       /* it came because it was due */
    int64_t offset; /* of its new state in the ledger, once committed */
    int64_t seen_ms[SIDES];
};

/* One message that follows from the batch. */
struct sending {
    const char *topic; /* borrowed from loader->topics */
    int32_t partition;
    char *key;
    struct buf value;
};

struct batch {
    struct loader *loader;
    struct event events[BATCH_EVENTS_MAX];
    size_t event_count;
    struct member *members[BATCH_EVENTS_MAX];
    size_t member_count;
    struct map *by_id;
    struct sending *sendings;
    size_t sending_count;
    size_t sending_room;
    int64_t *first; /* of each partition: first offset taken, or -1 */
    bool *touched;  /* of each partition */
    struct effects effects;
};

struct batch *batch_new(struct loader *loader);
void batch_free(struct batch *batch);

/* A message of `changes`: a link's event, a marker, or a dead letter. */
void batch_message(struct batch *batch, const struct kafka_message *message);

/* As many of the inbox's events as there is room for. */
void batch_inbox(struct batch *batch);

/* Loads, judges, writes down, acts. ERR_RETRY: undo, and again later. */
int batch_run(struct batch *batch, struct err *err) MUST_CHECK;
void batch_undo(struct batch *batch);

/* ---- its parts ---- */

/* Loads the states of all members, in one round trip (loader/members.c). */
int members_load(struct batch *batch, struct err *err) MUST_CHECK;
struct member *member_of(struct batch *batch, const char *link_id);
void member_free(void *member);

/* One transaction: states, messages, outcomes, offsets (loader/commit.c). */
int commit_ledger(struct batch *batch, struct err *err) MUST_CHECK;

/* Redis' copy. A failure is not one of the batch: it is committed; the copy is
 * made anew from the ledger. */
void commit_cache(struct batch *batch);

/* What could not be understood, for the dead letters (loader/dead.c): a message
 * of `changes`; and states of the ledger, for cache_rebuild() (arg is the
 * loader): they go with the next batch that is committed. */
void batch_dead(struct batch *batch, const struct kafka_message *message,
                const char *cause);
void dead_state(const struct kafka_message *message, const char *cause,
                void *arg);
void batch_dead_states(struct batch *batch);
void dead_states_free(struct loader *loader);

/* Queues a message for the commit; takes value. partition < 0: by key. */
void batch_send(struct batch *batch, const char *topic, int32_t partition,
                const char *key, struct buf *value);

/* Starts what was decided; answers go to the inbox (loader/perform.c). Asking a
 * target who it knows is one request for many links (loader/ask.c). */
void perform_all(struct batch *batch);
void perform_asks(struct batch *batch);

#endif
