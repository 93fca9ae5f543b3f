#include "base/fault.h"
#include "base/time.h"
#include "io/kafka_private.h"

#include <stdbool.h>

int kafka_begin(struct kafka_producer *producer, struct err *err)
{
    rd_kafka_error_t *error = rd_kafka_begin_transaction(producer->handle);

    if (error != NULL)
        return kafka_fail(err, ERR_FATAL, "cannot begin a transaction", error);
    return 0;
}

/* What was sent is still undone by an abort, unless the producer is. */
static int undone(struct kafka_producer *producer, const char *what,
                  rd_kafka_error_t *error, struct err *err)
{
    bool fatal = rd_kafka_fatal_error(producer->handle, NULL, 0) !=
                 RD_KAFKA_RESP_ERR_NO_ERROR;

    return kafka_fail(err, fatal ? ERR_FATAL : ERR_RETRY, what, error);
}

static int commit_messages(struct kafka_producer *producer, int timeout_ms,
                           struct err *err)
{
    if (kafka_settle(producer, timeout_ms, err) == 0)
        return 0;
    /* Given up within a transaction: an abort makes up for it. */
    if (rd_kafka_fatal_error(producer->handle, NULL, 0) ==
        RD_KAFKA_RESP_ERR_NO_ERROR)
        err->kind = ERR_RETRY;
    return -1;
}

/* To be asked again with the same list it may, but it does not resume. */
static rd_kafka_error_t *
send_positions(struct kafka_producer *producer,
               const rd_kafka_topic_partition_list_t *list,
               const rd_kafka_consumer_group_metadata_t *membership,
               int timeout_ms)
{
    struct kafka_wait wait = kafka_wait_start(producer->settings, timeout_ms);
    rd_kafka_error_t *error = rd_kafka_send_offsets_to_transaction(
        producer->handle, list, membership, kafka_wait_step(&wait));

    while (rd_kafka_error_code(error) == RD_KAFKA_RESP_ERR__TIMED_OUT &&
           rd_kafka_error_is_retriable(error) && kafka_wait_goes(&wait)) {
        rd_kafka_error_destroy(error);
        error = rd_kafka_send_offsets_to_transaction(
            producer->handle, list, membership, kafka_wait_step(&wait));
    }
    return error;
}

/*
 * Adds the consumer's positions to the transaction. The group refuses them
 * from a member of an older generation: this is what fences off a loader that
 * has lost its partitions. Kafka does not look at the membership at all when
 * the list is empty, and accepts everything when there is no membership: so
 * neither is ever sent.
 */
static int commit_positions(struct kafka_producer *producer,
                            struct kafka_consumer *consumer,
                            const struct kafka_position *positions,
                            size_t count, int timeout_ms, struct err *err)
{
    rd_kafka_topic_partition_list_t *list;
    rd_kafka_error_t *error;

    if (consumer->membership == NULL)
        return err_set(err, ERR_RETRY, "no partitions are assigned");
    if (count == 0) {
        positions = kafka_consumer_anchor(consumer, timeout_ms, err);
        count = 1;
    }
    if (positions == NULL)
        return -1;
    list = kafka_list_of(positions, count);
    error = send_positions(producer, list, consumer->membership, timeout_ms);
    rd_kafka_topic_partition_list_destroy(list);
    if (error != NULL)
        return undone(producer, "cannot commit positions", error, err);
    kafka_consumer_anchor_set(consumer, &positions[0]);
    return 0;
}

static int commit_end(struct kafka_producer *producer, int timeout_ms,
                      struct err *err)
{
    rd_kafka_error_t *error =
        kafka_resume_until(producer, rd_kafka_commit_transaction, timeout_ms);

    if (error == NULL)
        return 0;
    if (rd_kafka_error_txn_requires_abort(error))
        return undone(producer, "cannot commit", error, err);
    /* Also when only time ran out: it may be committed, or not. */
    return kafka_fail(err, ERR_FATAL, "the commit's outcome is unknown", error);
}

static int left_ms(int64_t end_ms)
{
    int64_t now_ms = time_boot_ms();

    return now_ms < end_ms ? (int)(end_ms - now_ms) : 0;
}

int kafka_commit(struct kafka_producer *producer,
                 struct kafka_consumer *consumer,
                 const struct kafka_position *positions, size_t count,
                 int timeout_ms, struct err *err)
{
    int64_t end_ms = time_boot_ms() + timeout_ms;
    int status;

    status = commit_messages(producer, timeout_ms, err);
    if (status == 0) {
        fault_point("kafka.acknowledged");
        status = commit_positions(producer, consumer, positions, count,
                                  left_ms(end_ms), err);
    }
    if (status == 0) {
        fault_point("kafka.positioned");
        status = commit_end(producer, left_ms(end_ms), err);
    }
    kafka_wanted_forget(producer);
    return status;
}

int kafka_abort(struct kafka_producer *producer, struct err *err)
{
    rd_kafka_error_t *error = kafka_resume_until(
        producer, rd_kafka_abort_transaction, KAFKA_ANSWER_MS);

    kafka_wanted_forget(producer);
    producer->given_up = 0; /* on purpose: they were part of it */
    if (error != NULL)
        return kafka_fail(err, ERR_FATAL, "cannot abort a transaction", error);
    return 0;
}
