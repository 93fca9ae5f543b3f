#include "base/mem.h"
#include "base/time.h"
#include "io/kafka_private.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How long a broker that may be back, or away, is given to answer. */
#define PROBE_MS       200
#define PROBE_LEAVE_MS 500

/* How long leaving the group may take, and how often that is looked at. */
#define LEAVE_MS      2000
#define LEAVE_STEP_MS 20

/* ---- the group gives and takes partitions ---- */

static void membership_forget(struct kafka_consumer *consumer)
{
    if (consumer->membership != NULL)
        rd_kafka_consumer_group_metadata_destroy(consumer->membership);
    consumer->membership = NULL;
    kafka_consumer_anchor_set(consumer, NULL);
}

/* Somebody else works on what is in hand of a partition that was taken. */
static void batch_drop(struct kafka_consumer *consumer,
                       const rd_kafka_topic_partition_t *partition)
{
    size_t kept = 0;

    for (size_t i = 0; i < consumer->batch_count; i++) {
        struct kafka_message *message = &consumer->batch[i];

        if (message->partition == partition->partition &&
            strcmp(message->topic, partition->topic) == 0) {
            kafka_messages_free(message, 1);
        } else {
            consumer->batch[kept++] = *message;
        }
    }
    consumer->batch_count = kept;
}

static void consumer_assign(struct kafka_consumer *consumer,
                            rd_kafka_topic_partition_list_t *list)
{
    membership_forget(consumer);
    consumer->membership = rd_kafka_consumer_group_metadata(consumer->handle);
    for (int i = 0; i < list->cnt; i++) {
        consumer->rebalance.assigned(consumer->rebalance.arg,
                                     list->elems[i].topic,
                                     list->elems[i].partition);
    }
    (void)rd_kafka_assign(consumer->handle, list);
    if (consumer->paused)
        (void)rd_kafka_pause_partitions(consumer->handle, list);
}

/* librdkafka calls it lost only when nothing had been asked before: a consumer
 * that answers too late has left the group as well. */
static bool consumer_has_lost(const struct kafka_consumer *consumer)
{
    char *member_id;
    bool left;

    if (rd_kafka_assignment_lost(consumer->handle))
        return true;
    member_id = rd_kafka_memberid(consumer->handle);
    left = member_id == NULL || member_id[0] == '\0';
    rd_kafka_mem_free(consumer->handle, member_id);
    return left;
}

static void consumer_revoke(struct kafka_consumer *consumer,
                            const rd_kafka_topic_partition_list_t *list)
{
    bool lost = consumer_has_lost(consumer);

    for (int i = 0; i < list->cnt; i++) {
        batch_drop(consumer, &list->elems[i]);
        consumer->rebalance.revoked(consumer->rebalance.arg,
                                    list->elems[i].topic,
                                    list->elems[i].partition, lost);
    }
    membership_forget(consumer);
    (void)rd_kafka_assign(consumer->handle, NULL);
}

static void on_rebalance(rd_kafka_t *handle, rd_kafka_resp_err_t code,
                         rd_kafka_topic_partition_list_t *list, void *opaque)
{
    (void)handle;
    if (code == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
        consumer_assign(opaque, list);
    } else {
        consumer_revoke(opaque, list);
    }
}

static void trouble_set(struct kafka_consumer *consumer, int code,
                        const char *text)
{
    if (!consumer->troubled)
        consumer->trouble.text[0] = '\0';
    consumer->troubled = true;
    kafka_trouble_note(&consumer->trouble, code, text);
}

static void on_trouble(rd_kafka_t *handle, int code, const char *reason,
                       void *opaque)
{
    (void)handle;
    trouble_set(opaque, code, reason);
}

static bool broker_answers(rd_kafka_t *handle, int timeout_ms)
{
    const struct rd_kafka_metadata *cluster;

    if (rd_kafka_metadata(handle, 0, NULL, &cluster, timeout_ms) !=
        RD_KAFKA_RESP_ERR_NO_ERROR)
        return false;
    rd_kafka_metadata_destroy(cluster);
    return true;
}

/* ---- opening ---- */

static rd_kafka_conf_t *consumer_conf(const struct kafka_settings *settings,
                                      const char *group, struct err *err)
{
    const struct kafka_property fixed[] = {
        { "group.id", group },
        { "enable.auto.commit", "false" },
        { "enable.auto.offset.store", "false" },
        { "auto.offset.reset", "earliest" },
        { "isolation.level", "read_committed" },
        /* Everything is taken and given at once: one membership holds for all
         * partitions that a consumer has, see consumer_assign(). */
        { "partition.assignment.strategy", "range" },
        { NULL, NULL },
    };

    return kafka_conf_new(settings, kafka_consuming, fixed, err);
}

static int consumer_subscribe(struct kafka_consumer *consumer,
                              const char *const *topics, size_t topic_count,
                              struct err *err)
{
    rd_kafka_topic_partition_list_t *list =
        rd_kafka_topic_partition_list_new((int)topic_count);
    rd_kafka_resp_err_t code;

    for (size_t i = 0; i < topic_count; i++) {
        (void)rd_kafka_topic_partition_list_add(list, topics[i],
                                                RD_KAFKA_PARTITION_UA);
    }
    code = rd_kafka_subscribe(consumer->handle, list);
    rd_kafka_topic_partition_list_destroy(list);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
        return err_set(err, ERR_USAGE, "cannot subscribe to '%s': %s",
                       topics[0], rd_kafka_err2str(code));
    }
    return 0;
}

