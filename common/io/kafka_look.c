/*
 * Where things stand in Kafka, for who only looks.
 */
#include "base/mem.h"
#include "io/kafka_private.h"

static rd_kafka_t *look_open(const struct kafka_settings *settings,
                             const char *group, struct err *err)
{
    const struct kafka_property fixed[] = {
        { "enable.auto.commit", "false" },
        { "isolation.level", "read_committed" },
        { group == NULL ? NULL : "group.id", group },
        { NULL, NULL },
    };
    rd_kafka_conf_t *conf =
        kafka_conf_new(settings, kafka_consuming, fixed, err);

    return conf == NULL ? NULL : kafka_handle_new(RD_KAFKA_CONSUMER, conf, err);
}

/* ---- by time ---- */

static rd_kafka_resp_err_t offset_ask(rd_kafka_t *handle,
                                      rd_kafka_topic_partition_list_t *list,
                                      int64_t time_ms, struct kafka_wait *wait)
{
    rd_kafka_resp_err_t code;

    do {
        list->elems[0].offset = time_ms;
        code = rd_kafka_offsets_for_times(handle, list, kafka_wait_step(wait));
        if (code == RD_KAFKA_RESP_ERR_NO_ERROR)
            code = list->elems[0].err;
    } while (kafka_is_settling(code) && kafka_wait_goes(wait));
    return code;
}

/* NOLINTNEXTLINE(readability-function-size): nothing of it can be left out */
int kafka_offset_at(const struct kafka_settings *settings, const char *topic,
                    int32_t partition, int64_t time_ms, int64_t *ret_offset,
                    int timeout_ms, struct err *err)
{
    const struct kafka_position position = { topic, partition, time_ms };
    rd_kafka_t *handle = look_open(settings, NULL, err);
    struct kafka_wait wait = kafka_wait_start(settings, timeout_ms);
    rd_kafka_topic_partition_list_t *list;
    rd_kafka_resp_err_t code;
    int64_t low;

    if (handle == NULL)
        return -1;
    list = kafka_list_of(&position, 1);
    code = offset_ask(handle, list, time_ms, &wait);
    *ret_offset = list->elems[0].offset;
    rd_kafka_topic_partition_list_destroy(list);
    rd_kafka_destroy(handle);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
        return err_set(err, ERR_RETRY,
                       "cannot look up a time in topic '%s' partition %d: %s",
                       topic, (int)partition, rd_kafka_err2str(code));
    }
    if (*ret_offset >= 0)
        return 0;
    return kafka_watermarks(settings, topic, partition, &low, ret_offset,
                            timeout_ms, err);
}

/* ---- by group ---- */

static rd_kafka_resp_err_t committed_ask(rd_kafka_t *handle, const char *topic,
                                         int32_t partitions,
                                         struct kafka_stand *ret_stands,
                                         struct kafka_wait *wait)
{
    rd_kafka_topic_partition_list_t *list =
        rd_kafka_topic_partition_list_new(partitions);
    rd_kafka_resp_err_t code;

    rd_kafka_topic_partition_list_add_range(list, topic, 0, partitions - 1);
    do {
        code = rd_kafka_committed(handle, list, kafka_wait_step(wait));
    } while (kafka_is_settling(code) && kafka_wait_goes(wait));
    for (int32_t p = 0; p < partitions; p++)
        ret_stands[p].committed = list->elems[p].offset;
    rd_kafka_topic_partition_list_destroy(list);
    return code;
}

static rd_kafka_resp_err_t ends_ask(rd_kafka_t *handle, const char *topic,
                                    int32_t partitions,
                                    struct kafka_stand *ret_stands,
                                    struct kafka_wait *wait)
{
    rd_kafka_resp_err_t code = RD_KAFKA_RESP_ERR_NO_ERROR;

    for (int32_t p = 0; p < partitions; p++) {
        do {
            code = rd_kafka_query_watermark_offsets(
                handle, topic, p, &ret_stands[p].low, &ret_stands[p].end,
                kafka_wait_step(wait));
        } while (kafka_is_settling(code) && kafka_wait_goes(wait));
        if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
            break;
    }
    return code;
}

/* NOLINTNEXTLINE(readability-function-size): nothing of it can be left out */
int kafka_group_stands(const struct kafka_settings *settings, const char *group,
                       const char *topic, int32_t partitions,
                       struct kafka_stand *ret_stands, int timeout_ms,
                       struct err *err)
{
    rd_kafka_t *handle = look_open(settings, group, err);
    struct kafka_wait wait = kafka_wait_start(settings, timeout_ms);
    rd_kafka_resp_err_t code;

    if (handle == NULL)
        return -1;
    code = committed_ask(handle, topic, partitions, ret_stands, &wait);
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR)
        code = ends_ask(handle, topic, partitions, ret_stands, &wait);
    rd_kafka_destroy(handle);
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR)
        return 0;
    return err_set(err, ERR_RETRY,
                   "cannot ask where group '%s' stands in topic '%s': %s",
                   group, topic, rd_kafka_err2str(code));
}
