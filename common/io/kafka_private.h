/*
 * io/kafka_private.h: what the files of io/kafka share. Only they include it,
 * and only they know librdkafka.
 */
#ifndef TANDEM_IO_KAFKA_PRIVATE_H
#define TANDEM_IO_KAFKA_PRIVATE_H

#include "base/err.h"
#include "io/kafka.h"

#include <librdkafka/rdkafka.h>

/* A list of them ends with a NULL name. */
struct kafka_property {
    const char *name;
    const char *value;
};

/*
 * librdkafka's configuration: brokers and client, then `defaults`, then the
 * settings' extra properties, and last `fixed`: what the promises of
 * io/kafka.h rest on. NULL: ERR_USAGE names the property.
 */
rd_kafka_conf_t *kafka_conf_new(const struct kafka_settings *settings,
                                const struct kafka_property *defaults,
                                const struct kafka_property *fixed,
                                struct err *err) MUST_CHECK;

/* Takes conf, also when it fails. */
rd_kafka_t *kafka_handle_new(rd_kafka_type_t type, rd_kafka_conf_t *conf,
                             struct err *err) MUST_CHECK;

/* What a person must look at after such an error: ": correct TANDEM_...", or
 * "". A constant. */
const char *kafka_remedy(int code, const char *reason);

/* Why a handle cannot reach its brokers, as far as it has said. */
struct kafka_trouble {
    bool settled;            /* trying again does not help */
    char text[ERR_TEXT_MAX]; /* with the remedy; "": nothing is said */
};

void kafka_trouble_note(struct kafka_trouble *trouble, int code,
                        const char *reason);

/* For a handle that has no other use for its opaque and its callbacks: listens
 * to it; and puts what it has heard into an ERR_RETRY, which becomes ERR_USAGE
 * when it is settled. */
void kafka_trouble_watch(struct kafka_trouble *trouble, rd_kafka_conf_t *conf);
void kafka_trouble_blame(rd_kafka_t *handle, struct err *err);

/* A wait that is cut into steps, so that somebody may end it. */
struct kafka_wait {
    const struct kafka_settings *settings;
    int64_t end_ms;
    int step_ms;
};

struct kafka_wait kafka_wait_start(const struct kafka_settings *settings,
                                   int timeout_ms);

/* The time limit of the next step: each is longer than the one before, up to a
 * second, so that also a slow answer arrives within one. */
int kafka_wait_step(struct kafka_wait *wait);

/* Is there to be another step? */
bool kafka_wait_goes(const struct kafka_wait *wait);

/* Brokers learn of a new topic or leader one by one, and may be slow: asked
 * again they know. */
bool kafka_is_settling(rd_kafka_resp_err_t code);

/* How every consumer here works; see kafka.c for the reasons. */
extern const struct kafka_property kafka_consuming[];

/* Fills err from error ("what: why"), destroys error, returns -1. */
int kafka_fail(struct err *err, enum err_kind kind, const char *what,
               rd_kafka_error_t *error);

/* The list as librdkafka wants it; the caller destroys it. */
rd_kafka_topic_partition_list_t *
kafka_list_of(const struct kafka_position *positions, size_t count);

/* Borrowed from the message, which becomes its handle. */
void kafka_message_take(struct kafka_message *ret_message,
                        rd_kafka_message_t *message);

/* How long opening or aborting transactions may take: a broker that is
 * restarted is back within it. */
#define KAFKA_ANSWER_MS 30000

struct kafka_producer {
    rd_kafka_t *handle;
    const struct kafka_settings *settings;
    /* Where acknowledged offsets are wanted. Messages carry a number, not the
     * address: a report that comes after the caller has given up must not
     * find it. Slot i belongs to number first + i. */
    int64_t **wanted;
    size_t wanted_count;
    size_t wanted_room;
    uintptr_t first;
    size_t given_up;
    char reason[ERR_TEXT_MAX];    /* why, of the last one given up */
    struct kafka_trouble trouble; /* the connection's last, for messages */
};

void kafka_wanted_forget(struct kafka_producer *producer);

/* One of rd_kafka_init_transactions(), _commit_ and _abort_transaction(): when
 * its time runs out it may be called again, and goes on where it was. */
typedef rd_kafka_error_t *kafka_resumable(rd_kafka_t *handle, int timeout_ms);
rd_kafka_error_t *kafka_resume_until(struct kafka_producer *producer,
                                     kafka_resumable *call, int timeout_ms);

/* Waits until all that was sent is settled: as kafka_flush(). */
int kafka_settle(struct kafka_producer *producer, int timeout_ms,
                 struct err *err) MUST_CHECK;

struct kafka_consumer {
    rd_kafka_t *handle;
    const struct kafka_settings *settings;
    struct kafka_rebalance rebalance;
    /* Under which its partitions were assigned; NULL: it has none. Kept from
     * that moment: what was taken by one member is not committed by a later
     * one. */
    rd_kafka_consumer_group_metadata_t *membership;
    char *anchor_topic; /* NULL: no anchor is known */
    struct kafka_position anchor;
    bool paused;
    /* What kafka_poll() has gathered while librdkafka calls back. */
    struct kafka_message *batch;
    size_t batch_count;
    bool troubled;
    struct kafka_trouble trouble;
};

/*
 * A position that may be committed again without moving anything: the last
 * one that was committed, else what the group has for one of the consumer's
 * partitions. Borrowed until the next anchor. NULL: ERR_RETRY when there is
 * none or Kafka does not answer.
 */
const struct kafka_position *
kafka_consumer_anchor(struct kafka_consumer *consumer, int timeout_ms,
                      struct err *err) MUST_CHECK;

/* Remembers a position that was committed; NULL forgets it. Copied. */
void kafka_consumer_anchor_set(struct kafka_consumer *consumer,
                               const struct kafka_position *position);

#endif
