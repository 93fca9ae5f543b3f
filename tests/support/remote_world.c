#include "support/remote_world.h"

#include "support/redis_server.h"
#include "support/test.h"
#include "support/web.h"

#include "base/mem.h"
#include "base/time.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORLD_LIMIT_MS 600

struct world world;
struct remote *remotes[WORLD_REMOTES_MAX];
struct redis *world_redis;

static struct http *http;
static struct web *web;
static struct system *systems[WORLD_REMOTES_MAX];
static char api_url[64];
static int answers;

/* ---- PowerOffice of paper ---- */

static enum web_after token_serve(struct buf *ret_bytes)
{
    char body[160];

    world.token_requests++;
    if (world.token_holds)
        return WEB_HOLD;
    if (world.token_status == 200) {
        (void)snprintf(body, sizeof(body),
                       "{\"access_token\":\"T%d\",\"token_type\":\"bearer\","
                       "\"expires_in\":%d}",
                       world.token_requests, world.token_life_s);
    } else {
        (void)snprintf(body, sizeof(body), "{\"error\":\"%s\"}",
                       world.token_why);
    }
    web_answer(ret_bytes, world.token_status, "", body);
    return WEB_KEEP;
}

static bool is_denied(const char *text)
{
    const char *token = strstr(text, "Bearer T");

    return token == NULL ||
           strtol(token + strlen("Bearer T"), NULL, 10) <= world.denied_until;
}

static int status_next(const char *text)
{
    if (is_denied(text))
        return 401;
    if (world.status_count == 0)
        return 200;
    world.status_count -= world.status_count > 0;
    return world.status;
}

static char kind_of(const char *text)
{
    if (strncmp(text, "POST", 4) == 0)
        return 'C';
    if (strncmp(text, "PATCH", 5) == 0)
        return 'U';
    return strstr(text, "Customers?") != NULL ? 'L' : 'R';
}

static enum web_after serve(const char *text, struct buf *ret_bytes, void *arg)
{
    char kind = kind_of(text);
    char headers[64] = "";
    int status;

    (void)arg;
    if (strstr(text, "/OAuth/Token") != NULL)
        return token_serve(ret_bytes);
    if (world.requests < (int)sizeof(world.log) - 1)
        world.log[world.requests] = kind;
    world.requests++;
    world.creates += kind == 'C';
    if (world.holds)
        return WEB_HOLD;
    status = status_next(text);
    if (status == 200 && kind == 'L')
        status = 204;
    if (status >= 400 && world.retry_after_s > 0) {
        (void)snprintf(headers, sizeof(headers), "Retry-After: %d\r\n",
                       world.retry_after_s);
    }
    web_answer(ret_bytes, status, headers,
               status == 204
                   ? ""
                   : "{\"Id\": 7, \"Name\": \"x\", \"ClientId\": \"c\"}");
    return WEB_KEEP;
}

/* ---- from test to test ---- */

int world_group_start(void **state)
{
    (void)state;
    redis_server_start();
    return 0;
}

int world_group_stop(void **state)
{
    (void)state;
    redis_server_stop();
    return 0;
}

int remote_world_start(void **state)
{
    struct err err;
    char url[64];

    (void)state;
    world = (struct world){ .token_status = 200,
                            .token_life_s = 1200,
                            .token_why = "",
                            .status = 200,
                            .status_count = -1 };
    answers = 0;
    (void)snprintf(url, sizeof(url), "redis://127.0.0.1:%d",
                   redis_server_port());
    world_redis = redis_open(url, 1000, &err);
    assert_non_null(world_redis);
    assert_non_null(redis_do(world_redis, &err, "FLUSHALL", NULL));
    web = web_open(serve, NULL);
    (void)snprintf(api_url, sizeof(api_url), "http://127.0.0.1:%d",
                   web_port(web));
    http = http_open("tandem-test", &err);
    assert_non_null(http);
    return 0;
}

int remote_world_stop(void **state)
{
    (void)state;
    for (int i = 0; i < WORLD_REMOTES_MAX; i++)
        remote_ends(i);
    http_close(http);
    web_close(web);
    redis_close(world_redis);
    return 0;
}

/* They outlive the system. */
static struct system_settings keys_with(const char *key)
{
    return (struct system_settings){ .powerofficego_url = api_url,
                                     .powerofficego_application_key =
                                         "application",
                                     .powerofficego_client_key = key,
                                     .powerofficego_subscription_key =
                                         "subscription" };
}

bool remote_gets(int index, const char *key)
{
    struct system_settings keys = keys_with(key);

    return remote_renew(remotes[index], &keys);
}

static void remote_starts_as(int index, const struct remote_settings *settings,
                             const char *key)
{
    struct system_settings keys = keys_with(key);

    systems[index] = system_new("powerofficego", &keys);
    assert_non_null(systems[index]);
    remotes[index] = remote_open(systems[index], http, world_redis, settings);
}

void remote_starts(int index, int rate, int concurrency, const char *key)
{
    struct remote_settings settings = { .name_space = "test",
                                        .rate = rate,
                                        .concurrency = concurrency,
                                        .limit_ms = WORLD_LIMIT_MS };

    remote_starts_as(index, &settings, key);
}

void remote_starts_guarded(int index, const char *key)
{
    struct remote_settings settings = { .name_space = "test",
                                        .limit_ms = WORLD_LIMIT_MS,
                                        .guarded = true };

    remote_starts_as(index, &settings, key);
}

void remote_ends(int index)
{
    remote_close(remotes[index]);
    system_free(systems[index]);
    remotes[index] = NULL;
    systems[index] = NULL;
}

/* ---- calls ---- */

static void call_done(struct answer *answer, bool unsent, void *arg)
{
    struct outcome_of_call *outcome = arg;

    outcome->calls++;
    outcome->unsent = unsent;
    outcome->verdict = answer->verdict;
    outcome->order = ++answers;
}

void call_start(int index, enum call_kind kind, enum call_priority priority,
                int send_within_ms, struct outcome_of_call *outcome)
{
    struct call call = { .kind = kind, .priority = priority };

    call.entity = system_entity("powerofficego", "Customers");
    if (kind == CALL_READ || kind == CALL_UPDATE)
        call.id = mem_copy("7");
    if (kind == CALL_CREATE || kind == CALL_UPDATE) {
        call.fields = json_new_object();
        json_set_text(call.fields, "Name", "Fjell AS");
    }
    if (kind == CALL_CREATE)
        call.reference = mem_copy("zohocrm:1");
    if (kind == CALL_LIST) {
        call.columns = mem_new(1, sizeof(*call.columns));
        call.columns[call.column_count++] = mem_copy("Id");
    }
    remote_call(remotes[index], &call, send_within_ms, call_done, outcome);
}

void call_start_bad(int index, struct outcome_of_call *outcome)
{
    struct call call = { .kind = CALL_READ };

    call.entity = system_entity("powerofficego", "Customers");
    call.id = mem_copy("../7");
    remote_call(remotes[index], &call, 0, call_done, outcome);
}

void world_step(void)
{
    for (int i = 0; i < WORLD_REMOTES_MAX; i++) {
        if (remotes[i] != NULL)
            remote_step(remotes[i]);
    }
    http_step(http, 1);
    web_step(web);
}

void world_step_until(int64_t until_ms, const char *condition)
{
    if (time_boot_ms() > until_ms)
        fail_msg("never: %s", condition);
    world_step();
}

void world_pass(int ms)
{
    int64_t until_ms = time_boot_ms() + ms;

    while (time_boot_ms() < until_ms)
        world_step();
}
