#include "base/mem.h"
#include "io/kafka_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CONFIG_TEXT_MAX 24

static const struct rd_kafka_metadata_topic *
topic_find(const struct rd_kafka_metadata *cluster, const char *name)
{
    for (int i = 0; i < cluster->topic_cnt; i++) {
        if (strcmp(cluster->topics[i].topic, name) == 0)
            return &cluster->topics[i];
    }
    return NULL;
}

static int topics_compare(const struct rd_kafka_metadata *cluster,
                          const struct kafka_topic *topics, size_t count,
                          const struct kafka_topic **ret_missing,
                          size_t *ret_count, struct err *err)
{
    *ret_count = 0;
    for (size_t i = 0; i < count; i++) {
        const struct rd_kafka_metadata_topic *found =
            topic_find(cluster, topics[i].name);

        if (found == NULL || found->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
            ret_missing[(*ret_count)++] = &topics[i];
        } else if (found->partition_cnt != topics[i].partitions) {
            return err_set(err, ERR_USAGE,
                           "topic '%s' has %d partitions, not %d: set "
                           "TANDEM_PARTITIONS to %d, or use another namespace",
                           topics[i].name, found->partition_cnt,
                           (int)topics[i].partitions, found->partition_cnt);
        }
    }
    return 0;
}

static void topic_set_ms(rd_kafka_NewTopic_t *topic, const char *name,
                         int64_t ms)
{
    char text[CONFIG_TEXT_MAX];

    if (ms == 0)
        return;
    (void)snprintf(text, sizeof text, "%lld", (long long)ms);
    (void)rd_kafka_NewTopic_set_config(topic, name, text);
}

/* The segment that is written to is neither compacted nor deleted: a quiet
 * partition's could hold what was replaced for a week, and compaction wait
 * until half of the log is old. */
static void topic_set_times(rd_kafka_NewTopic_t *to,
                            const struct kafka_topic *topic)
{
    if (topic->compact) {
        topic_set_ms(to, "max.compaction.lag.ms", topic->dispose_ms);
    } else {
        topic_set_ms(to, "retention.ms", topic->retention_ms);
        topic_set_ms(to, "segment.ms", topic->dispose_ms);
    }
}

static rd_kafka_NewTopic_t *topic_describe(const struct kafka_topic *topic,
                                           int brokers, struct err *err)
{
    char text[ERR_TEXT_MAX];
    rd_kafka_NewTopic_t *new_topic =
        rd_kafka_NewTopic_new(topic->name, topic->partitions,
                              brokers < 3 ? brokers : 3, text, sizeof text);

    if (new_topic == NULL) {
        (void)err_set(err, ERR_USAGE, "topic '%s': %s", topic->name, text);
        return NULL;
    }
    (void)rd_kafka_NewTopic_set_config(new_topic, "cleanup.policy",
                                       topic->compact ? "compact" : "delete");
    topic_set_times(new_topic, topic);
    if (brokers >= 3) {
        (void)rd_kafka_NewTopic_set_config(new_topic, "min.insync.replicas",
                                           "2");
    }
    return new_topic;
}

static enum err_kind create_kind(rd_kafka_resp_err_t code)
{
    switch ((int)code) {
    case RD_KAFKA_RESP_ERR_INVALID_PARTITIONS:
    case RD_KAFKA_RESP_ERR_INVALID_CONFIG:
    case RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION:
    case RD_KAFKA_RESP_ERR_POLICY_VIOLATION:
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
        return ERR_USAGE;
    default:
        return ERR_RETRY;
    }
}

static int created_check(rd_kafka_event_t *event, struct err *err)
{
    const rd_kafka_topic_result_t **results;
    size_t count;

    if (rd_kafka_event_error(event) != RD_KAFKA_RESP_ERR_NO_ERROR) {
        return err_set(err, ERR_RETRY, "cannot create topics: %s",
                       rd_kafka_event_error_string(event));
    }
    results = rd_kafka_CreateTopics_result_topics(
        rd_kafka_event_CreateTopics_result(event), &count);
    for (size_t i = 0; i < count; i++) {
        rd_kafka_resp_err_t code = rd_kafka_topic_result_error(results[i]);

        /* Another process may have been quicker. */
        if (code != RD_KAFKA_RESP_ERR_NO_ERROR &&
            code != RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) {
            return err_set(err, create_kind(code),
                           "cannot create topic '%s': %s%s",
                           rd_kafka_topic_result_name(results[i]),
                           rd_kafka_topic_result_error_string(results[i]),
                           kafka_remedy(code, ""));
        }
    }
    return 0;
}

static int topics_request(rd_kafka_t *handle, rd_kafka_NewTopic_t **topics,
                          size_t count, int timeout_ms, struct err *err)
{
    rd_kafka_queue_t *queue = rd_kafka_queue_new(handle);
    rd_kafka_AdminOptions_t *options =
        rd_kafka_AdminOptions_new(handle, RD_KAFKA_ADMIN_OP_CREATETOPICS);
    rd_kafka_event_t *event;
    char text[ERR_TEXT_MAX];
    int status;

    (void)rd_kafka_AdminOptions_set_request_timeout(options, timeout_ms, text,
                                                    sizeof text);
    rd_kafka_CreateTopics(handle, topics, count, options, queue);
    /* The request's own time limit ends this. */
    event = rd_kafka_queue_poll(queue, -1);
    status = created_check(event, err);
    rd_kafka_event_destroy(event);
    rd_kafka_AdminOptions_destroy(options);
    rd_kafka_queue_destroy(queue);
    return status;
}

