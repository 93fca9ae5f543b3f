#include "base/mem.h"
#include "io/kafka_private.h"

#include <stdlib.h>
#include <time.h>

/* How long a seek and a commit may take. */
#define SEEK_MS   10000
#define COMMIT_MS 5000
#define AGAIN_NS  10000000

/* ---- pausing ---- */

typedef rd_kafka_resp_err_t steer(rd_kafka_t *handle,
                                  rd_kafka_topic_partition_list_t *list);

static void assignment_steer(struct kafka_consumer *consumer, steer *how)
{
    rd_kafka_topic_partition_list_t *list;

    if (rd_kafka_assignment(consumer->handle, &list) !=
        RD_KAFKA_RESP_ERR_NO_ERROR)
        return;
    (void)how(consumer->handle, list);
    rd_kafka_topic_partition_list_destroy(list);
}

void kafka_pause(struct kafka_consumer *consumer)
{
    if (consumer->paused)
        return;
    consumer->paused = true;
    assignment_steer(consumer, rd_kafka_pause_partitions);
}

void kafka_resume(struct kafka_consumer *consumer)
{
    if (!consumer->paused)
        return;
    consumer->paused = false;
    assignment_steer(consumer, rd_kafka_resume_partitions);
}

/* ---- seeking ---- */

static rd_kafka_resp_err_t seek_once(rd_kafka_t *handle,
                                     rd_kafka_topic_partition_list_t *list,
                                     int timeout_ms)
{
    rd_kafka_error_t *error =
        rd_kafka_seek_partitions(handle, list, timeout_ms);
    rd_kafka_resp_err_t code = rd_kafka_error_code(error);

    if (error != NULL)
        rd_kafka_error_destroy(error);
    return code == RD_KAFKA_RESP_ERR_NO_ERROR ? list->elems[0].err : code;
}

int kafka_seek(struct kafka_consumer *consumer, const char *topic,
               int32_t partition, int64_t offset, struct err *err)
{
    const struct kafka_position position = { topic, partition, offset };
    rd_kafka_topic_partition_list_t *list = kafka_list_of(&position, 1);
    struct kafka_wait wait = kafka_wait_start(consumer->settings, SEEK_MS);
    const struct timespec again = { .tv_nsec = AGAIN_NS };
    rd_kafka_resp_err_t code =
        seek_once(consumer->handle, list, kafka_wait_step(&wait));

    /* A partition that was assigned just now has not been started yet. */
    while ((code == RD_KAFKA_RESP_ERR__STATE ||
            code == RD_KAFKA_RESP_ERR__TIMED_OUT) &&
           kafka_wait_goes(&wait)) {
        (void)nanosleep(&again, NULL);
        code = seek_once(consumer->handle, list, kafka_wait_step(&wait));
    }
    rd_kafka_topic_partition_list_destroy(list);
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR)
        return 0;
    return err_set(err, ERR_RETRY, "cannot seek in topic '%s' partition %d: %s",
                   topic, (int)partition, rd_kafka_err2str(code));
}

/* ---- committing ---- */

/* rd_kafka_commit() would wait for a broker for ever. */
static rd_kafka_resp_err_t commit_wait(struct kafka_consumer *consumer,
                                       rd_kafka_topic_partition_list_t *list)
{
    struct kafka_wait wait = kafka_wait_start(consumer->settings, COMMIT_MS);
    rd_kafka_queue_t *queue = rd_kafka_queue_new(consumer->handle);
    rd_kafka_resp_err_t code =
        rd_kafka_commit_queue(consumer->handle, list, queue, NULL, NULL);
    rd_kafka_event_t *event = NULL;

    if (code == RD_KAFKA_RESP_ERR_NO_ERROR) {
        do {
            event = rd_kafka_queue_poll(queue, kafka_wait_step(&wait));
        } while (event == NULL && kafka_wait_goes(&wait));
        code = event == NULL ? RD_KAFKA_RESP_ERR__TIMED_OUT
                             : rd_kafka_event_error(event);
    }
    if (event != NULL)
        rd_kafka_event_destroy(event);
    rd_kafka_queue_destroy(queue);
    return code;
}

int kafka_consumer_commit(struct kafka_consumer *consumer,
                          const struct kafka_position *positions, size_t count,
                          struct err *err)
{
    rd_kafka_topic_partition_list_t *list;
    rd_kafka_resp_err_t code;

