#include "loader/brake.h"

#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "domain/reply.h"
#include "loader/survey.h"
#include "process/flows.h"
#include "process/lag.h"
#include "process/log.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LOADER_POLL_MS          50
#define LOADER_HTTP_MS          20
#define LOADER_HTTP_WAIT_MS     2
#define LOADER_CLOSE_MS         1200
#define LOADER_REDIS_TIMEOUT_MS 2000
#define LOADER_REDIS_CLOSE_MS   500
#define LOADER_KAFKA_TIMEOUT_MS 5000
#define LOADER_PAUSE_MS         500
/* It judges at most some 10,000 events a second, mostly half as many. Twice as
 * many ahead took 5 MB more, and gained nothing. */
#define LOADER_FETCH_AHEAD "4000"

/* ---- small parts ---- */

void inbox_put(struct inbox *inbox, struct event *event)
{
    if (inbox->count == inbox->room) {
        inbox->room = inbox->room == 0 ? 64 : 2 * inbox->room;
        inbox->events =
            mem_resize(inbox->events, inbox->room, sizeof *inbox->events);
    }
    inbox->events[inbox->count++] = *event;
}

void inbox_free(struct inbox *inbox)
{
    for (size_t i = 0; i < inbox->count; i++)
        event_free(&inbox->events[i]);
    free(inbox->events);
    *inbox = (struct inbox){ 0 };
}

struct loader_system *loader_system_find(struct loader *loader,
                                         const char *name)
{
    for (size_t i = 0; i < LOADER_SYSTEMS_MAX; i++) {
        struct loader_system *system = &loader->systems[i];

        if (system->peer != NULL && text_equal(peer_name(system->peer), name))
            return system;
    }
    return NULL;
}

const struct flow *loader_flow(const struct loader *loader, const char *link_id)
{
    return reply_flow(&loader->flows, link_id);
}

/* ---- opening ---- */

int loader_producer_open(struct loader *loader, struct err *err)
{
    static unsigned opened;
    char *id = mem_print("%s.loader.%ld.%lld.%u", loader->config->name_space,
                         (long)getpid(), (long long)time_now_ms(), ++opened);

    loader->producer = kafka_producer_open(&loader->config->kafka, id, err);
    free(id);
    return loader->producer == NULL ? -1 : 0;
}

static int open_topics(void *arg, struct err *err)
{
    struct loader *loader = arg;

    return topics_ensure(&loader->topics, &loader->config->kafka,
                         LOADER_KAFKA_TIMEOUT_MS, err);
}

static int open_cache(void *arg, struct err *err)
{
    struct loader *loader = arg;

    return cache_check(loader->cache, err);
}

static int open_producer(void *arg, struct err *err)
{
    return loader_producer_open(arg, err);
}

static void open_systems(struct loader *loader)
{
    static const char *const names[] = { "zohocrm", "powerofficego" };
    const struct config *config = loader->config;
    struct peer_needs needs = { .service = loader->service,
                                .http = loader->http,
                                .redis = loader->redis };

    loader->tenant = tenant_open(loader->redis, config->name_space,
                                 &config->kafka, &loader->topics);
    needs.tenant = loader->tenant;
    for (size_t i = 0; i < LOADER_SYSTEMS_MAX; i++) {
        struct loader_system *system = &loader->systems[i];
        bool is_zoho = i == 0;
        size_t most =
            is_zoho ? 0
                    : (size_t)config->powerofficego_rate * LOADER_OUT_SECONDS;

        system->peer = peer_open(names[i], &needs);
        system->remote = peer_remote(system->peer);
        system->out_max =
            most == 0 || most > LOADER_OUT_MAX ? LOADER_OUT_MAX : most;
    }
}

