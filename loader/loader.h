/*
 * loader/loader.h: what the parts of the loader share.
 *
 * The loader gathers events, tells each link of its own (reconcile), writes
 * down what was decided in one Kafka transaction, brings Redis' copy up to
 * date, and only then sends requests.
 */
#ifndef TANDEM_LOADER_LOADER_H
#define TANDEM_LOADER_LOADER_H

#include "domain/reconcile.h"
#include "io/http.h"
#include "io/kafka.h"
#include "io/redis.h"
#include "process/peer.h"
#include "process/service.h"
#include "state/cache.h"
#include "state/crew.h"
#include "state/topics.h"

#define LOADER_SYSTEMS_MAX    2
#define LOADER_PARTITIONS_MAX 1024
/* No more intents are out than can be sent in this time, so that each leaves
 * well within the 10 s that its commit allows. */
#define LOADER_OUT_SECONDS 5
#define LOADER_OUT_MAX     500

struct loader_brakes;
struct partition;
struct survey;

/* Differences that no poll had shown: found by a reading of the record, or by
 * a walk over the links. */
#define DRIFT_FOUND      "tandem_drift_found_total"
#define DRIFT_FOUND_HELP "Differences that no poll had shown."

#define TRANSACTIONS_FAILED      "tandem_loader_transactions_failed_total"
#define TRANSACTIONS_FAILED_HELP "Transactions that were aborted or fenced."
#define DEAD_LETTERS             "tandem_loader_dead_letters_total"
#define DEAD_LETTERS_HELP        "Messages that could not be understood."

struct loader_system {
    struct peer *peer;
    struct remote *remote; /* the peer's */
    size_t out;            /* requests decided and not answered yet */
    size_t out_max;
};

/* Events that come from this loader itself (answers, due times), in order. */
struct inbox {
    struct event *events;
    size_t count;
    size_t room;
};

/* A state of the ledger that cannot be read: a dead letter to be. */
struct unreadable {
    int32_t partition;
    char *key;
    struct buf letter;
};

struct loader {
    struct service *service;
    const struct config *config;
    struct flows flows;
    struct topics topics;
    struct reconcile_settings settings;
    struct kafka_producer *producer;
    struct kafka_settings consuming; /* config's, with less ahead */
    struct kafka_consumer *consumer;
    struct redis *redis;
    struct cache *cache;
    struct http *http;
    struct tenant *tenant;
    struct loader_brakes *brakes;
    struct crew *crew;
    struct loader_system systems[LOADER_SYSTEMS_MAX];
    struct partition *partitions[LOADER_PARTITIONS_MAX]; /* NULL: another's */
    int64_t owned;            /* so many of them are ours */
    int64_t reported;         /* as the log knows it */
    int64_t lag_ms;           /* when to look at it again */
    struct histogram batches; /* how long those took that were committed */
    struct survey *survey;    /* loader/survey.c; NULL: not begun */
    struct inbox inbox;
    struct unreadable *unreadables; /* not committed yet */
    size_t unreadable_count;
    int64_t due_next_ms; /* when to look for due links again (boot time) */
    bool draining;       /* no new request may start */
    bool closing;        /* all has been settled that can be */
};

/* Opens everything, waiting for what is not there yet. loader_close() either
 * way. */
int loader_open(struct loader *loader, struct service *service,
                struct err *err) MUST_CHECK;

/* One turn of the loop. ERR_RETRY has been dealt with; only what ends the
 * program is returned. */
int loader_step(struct loader *loader, struct err *err) MUST_CHECK;

/* Settles what is out, as far as that is possible in a second, and closes. */
void loader_close(struct loader *loader);

/* Waits for requests in flight, at most limit_ms, gives those queued back, and
 * writes down what came of them. */
void loader_drain(struct loader *loader, int limit_ms);

/* NULL when there is no such system. */
struct loader_system *loader_system_find(struct loader *loader,
                                         const char *name);

/* Opens a producer with a transactional id of its own: zombies are fenced by
 * the group's generation, not by a shared id. */
int loader_producer_open(struct loader *loader, struct err *err) MUST_CHECK;

/* Puts an event in; takes its members. */
void inbox_put(struct inbox *inbox, struct event *event);
void inbox_free(struct inbox *inbox);

/* The flow a link belongs to, when it is enabled; else NULL. */
const struct flow *loader_flow(const struct loader *loader,
                               const char *link_id);

#endif
