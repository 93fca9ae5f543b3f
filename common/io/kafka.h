/*
 * io/kafka.h: Kafka, in batches. The only place that knows librdkafka.
 *
 * librdkafka has threads of its own; every callback declared here is called
 * from the thread that calls kafka_poll(), kafka_flush() or kafka_commit().
 * Times are milliseconds.
 */
#ifndef TANDEM_IO_KAFKA_H
#define TANDEM_IO_KAFKA_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KAFKA_BATCH_MAX 500
#define KAFKA_EXTRA_MAX 64

/* Borrowed while anything opened with it is open. extra: librdkafka's own
 * properties, name and value; they override tandem's defaults, except those
 * that the promises below rest on (acks, isolation, ids, time limits). */
struct kafka_settings {
    const char *brokers;
    const char *client; /* client.id: the program's name */
    const char *extra[KAFKA_EXTRA_MAX][2];
    size_t extra_count;
    /* How many messages a consumer fetches ahead: as many as it can take in a
     * second. NULL: "20000". */
    const char *fetch_ahead;
    /* Asked at least once a second while something here waits for Kafka: false
     * ends the wait as if its time had run out. NULL: nobody is asked. */
    bool (*go_on)(void *arg);
    void *go_on_arg;
};

/* ---- topics ---- */

struct kafka_topic {
    const char *name;
    int32_t partitions;
    bool compact;         /* cleanup.policy=compact, else delete */
    int64_t retention_ms; /* delete: how long */
    /* What was replaced or deleted leaves the disk after this and the next
     * message to its partition; 0: when the brokers' defaults say so. */
    int64_t dispose_ms;
};

/* Creates what is missing (replication 3 where there are 3 brokers, else as
 * many as there are; min.insync.replicas 2 with 3). ERR_RETRY: no broker
 * answered within timeout_ms; ERR_USAGE: a topic has another number of
 * partitions than asked for (named, with the remedy). */
int kafka_topics_ensure(const struct kafka_settings *settings,
                        const struct kafka_topic *topics, size_t count,
                        int timeout_ms, struct err *err) MUST_CHECK;

/* The same without creating: ERR_USAGE also names the topic that is missing. */
int kafka_topics_check(const struct kafka_settings *settings,
                       const struct kafka_topic *topics, size_t count,
                       int timeout_ms, struct err *err) MUST_CHECK;

/* ---- taking messages out ---- */

struct kafka_position {
    const char *topic;
    int32_t partition;
    int64_t next; /* the offset to read next */
};

/* Nobody reads what stands before these positions any more; its bytes stay on
 * the brokers' disks until the segment that holds them is deleted. Again is
 * harmless. ERR_USAGE: the right to delete is missing; ERR_RETRY: no answer
 * within timeout_ms, or a position beyond the end. */
int kafka_delete(const struct kafka_settings *settings,
                 const struct kafka_position *positions, size_t count,
                 int timeout_ms, struct err *err) MUST_CHECK;

/* What a topic is set to, the brokers' defaults included: "segment.ms". The
 * caller frees ret_value; NULL: it has no such setting. Errors as above. */
struct kafka_setting {
    const char *name;
    char *ret_value;
};
int kafka_topic_settings(const struct kafka_settings *settings,
                         const char *topic, struct kafka_setting *wanted,
                         size_t count, int timeout_ms,
                         struct err *err) MUST_CHECK;

/* What a topic is like. Its configuration is told only to whoever has the
 * right DescribeConfigs. */
struct kafka_topic_state {
    int32_t partitions;   /* 0: there is no such topic */
    int replicas;         /* of the partition that has the fewest */
    int in_sync;          /* replicas that are level, the fewest */
    char cleanup[32];     /* "compact"; "": this and the rest are not told */
    int64_t retention_ms; /* below 0: for ever */
    int min_in_sync;
    int64_t message_max; /* bytes */
};

/* ERR_RETRY: no broker answered within timeout_ms; ERR_USAGE: it never will,
 * as things are. */
