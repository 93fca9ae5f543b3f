#include "support/lag.h"

#include "base/text.h"
#include "base/time.h"
#include "support/test.h"

#include <librdkafka/rdkafka.h>
#include <stdlib.h>

#define LIMIT_MS 5000
#define STEP_MS  100

static rd_kafka_t *lag_open(const char *group)
{
    const char *properties[][2] = {
        { "bootstrap.servers", getenv("TEST_BROKERS") }, /* NOLINT */
        { "group.id", group },
        { "isolation.level", "read_committed" },
        { "enable.auto.commit", "false" },
        { "enable.partition.eof", "true" },
        { "auto.offset.reset", "earliest" },
    };
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    char text[256];
    rd_kafka_t *kafka;

    rd_kafka_conf_set_log_cb(conf, NULL);
    for (size_t i = 0; i < sizeof(properties) / sizeof(properties[0]); i++) {
        assert_int_equal(rd_kafka_conf_set(conf, properties[i][0],
                                           properties[i][1], text,
                                           sizeof(text)),
                         RD_KAFKA_CONF_OK);
    }
    kafka = rd_kafka_new(RD_KAFKA_CONSUMER, conf, text, sizeof(text));
    assert_non_null(kafka);
    rd_kafka_poll_set_consumer(kafka);
    return kafka;
}

static rd_kafka_topic_partition_list_t *partitions_of(rd_kafka_t *kafka,
                                                      const char *topics)
{
    rd_kafka_topic_partition_list_t *list =
        rd_kafka_topic_partition_list_new(16);
    const struct rd_kafka_metadata *metadata = NULL;

    if (rd_kafka_metadata(kafka, 1, NULL, &metadata, LIMIT_MS) != 0)
        return list;
    for (int i = 0; i < metadata->topic_cnt; i++) {
        const struct rd_kafka_metadata_topic *topic = &metadata->topics[i];

        if (text_starts(topic->topic, topics)) {
            rd_kafka_topic_partition_list_add_range(list, topic->topic, 0,
                                                    topic->partition_cnt - 1);
        }
    }
    rd_kafka_metadata_destroy(metadata);
    return list;
}

/* Reads on from the committed offsets to every partition's end. */
static bool messages_follow(rd_kafka_t *kafka, int partitions)
{
    int64_t until_ms = time_boot_ms() + LIMIT_MS;
    bool found = false;
    int ends = 0;

    while (!found && ends < partitions) {
        rd_kafka_message_t *message = rd_kafka_consumer_poll(kafka, STEP_MS);

        if (message == NULL) {
            found = time_boot_ms() > until_ms;
            continue;
        }
        found = message->err == RD_KAFKA_RESP_ERR_NO_ERROR;
        ends += message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF;
        rd_kafka_message_destroy(message);
    }
    return found;
}

bool lag_exists(const char *group, const char *topics)
{
    rd_kafka_t *kafka = lag_open(group);
    rd_kafka_topic_partition_list_t *list = partitions_of(kafka, topics);
    bool exists = true;

    if (list->cnt > 0 && rd_kafka_committed(kafka, list, LIMIT_MS) == 0 &&
        rd_kafka_assign(kafka, list) == 0)
        exists = messages_follow(kafka, list->cnt);
    rd_kafka_topic_partition_list_destroy(list);
    (void)rd_kafka_consumer_close(kafka);
    rd_kafka_destroy(kafka);
    return exists;
}
