#include "remote/token.h"

#include "base/buf.h"
#include "base/fault.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "remote/backoff.h"
#include "remote/lock.h"

#include <stdio.h>
#include <stdlib.h>

/* How long before its end a token is replaced: this, or half of its life. */
#define TOKEN_MARGIN_MS 60000

/* How often Redis is looked at while another process asks, and while nobody
 * may. */
#define TOKEN_LOOK_MS    100
#define TOKEN_REFUSED_MS 1000

/* A holder of the lock that is gone keeps it this much longer than a request
 * may take. */
#define TOKEN_SLACK_MS 5000

#define TOKEN_NUMBER_MAX 24

struct token {
    const struct system *system;
    struct http *http;
    struct redis *redis;
    struct lock *lock;
    struct backoff backoff;
    char *key;
    char *refused_key;
    char *denials_key;
    int limit_ms;
    char *text; /* NULL: none */
    char *api_url;
    int64_t life_ms;
    int64_t expires_ms;
    unsigned serial;
    bool denied;   /* text is of no use, whatever its time */
    char *refused; /* why the last attempt failed, or NULL */
    bool dead;     /* refused for good: the credentials */
    int64_t refused_until_ms;
    int64_t look_ms; /* Redis need not be looked at before */
    bool asking;     /* our request is under way */
    uint64_t refreshes;
};

struct token *token_open(const struct system *system, struct http *http,
                         struct redis *redis,
                         const struct token_settings *settings)
{
    struct token *token = mem_new(1, sizeof(*token));
    const char *account = system_account(system);
    const char *name_space = settings->name_space;
    char *lock_key = mem_print("%s:token:%s:lock", name_space, account);

    token->system = system;
    token->http = http;
    token->redis = redis;
    token->lock = lock_open(redis, lock_key, settings->owner);
    token->backoff = backoff_seeded(settings->seed);
    token->key = mem_print("%s:token:%s", name_space, account);
    token->refused_key = mem_print("%s:token:%s:refused", name_space, account);
    token->denials_key = mem_print("%s:token:%s:denials", name_space, account);
    token->limit_ms = settings->limit_ms;
    token->serial = settings->serial;
    free(lock_key);
    return token;
}

void token_close(struct token *token)
{
    if (token == NULL)
        return;
    http_forget(token->http, token);
    if (token->asking)
        lock_release(token->lock);
    lock_close(token->lock);
    free(token->key);
    free(token->refused_key);
    free(token->denials_key);
    free(token->text);
    free(token->api_url);
    free(token->refused);
    free(token);
}

/* ---- what Redis knows ---- */

static void token_adopt(struct token *token, const char *text,
                        const char *api_url, int64_t life_ms,
                        int64_t expires_ms)
{
    token->expires_ms = expires_ms;
    if (text_equal(text, token->text))
        return;
    mem_replace(&token->text, text);
    mem_replace(&token->api_url, api_url);
    token->life_ms = life_ms;
    token->denied = false;
    token->serial++;
}

static struct json *token_parse(const struct redis_reply *reply)
{
    struct err ignored;

    /* Whatever is not ours to read is as good as nothing. */
    if (reply->kind != REDIS_TEXT)
        return NULL;
    return json_parse(reply->text, reply->length, &ignored);
}

static void token_parse_token(struct token *token,
                              const struct redis_reply *reply,
                              int64_t expires_ms)
{
    struct json *json = token_parse(reply);
    const char *text = json_get_text(json, "token");

    if (text != NULL) {
        token_adopt(token, text, json_get_text(json, "api_url"),
                    json_get_int(json, "life_ms", 0), expires_ms);
    }
    json_free(json);
}

static void token_parse_refused(struct token *token,
                                const struct redis_reply *reply,
                                int64_t until_ms)
{
    struct json *json = token_parse(reply);

    mem_replace(&token->refused, json_get_text(json, "why"));
    token->dead = json_get_true(json, "dead");
    token->refused_until_ms = until_ms;
    json_free(json);
}

/* The time left is read before the value: a value that is replaced in between
 * then ends too early for us, never too late. */
