#include "transformer/transformer.h"

#include "base/fault.h"
#include "base/mem.h"
#include "base/time.h"
#include "process/flows.h"
#include "process/lag.h"
#include "process/log.h"
#include "state/topics.h"
#include "state/transform.h"
#include "transformer/progress.h"

#include <stdlib.h>

#define POLL_MS   100
#define FLUSH_MS  500
#define ENSURE_MS 5000
/* Flushing waits for the brokers, so it is done for many records at once; what
 * has been sent meanwhile is on its way all the same. */
#define COMMIT_RECORDS 5000
#define COMMIT_BYTES                                             \
    ((size_t)4 * 1024 * 1024) /* well below the producer's queue \
                               */
#define COMMIT_MS 200

struct transformer {
    struct service *service;
    struct flows flows;
    struct topics topics;
    struct kafka_producer *producer;
    struct kafka_consumer *consumer;
    struct progress *progress;
    struct transform transform;
    int64_t committed_ms;
    size_t sent_bytes; /* since then */
    int64_t lag_ms;    /* when to look at it again */
    int64_t owned;     /* partitions */
    int64_t reported;  /* as the log knows it */
    bool waits; /* for the brokers to acknowledge; takes nothing meanwhile */
};

/* ---- progress ------------------------------------------------------------ */

/*
 * Acknowledge last: a record's position is committed only after Kafka has
 * acknowledged every event that followed from it. Dying in between repeats
 * events, which is harmless (they say what a record looked like, and when);
 * the other order would lose them.
 */
static int transformer_commit(struct transformer *transformer, struct err *err)
{
    const struct kafka_position *positions;
    size_t count;

    if (kafka_flush(transformer->producer, FLUSH_MS, err) != 0)
        return -1;
    fault_point("transformer.acknowledged");
    count = progress_positions(transformer->progress, &positions);
    if (count > 0 && kafka_consumer_commit(transformer->consumer, positions,
                                           count, err) != 0)
        return -1;
    fault_point("transformer.committed");
    progress_clear(transformer->progress);
    transformer->committed_ms = time_boot_ms();
    transformer->sent_bytes = 0;
    return 0;
}

static void transformer_wait(struct transformer *transformer, bool waits)
{
    if (waits && !transformer->waits)
        kafka_pause(transformer->consumer);
    if (!waits && transformer->waits)
        kafka_resume(transformer->consumer);
    transformer->waits = waits;
}

static bool transformer_is_time(const struct transformer *transformer)
{
    return progress_size(transformer->progress) >= COMMIT_RECORDS ||
           transformer->sent_bytes >= COMMIT_BYTES ||
           time_boot_ms() - transformer->committed_ms >= COMMIT_MS;
}

/* Commits when it is time. Brokers that do not answer are waited for: without
 * an end, but without taking more. */
static int transformer_advance(struct transformer *transformer, bool idle,
                               struct err *err)
{
    if (progress_size(transformer->progress) == 0 ||
        !(idle || transformer_is_time(transformer)))
        return 0;
    if (transformer_commit(transformer, err) == 0) {
        transformer_wait(transformer, false);
        return 0;
    }
    if (err->kind != ERR_RETRY)
        return -1;
    service_stuck(transformer->service, "kafka", err->text);
    transformer_wait(transformer, true);
    return 0;
}

/* ---- partitions come and go ---------------------------------------------- */

static void partition_assigned(void *arg, const char *topic, int32_t partition)
{
    struct transformer *transformer = arg;

    (void)topic;
    (void)partition;
    transformer->owned++;
}

/* Its next reader begins where we have committed; what cannot be committed now
 * is done twice. */
static void partition_revoked(void *arg, const char *topic, int32_t partition,
                              bool lost)
{
    struct transformer *transformer = arg;
    struct err err = { 0 };

    if (!lost && progress_size(transformer->progress) > 0 &&
        transformer_commit(transformer, &err) != 0)
        progress_clear(transformer->progress);
    progress_drop(transformer->progress, topic, partition);
    transformer->owned--;
}

/* One line for a whole rebalance. */
static void transformer_report(struct transformer *transformer)
{
    if (transformer->owned == transformer->reported)
        return;
    transformer->reported = transformer->owned;
    log_event(LOG_INFO, "assigned", LOG_INT, "partitions", transformer->owned,
              LOG_END);
}

/* ---- open and close ------------------------------------------------------ */