static int topics_create(rd_kafka_t *handle,
                         const struct kafka_topic *const *missing, size_t count,
                         int brokers, int timeout_ms, struct err *err)
{
    rd_kafka_NewTopic_t **topics = mem_new(count, sizeof(void *));
    size_t made = 0;
    int status = -1;

    while (made < count) {
        topics[made] = topic_describe(missing[made], brokers, err);
        if (topics[made] == NULL)
            break;
        made++;
    }
    if (made == count)
        status = topics_request(handle, topics, count, timeout_ms, err);
    rd_kafka_NewTopic_destroy_array(topics, made);
    free(topics);
    return status;
}

/* Creates what is missing. *ret_missing: how many were, so that the caller
 * asks again whether they are there: brokers learn of a topic one by one. */
static int topics_step(rd_kafka_t *handle, const struct kafka_topic *topics,
                       size_t count, int timeout_ms, size_t *ret_missing,
                       struct err *err)
{
    const struct rd_kafka_metadata *cluster;
    const struct kafka_topic **missing;
    rd_kafka_resp_err_t code =
        rd_kafka_metadata(handle, 1, NULL, &cluster, timeout_ms);
    int status;

    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
        return err_set(err, ERR_RETRY, "cannot list kafka's topics: %s",
                       rd_kafka_err2str(code));
    }
    missing = mem_new(count, sizeof(void *));
    status = topics_compare(cluster, topics, count, missing, ret_missing, err);
    if (status == 0 && *ret_missing > 0) {
        status = topics_create(handle, missing, *ret_missing,
                               cluster->broker_cnt, timeout_ms, err);
    }
    free(missing);
    rd_kafka_metadata_destroy(cluster);
    return status;
}

static int topics_settle(rd_kafka_t *handle, const struct kafka_topic *topics,
                         size_t count, struct kafka_wait *wait, struct err *err)
{
    size_t missing = 0;

    do {
        int status = topics_step(handle, topics, count, kafka_wait_step(wait),
                                 &missing, err);

        if (status == 0 && missing == 0)
            return 0;
        if (status != 0 && err->kind != ERR_RETRY)
            return -1;
        if (status == 0) {
            (void)err_set(err, ERR_RETRY,
                          "kafka's new topics have not appeared yet");
        }
        (void)rd_kafka_poll(handle, 20);
        kafka_trouble_blame(handle, err);
        if (err->kind != ERR_RETRY)
            return -1;
    } while (kafka_wait_goes(wait));
    return -1;
}

/* ---- from outside ---- */

static int topics_look(rd_kafka_t *handle, const struct kafka_topic *topics,
                       size_t count, struct kafka_wait *wait, struct err *err)
{
    const struct rd_kafka_metadata *cluster = NULL;
    const struct kafka_topic **missing = mem_new(count, sizeof(void *));
    size_t missing_count;
    rd_kafka_resp_err_t code;
    int status;

    do {
        code =
            rd_kafka_metadata(handle, 1, NULL, &cluster, kafka_wait_step(wait));
        if (code == RD_KAFKA_RESP_ERR_NO_ERROR)
            break;
        (void)err_set(err, ERR_RETRY, "cannot list kafka's topics: %s",
                      rd_kafka_err2str(code));
        kafka_trouble_blame(handle, err);
    } while (err->kind == ERR_RETRY && kafka_wait_goes(wait));
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
        free(missing);
        return -1;
    }
    status =
        topics_compare(cluster, topics, count, missing, &missing_count, err);
    rd_kafka_metadata_destroy(cluster);
    if (status == 0 && missing_count > 0) {
        status = err_set(err, ERR_USAGE,
                         "there is no topic '%s': TANDEM_BROKERS and "
                         "TANDEM_NAMESPACE must be those of the services, "
                         "which make the topics when they start",
                         missing[0]->name);
    }
    free(missing);
    return status;
}

typedef int topics_do(rd_kafka_t *handle, const struct kafka_topic *topics,
                      size_t count, struct kafka_wait *wait, struct err *err);

/* NOLINTNEXTLINE(readability-function-size): what both take, and which */
static int topics_with_handle(const struct kafka_settings *settings,
                              const struct kafka_topic *topics, size_t count,
                              int timeout_ms, topics_do *what, struct err *err)
{
    rd_kafka_conf_t *conf = kafka_conf_new(settings, NULL, NULL, err);
    struct kafka_trouble trouble;
    struct kafka_wait wait;
    rd_kafka_t *handle;
    int status;

    if (conf == NULL)
        return -1;
    kafka_trouble_watch(&trouble, conf);
    handle = kafka_handle_new(RD_KAFKA_PRODUCER, conf, err);
    if (handle == NULL)
        return -1;
    wait = kafka_wait_start(settings, timeout_ms);
    status = what(handle, topics, count, &wait, err);
    rd_kafka_destroy(handle);
    return status;
}

int kafka_topics_ensure(const struct kafka_settings *settings,
                        const struct kafka_topic *topics, size_t count,
                        int timeout_ms, struct err *err)
{
    return topics_with_handle(settings, topics, count, timeout_ms,
                              topics_settle, err);
}

int kafka_topics_check(const struct kafka_settings *settings,
                       const struct kafka_topic *topics, size_t count,
                       int timeout_ms, struct err *err)
{
    return topics_with_handle(settings, topics, count, timeout_ms, topics_look,
                              err);
}
