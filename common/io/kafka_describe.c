/*
 * What topics are like, for who only looks.
 */
#include "base/mem.h"
#include "io/kafka_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- from the cluster's list ---- */

static void replicas_count(const struct rd_kafka_metadata_topic *topic,
                           struct kafka_topic_state *state)
{
    for (int i = 0; i < topic->partition_cnt; i++) {
        const struct rd_kafka_metadata_partition *p = &topic->partitions[i];

        if (i == 0 || p->replica_cnt < state->replicas)
            state->replicas = p->replica_cnt;
        if (i == 0 || p->isr_cnt < state->in_sync)
            state->in_sync = p->isr_cnt;
    }
}

static void topic_look(const struct rd_kafka_metadata *cluster,
                       const char *name, struct kafka_topic_state *ret_state)
{
    *ret_state = (struct kafka_topic_state){ 0 };
    for (int i = 0; i < cluster->topic_cnt; i++) {
        const struct rd_kafka_metadata_topic *topic = &cluster->topics[i];

        if (strcmp(topic->topic, name) != 0 ||
            topic->err != RD_KAFKA_RESP_ERR_NO_ERROR)
            continue;
        ret_state->partitions = topic->partition_cnt;
        replicas_count(topic, ret_state);
    }
}

static int topics_look(rd_kafka_t *handle, const char *const *names,
                       size_t count, struct kafka_topic_state *ret_states,
                       int *ret_brokers, struct kafka_wait *wait,
                       struct err *err)
{
    const struct rd_kafka_metadata *cluster = NULL;
    rd_kafka_resp_err_t code;

    do {
        code =
            rd_kafka_metadata(handle, 1, NULL, &cluster, kafka_wait_step(wait));
        if (code == RD_KAFKA_RESP_ERR_NO_ERROR)
            break;
        (void)err_set(err, ERR_RETRY, "cannot list kafka's topics: %s",
                      rd_kafka_err2str(code));
        kafka_trouble_blame(handle, err);
    } while (err->kind == ERR_RETRY && kafka_wait_goes(wait));
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
        return -1;
    for (size_t i = 0; i < count; i++)
        topic_look(cluster, names[i], &ret_states[i]);
    *ret_brokers = cluster->broker_cnt;
    rd_kafka_metadata_destroy(cluster);
    return 0;
}

/* ---- from each topic's configuration ---- */

static void config_take(const rd_kafka_ConfigEntry_t *entry,
                        struct kafka_topic_state *state)
{
    const char *name = rd_kafka_ConfigEntry_name(entry);
    const char *value = rd_kafka_ConfigEntry_value(entry);

    if (value == NULL)
        return;
    if (strcmp(name, "cleanup.policy") == 0) {
        (void)snprintf(state->cleanup, sizeof state->cleanup, "%s", value);
    } else if (strcmp(name, "retention.ms") == 0) {
        state->retention_ms = strtoll(value, NULL, 10);
    } else if (strcmp(name, "min.insync.replicas") == 0) {
        state->min_in_sync = (int)strtol(value, NULL, 10);
    } else if (strcmp(name, "max.message.bytes") == 0) {
        state->message_max = strtoll(value, NULL, 10);
    }
}

static void resource_take(const rd_kafka_ConfigResource_t *resource,
                          const char *const *names, size_t count,
                          struct kafka_topic_state *states)
{
    const rd_kafka_ConfigEntry_t **entries;
    size_t entry_count;
    size_t n = 0;

    if (rd_kafka_ConfigResource_error(resource) != RD_KAFKA_RESP_ERR_NO_ERROR)
        return;
    while (n < count &&
           strcmp(names[n], rd_kafka_ConfigResource_name(resource)) != 0)
        n++;
    if (n == count)
        return;
    entries = rd_kafka_ConfigResource_configs(resource, &entry_count);
    for (size_t i = 0; i < entry_count; i++)
        config_take(entries[i], &states[n]);
}

static void configs_take(rd_kafka_event_t *event, const char *const *names,
                         size_t count, struct kafka_topic_state *states)
{
    const rd_kafka_ConfigResource_t **resources;
    size_t resource_count;

    if (rd_kafka_event_error(event) != RD_KAFKA_RESP_ERR_NO_ERROR)
        return;
    resources = rd_kafka_DescribeConfigs_result_resources(
        rd_kafka_event_DescribeConfigs_result(event), &resource_count);
    for (size_t i = 0; i < resource_count; i++)
        resource_take(resources[i], names, count, states);
}

static size_t resources_new(const char *const *names, size_t count,
                            const struct kafka_topic_state *states,
                            rd_kafka_ConfigResource_t **ret_resources)
{
    size_t there = 0;

    for (size_t i = 0; i < count; i++) {
        if (states[i].partitions > 0) {
            ret_resources[there++] =
                rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, names[i]);
        }
    }
    return there;
}

/* Whoever may not ask is told nothing: cleanup stays "". */
static void configs_look(rd_kafka_t *handle, const char *const *names,
                         size_t count, struct kafka_topic_state *states,
                         int timeout_ms)
{
    rd_kafka_ConfigResource_t **resources = mem_new(count, sizeof(void *));
    size_t there = resources_new(names, count, states, resources);
    rd_kafka_queue_t *queue = rd_kafka_queue_new(handle);
    rd_kafka_AdminOptions_t *options =
        rd_kafka_AdminOptions_new(handle, RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS);
    rd_kafka_event_t *event;
    char text[ERR_TEXT_MAX];

    if (there > 0) {
        (void)rd_kafka_AdminOptions_set_request_timeout(options, timeout_ms,
                                                        text, sizeof text);
        rd_kafka_DescribeConfigs(handle, resources, there, options, queue);
        /* The request's own time limit ends this. */
        event = rd_kafka_queue_poll(queue, -1);
        configs_take(event, names, count, states);
        rd_kafka_event_destroy(event);
    }
    rd_kafka_AdminOptions_destroy(options);
    rd_kafka_queue_destroy(queue);
    rd_kafka_ConfigResource_destroy_array(resources, there);
    free(resources);
}

/* NOLINTNEXTLINE(readability-function-size): what it is asked, and answers */
int kafka_topics_describe(const struct kafka_settings *settings,
                          const char *const *names, size_t count,
                          struct kafka_topic_state *ret_states,
                          int *ret_brokers, int timeout_ms, struct err *err)
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
    status =
        topics_look(handle, names, count, ret_states, ret_brokers, &wait, err);
    if (status == 0)
        configs_look(handle, names, count, ret_states, timeout_ms);
    rd_kafka_destroy(handle);
    return status;
}