static int transformer_send(void *arg, const char *topic, int32_t partition,
                            const char *key, size_t key_length,
                            const struct buf *value, struct err *err)
{
    struct transformer *transformer = arg;

    transformer->sent_bytes += key_length + value->length;
    return kafka_send(transformer->producer, topic, partition, key, key_length,
                      buf_text(value), value->length, NULL, err);
}

static int transformer_topics(void *arg, struct err *err)
{
    struct transformer *transformer = arg;
    const struct config *config = service_config(transformer->service);

    return topics_ensure(&transformer->topics, &config->kafka, ENSURE_MS, err);
}

static int transformer_connect(struct transformer *transformer, struct err *err)
{
    const struct config *config = service_config(transformer->service);
    const struct topics *topics = &transformer->topics;
    const struct kafka_rebalance rebalance = {
        .assigned = partition_assigned,
        .revoked = partition_revoked,
        .arg = transformer,
    };

    if (service_until(transformer->service, "kafka", transformer_topics,
                      transformer, err) != 0)
        return -1;
    transformer->producer = kafka_producer_open(&config->kafka, NULL, err);
    if (transformer->producer == NULL)
        return -1;
    transformer->consumer =
        kafka_consumer_open(&config->kafka, topics->transformer_group,
                            (const char *const *)topics->records,
                            topics->record_count, &rebalance, err);
    return transformer->consumer == NULL ? -1 : 0;
}

struct transformer *transformer_open(struct service *service, struct err *err)
{
    const struct config *config = service_config(service);
    struct transformer *transformer = mem_new(1, sizeof *transformer);

    transformer->service = service;
    transformer->committed_ms = time_boot_ms();
    transformer->transform = (struct transform){
        .flows = &transformer->flows,
        .topics = &transformer->topics,
        .send = transformer_send,
        .arg = transformer,
    };
    if (flows_load(&transformer->flows, config, err) == 0) {
        topics_init(&transformer->topics, config->name_space,
                    config->partitions, &transformer->flows);
        transformer->progress = progress_new(&transformer->topics);
        if (transformer_connect(transformer, err) == 0)
            return transformer;
    }
    transformer_close(transformer);
    return NULL;
}

void transformer_close(struct transformer *transformer)
{
    if (transformer == NULL)
        return;
    /* What is still to be committed is so when the partitions are given back.
     */
    kafka_consumer_close(transformer->consumer);
    kafka_producer_close(transformer->producer);
    progress_free(transformer->progress);
    topics_free(&transformer->topics);
    flows_free(&transformer->flows);
    free(transformer);
}

/* ---- work ---------------------------------------------------------------- */

/* Without room for more it is done again, from the beginning. */
static int transformer_take(struct transformer *transformer,
                            const struct kafka_message *message,
                            struct err *err)
{
    struct transform_counts counts = { 0 };

    fault_point("transformer.taken");
    while (transform_message(&transformer->transform, message, &counts, err) !=
           0) {
        if (err->kind != ERR_RETRY || !service_running(transformer->service))
            return -1;
        service_stuck(transformer->service, "kafka", err->text);
    }
    fault_point("transformer.produced");
    progress_add(transformer->progress, message, &counts);
    return 0;
}

static int transformer_take_all(struct transformer *transformer,
                                const struct kafka_message *messages,
                                size_t count, struct err *err)
{
    for (size_t i = 0; i < count; i++) {
        if (transformer_take(transformer, &messages[i], err) != 0)
            return -1;
    }
    return 0;
}

static void transformer_health(const struct transformer *transformer)
{
    const char *trouble = kafka_consumer_trouble(transformer->consumer);

    if (transformer->waits)
        return;
    if (trouble != NULL) {
        service_stuck(transformer->service, "kafka", trouble);
    } else {
        service_moved(transformer->service, "kafka");
    }
}

int transformer_step(struct transformer *transformer, struct err *err)
{
    struct kafka_message messages[KAFKA_BATCH_MAX];
    size_t count;
    int result;

    if (kafka_poll(transformer->consumer, messages, KAFKA_BATCH_MAX, POLL_MS,
                   &count, err) != 0)
        return -1;
    result = transformer_take_all(transformer, messages, count, err);
    kafka_messages_free(messages, count);
    if (result != 0 || transformer_advance(transformer, count == 0, err) != 0)
        return -1;
    transformer_report(transformer);
    transformer_health(transformer);
    lag_measure(&transformer->lag_ms, transformer->consumer);
    *err = (struct err){ 0 }; /* what went wrong has been seen to */
    return 0;
}