struct kafka_consumer *
kafka_consumer_open(const struct kafka_settings *settings, const char *group,
                    const char *const *topics, size_t topic_count,
                    const struct kafka_rebalance *rebalance, struct err *err)
{
    struct kafka_consumer *consumer;
    rd_kafka_conf_t *conf = consumer_conf(settings, group, err);

    if (conf == NULL)
        return NULL;
    consumer = mem_new(1, sizeof *consumer);
    consumer->settings = settings;
    consumer->rebalance = *rebalance;
    rd_kafka_conf_set_opaque(conf, consumer);
    rd_kafka_conf_set_rebalance_cb(conf, on_rebalance);
    rd_kafka_conf_set_error_cb(conf, on_trouble);
    consumer->handle = kafka_handle_new(RD_KAFKA_CONSUMER, conf, err);
    if (consumer->handle != NULL) {
        (void)rd_kafka_poll_set_consumer(consumer->handle);
        if (consumer_subscribe(consumer, topics, topic_count, err) == 0)
            return consumer;
    }
    kafka_consumer_close(consumer);
    return NULL;
}

static void group_forget(struct kafka_consumer *consumer)
{
    rd_kafka_topic_partition_list_t *list;

    if (rd_kafka_assignment(consumer->handle, &list) !=
        RD_KAFKA_RESP_ERR_NO_ERROR)
        return;
    consumer_revoke(consumer, list);
    rd_kafka_topic_partition_list_destroy(list);
}

/* rd_kafka_consumer_close() would wait for answers that may not come. */
static bool group_leave(rd_kafka_t *handle)
{
    int64_t end_ms = time_boot_ms() + LEAVE_MS;
    rd_kafka_queue_t *queue = rd_kafka_queue_new(handle);
    rd_kafka_error_t *error = rd_kafka_consumer_close_queue(handle, queue);
    bool left;

    if (error != NULL)
        rd_kafka_error_destroy(error);
    while (!rd_kafka_consumer_closed(handle) && time_boot_ms() < end_ms) {
        rd_kafka_message_t *message =
            rd_kafka_consume_queue(queue, LEAVE_STEP_MS);

        if (message != NULL)
            rd_kafka_message_destroy(message);
    }
    left = rd_kafka_consumer_closed(handle) != 0;
    rd_kafka_queue_destroy(queue);
    return left;
}

void kafka_consumer_close(struct kafka_consumer *consumer)
{
    if (consumer == NULL)
        return;
    if (consumer->handle != NULL) {
        bool left = false;

        /* librdkafka does not end before it has an answer, or 5 s have passed,
         * once it has said that it leaves. When the broker is away somebody
         * else takes over soon in any case. */
        if (broker_answers(consumer->handle, PROBE_LEAVE_MS)) {
            left = group_leave(consumer->handle);
        } else {
            group_forget(consumer);
        }
        membership_forget(consumer);
        rd_kafka_destroy_flags(consumer->handle,
                               left ? 0 : RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
    }
    free(consumer);
}

/* ---- reading ---- */

static void batch_take(struct kafka_consumer *consumer,
                       rd_kafka_message_t *message)
{
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
        kafka_message_take(&consumer->batch[consumer->batch_count++], message);
        return;
    }
    trouble_set(consumer, message->err, rd_kafka_message_errstr(message));
    rd_kafka_message_destroy(message);
}

/*
 * One by one: librdkafka's own batches wait their whole time to be full, and
 * would hand over messages of a partition that is revoked in the same call.
 */
static void batch_gather(struct kafka_consumer *consumer, size_t max,
                         int timeout_ms)
{
    int64_t end_ms = time_boot_ms() + timeout_ms;
    rd_kafka_message_t *message =
        rd_kafka_consumer_poll(consumer->handle, timeout_ms);

    while (message != NULL) {
        int64_t left_ms = end_ms - time_boot_ms();

        batch_take(consumer, message);
        if (consumer->batch_count == max)
            return;
        if (consumer->batch_count > 0 || left_ms < 0)
            left_ms = 0;
        message = rd_kafka_consumer_poll(consumer->handle, (int)left_ms);
    }
}

/* librdkafka says when a broker went away, not when one is back: an answer
 * says so. Fails soon while none is connected. */
static void trouble_check(struct kafka_consumer *consumer)
{
    if (consumer->troubled && broker_answers(consumer->handle, PROBE_MS))
        consumer->troubled = false;
}

int kafka_poll(struct kafka_consumer *consumer, struct kafka_message *messages,
               size_t max, int timeout_ms, size_t *ret_count, struct err *err)
{
    char text[ERR_TEXT_MAX];

    *ret_count = 0;
    trouble_check(consumer);
    consumer->batch = messages;
    consumer->batch_count = 0;
    batch_gather(consumer, max, timeout_ms);
    consumer->batch = NULL;
    *ret_count = consumer->batch_count;
    consumer->batch_count = 0;
    if (rd_kafka_fatal_error(consumer->handle, text, sizeof text) ==
        RD_KAFKA_RESP_ERR_NO_ERROR)
        return 0;
    kafka_messages_free(messages, *ret_count);
    *ret_count = 0;
    return err_set(err, ERR_FATAL, "kafka's consumer: %s", text);
}

const char *kafka_consumer_trouble(const struct kafka_consumer *consumer)
{
    return consumer->troubled ? consumer->trouble.text : NULL;
}
