#include "remote/caller.h"

#include "base/hash.h"
#include "base/mem.h"
#include "base/time.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define REMOTE_CONCURRENCY 8

/* How long Redis is left alone after it has failed. */
#define REMOTE_REDIS_MS 1000

/* What a probe of our own asks for: what was changed in the last minute. */
#define REMOTE_PROBE_MS 60000

/* Unlike what any other process draws. */
static uint64_t remote_draw(char ret_owner[HASH_TEXT_MAX])
{
    struct {
        uint64_t random[2];
        int64_t now_ms;
        const void *place;
        pid_t process;
    } draw;
    FILE *dice = fopen("/dev/urandom", "rb");

    memset(&draw, 0, sizeof(draw));
    draw.now_ms = time_now_ms();
    draw.place = &draw;
    draw.process = getpid();
    if (dice != NULL) {
        if (fread(draw.random, sizeof(draw.random), 1, dice) != 1)
            draw.random[0] = 0; /* the rest is different enough */
        (void)fclose(dice);
    }
    hash_text(&draw, sizeof(draw), ret_owner);
    return draw.random[0] ^ (uint64_t)draw.now_ms;
}

/* What is shared with those who have the same keys. */
static void remote_account_open(struct remote *remote, unsigned serial)
{
    const struct remote_settings *settings = &remote->settings;
    struct system *system = remote->system;
    struct token_settings token = { .name_space = remote->name_space,
                                    .owner = remote->owner,
                                    .limit_ms = settings->limit_ms,
                                    .seed = remote->seed,
                                    .serial = serial };

    remote->token = token_open(system, remote->http, remote->redis, &token);
    remote->budget =
        budget_open(remote->redis, system_budget(system), settings->rate);
    if (settings->concurrency > 0) {
        remote->places =
            places_open(remote->redis, system_budget(system), remote->owner,
                        settings->concurrency, settings->limit_ms);
    }
    if (system_creates_alone(system)) {
        remote->turn =
            turn_open(remote->redis, remote->name_space, system_account(system),
                      remote->owner, settings->limit_ms);
    }
}

static void remote_account_close(struct remote *remote)
{
    for (struct errand *at = remote->flying; at != NULL; at = at->next)
        at->place = 0; /* it was the old account's */
    token_close(remote->token);
    budget_close(remote->budget);
    turn_close(remote->turn);
    places_close(remote->places);
    remote->turn = NULL;
    remote->places = NULL;
    remote->place = 0;
}

struct remote *remote_open(struct system *system, struct http *http,
                           struct redis *redis,
                           const struct remote_settings *settings)
{
    struct remote *remote = mem_new(1, sizeof(*remote));

    remote->seed = remote_draw(remote->owner);
    remote->system = system;
    remote->http = http;
    remote->redis = redis;
    remote->settings = *settings;
    remote->name_space = mem_copy(settings->name_space);
    remote->concurrency = settings->concurrency == 0
                              ? REMOTE_CONCURRENCY
                              : (size_t)settings->concurrency;
    remote->breaker = breaker_seeded(remote->seed + 1);
    remote->repeats = backoff_seeded(remote->seed + 2);
    remote->admitted = !settings->guarded;
    remote_account_open(remote, 0);
    return remote;
}

void remote_admit(struct remote *remote)
{
    remote->admitted = true;
}

bool remote_renew(struct remote *remote, const struct system_settings *settings)
{
    unsigned serial = token_serial(remote->token);

    if (!system_renew(remote->system, settings))
        return false;
    remote_account_close(remote);
    remote_account_open(remote, serial + 1);
    remote->admitted = !remote->settings.guarded;
    return true;
}

static void remote_drop(struct remote *remote, struct errand *list)
{
    while (list != NULL) {
        struct errand *next = list->next;

        http_forget(remote->http, list);
        errand_free(list);
        list = next;
    }
}

void remote_close(struct remote *remote)
{
    if (remote == NULL)
        return;
    remote_drop(remote, remote->flying);
    remote->flying = NULL;
    remote_drop(remote, queue_expired(&remote->queue, INT64_MAX));
    remote_account_close(remote);
    free(remote->name_space);
    free(remote);
}

/* ---- the queue ---- */

void remote_call(struct remote *remote, struct call *call, int send_within_ms,
                 remote_done *done, void *arg)
{
    struct errand *errand = mem_new(1, sizeof(*errand));

    errand->remote = remote;
    errand->call = *call;
    errand->done = done;
    errand->arg = arg;
    if (send_within_ms > 0)
        errand->send_until_ms = time_boot_ms() + send_within_ms;
    remote->entity = call->entity;
    *call = (struct call){ 0 };
    queue_push(&remote->queue, errand);
}

static void remote_give_back(struct remote *remote, int64_t now_ms)
{
    struct errand *errand = queue_expired(&remote->queue, now_ms);

    while (errand != NULL) {
        struct errand *next = errand->next;

        caller_give_back(errand);
        errand = next;
    }
}

void remote_cancel(struct remote *remote)
{
    remote_give_back(remote, INT64_MAX);
}

size_t remote_queued(const struct remote *remote)
{
    return remote->queue.count;
}

