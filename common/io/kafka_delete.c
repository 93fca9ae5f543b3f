/*
 * Taking messages out of Kafka, and how long it keeps their bytes.
 */
#include "base/mem.h"
#include "io/kafka_private.h"

#include <string.h>

#define ADMIN_TEXT_MAX 256

/* One request to the cluster, and the event that answers it. */
struct admin {
    rd_kafka_t *handle;
    rd_kafka_queue_t *queue;
    rd_kafka_AdminOptions_t *options;
    struct kafka_trouble trouble;
};

static void admin_close(struct admin *admin)
{
    if (admin->handle == NULL)
        return;
    rd_kafka_AdminOptions_destroy(admin->options);
    rd_kafka_queue_destroy(admin->queue);
    rd_kafka_destroy(admin->handle);
}

/* admin must stay where it is until admin_close(). */
static int admin_open(struct admin *admin,
                      const struct kafka_settings *settings,
                      rd_kafka_admin_op_t what, int timeout_ms, struct err *err)
{
    rd_kafka_conf_t *conf = kafka_conf_new(settings, NULL, NULL, err);
    char text[ADMIN_TEXT_MAX];

    *admin = (struct admin){ 0 };
    if (conf == NULL)
        return -1;
    kafka_trouble_watch(&admin->trouble, conf);
    admin->handle = kafka_handle_new(RD_KAFKA_PRODUCER, conf, err);
    if (admin->handle == NULL)
        return -1;
    admin->queue = rd_kafka_queue_new(admin->handle);
    admin->options = rd_kafka_AdminOptions_new(admin->handle, what);
    (void)rd_kafka_AdminOptions_set_request_timeout(admin->options, timeout_ms,
                                                    text, sizeof text);
    return 0;
}

static enum err_kind admin_kind(rd_kafka_resp_err_t code)
{
    switch ((int)code) {
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_POLICY_VIOLATION:
        return ERR_USAGE;
    default:
        return ERR_RETRY;
    }
}

/* The request's own time limit ends the wait. NULL: it was not answered. */
static rd_kafka_event_t *admin_answer(struct admin *admin, const char *what,
                                      struct err *err)
{
    rd_kafka_event_t *event = rd_kafka_queue_poll(admin->queue, -1);
    rd_kafka_resp_err_t code = rd_kafka_event_error(event);

    if (code == RD_KAFKA_RESP_ERR_NO_ERROR)
        return event;
    (void)err_set(err, admin_kind(code), "cannot %s: %s%s", what,
                  rd_kafka_event_error_string(event), kafka_remedy(code, ""));
    kafka_trouble_blame(admin->handle, err);
    rd_kafka_event_destroy(event);
    return NULL;
}

/* ---- deleting ---- */

static int deleted_check(rd_kafka_event_t *event, struct err *err)
{
    const rd_kafka_topic_partition_list_t *list =
        rd_kafka_DeleteRecords_result_offsets(
            rd_kafka_event_DeleteRecords_result(event));

    for (int i = 0; i < list->cnt; i++) {
        const rd_kafka_topic_partition_t *place = &list->elems[i];

        if (place->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
            return err_set(err, admin_kind(place->err),
                           "cannot delete messages of topic '%s' partition "
                           "%d: %s%s",
                           place->topic, (int)place->partition,
                           rd_kafka_err2str(place->err),
                           kafka_remedy(place->err, ""));
        }
    }
    return 0;
}

int kafka_delete(const struct kafka_settings *settings,
                 const struct kafka_position *positions, size_t count,
                 int timeout_ms, struct err *err)
{
    rd_kafka_topic_partition_list_t *list = kafka_list_of(positions, count);
    rd_kafka_DeleteRecords_t *request = rd_kafka_DeleteRecords_new(list);
    rd_kafka_event_t *event = NULL;
    struct admin admin;
    int result = admin_open(&admin, settings, RD_KAFKA_ADMIN_OP_DELETERECORDS,
                            timeout_ms, err);

    rd_kafka_topic_partition_list_destroy(list);
    if (result == 0) {
        rd_kafka_DeleteRecords(admin.handle, &request, 1, admin.options,
                               admin.queue);
        event = admin_answer(&admin, "delete messages", err);
        result = event == NULL ? -1 : deleted_check(event, err);
    }
    if (event != NULL)
        rd_kafka_event_destroy(event);
    rd_kafka_DeleteRecords_destroy(request);
    admin_close(&admin);
    return result;
}

/* ---- what a topic is set to ---- */

static char *setting_find(const rd_kafka_ConfigResource_t *topic,
                          const char *name)
{
    size_t count;
    const rd_kafka_ConfigEntry_t **entries =
        rd_kafka_ConfigResource_configs(topic, &count);

    for (size_t i = 0; i < count; i++) {
        if (strcmp(rd_kafka_ConfigEntry_name(entries[i]), name) == 0)
            return mem_copy(rd_kafka_ConfigEntry_value(entries[i]));
    }
    return NULL;
}

static int settings_take(rd_kafka_event_t *event, struct kafka_setting *wanted,
                         size_t count, struct err *err)
{
    size_t topics;
    const rd_kafka_ConfigResource_t **answers =
        rd_kafka_DescribeConfigs_result_resources(
            rd_kafka_event_DescribeConfigs_result(event), &topics);

    for (size_t i = 0; i < topics; i++) {
        rd_kafka_resp_err_t code = rd_kafka_ConfigResource_error(answers[i]);

        if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
            return err_set(err, admin_kind(code),
                           "cannot ask for the settings of topic '%s': %s%s",
                           rd_kafka_ConfigResource_name(answers[i]),
                           rd_kafka_err2str(code), kafka_remedy(code, ""));
        }
        for (size_t w = 0; w < count; w++)
            wanted[w].ret_value = setting_find(answers[i], wanted[w].name);
    }
    return 0;
}

int kafka_topic_settings(const struct kafka_settings *settings,
                         const char *topic, struct kafka_setting *wanted,
                         size_t count, int timeout_ms, struct err *err)
{
    rd_kafka_ConfigResource_t *resource =
        rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic);
    rd_kafka_event_t *event = NULL;
    struct admin admin;
    int result = admin_open(&admin, settings, RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS,
                            timeout_ms, err);

    for (size_t w = 0; w < count; w++)
        wanted[w].ret_value = NULL;
    if (result == 0) {
        rd_kafka_DescribeConfigs(admin.handle, &resource, 1, admin.options,
                                 admin.queue);
        event = admin_answer(&admin, "ask for a topic's settings", err);
        result = event == NULL ? -1 : settings_take(event, wanted, count, err);
    }
    if (event != NULL)
        rd_kafka_event_destroy(event);
    rd_kafka_ConfigResource_destroy(resource);
    admin_close(&admin);
    return result;
}