int kafka_topics_describe(const struct kafka_settings *settings,
                          const char *const *names, size_t count,
                          struct kafka_topic_state *ret_states,
                          int *ret_brokers, int timeout_ms,
                          struct err *err) MUST_CHECK;

/* ---- producing ---- */

struct kafka_producer;

/* Idempotent, acks=all, lz4. transactional_id NULL: no transactions; else
 * init_transactions is done here (fences an older producer of that id; waits
 * up to 30 s for Kafka, then ERR_RETRY). Without transactions a message is
 * tried for ever. transaction.timeout.ms 10 s, retry.backoff.ms 20. */
struct kafka_producer *
kafka_producer_open(const struct kafka_settings *settings,
                    const char *transactional_id, struct err *err) MUST_CHECK;
void kafka_producer_close(struct kafka_producer *producer);

/*
 * Queues one message; bytes are copied. value NULL is a tombstone. When the
 * queue is full it waits for room, at most 10 s. The message's offset is
 * written to *ret_offset (NULL: not wanted) once acknowledged, until then it is
 * KAFKA_NO_OFFSET: it must stay valid until kafka_flush(), kafka_commit() or
 * kafka_abort() has returned, however they ended, and is not touched later.
 * ERR_DATA: the message is too large; ERR_RETRY: no room, or the transaction
 * must be aborted.
 */
int kafka_send(struct kafka_producer *producer, const char *topic,
               int32_t partition, const char *key, size_t key_length,
               const char *value, size_t value_length, int64_t *ret_offset,
               struct err *err) MUST_CHECK;

/* All that was sent is acknowledged (0), or not all of it (-1: ERR_RETRY when
 * time ran out and they are still queued, ERR_FATAL when some were given up).
 */
int kafka_flush(struct kafka_producer *producer, int timeout_ms,
                struct err *err) MUST_CHECK;

struct kafka_consumer;

/* Transactions: begin, send, commit with the consumer's positions (fenced by
 * its group generation). After -1 from commit: kafka_abort() when
 * err->kind is ERR_RETRY (nothing was committed: the work may be done again);
 * ERR_FATAL: fenced or unknown: close this producer, open another, and read
 * the ledger to see.
 * With no positions the last committed one is committed again, for the fence:
 * a consumer that has no partition cannot commit at all (ERR_RETRY). */
int kafka_begin(struct kafka_producer *producer, struct err *err) MUST_CHECK;
int kafka_commit(struct kafka_producer *producer,
                 struct kafka_consumer *consumer,
                 const struct kafka_position *positions, size_t count,
                 int timeout_ms, struct err *err) MUST_CHECK;
int kafka_abort(struct kafka_producer *producer, struct err *err) MUST_CHECK;

/* ---- consuming ---- */

/* Borrowed until kafka_messages_free(). value NULL is a tombstone. */
struct kafka_message {
    const char *topic;
    int32_t partition;
    int64_t offset;
    int64_t timestamp_ms;
    const char *key; /* NULL: none */
    size_t key_length;
    const char *value;
    size_t value_length;
    void *handle; /* librdkafka's own */
};

/* Partitions were given to (assigned) or taken from (revoked; lost: without
 * warning, nothing may be committed for them any more) this consumer. Called
 * within kafka_poll(). The consumer does the assigning itself afterwards. */
struct kafka_rebalance {
    void (*assigned)(void *arg, const char *topic, int32_t partition);
    void (*revoked)(void *arg, const char *topic, int32_t partition, bool lost);
    void *arg;
};

/* Members of a group; reads committed messages only, from the group's
 * committed offset or the beginning; nothing is committed by itself.
 * max.poll.interval.ms is librdkafka's default; keep polling. */
struct kafka_consumer *
kafka_consumer_open(const struct kafka_settings *settings, const char *group,
                    const char *const *topics, size_t topic_count,
                    const struct kafka_rebalance *rebalance,
                    struct err *err) MUST_CHECK;

