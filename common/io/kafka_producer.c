#include "base/mem.h"
#include "io/kafka_private.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How long kafka_send() waits for room. */
#define ROOM_MS 10000
#define POLL_MS 100
/* Between two attempts that fail at once. */
#define AGAIN_MS 10

/* ---- what librdkafka reports, within poll and flush ---- */

static void report_delivery(rd_kafka_t *handle,
                            const rd_kafka_message_t *message, void *opaque)
{
    struct kafka_producer *producer = opaque;
    uintptr_t slot = (uintptr_t)message->_private - producer->first;

    (void)handle;
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
        producer->given_up++;
        (void)snprintf(producer->reason, sizeof producer->reason, "%s",
                       rd_kafka_err2str(message->err));
        return;
    }
    /* 0 and numbers before `first` wrap around to beyond the end. */
    if (slot < producer->wanted_count)
        *producer->wanted[slot] = message->offset;
}

static void report_trouble(rd_kafka_t *handle, int code, const char *reason,
                           void *opaque)
{
    struct kafka_producer *producer = opaque;

    (void)handle;
    kafka_trouble_note(&producer->trouble, code, reason);
}

/* ---- opening ---- */

static rd_kafka_conf_t *producer_conf(const struct kafka_settings *settings,
                                      const char *transactional_id,
                                      struct err *err)
{
    const struct kafka_property defaults[] = {
        { "compression.type", "lz4" },
        /* The queue's ceiling; librdkafka's own is 1 GB. */
        { "queue.buffering.max.kbytes", "16384" },
        /* A transaction asks its coordinator to try again while the last one
         * is being finished; with the default of 100 ms that is most of it. */
        { "retry.backoff.ms", "20" },
        /* rd_kafka_send_offsets_to_transaction() waits so long for a broker
         * that hangs, whatever its time limit. Without a transaction this is
         * only librdkafka's own. */
        { "socket.timeout.ms", transactional_id == NULL ? "60000" : "3000" },
        { NULL, NULL },
    };
    const struct kafka_property fixed[] = {
        { "enable.idempotence", "true" },
        { "acks", "all" },
        /* Without a transaction: keep trying, however long Kafka is away. */
        { transactional_id == NULL ? "message.timeout.ms"
                                   : "transaction.timeout.ms",
          transactional_id == NULL ? "0" : "10000" },
        /* Last, so that NULL ends the list when there is none. */
        { transactional_id == NULL ? NULL : "transactional.id",
          transactional_id },
        { NULL, NULL },
    };

    return kafka_conf_new(settings, defaults, fixed, err);
}

void kafka_wanted_forget(struct kafka_producer *producer)
{
    producer->first += producer->wanted_count;
    producer->wanted_count = 0;
}

rd_kafka_error_t *kafka_resume_until(struct kafka_producer *producer,
                                     kafka_resumable *call, int timeout_ms)
{
    struct kafka_wait wait = kafka_wait_start(producer->settings, timeout_ms);
    rd_kafka_error_t *error = call(producer->handle, kafka_wait_step(&wait));

    while (error != NULL && rd_kafka_error_is_retriable(error) &&
           kafka_wait_goes(&wait)) {
        rd_kafka_error_destroy(error);
        (void)rd_kafka_poll(producer->handle, AGAIN_MS);
        error = call(producer->handle, kafka_wait_step(&wait));
    }
    return error;
}

struct kafka_producer *
kafka_producer_open(const struct kafka_settings *settings,
                    const char *transactional_id, struct err *err)
{
    struct kafka_producer *producer;
    rd_kafka_error_t *error = NULL;
    rd_kafka_conf_t *conf = producer_conf(settings, transactional_id, err);

    if (conf == NULL)
        return NULL;
    producer = mem_new(1, sizeof *producer);
    producer->settings = settings;
    producer->first = 1;
    rd_kafka_conf_set_opaque(conf, producer);
    rd_kafka_conf_set_dr_msg_cb(conf, report_delivery);
    rd_kafka_conf_set_error_cb(conf, report_trouble);
    producer->handle = kafka_handle_new(RD_KAFKA_PRODUCER, conf, err);
    if (producer->handle != NULL && transactional_id != NULL) {
        error = kafka_resume_until(producer, rd_kafka_init_transactions,
                                   KAFKA_ANSWER_MS);
    }
    if (error != NULL) {
        (void)kafka_fail(
            err, rd_kafka_error_is_retriable(error) ? ERR_RETRY : ERR_FATAL,
            "cannot begin with kafka's transactions", error);
    } else if (producer->handle != NULL) {
        return producer;
    }
    kafka_producer_close(producer);
    return NULL;
}

void kafka_producer_close(struct kafka_producer *producer)
{
    if (producer == NULL)
        return;
    kafka_wanted_forget(producer);
    if (producer->handle != NULL) {
        /* Who wanted to know of these has flushed. */
        (void)rd_kafka_purge(producer->handle,
                             RD_KAFKA_PURGE_F_QUEUE |
                                 RD_KAFKA_PURGE_F_INFLIGHT |
                                 RD_KAFKA_PURGE_F_NON_BLOCKING);
        rd_kafka_destroy(producer->handle);
    }
    free(producer->wanted);
    free(producer);
}

/* ---- sending ---- */

