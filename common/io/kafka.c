#include "base/time.h"
#include "io/kafka_private.h"

#include <string.h>

/* Of a wait that somebody has ended a step is left: enough to finish what is
 * all but done, too little to sit out an outage. */
#define WAIT_STEP_MS     500
#define WAIT_STEP_MAX_MS 1000

/*
 * A consumer that was killed is missed after ten seconds, and a group that
 * changes is noticed within one.
 *
 * How much is fetched ahead: librdkafka 2.0.2 leaves a queue that is full
 * alone for a second, so it must hold what can be worked off in a second:
 * 20,000 messages, or 16 MB. More would only be memory: a waiting message costs
 * some 500 bytes besides its own, and a fetch, which may unpack to ten times
 * its size, is added whole. Measured: 30 to 45 MB, also for small messages.
 */
#define FETCH_AHEAD "20000"

const struct kafka_property kafka_consuming[] = {
    { "session.timeout.ms", "10000" },
    { "heartbeat.interval.ms", "1000" },
    { "queued.max.messages.kbytes", "16384" },
    { "fetch.max.bytes", "1048576" },
    { "fetch.message.max.bytes", "262144" },
    { "fetch.error.backoff.ms", "100" },
    { NULL, NULL },
};

static int conf_set(rd_kafka_conf_t *conf, const char *name, const char *value,
                    struct err *err)
{
    char text[ERR_TEXT_MAX];

    if (rd_kafka_conf_set(conf, name, value, text, sizeof text) ==
        RD_KAFKA_CONF_OK)
        return 0;
    return err_set(err, ERR_USAGE, "kafka property '%s': %s", name, text);
}

static int conf_set_all(rd_kafka_conf_t *conf,
                        const struct kafka_property *properties,
                        struct err *err)
{
    if (properties == NULL)
        return 0;
    for (; properties->name != NULL; properties++) {
        if (conf_set(conf, properties->name, properties->value, err) != 0)
            return -1;
    }
    return 0;
}

static int conf_set_settings(rd_kafka_conf_t *conf,
                             const struct kafka_settings *settings,
                             struct err *err)
{
    for (size_t i = 0; i < settings->extra_count; i++) {
        if (conf_set(conf, settings->extra[i][0], settings->extra[i][1], err) !=
            0)
            return -1;
    }
    return 0;
}

rd_kafka_conf_t *kafka_conf_new(const struct kafka_settings *settings,
                                const struct kafka_property *defaults,
                                const struct kafka_property *fixed,
                                struct err *err)
{
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    const struct kafka_property common[] = {
        { "bootstrap.servers", settings->brokers },
        { "client.id", settings->client },
        /* A broker that is back is noticed within a second. */
        { "reconnect.backoff.max.ms", "1000" },
        /* Last, so that NULL ends the list for a producer. */
        { defaults == kafka_consuming ? "queued.min.messages" : NULL,
          settings->fetch_ahead == NULL ? FETCH_AHEAD : settings->fetch_ahead },
        { NULL, NULL },
    };

    /* Libraries do not log; what matters comes as an error or as trouble. */
    rd_kafka_conf_set_log_cb(conf, NULL);
    if (conf_set_all(conf, common, err) == 0 &&
        conf_set_all(conf, defaults, err) == 0 &&
        conf_set_settings(conf, settings, err) == 0 &&
        conf_set_all(conf, fixed, err) == 0)
        return conf;
    rd_kafka_conf_destroy(conf);
    return NULL;
}

rd_kafka_t *kafka_handle_new(rd_kafka_type_t type, rd_kafka_conf_t *conf,
                             struct err *err)
{
    char text[ERR_TEXT_MAX];
    rd_kafka_t *handle = rd_kafka_new(type, conf, text, sizeof text);

    if (handle == NULL) {
        rd_kafka_conf_destroy(conf);
        (void)err_set(err, ERR_USAGE, "cannot set up kafka: %s", text);
    }
    return handle;
}

struct kafka_wait kafka_wait_start(const struct kafka_settings *settings,
                                   int timeout_ms)
{
    return (struct kafka_wait){ .settings = settings,
                                .end_ms = time_boot_ms() + timeout_ms,
                                .step_ms = WAIT_STEP_MS };
}

int kafka_wait_step(struct kafka_wait *wait)
{
    int64_t left_ms = wait->end_ms - time_boot_ms();
    int step_ms = wait->step_ms;

    if (wait->step_ms < WAIT_STEP_MAX_MS)
        wait->step_ms *= 2;
    if (left_ms > step_ms)
        return step_ms;
    return left_ms > 0 ? (int)left_ms : 0;
}

bool kafka_wait_goes(const struct kafka_wait *wait)
{
    const struct kafka_settings *settings = wait->settings;

    return time_boot_ms() < wait->end_ms &&
           (settings->go_on == NULL || settings->go_on(settings->go_on_arg));
}

int kafka_fail(struct err *err, enum err_kind kind, const char *what,
               rd_kafka_error_t *error)
{
    (void)err_set(err, kind, "%s: %s%s", what, rd_kafka_error_string(error),
                  kafka_remedy(rd_kafka_error_code(error), ""));
    rd_kafka_error_destroy(error);
    return -1;
}

rd_kafka_topic_partition_list_t *
kafka_list_of(const struct kafka_position *positions, size_t count)
{
    rd_kafka_topic_partition_list_t *list =
        rd_kafka_topic_partition_list_new((int)count);

    for (size_t i = 0; i < count; i++) {
        rd_kafka_topic_partition_list_add(list, positions[i].topic,
                                          positions[i].partition)
            ->offset = positions[i].next;
    }
    return list;
}

void kafka_message_take(struct kafka_message *ret_message,
                        rd_kafka_message_t *message)
{
    memset(ret_message, 0, sizeof *ret_message);
    ret_message->topic = rd_kafka_topic_name(message->rkt);
    ret_message->partition = message->partition;
    ret_message->offset = message->offset;
    ret_message->timestamp_ms = rd_kafka_message_timestamp(message, NULL);
    ret_message->key = message->key;
    ret_message->key_length = message->key_len;
    ret_message->value = message->payload;
    ret_message->value_length = message->len;
    ret_message->handle = message;
}

void kafka_messages_free(struct kafka_message *messages, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        rd_kafka_message_destroy(messages[i].handle);
        messages[i].handle = NULL;
    }
}