/* Leaves the group first, so that others take over at once (a few seconds at
 * most when Kafka is away); revoked() is called for what it still had. */
void kafka_consumer_close(struct kafka_consumer *consumer);

/* Up to max messages; waits at most timeout_ms for the first. Returns how
 * many. Transient trouble (broker away) is not an error: see
 * kafka_consumer_trouble(). ERR_FATAL: the consumer is of no more use. */
int kafka_poll(struct kafka_consumer *consumer, struct kafka_message *messages,
               size_t max, int timeout_ms, size_t *ret_count,
               struct err *err) MUST_CHECK;
void kafka_messages_free(struct kafka_message *messages, size_t count);

/* The last transient trouble ("127.0.0.1:9092: connection refused"), or NULL
 * when the last poll met none: it stays until a broker has answered. */
const char *kafka_consumer_trouble(const struct kafka_consumer *consumer);

/* Messages of its partitions that have not been given yet, as far as the broker
 * has told; asks nobody. The marks that end transactions count as messages, so
 * that a few may stay. */
int64_t kafka_lag(struct kafka_consumer *consumer);

/* Paused partitions are polled without giving messages. */
void kafka_pause(struct kafka_consumer *consumer);
void kafka_resume(struct kafka_consumer *consumer);

/* Goes back to (or forward to) an offset of an assigned partition. */
int kafka_seek(struct kafka_consumer *consumer, const char *topic,
               int32_t partition, int64_t offset, struct err *err) MUST_CHECK;

/* Commits positions without a transaction (for stages that only produce).
 * ERR_RETRY: refused, or no answer within 5 s. */
int kafka_consumer_commit(struct kafka_consumer *consumer,
                          const struct kafka_position *positions, size_t count,
                          struct err *err) MUST_CHECK;

/* The group's stable committed offset (waits for pending transactions), or
 * KAFKA_NO_OFFSET. */
#define KAFKA_NO_OFFSET (-1001)
int kafka_committed(struct kafka_consumer *consumer, const char *topic,
                    int32_t partition, int64_t *ret_offset, int timeout_ms,
                    struct err *err) MUST_CHECK;

/* ---- reading one partition to its end ---- */

/*
 * Calls each() for every committed message of a partition from `from` (an
 * offset; 0: the beginning) up to the high watermark noted when it began,
 * waiting for open transactions below it. *ret_end: that high watermark.
 * Stops at other than 0 from each() and returns that. timeout_ms: the longest
 * wait without getting further (ERR_RETRY). ERR_FATAL: from lies beyond the
 * end.
 */
typedef int kafka_each(const struct kafka_message *message, void *arg,
                       struct err *err);
int kafka_read_partition(const struct kafka_settings *settings,
                         const char *topic, int32_t partition, int64_t from,
                         kafka_each *each, void *arg, int64_t *ret_end,
                         int timeout_ms, struct err *err) MUST_CHECK;

/* The first offset of a message that was written at that time or later; the
 * partition's end when there is none. */
int kafka_offset_at(const struct kafka_settings *settings, const char *topic,
                    int32_t partition, int64_t time_ms, int64_t *ret_offset,
                    int timeout_ms, struct err *err) MUST_CHECK;

/* Where a group stands in each of a topic's partitions, without becoming a
 * member of it. */
struct kafka_stand {
    int64_t committed; /* or KAFKA_NO_OFFSET */
    int64_t low;       /* the first offset there is */
    int64_t end;       /* the next one to be written */
};
int kafka_group_stands(const struct kafka_settings *settings, const char *group,
                       const char *topic, int32_t partitions,
                       struct kafka_stand *ret_stands, int timeout_ms,
                       struct err *err) MUST_CHECK;

/* First and next offset of a partition. */
int kafka_watermarks(const struct kafka_settings *settings, const char *topic,
                     int32_t partition, int64_t *ret_low, int64_t *ret_high,
                     int timeout_ms, struct err *err) MUST_CHECK;

#endif
