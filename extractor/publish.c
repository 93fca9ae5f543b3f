#include "extractor/publish.h"

#include "base/hash.h"
#include "base/mem.h"
#include "domain/letter.h"

#include <stdlib.h>
#include <string.h>

struct publish {
    struct kafka_producer *producer;
    const struct topics *topics;
    struct buf value; /* reused: a page has a thousand of them */
};

struct publish *publish_open(const struct kafka_settings *kafka,
                             const struct topics *topics, struct err *err)
{
    struct kafka_producer *producer = kafka_producer_open(kafka, NULL, err);
    struct publish *publish;

    if (producer == NULL)
        return NULL;
    publish = mem_new(1, sizeof(*publish));
    publish->producer = producer;
    publish->topics = topics;
    return publish;
}

void publish_close(struct publish *publish)
{
    if (publish == NULL)
        return;
    kafka_producer_close(publish->producer);
    buf_free(&publish->value);
    free(publish);
}

/* Sends publish->value. */
static int publish_send(struct publish *publish, const char *topic,
                        int32_t partition, const char *key, struct err *err)
{
    return kafka_send(publish->producer, topic, partition, key, strlen(key),
                      publish->value.data, publish->value.length, NULL, err);
}

static int32_t publish_partition(const struct publish *publish, const char *id)
{
    return hash_partition(id, strlen(id), publish->topics->partitions);
}

int publish_seen(struct publish *publish, const char *topic,
                 const struct record *record, struct slice raw, struct err *err)
{
    buf_clear(&publish->value);
    record_encode_seen(&publish->value, record, raw.text, raw.length);
    return publish_send(publish, topic, publish_partition(publish, record->id),
                        record->id, err);
}

int publish_gone(struct publish *publish, const char *topic,
                 const struct record *record, struct err *err)
{
    buf_clear(&publish->value);
    record_encode_gone(&publish->value, record);
    return publish_send(publish, topic, publish_partition(publish, record->id),
                        record->id, err);
}

int publish_scanned(struct publish *publish, const char *topic,
                    const struct record *record, struct err *err)
{
    struct record marker = *record;

    marker.kind = RECORD_SCANNED;
    marker.partitions = publish->topics->partitions;
    for (int32_t i = 0; i < marker.partitions; i++) {
        marker.partition = i;
        buf_clear(&publish->value);
        record_encode_scanned(&publish->value, &marker);
        if (publish_send(publish, topic, i, RECORD_MARKER_KEY, err) != 0)
            return -1;
    }
    return 0;
}

int publish_dead(struct publish *publish, const char *topic, const char *id,
                 struct slice raw, const char *cause, struct err *err)
{
    const char *key = id == NULL ? topic : id;

    buf_clear(&publish->value);
    letter_encode(&publish->value, topic, -1, -1, cause, raw.text, raw.length);
    return publish_send(publish, publish->topics->dead_letters,
                        publish_partition(publish, key), key, err);
}

int publish_flush(struct publish *publish, int timeout_ms, struct err *err)
{
    return kafka_flush(publish->producer, timeout_ms, err);
}
