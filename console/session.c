#include "console/session.h"

#include "base/time.h"
#include "process/flows.h"

#include <inttypes.h>
#include <string.h>

#define REDIS_MS 5000
/* Whoever reads many partitions to their ends waits this long at each. */
#define WAIT_MS  "20"
#define MINUTE_S INT64_C(60)
#define HOUR_S   INT64_C(3600)
#define DAY_S    INT64_C(86400)

static void kafka_hurry(struct kafka_settings *kafka)
{
    size_t last = kafka->extra_count;

    if (last == KAFKA_EXTRA_MAX)
        return;
    kafka->extra[last][0] = "fetch.wait.max.ms";
    kafka->extra[last][1] = WAIT_MS;
    kafka->extra_count++;
}

int session_open(struct session *ret_session, const struct config *config,
                 struct err *err)
{
    struct links_settings with = { .name_space = config->name_space,
                                   .flows = &ret_session->flows,
                                   .kafka = &ret_session->kafka,
                                   .topics = &ret_session->topics };

    memset(ret_session, 0, sizeof *ret_session);
    ret_session->config = config;
    ret_session->kafka = config->kafka;
    kafka_hurry(&ret_session->kafka);
    if (flows_load(&ret_session->flows, config, err) != 0)
        return -1;
    topics_init(&ret_session->topics, config->name_space, config->partitions,
                &ret_session->flows);
    if (topics_check(&ret_session->topics, &config->kafka, SESSION_TIMEOUT_MS,
                     err) != 0)
        return -1;
    ret_session->redis = redis_open(config->redis, REDIS_MS, err);
    if (ret_session->redis == NULL)
        return -1;
    with.redis = ret_session->redis;
    ret_session->links = links_open(&with);
    return 0;
}

void session_close(struct session *session)
{
    links_close(session->links);
    redis_close(session->redis);
    topics_free(&session->topics);
    flows_free(&session->flows);
}

/* ---- where it came from ---- */

void session_source(const struct session *session, struct buf *ret_text)
{
    const struct links_source *source = links_source(session->links);

    buf_text_append(ret_text, "As of ");
    session_time(ret_text, time_now_ms());
    if (source->from_redis == 0) {
        buf_print(ret_text, ", from the ledger (Redis: %s)\n",
                  source->redis_said);
    } else if (source->from_redis < source->partitions) {
        buf_print(ret_text,
                  ", from Redis, and from the ledger for %zu of %zu partitions "
                  "(Redis: %s)\n",
                  source->partitions - source->from_redis, source->partitions,
                  source->redis_said);
    } else if (source->behind > 0) {
        buf_print(ret_text,
                  ", from Redis and the newest %" PRId64
                  " messages of the ledger\n",
                  source->behind);
    } else {
        buf_text_append(ret_text,
                        ", from Redis, which is level with the ledger\n");
    }
    if (source->unreadable > 0) {
        buf_print(ret_text,
                  "%zu states cannot be read: tandem dead-letters shows why\n",
                  source->unreadable);
    }
}

void session_source_json(const struct session *session, struct json *object)
{
    const struct links_source *source = links_source(session->links);
    struct json *tree = json_new_object();

    json_set_int(tree, "partitions", (int64_t)source->partitions);
    json_set_int(tree, "from_redis", (int64_t)source->from_redis);
    json_set_int(tree, "redis_behind", source->behind);
    json_set_int(tree, "unreadable", (int64_t)source->unreadable);
    if (source->redis_said[0] != '\0')
        json_set_text(tree, "redis_said", source->redis_said);
    json_set_int(object, "time_ms", time_now_ms());
    json_set(object, "source", tree);
}

/* ---- times ---- */

void session_time(struct buf *ret_text, int64_t ms)
{
    char text[TIME_TEXT_MAX];

    if (ms == 0)
        return;
    time_format(ms, text); /* 2026-11-23T15:30:35.123Z */
    buf_print(ret_text, "%.10s %.8s UTC", text, text + 11);
}

void session_age(struct buf *ret_text, int64_t ms)
{
    const int64_t s = ms / 1000;

    if (s <= 0) {
        buf_text_append(ret_text, s == 0 && ms > 0 ? "0 s" : "");
    } else if (s < 2 * MINUTE_S) {
        buf_print(ret_text, "%" PRId64 " s", s);
    } else if (s < 2 * HOUR_S) {
        buf_print(ret_text, "%" PRId64 " min", s / MINUTE_S);
    } else if (s < 2 * DAY_S) {
        buf_print(ret_text, "%" PRId64 " h", s / HOUR_S);
    } else {
        buf_print(ret_text, "%" PRId64 " d", s / DAY_S);
    }
}
