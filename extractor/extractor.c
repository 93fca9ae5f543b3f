#include "extractor/extractor.h"

#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "extractor/hints.h"
#include "extractor/lease.h"
#include "extractor/publish.h"
#include "extractor/watch.h"
#include "io/http.h"
#include "io/redis.h"
#include "process/flows.h"
#include "process/log.h"
#include "process/peer.h"
#include "state/topics.h"

#include <stdlib.h>

#define SYSTEMS_MAX 2

/* Together they stay within the second in which a signal is to be noticed. */
#define REDIS_LIMIT_MS 500
#define FLUSH_LIMIT_MS 500
#define STEP_WAIT_MS   50
#define KAFKA_LIMIT_MS 1000

struct extractor {
    struct service *service;
    const struct config *config;
    struct flows flows;
    struct topics topics;
    struct redis *redis;
    struct http *http;
    struct publish *publish;
    struct tenant *tenant;
    struct peer *peers[SYSTEMS_MAX];
    size_t peer_count;
    struct leases *leases;
    char *parts[TOPICS_RECORDS_MAX];
    struct watch *watches[TOPICS_RECORDS_MAX];
    size_t watch_count;
    struct hints *hints; /* NULL: none */
    int64_t renew_ms;    /* when the leases are to be renewed */
};

/* ---- opening ---- */

static int kafka_attempt(void *arg, struct err *err)
{
    struct extractor *extractor = arg;

    return topics_ensure(&extractor->topics, &extractor->config->kafka,
                         KAFKA_LIMIT_MS, err);
}

static int redis_attempt(void *arg, struct err *err)
{
    struct extractor *extractor = arg;

    return redis_ping(extractor->redis, err);
}

static int extractor_connect(struct extractor *extractor, struct err *err)
{
    const struct config *config = extractor->config;

    if (flows_load(&extractor->flows, config, err) != 0)
        return -1;
    topics_init(&extractor->topics, config->name_space, config->partitions,
                &extractor->flows);
    extractor->redis = redis_open(config->redis, REDIS_LIMIT_MS, err);
    if (extractor->redis == NULL)
        return -1;
    extractor->http = http_open("tandem", err);
    if (extractor->http == NULL)
        return -1;
    extractor->tenant = tenant_open(extractor->redis, config->name_space,
                                    &config->kafka, &extractor->topics);
    extractor->publish = publish_open(&config->kafka, &extractor->topics, err);
    if (extractor->publish == NULL)
        return -1;
    if (service_until(extractor->service, "kafka", kafka_attempt, extractor,
                      err) != 0)
        return -1;
    return service_until(extractor->service, "redis", redis_attempt, extractor,
                         err);
}

/* The remote of a system, opened when it is first asked for. */
static struct remote *extractor_remote(struct extractor *extractor,
                                       const char *system)
{
    struct peer_needs needs = { .service = extractor->service,
                                .http = extractor->http,
                                .redis = extractor->redis,
                                .tenant = extractor->tenant };
    struct peer *peer;

    for (size_t i = 0; i < extractor->peer_count; i++) {
        if (text_equal(peer_name(extractor->peers[i]), system))
            return peer_remote(extractor->peers[i]);
    }
    peer = peer_open(system, &needs);
    extractor->peers[extractor->peer_count++] = peer;
    return peer_remote(peer);
}

static void extractor_watch(struct extractor *extractor, size_t index)
{
    const struct entity *entity = extractor->topics.record_entities[index];
    struct watch_settings settings = {
        .service = extractor->service,
        .redis = extractor->redis,
        .remote = extractor_remote(extractor, entity->system),
        .publish = extractor->publish,
        .leases = extractor->leases,
        .lease = index,
        .part = extractor->parts[index],
        .entity = entity,
        .flows = &extractor->flows,
        .topic = extractor->topics.records[index],
    };

    settings.column_count =
        flows_columns(&extractor->flows, entity, &settings.columns);
    extractor->watches[index] = watch_new(&settings);
}

static void extractor_watches(struct extractor *extractor)
{
    const struct topics *topics = &extractor->topics;

    for (size_t i = 0; i < topics->record_count; i++) {
        extractor->parts[i] =
            mem_print("%s.%s", topics->record_entities[i]->system,
                      topics->record_entities[i]->name);
    }
    extractor->leases = leases_open(
        extractor->redis, extractor->config->name_space,
        (const char *const *)extractor->parts, topics->record_count);
    for (size_t i = 0; i < topics->record_count; i++)
        extractor_watch(extractor, i);
    extractor->watch_count = topics->record_count;
    log_event(LOG_INFO, "watching", LOG_INT, "entities",
              (int64_t)topics->record_count, LOG_TEXT, "owner",
              leases_owner(extractor->leases), LOG_END);
}