    if (count == 0)
        return 0;
    list = kafka_list_of(positions, count);
    code = commit_wait(consumer, list);
    rd_kafka_topic_partition_list_destroy(list);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
        return err_set(err, ERR_RETRY, "cannot commit positions: %s",
                       rd_kafka_err2str(code));
    }
    return 0;
}

int kafka_committed(struct kafka_consumer *consumer, const char *topic,
                    int32_t partition, int64_t *ret_offset, int timeout_ms,
                    struct err *err)
{
    const struct kafka_position position = { topic, partition,
                                             KAFKA_NO_OFFSET };
    rd_kafka_topic_partition_list_t *list = kafka_list_of(&position, 1);
    struct kafka_wait wait = kafka_wait_start(consumer->settings, timeout_ms);
    rd_kafka_resp_err_t code;

    do {
        code =
            rd_kafka_committed(consumer->handle, list, kafka_wait_step(&wait));
    } while (code == RD_KAFKA_RESP_ERR__TIMED_OUT && kafka_wait_goes(&wait));
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR)
        code = list->elems[0].err;
    *ret_offset = list->elems[0].offset;
    rd_kafka_topic_partition_list_destroy(list);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
        return err_set(err, ERR_RETRY,
                       "cannot ask for the position in topic '%s' partition "
                       "%d: %s",
                       topic, (int)partition, rd_kafka_err2str(code));
    }
    return 0;
}

/* ---- what is left ---- */

static int64_t lag_of(struct kafka_consumer *consumer,
                      const rd_kafka_topic_partition_t *at)
{
    int64_t low;
    int64_t high;

    if (at->offset < 0 || rd_kafka_get_watermark_offsets(
                              consumer->handle, at->topic, at->partition, &low,
                              &high) != RD_KAFKA_RESP_ERR_NO_ERROR)
        return 0; /* nothing has been read here yet */
    return high > at->offset ? high - at->offset : 0;
}

int64_t kafka_lag(struct kafka_consumer *consumer)
{
    rd_kafka_topic_partition_list_t *list;
    int64_t lag = 0;

    if (rd_kafka_assignment(consumer->handle, &list) !=
        RD_KAFKA_RESP_ERR_NO_ERROR)
        return 0;
    if (rd_kafka_position(consumer->handle, list) ==
        RD_KAFKA_RESP_ERR_NO_ERROR) {
        for (int i = 0; i < list->cnt; i++)
            lag += lag_of(consumer, &list->elems[i]);
    }
    rd_kafka_topic_partition_list_destroy(list);
    return lag;
}

/* ---- the anchor ---- */

void kafka_consumer_anchor_set(struct kafka_consumer *consumer,
                               const struct kafka_position *position)
{
    char *topic = position == NULL ? NULL : mem_copy(position->topic);

    free(consumer->anchor_topic);
    consumer->anchor_topic = topic;
    if (position != NULL)
        consumer->anchor = *position;
    consumer->anchor.topic = topic;
}

static int anchor_ask(struct kafka_consumer *consumer,
                      const rd_kafka_topic_partition_list_t *assignment,
                      int timeout_ms, struct err *err)
{
    struct kafka_position position;

    if (assignment->cnt == 0)
        return err_set(err, ERR_RETRY, "no partitions are assigned");
    position.topic = assignment->elems[0].topic;
    position.partition = assignment->elems[0].partition;
    if (kafka_committed(consumer, position.topic, position.partition,
                        &position.next, timeout_ms, err) != 0)
        return -1;
    /* None yet: the beginning, which is where it would start as well. */
    if (position.next == KAFKA_NO_OFFSET)
        position.next = 0;
    kafka_consumer_anchor_set(consumer, &position);
    return 0;
}

const struct kafka_position *
kafka_consumer_anchor(struct kafka_consumer *consumer, int timeout_ms,
                      struct err *err)
{
    rd_kafka_topic_partition_list_t *assignment;
    int status;

    if (consumer->anchor_topic != NULL)
        return &consumer->anchor;
    if (rd_kafka_assignment(consumer->handle, &assignment) !=
        RD_KAFKA_RESP_ERR_NO_ERROR) {
        (void)err_set(err, ERR_RETRY, "no partitions are assigned");
        return NULL;
    }
    status = anchor_ask(consumer, assignment, timeout_ms, err);
    rd_kafka_topic_partition_list_destroy(assignment);
    return status == 0 ? &consumer->anchor : NULL;
}