static int64_t wanted_add(struct kafka_producer *producer, int64_t *offset)
{
    if (producer->wanted_count == producer->wanted_room) {
        producer->wanted_room = producer->wanted_room * 2 + KAFKA_BATCH_MAX;
        producer->wanted = mem_resize(producer->wanted, producer->wanted_room,
                                      sizeof *producer->wanted);
    }
    *offset = KAFKA_NO_OFFSET;
    producer->wanted[producer->wanted_count++] = offset;
    return (int64_t)(producer->first + producer->wanted_count - 1);
}

/* librdkafka copies the bytes but its type does not say const; the pointers of
 * this union share their place, and `header` is the one that is const. */
static rd_kafka_vu_t bytes_of(rd_kafka_vtype_t type, const char *bytes,
                              size_t length)
{
    rd_kafka_vu_t part = { .vtype = type };

    part.u.header.name = bytes;
    part.u.mem.size = length;
    return part;
}

static rd_kafka_resp_err_t produce(rd_kafka_t *handle,
                                   const rd_kafka_vu_t *parts, size_t count)
{
    rd_kafka_error_t *error = rd_kafka_produceva(handle, parts, count);
    rd_kafka_resp_err_t code = rd_kafka_error_code(error);

    if (error != NULL)
        rd_kafka_error_destroy(error);
    return code;
}

static rd_kafka_resp_err_t
produce_with_room(const struct kafka_producer *producer,
                  const rd_kafka_vu_t *parts, size_t count)
{
    const struct kafka_wait wait =
        kafka_wait_start(producer->settings, ROOM_MS);
    rd_kafka_resp_err_t code = produce(producer->handle, parts, count);

    while (code == RD_KAFKA_RESP_ERR__QUEUE_FULL && kafka_wait_goes(&wait)) {
        (void)rd_kafka_poll(producer->handle, POLL_MS);
        code = produce(producer->handle, parts, count);
    }
    return code;
}

static enum err_kind send_kind(rd_kafka_resp_err_t code)
{
    switch ((int)code) {
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
        return ERR_DATA;
    case RD_KAFKA_RESP_ERR__QUEUE_FULL:
    case RD_KAFKA_RESP_ERR__STATE: /* the transaction must be aborted */
        return ERR_RETRY;
    default:
        return ERR_FATAL;
    }
}

/* NOLINTNEXTLINE(readability-function-size): a message has that many parts */
int kafka_send(struct kafka_producer *producer, const char *topic,
               int32_t partition, const char *key, size_t key_length,
               const char *value, size_t value_length, int64_t *ret_offset,
               struct err *err)
{
    rd_kafka_vu_t parts[] = {
        { .vtype = RD_KAFKA_VTYPE_TOPIC, .u.cstr = topic },
        { .vtype = RD_KAFKA_VTYPE_PARTITION, .u.i32 = partition },
        bytes_of(RD_KAFKA_VTYPE_KEY, key, key_length),
        bytes_of(RD_KAFKA_VTYPE_VALUE, value, value_length),
        { .vtype = RD_KAFKA_VTYPE_MSGFLAGS, .u.i = RD_KAFKA_MSG_F_COPY },
        { .vtype = RD_KAFKA_VTYPE_OPAQUE, .u.ptr = NULL },
    };
    const size_t count = sizeof parts / sizeof parts[0];
    rd_kafka_resp_err_t code;

    if (ret_offset != NULL) /* a number in the pointer's place */
        parts[count - 1].u.i64 = wanted_add(producer, ret_offset);
    code = produce_with_room(producer, parts, count);
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR) {
        (void)rd_kafka_poll(producer->handle, 0);
        return 0;
    }
    return err_set(err, send_kind(code), "cannot send to topic '%s': %s", topic,
                   rd_kafka_err2str(code));
}

/* ---- until it is acknowledged ---- */

int kafka_settle(struct kafka_producer *producer, int timeout_ms,
                 struct err *err)
{
    struct kafka_wait wait = kafka_wait_start(producer->settings, timeout_ms);
    char text[ERR_TEXT_MAX];
    rd_kafka_resp_err_t code;

    do {
        code = rd_kafka_flush(producer->handle, kafka_wait_step(&wait));
    } while (code == RD_KAFKA_RESP_ERR__TIMED_OUT && kafka_wait_goes(&wait));
    if (rd_kafka_fatal_error(producer->handle, text, sizeof text) !=
        RD_KAFKA_RESP_ERR_NO_ERROR)
        return err_set(err, ERR_FATAL, "kafka's producer: %s", text);
    if (producer->given_up > 0) {
        return err_set(err, ERR_FATAL, "kafka has not taken %zu messages: %s",
                       producer->given_up, producer->reason);
    }
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
        return err_set(
            err, ERR_RETRY,
            "kafka has not acknowledged %d messages within %d ms%s%s",
            rd_kafka_outq_len(producer->handle), timeout_ms,
            producer->trouble.text[0] == '\0' ? "" : ": ",
            producer->trouble.text);
    }
    producer->trouble.text[0] = '\0';
    return 0;
}

int kafka_flush(struct kafka_producer *producer, int timeout_ms,
                struct err *err)
{
    int status = kafka_settle(producer, timeout_ms, err);

    kafka_wanted_forget(producer);
    return status;
}