static int token_read(struct token *token, int64_t now_ms, struct err *err)
{
    const char *argv[][2] = { { "PTTL", token->key },
                              { "GET", token->key },
                              { "PTTL", token->refused_key },
                              { "GET", token->refused_key } };
    const struct redis_reply *replies;
    size_t count;

    for (size_t i = 0; i < sizeof(argv) / sizeof(argv[0]); i++)
        redis_append(token->redis, 2, argv[i], NULL);
    if (redis_run(token->redis, &replies, &count, err) != 0)
        return -1;
    token_parse_token(token, &replies[1], now_ms + replies[0].integer);
    token_parse_refused(token, &replies[3], now_ms + replies[2].integer);
    return 0;
}

static void token_store(struct token *token, const char *key,
                        const struct json *json, int64_t ms)
{
    char number[TOKEN_NUMBER_MAX];
    char *text = json_string(json);
    struct err ignored;

    (void)snprintf(number, sizeof(number), "%lld", (long long)ms);
    /* Should Redis fail now, each process finds out for itself. */
    if (redis_do(token->redis, &ignored, "SET", key, text, "PX", number,
                 NULL) == NULL)
        token->look_ms = 0;
    free(text);
}

/* ---- asking for a new one ---- */

static void token_refuse(struct token *token, const char *why, bool dead,
                         int64_t wait_ms)
{
    char *text = dead ? mem_print("credentials refused (%s): correct %s", why,
                                  system_credentials(token->system))
                      : mem_print("no new access token (%s)", why);
    struct json *json = json_new_object();

    json_set_text(json, "why", text);
    json_set_bool(json, "dead", dead);
    token_store(token, token->refused_key, json, wait_ms);
    json_free(json);
    free(token->refused);
    token->refused = text;
    token->dead = dead;
    token->refused_until_ms = time_boot_ms() + wait_ms;
}

static void token_grant(struct token *token, const struct answer *answer)
{
    struct json *json = json_new_object();
    struct err ignored;

    json_set_text(json, "token", answer->token);
    json_set_text(json, "api_url", answer->api_url);
    json_set_int(json, "life_ms", answer->token_ms);
    token_store(token, token->key, json, answer->token_ms);
    json_free(json);
    if (redis_do(token->redis, &ignored, "DEL", token->refused_key, NULL) ==
        NULL)
        token->look_ms = 0;
    /* Should it be the old one once more, it is as good as new. */
    mem_replace(&token->text, NULL);
    token_adopt(token, answer->token, answer->api_url, answer->token_ms,
                time_boot_ms() + answer->token_ms);
    mem_replace(&token->refused, NULL);
    token->dead = false;
    token->backoff.failures = 0;
    fault_point("token.stored");
}

static void token_answered(struct http_response *response, void *arg)
{
    static const struct call call = { .kind = CALL_TOKEN };
    struct token *token = arg;
    struct answer answer = { 0 };
    const char *why;

    token->asking = false;
    system_answer(token->system, &call, NULL, response, &answer);
    why = response->status == 0 ? response->error : answer.code;
    if (answer.verdict == VERDICT_DONE && answer.token != NULL) {
        fault_point("token.granted");
        token_grant(token, &answer);
    } else if (answer.permanent) {
        token_refuse(token, why, true, TOKEN_DEAD_MS);
    } else {
        token_refuse(token, why, false,
                     backoff_next_ms(&token->backoff, answer.retry_after_ms));
    }
    answer_free(&answer);
    lock_release(token->lock);
}

static void token_request(struct token *token)
{
    static const struct call call = { .kind = CALL_TOKEN };
    struct http_request request = { 0 };
    struct err err;

    if (system_request(token->system, &call, NULL, NULL, &request, &err) != 0) {
        token_refuse(token, err.text, true, TOKEN_DEAD_MS);
        http_request_free(&request);
        lock_release(token->lock);
        return;
    }
    token->refreshes++;
    token->asking = true;
    fault_point("token.asking");
    http_start(token->http, &request, token->limit_ms, token_answered, token);
}