static int open_local(struct loader *loader, struct err *err)
{
    const struct config *config = loader->config;

    if (flows_load(&loader->flows, config, err) != 0)
        return -1;
    topics_init(&loader->topics, config->name_space, config->partitions,
                &loader->flows);
    loader->settings.limit_ms = (int64_t)config->request_s * 1000;
    loader->redis = redis_open(config->redis, LOADER_REDIS_TIMEOUT_MS, err);
    if (loader->redis == NULL)
        return -1;
    loader->cache =
        cache_open(loader->redis, config->name_space, &loader->flows);
    loader->crew = crew_open(loader->redis, config->name_space, &loader->flows);
    loader->http = http_open("tandem-loader", err);
    if (loader->http == NULL)
        return -1;
    open_systems(loader);
    brake_open(loader);
    return 0;
}

static int open_consumer(struct loader *loader, struct err *err)
{
    const char *topics[] = { loader->topics.changes };
    struct kafka_rebalance rebalance = { .assigned = partition_assigned,
                                         .revoked = partition_revoked,
                                         .arg = loader };

    loader->consuming = loader->config->kafka;
    loader->consuming.fetch_ahead = LOADER_FETCH_AHEAD;
    loader->consumer =
        kafka_consumer_open(&loader->consuming, loader->topics.loader_group,
                            topics, 1, &rebalance, err);
    return loader->consumer == NULL ? -1 : 0;
}

int loader_open(struct loader *loader, struct service *service, struct err *err)
{
    loader->service = service;
    loader->config = service_config(service);
    if (open_local(loader, err) != 0 ||
        service_until(service, "redis", open_cache, loader, err) != 0 ||
        service_until(service, "kafka", open_topics, loader, err) != 0 ||
        service_until(service, "kafka", open_producer, loader, err) != 0)
        return -1;
    return open_consumer(loader, err);
}

/* ---- one turn ---- */

static void part_health(struct loader *loader, const char *part,
                        const char *trouble)
{
    if (trouble == NULL) {
        service_moved(loader->service, part);
    } else {
        service_stuck(loader->service, part, trouble);
    }
}

static int step_health(struct loader *loader, struct err *err)
{
    part_health(loader, "kafka", kafka_consumer_trouble(loader->consumer));
    for (size_t i = 0; i < LOADER_SYSTEMS_MAX; i++) {
        struct peer *peer = loader->systems[i].peer;

        if (peer_step(peer, err) != 0)
            return -1;
        if (peer_tenant(peer) != NULL)
            founding_tell(loader, peer_name(peer), peer_tenant(peer));
    }
    return 0;
}

static size_t step_remotes(struct loader *loader)
{
    size_t pending = 0;

    for (size_t i = 0; i < LOADER_SYSTEMS_MAX; i++) {
        remote_step(loader->systems[i].remote);
        pending += remote_pending(loader->systems[i].remote);
    }
    return pending;
}

/* Answers are gathered for a moment, and each makes room for the next request:
 * a transaction settles many of them for the price of one. */
static int step_systems(struct loader *loader, struct err *err)
{
    int64_t until_ms = time_boot_ms() + LOADER_HTTP_MS;

    while (step_remotes(loader) > 0 && time_boot_ms() < until_ms)
        http_step(loader->http, LOADER_HTTP_WAIT_MS);
    http_step(loader->http, 0);
    return step_health(loader, err);
}

static bool is_awaiting(const struct loader *loader)
{
    return http_pending(loader->http) > 0 || loader->inbox.count > 0;
}

static int step_ready(struct loader *loader, struct err *err)
{
    if (loader->producer == NULL && loader_producer_open(loader, err) != 0)
        return -1;
    return partitions_restore(loader, err);
}

/* A batch of what has come in; nothing is lost when it fails. */
static int step_batch(struct loader *loader,
                      const struct kafka_message *messages, size_t count,
                      struct err *err)
{
    struct batch *batch = batch_new(loader);
    int result;

    for (size_t i = 0; i < count; i++)
        batch_message(batch, &messages[i]);
    result = step_ready(loader, err);
    if (result == 0) {
        batch_inbox(batch);
        result = batch_run(batch, err);
    }
    if (result != 0)
        batch_undo(batch);
    batch_free(batch);
    return result;
}

/* Trouble that passes: wait a little, go on. */
static int step_trouble(struct loader *loader, struct err *err)
{
    service_stuck(loader->service, "batches", err->text);
    (void)service_wait(loader->service, LOADER_PAUSE_MS);
    err->kind = ERR_NONE; /* it is not what the program ends with */
    return 0;
}