size_t remote_pending(const struct remote *remote)
{
    return remote->flying_count;
}

/* ---- what goes next ---- */

static bool remote_redis_failed(struct remote *remote, int64_t now_ms)
{
    remote->redis_until_ms = now_ms + REMOTE_REDIS_MS;
    return false;
}

/* A place among the requests under way; kept until one goes. */
static bool remote_has_place(struct remote *remote, int64_t now_ms)
{
    if (remote->places == NULL || remote->place > 0)
        return true;
    remote->place = places_take(remote->places, now_ms, &remote->redis_err);
    if (remote->place < 0) {
        remote->place = 0;
        return remote_redis_failed(remote, now_ms);
    }
    return remote->place > 0;
}

/* The place comes before the budget, whose grants are soon lost. */
static bool remote_may_go(struct remote *remote, size_t wanted, int64_t now_ms)
{
    size_t room = remote->concurrency - remote->flying_count;
    int status;

    if (room == 0 || !remote_has_place(remote, now_ms))
        return false;
    status = budget_ask(remote->budget, wanted < room ? wanted : room, now_ms,
                        &remote->redis_err);
    if (status < 0)
        return remote_redis_failed(remote, now_ms);
    return status == 1;
}

/* The turn comes before the budget: grants that wait for a turn would be lost
 * to everybody. */
static struct errand *remote_next(struct remote *remote, int64_t now_ms)
{
    struct errand *errand;
    int status;

    if (!remote->admitted)
        return queue_tenant(&remote->queue, now_ms);
    errand = queue_first(&remote->queue, now_ms, true);
    if (errand == NULL || errand->call.kind != CALL_CREATE ||
        remote->turn == NULL)
        return errand;
    status = turn_ask(remote->turn, now_ms, &remote->redis_err);
    if (status < 0) {
        (void)remote_redis_failed(remote, now_ms);
        return NULL;
    }
    return status == 1 ? errand : queue_first(&remote->queue, now_ms, false);
}

/* Grants are for those that can go at once. */
static size_t remote_wanted(const struct remote *remote,
                            const struct errand *errand)
{
    bool alone = errand->call.kind == CALL_CREATE && remote->turn != NULL;

    return alone ? 1 : remote->queue.count;
}

/* False when no more can go for now. */
static bool remote_send_one(struct remote *remote, int64_t now_ms)
{
    struct errand *errand;

    if (remote->flying_count >= remote->concurrency ||
        token_text(remote->token, now_ms) == NULL)
        return false;
    errand = remote_next(remote, now_ms);
    if (errand == NULL ||
        !remote_may_go(remote, remote_wanted(remote, errand), now_ms))
        return false;
    budget_spend(remote->budget);
    queue_remove(&remote->queue, errand);
    caller_send(remote, errand, now_ms);
    return true;
}

/* Asks for next to nothing. */
static struct errand *remote_probe_new(struct remote *remote)
{
    struct errand *errand = mem_new(1, sizeof(*errand));
    struct call *call = &errand->call;

    errand->remote = remote;
    call->kind = CALL_LIST;
    call->priority = PRIORITY_READ;
    call->entity = remote->entity;
    call->since_ms = time_now_ms() - REMOTE_PROBE_MS;
    call->columns = mem_new(2, sizeof(*call->columns));
    call->columns[call->column_count++] = mem_copy(remote->entity->id_path);
    if (remote->entity->modified_path != NULL) {
        call->columns[call->column_count++] =
            mem_copy(remote->entity->modified_path);
    }
    return errand;
}

static struct errand *remote_probe_of(struct remote *remote)
{
    struct errand *errand = remote->admitted
                                ? queue_first_read(&remote->queue)
                                : queue_tenant(&remote->queue, INT64_MAX);

    if (errand != NULL) {
        queue_remove(&remote->queue, errand);
        return errand;
    }
    return remote->admitted ? remote_probe_new(remote) : NULL;
}

static void remote_probe(struct remote *remote, int64_t now_ms)
{
    struct errand *errand;

    if (!breaker_is_due(&remote->breaker, now_ms) ||
        !remote_may_go(remote, 1, now_ms))
        return;
    errand = remote_probe_of(remote);
    if (errand == NULL)
        return;
    budget_spend(remote->budget);
    breaker_probe(&remote->breaker);
    errand->probe = true;
    caller_send(remote, errand, now_ms);
}

static void remote_send(struct remote *remote, int64_t now_ms)
{
    if (token_step(remote->token, now_ms, &remote->redis_err) != 0) {
        (void)remote_redis_failed(remote, now_ms);
        return;
    }
    if (remote->turn != NULL &&
        (remote->queue.creates == 0 || remote->breaker.open))
        turn_rest(remote->turn);
    if (token_text(remote->token, now_ms) == NULL)
        return;
    if (remote->breaker.open)
        remote_probe(remote, now_ms);
    while (!remote->breaker.open && remote_send_one(remote, now_ms))
        continue;
}

void remote_step(struct remote *remote)
{
    int64_t now_ms = time_boot_ms();

    remote_give_back(remote, now_ms);
    if (now_ms >= remote->redis_until_ms)
        remote_send(remote, now_ms);
    standing_write(remote, now_ms);
}