/* Such a one may be replaced at once: that cannot happen too often. */
static bool token_has_served(const struct token *token, int64_t now_ms)
{
    int64_t age_ms = token->life_ms - (token->expires_ms - now_ms);

    return age_ms >= TOKEN_DENIALS_MS / TOKEN_DENIALS_MAX;
}

/* A fresh token was denied: replacing it is rationed, lest we use up what the
 * system issues. 1: go ahead. */
static int token_ration(struct token *token, struct err *err)
{
    char number[TOKEN_NUMBER_MAX];
    const char *incr[] = { "INCR", token->denials_key };
    const char *expire[] = { "PEXPIRE", token->denials_key, number, "NX" };
    const struct redis_reply *replies;
    size_t count;
    char *why;

    (void)snprintf(number, sizeof(number), "%d", TOKEN_DENIALS_MS);
    redis_append(token->redis, 2, incr, NULL);
    redis_append(token->redis, 4, expire, NULL);
    if (redis_run(token->redis, &replies, &count, err) != 0)
        return -1;
    if (replies[0].integer <= TOKEN_DENIALS_MAX)
        return 1;
    why = mem_print("fresh access tokens are denied: check %s",
                    system_credentials(token->system));
    token_refuse(token, why, false, TOKEN_DENIALS_MS / 2);
    free(why);
    return 0;
}

static bool token_is_due(const struct token *token, int64_t now_ms)
{
    int64_t margin_ms = token->life_ms / 2;

    if (token->text == NULL || token->denied)
        return true;
    if (margin_ms > TOKEN_MARGIN_MS)
        margin_ms = TOKEN_MARGIN_MS;
    return now_ms >= token->expires_ms - margin_ms;
}

static bool token_may_ask(const struct token *token, int64_t now_ms)
{
    return token_is_due(token, now_ms) && now_ms >= token->refused_until_ms;
}

/* We hold the lock. Another may have asked between our look and our lock. */
static int token_renew(struct token *token, int64_t now_ms, struct err *err)
{
    int status = token_read(token, now_ms, err);
    int go = 1;

    if (status == 0 && token_may_ask(token, now_ms)) {
        if (token->denied && !token_has_served(token, now_ms))
            go = token_ration(token, err);
        if (go == 1) {
            token_request(token);
            return 0;
        }
    }
    lock_release(token->lock);
    return go < 0 ? -1 : status;
}

int token_step(struct token *token, int64_t now_ms, struct err *err)
{
    int64_t lock_ms = (int64_t)token->limit_ms + TOKEN_SLACK_MS;
    int status;

    if (token->asking || now_ms < token->look_ms ||
        !token_is_due(token, now_ms))
        return 0;
    token->look_ms = now_ms + TOKEN_LOOK_MS;
    if (token_read(token, now_ms, err) != 0)
        return -1;
    if (token->refused != NULL)
        token->look_ms = now_ms + TOKEN_REFUSED_MS;
    if (!token_may_ask(token, now_ms))
        return 0;
    status = lock_take(token->lock, lock_ms, err);
    return status == 1 ? token_renew(token, now_ms, err) : status;
}

/* ---- using it ---- */

const char *token_text(const struct token *token, int64_t now_ms)
{
    if (token->denied || now_ms >= token->expires_ms)
        return NULL;
    return token->text;
}

const char *token_api_url(const struct token *token)
{
    return token->api_url;
}

unsigned token_serial(const struct token *token)
{
    return token->serial;
}

void token_denied(struct token *token, unsigned serial)
{
    if (serial != token->serial)
        return;
    token->denied = true;
    token->look_ms = 0;
}

bool token_is_refused(const struct token *token)
{
    return token->refused != NULL && (token->dead || token->denied);
}

const char *token_trouble(const struct token *token, int64_t now_ms)
{
    if (token->refused != NULL &&
        (token->dead || token_text(token, now_ms) == NULL))
        return token->refused;
    return token_text(token, now_ms) == NULL ? "no access token yet" : NULL;
}

uint64_t token_refreshes(const struct token *token)
{
    return token->refreshes;
}
