#include "base/time.h"
#include "io/kafka_private.h"

#define POLL_MS 100

/* ---- a handle of its own ---- */

static rd_kafka_t *reader_open(const struct kafka_settings *settings,
                               const char *isolation,
                               struct kafka_trouble *trouble, struct err *err)
{
    const struct kafka_property fixed[] = {
        { "isolation.level", isolation },
        { "enable.partition.eof", "true" },
        { "auto.offset.reset", "earliest" },
        { NULL, NULL },
    };
    rd_kafka_conf_t *conf =
        kafka_conf_new(settings, kafka_consuming, fixed, err);

    if (conf == NULL)
        return NULL;
    kafka_trouble_watch(trouble, conf);
    return kafka_handle_new(RD_KAFKA_CONSUMER, conf, err);
}

bool kafka_is_settling(rd_kafka_resp_err_t code)
{
    return code == RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION ||
           code == RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE ||
           code == RD_KAFKA_RESP_ERR__TIMED_OUT;
}

/* Asked without isolation: a reader of committed messages would be told where
 * the first open transaction begins instead of the end. */
int kafka_watermarks(const struct kafka_settings *settings, const char *topic,
                     int32_t partition, int64_t *ret_low, int64_t *ret_high,
                     int timeout_ms, struct err *err)
{
    struct kafka_trouble trouble;
    rd_kafka_t *handle =
        reader_open(settings, "read_uncommitted", &trouble, err);
    struct kafka_wait wait = kafka_wait_start(settings, timeout_ms);
    rd_kafka_resp_err_t code;

    if (handle == NULL)
        return -1;
    do {
        code =
            rd_kafka_query_watermark_offsets(handle, topic, partition, ret_low,
                                             ret_high, kafka_wait_step(&wait));
    } while (kafka_is_settling(code) && kafka_wait_goes(&wait));
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
        (void)err_set(err, ERR_RETRY,
                      "cannot ask for the end of topic '%s' partition %d: %s%s",
                      topic, (int)partition, rd_kafka_err2str(code),
                      kafka_remedy(code, ""));
        kafka_trouble_blame(handle, err);
    }
    rd_kafka_destroy(handle);
    return code == RD_KAFKA_RESP_ERR_NO_ERROR ? 0 : -1;
}

/* ---- reading ---- */

struct reading {
    const struct kafka_settings *settings;
    int64_t position; /* everything before it was read */
    int64_t end;
    kafka_each *each;
    void *arg;
};

static int reading_take(struct reading *reading, rd_kafka_message_t *from_kafka,
                        struct err *err)
{
    struct kafka_message message;

    kafka_message_take(&message, from_kafka);
    if (message.offset >= reading->end) {
        reading->position = reading->end;
        return 0;
    }
    reading->position = message.offset + 1;
    return reading->each(&message, reading->arg, err);
}

/* Offsets of markers, of aborted messages and of what compaction removed are
 * never seen; where the partition ends for now is said by an event. */
static int reading_step(struct reading *reading, rd_kafka_message_t *from_kafka,
                        struct err *err)
{
    switch ((int)from_kafka->err) {
    case RD_KAFKA_RESP_ERR_NO_ERROR:
        return reading_take(reading, from_kafka, err);
    case RD_KAFKA_RESP_ERR__PARTITION_EOF:
        if (from_kafka->offset > reading->position)
            reading->position = from_kafka->offset;
        return 0;
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
    case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
        return err_set(err, ERR_USAGE, "%s",
                       rd_kafka_message_errstr(from_kafka));
    default:
        return 0; /* librdkafka tries again */
    }
}

/* Now and then: may it go on? */
static int reading_check(const struct reading *reading,
                         const struct kafka_wait *wait, struct err *err)
{
    if (kafka_wait_goes(wait))
        return 0;
    return err_set(err, ERR_RETRY, "nothing after offset %lld of %lld in time",
                   (long long)reading->position, (long long)reading->end);
}

static int reading_run(struct reading *reading, rd_kafka_topic_t *topic,
                       int32_t partition, int timeout_ms, struct err *err)
{
    struct kafka_wait wait = kafka_wait_start(reading->settings, timeout_ms);
    int64_t check_ms = 0;
    int status = 0;

    while (status == 0 && reading->position < reading->end) {
        int64_t before = reading->position;
        rd_kafka_message_t *message =
            rd_kafka_consume(topic, partition, POLL_MS);

        if (message != NULL) {
            status = reading_step(reading, message, err);
            rd_kafka_message_destroy(message);
        }
        if (reading->position > before)
            wait.end_ms = time_boot_ms() + timeout_ms;
        if (status == 0 && reading->position < reading->end &&
            time_boot_ms() >= check_ms) {
            status = reading_check(reading, &wait, err);
            check_ms = time_boot_ms() + POLL_MS;
        }
    }
    return status;
}

static int reading_start(struct reading *reading, const char *name,
                         int32_t partition, int timeout_ms, struct err *err)
{
    struct kafka_trouble trouble;
    rd_kafka_t *handle =
        reader_open(reading->settings, "read_committed", &trouble, err);
    rd_kafka_topic_t *topic;
    int status = -1;

    if (handle == NULL)
        return -1;
    topic = rd_kafka_topic_new(handle, name, NULL);
    if (topic != NULL &&
        rd_kafka_consume_start(topic, partition, reading->position) == 0) {
        status = reading_run(reading, topic, partition, timeout_ms, err);
        (void)rd_kafka_consume_stop(topic, partition);
    } else {
        (void)err_set(err, ERR_USAGE, "%s",
                      rd_kafka_err2str(rd_kafka_last_error()));
    }
    if (topic != NULL)
        rd_kafka_topic_destroy(topic);
    rd_kafka_destroy(handle);
    return status;
}

/* NOLINTNEXTLINE(readability-function-size): nothing of it can be left out */
int kafka_read_partition(const struct kafka_settings *settings,
                         const char *topic, int32_t partition, int64_t from,
                         kafka_each *each, void *arg, int64_t *ret_end,
                         int timeout_ms, struct err *err)
{
    struct reading reading = {
        .settings = settings, .position = from, .each = each, .arg = arg
    };
    int64_t low;
    int status;

    if (kafka_watermarks(settings, topic, partition, &low, &reading.end,
                         timeout_ms, err) != 0)
        return -1;
    *ret_end = reading.end;
    if (from > reading.end) {
        return err_set(err, ERR_FATAL,
                       "topic '%s' partition %d ends at offset %lld, before "
                       "%lld",
                       topic, (int)partition, (long long)reading.end,
                       (long long)from);
    }
    if (reading.end <= low || from == reading.end)
        return 0;
    status = reading_start(&reading, topic, partition, timeout_ms, err);
    if (status < 0) {
        return err_prefix(err, "cannot read topic '%s' partition %d", topic,
                          (int)partition);
    }
    return status;
}