static void extractor_hints(struct extractor *extractor)
{
    struct hints_settings settings = {
        .redis = extractor->redis,
        .publish = extractor->publish,
        .topics = &extractor->topics,
        .flows = &extractor->flows,
        .name_space = extractor->config->name_space,
        .notify_url = extractor->config->zohocrm_notify_url,
        .owner = leases_owner(extractor->leases),
    };

    if (settings.notify_url == NULL || !hints_are_of_use(&settings))
        return;
    settings.remote = extractor_remote(extractor, "zohocrm");
    extractor->hints = hints_new(&settings);
    service_handle(extractor->service, hints_serve, extractor->hints);
}

struct extractor *extractor_open(struct service *service, struct err *err)
{
    struct extractor *extractor = mem_new(1, sizeof(*extractor));

    extractor->service = service;
    extractor->config = service_config(service);
    if (extractor_connect(extractor, err) != 0) {
        extractor_close(extractor);
        return NULL;
    }
    extractor_watches(extractor);
    extractor_hints(extractor);
    return extractor;
}

void extractor_close(struct extractor *extractor)
{
    if (extractor == NULL)
        return;
    for (size_t i = 0; i < extractor->peer_count; i++)
        peer_close(extractor->peers[i]);
    tenant_close(extractor->tenant);
    http_close(extractor->http);
    service_handle(extractor->service, NULL, NULL);
    hints_free(extractor->hints);
    for (size_t i = 0; i < extractor->watch_count; i++)
        watch_free(extractor->watches[i]);
    leases_close(extractor->leases);
    publish_close(extractor->publish);
    redis_close(extractor->redis);
    for (size_t i = 0; i < extractor->watch_count; i++)
        free(extractor->parts[i]);
    topics_free(&extractor->topics);
    flows_free(&extractor->flows);
    free(extractor);
}

/* ---- working ---- */

/* Without Redis there is no lease, no cursor, no token: all stands still, and
 * goes on where it was when Redis is back within the leases' time. */
static bool extractor_leased(struct extractor *extractor, int64_t now_ms)
{
    struct err err = { 0 };

    if (now_ms < extractor->renew_ms)
        return true;
    if (leases_renew(extractor->leases, now_ms, &err) == 0) {
        extractor->renew_ms = now_ms + LEASE_RENEW_MS;
        service_moved(extractor->service, "redis");
        return true;
    }
    service_stuck(extractor->service, "redis", err.text);
    return false;
}

/* Messages that Kafka has not acknowledged yet stay queued, and no cursor
 * moves. Messages it has given up are read again by the process that comes
 * next: this one ends. */
static int extractor_acknowledge(struct extractor *extractor, struct err *err)
{
    bool waits = extractor->hints != NULL && hints_wait(extractor->hints);
    struct err late = { 0 };

    for (size_t i = 0; i < extractor->watch_count; i++)
        waits = waits || watch_waits(extractor->watches[i]);
    if (waits &&
        publish_flush(extractor->publish, FLUSH_LIMIT_MS, &late) != 0) {
        service_stuck(extractor->service, "kafka", late.text);
        if (late.kind == ERR_RETRY)
            return 0;
        *err = late;
        return -1;
    }
    service_moved(extractor->service, "kafka");
    for (size_t i = 0; i < extractor->watch_count; i++)
        watch_acknowledged(extractor->watches[i]);
    if (extractor->hints != NULL)
        hints_acknowledged(extractor->hints);
    return 0;
}

int extractor_step(struct extractor *extractor, struct err *err)
{
    int64_t now_ms = time_boot_ms();

    if (!extractor_leased(extractor, now_ms)) {
        (void)service_wait(extractor->service, REDIS_LIMIT_MS);
        return 0;
    }
    for (size_t i = 0; i < extractor->watch_count; i++)
        watch_step(extractor->watches[i], now_ms);
    if (extractor->hints != NULL)
        hints_step(extractor->hints, now_ms);
    for (size_t i = 0; i < extractor->peer_count; i++)
        remote_step(peer_remote(extractor->peers[i]));
    http_step(extractor->http, STEP_WAIT_MS);
    for (size_t i = 0; i < extractor->peer_count; i++) {
        if (peer_step(extractor->peers[i], err) != 0)
            return -1;
    }
    return extractor_acknowledge(extractor, err);
}