/* Room is left for the inbox, so that a backlog of changes does not keep
 * answers waiting. */
static size_t step_messages_max(const struct loader *loader)
{
    size_t half = BATCH_EVENTS_MAX / 2;

    return BATCH_EVENTS_MAX -
           (loader->inbox.count < half ? loader->inbox.count : half);
}

/* What is due is looked for before new messages come in: a sweep must not run
 * ahead of the seen marks of the batch that its marker arrived with. */
int loader_step(struct loader *loader, struct err *err)
{
    struct kafka_message messages[BATCH_EVENTS_MAX];
    size_t count = 0;
    int result;

    crew_step(loader->crew, time_boot_ms());
    if (step_systems(loader, err) != 0)
        return -1;
    brake_step(loader);
    if (partitions_due(loader, err) != 0)
        return err->kind == ERR_RETRY ? step_trouble(loader, err) : -1;
    if (kafka_poll(loader->consumer, messages, step_messages_max(loader),
                   is_awaiting(loader) ? 0 : LOADER_POLL_MS, &count, err) != 0)
        return -1;
    result = step_batch(loader, messages, count, err);
    kafka_messages_free(messages, count);
    if (result != 0)
        return err->kind == ERR_RETRY ? step_trouble(loader, err) : -1;
    lag_measure(&loader->lag_ms, loader->consumer);
    survey_step(loader, count == 0 && !is_awaiting(loader));
    service_moved(loader->service, "batches");
    return 0;
}

/* ---- closing ---- */

static size_t in_flight(const struct loader *loader)
{
    size_t pending = 0;

    for (size_t i = 0; i < LOADER_SYSTEMS_MAX; i++)
        pending += remote_pending(loader->systems[i].remote);
    return pending;
}

static void inbox_keep_answers(struct inbox *inbox)
{
    size_t kept = 0;

    for (size_t i = 0; i < inbox->count; i++) {
        if (inbox->events[i].kind == EVENT_ANSWERED) {
            inbox->events[kept++] = inbox->events[i];
        } else {
            event_free(&inbox->events[i]);
        }
    }
    inbox->count = kept;
}

/* Who is due is found again by whoever comes next, who was not seen by a scan
 * is so, too: a sweep that was begun is not done. */
void loader_drain(struct loader *loader, int limit_ms)
{
    int64_t until_ms = time_boot_ms() + limit_ms;
    struct err err;

    loader->draining = true;
    for (size_t i = 0; i < LOADER_SYSTEMS_MAX; i++)
        remote_cancel(loader->systems[i].remote);
    while (in_flight(loader) > 0 && time_boot_ms() < until_ms)
        http_step(loader->http, LOADER_POLL_MS);
    inbox_keep_answers(&loader->inbox);
    while (loader->inbox.count > 0 && step_batch(loader, NULL, 0, &err) == 0)
        continue;
    loader->draining = false;
}

static void close_systems(struct loader *loader)
{
    for (size_t i = 0; i < LOADER_SYSTEMS_MAX; i++)
        peer_close(loader->systems[i].peer);
    tenant_close(loader->tenant);
}

void loader_close(struct loader *loader)
{
    if (loader->redis != NULL)
        redis_hurry(loader->redis, LOADER_REDIS_CLOSE_MS);
    if (loader->consumer != NULL)
        loader_drain(loader, LOADER_CLOSE_MS);
    loader->closing = true;
    kafka_consumer_close(loader->consumer);
    kafka_producer_close(loader->producer);
    close_systems(loader);
    brake_close(loader);
    http_close(loader->http);
    cache_close(loader->cache);
    crew_close(loader->crew);
    redis_close(loader->redis);
    survey_close(loader);
    inbox_free(&loader->inbox);
    dead_states_free(loader);
    for (size_t p = 0; p < LOADER_PARTITIONS_MAX; p++)
        partition_free(loader->partitions[p]);
    topics_free(&loader->topics);
    flows_free(&loader->flows);
}
