#include "io/redis.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "io/redis_url.h"

#include <assert.h>
#include <errno.h>
#include <hiredis/hiredis.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

/* Arguments of redis_do(), and of a script on top of its own. */
#define REDIS_WORDS_MAX  32
#define REDIS_NUMBER_MAX 24

struct redis {
    struct redis_url url;
    int timeout_ms;
    int64_t silent_until_ms; /* after silence: not asked again before this */
    redisContext *context;   /* NULL: not connected */
    struct buf out;          /* commands that wait for redis_run() */
    size_t queued;           /* how many */
    redisReply **raw;        /* what replies points into */
    struct redis_reply *replies;
    size_t count;
};

struct redis *redis_open(const char *url, int timeout_ms, struct err *err)
{
    struct redis *redis = mem_new(1, sizeof(*redis));

    redis->timeout_ms = timeout_ms;
    if (redis_url_parse(&redis->url, url, err) != 0) {
        redis_close(redis);
        return NULL;
    }
    return redis;
}

static void redis_reply_free(const struct redis_reply *reply)
{
    for (size_t i = 0; i < reply->count; i++)
        redis_reply_free(&reply->items[i]);
    free(reply->items);
}

static void redis_forget(struct redis *redis)
{
    for (size_t i = 0; i < redis->count; i++) {
        redis_reply_free(&redis->replies[i]);
        freeReplyObject(redis->raw[i]);
    }
    free(redis->replies);
    free(redis->raw);
    redis->replies = NULL;
    redis->raw = NULL;
    redis->count = 0;
}

static void redis_hang_up(struct redis *redis)
{
    if (redis->context != NULL)
        redisFree(redis->context);
    redis->context = NULL;
}

void redis_close(struct redis *redis)
{
    if (redis == NULL)
        return;
    redis_forget(redis);
    redis_hang_up(redis);
    redis_url_free(&redis->url);
    buf_free(&redis->out);
    free(redis);
}

/* ---- asking ---- */

static int redis_silent(const struct redis *redis, struct err *err)
{
    return err_set(err, ERR_RETRY, "redis at %s:%d: no answer in %d ms",
                   redis->url.host, redis->url.port, redis->timeout_ms);
}

/* A context that has met any error is spent: the next call connects anew. */
static int redis_lost(struct redis *redis, struct err *err)
{
    const redisContext *context = redis->context;
    bool late = context->err == REDIS_ERR_IO &&
                (errno == EAGAIN || errno == EWOULDBLOCK);

    if (late) {
        redis->silent_until_ms = time_boot_ms() + redis->timeout_ms;
        (void)redis_silent(redis, err);
    } else {
        (void)err_set(err, ERR_RETRY, "redis at %s:%d: %s", redis->url.host,
                      redis->url.port, context->errstr);
    }
    redis_hang_up(redis);
    return -1;
}

/* Sends the bytes of `count` commands and keeps their raw replies. */
static int redis_exchange(struct redis *redis, const struct buf *out,
                          size_t count, struct err *err)
{
    redis_forget(redis);
    redis->raw = mem_new(count, sizeof(redisReply *));
    redis->replies = mem_new(count, sizeof(struct redis_reply));
    errno = 0;
    if (redisAppendFormattedCommand(redis->context, buf_text(out),
                                    out->length) != REDIS_OK)
        return redis_lost(redis, err);
    for (; redis->count < count; redis->count++) {
        void *reply = NULL;

        if (redisGetReply(redis->context, &reply) != REDIS_OK)
            return redis_lost(redis, err);
        redis->raw[redis->count] = reply;
    }
    return 0;
}

static bool redis_begins(const char *text, const char *const *beginnings)
{
    while (*beginnings != NULL && !text_starts(text, *beginnings))
        beginnings++;
    return *beginnings != NULL;
}

/* What an error reply asks of us: wait, fix the settings, or give up. */
static enum err_kind redis_error_kind(const char *text, const char **ret_remedy)
{
    static const char *const later[] = { "LOADING ", "BUSY ",       "OOM ",
                                         "MISCONF ", "MASTERDOWN ", "READONLY ",
                                         NULL };
    static const char *const login[] = { "NOAUTH ", "WRONGPASS ",
                                         "ERR AUTH <password> called", NULL };
    /* The second is how a script is told. */
    static const char *const rights[] = { "NOPERM ",
                                          "ERR The user executing the script",
                                          "ERR ACL failure in script", NULL };

    *ret_remedy = "";
    if (redis_begins(text, later))
        return ERR_RETRY;
    if (redis_begins(text, login)) {
        *ret_remedy = ": correct user and password in TANDEM_REDIS";
    } else if (redis_begins(text, rights)) {
        *ret_remedy = ": docs/security.md lists the rights that it needs";
    } else {
        return ERR_DATA;
    }
    return ERR_USAGE;
}

static int redis_refused(const struct redis *redis, const char *text,
                         struct err *err)
{
    const char *remedy;
    enum err_kind kind = redis_error_kind(text, &remedy);

    return err_set(err, kind, "redis at %s:%d: %s%s", redis->url.host,
                   redis->url.port, text, remedy);
}

/* Makes our reply of hiredis' one, whose texts it borrows. */
static int redis_reply_read(struct redis *redis, const redisReply *raw,
                            struct redis_reply *ret_reply, struct err *err)
{
    struct redis_reply *items;
    int status = 0;

    *ret_reply = (struct redis_reply){ .kind = REDIS_NIL };
    switch (raw->type) {
    case REDIS_REPLY_ERROR:
        return redis_refused(redis, raw->str, err);
    case REDIS_REPLY_STRING:
    case REDIS_REPLY_STATUS:
        ret_reply->kind = REDIS_TEXT;
        ret_reply->text = raw->str;
        ret_reply->length = raw->len;
        return 0;
    case REDIS_REPLY_INTEGER:
        ret_reply->kind = REDIS_INTEGER;
        ret_reply->integer = raw->integer;
        return 0;
    case REDIS_REPLY_ARRAY:
        items = mem_new(raw->elements, sizeof(*items));
        ret_reply->kind = REDIS_LIST;
        ret_reply->items = items;
        ret_reply->count = raw->elements;
        for (size_t i = 0; i < raw->elements && status == 0; i++)
            status = redis_reply_read(redis, raw->element[i], &items[i], err);
        return status;
    default:
        return 0;
    }
}

static int redis_replies_read(struct redis *redis, struct err *err)
{
    int status = 0;

    for (size_t i = 0; i < redis->count && status == 0; i++) {
        const redisReply *raw = redis->raw[i];

        status = redis_reply_read(redis, raw, &redis->replies[i], err);
    }
    return status;
}

static void redis_format(struct buf *out, size_t argc, const char *const *argv,
                         const size_t *lengths)
{
    buf_print(out, "*%zu\r\n", argc);
    for (size_t i = 0; i < argc; i++) {
        size_t length = lengths == NULL ? strlen(argv[i]) : lengths[i];

        buf_print(out, "$%zu\r\n", length);
        buf_append(out, argv[i], length);
        buf_append(out, "\r\n", 2);
    }
}

/* ---- connecting ---- */

static int redis_greet(struct redis *redis, size_t argc,
                       const char *const *argv, struct err *err)
{
    struct buf out = { 0 };
    int status;

    redis_format(&out, argc, argv, NULL);
    status = redis_exchange(redis, &out, 1, err);
    buf_free(&out);
    return status == 0 ? redis_replies_read(redis, err) : -1;
}

static int redis_log_in(struct redis *redis, struct err *err)
{
    const struct redis_url *url = &redis->url;
    const char *password = url->password == NULL ? "" : url->password;
    const char *short_form[] = { "AUTH", password };
    const char *long_form[] = { "AUTH", url->user, password };

    if (url->user != NULL)
        return redis_greet(redis, 3, long_form, err);
    if (url->password != NULL)
        return redis_greet(redis, 2, short_form, err);
    return 0;
}

static int redis_select(struct redis *redis, struct err *err)
{
    char number[REDIS_NUMBER_MAX];
    const char *argv[] = { "SELECT", number };

    if (redis->url.database == 0)
        return 0;
    (void)snprintf(number, sizeof(number), "%d", redis->url.database);
    if (redis_greet(redis, 2, argv, err) == 0)
        return 0;
    /* No such database: nothing but the address can mend that. */
    if (err->kind == ERR_DATA)
        err->kind = ERR_USAGE;
    return -1;
}

static struct timeval redis_limit(const struct redis *redis)
{
    return (struct timeval){ .tv_sec = redis->timeout_ms / 1000,
                             .tv_usec = redis->timeout_ms % 1000 * 1000L };
}

void redis_hurry(struct redis *redis, int timeout_ms)
{
    redis->timeout_ms = timeout_ms;
    if (redis->context != NULL &&
        redisSetTimeout(redis->context, redis_limit(redis)) != REDIS_OK)
        redis_hang_up(redis);
}

static int redis_connect(struct redis *redis, struct err *err)
{
    struct timeval limit = redis_limit(redis);

    if (redis->context != NULL)
        return 0;
    if (time_boot_ms() < redis->silent_until_ms)
        return redis_silent(redis, err);
    redis->context =
        redisConnectWithTimeout(redis->url.host, redis->url.port, limit);
    if (redis->context == NULL)
        return err_set(err, ERR_FATAL, "out of memory");
    errno = 0;
    if (redis->context->err != 0 ||
        redisSetTimeout(redis->context, limit) != REDIS_OK)
        return redis_lost(redis, err);
    if (redis_log_in(redis, err) == 0 && redis_select(redis, err) == 0)
        return 0;
    redis_hang_up(redis);
    return -1;
}

/* ---- commands ---- */

void redis_append(struct redis *redis, size_t argc, const char *const *argv,
                  const size_t *lengths)
{
    redis_format(&redis->out, argc, argv, lengths);
    redis->queued++;
}

int redis_run(struct redis *redis, const struct redis_reply **ret_replies,
              size_t *ret_count, struct err *err)
{
    size_t queued = redis->queued;
    int status;

    redis_forget(redis);
    *ret_replies = NULL;
    *ret_count = 0;
    status = redis_connect(redis, err);
    if (status == 0)
        status = redis_exchange(redis, &redis->out, queued, err);
    redis->queued = 0;
    buf_clear(&redis->out);
    if (status != 0 || redis_replies_read(redis, err) != 0)
        return -1;
    *ret_replies = redis->replies;
    *ret_count = redis->count;
    return 0;
}

const struct redis_reply *redis_command(struct redis *redis, size_t argc,
                                        const char *const *argv,
                                        const size_t *lengths, struct err *err)
{
    const struct redis_reply *replies;
    size_t count;

    assert(redis->queued == 0);
    redis_append(redis, argc, argv, lengths);
    return redis_run(redis, &replies, &count, err) == 0 ? replies : NULL;
}

const struct redis_reply *redis_do(struct redis *redis, struct err *err, ...)
{
    const char *argv[REDIS_WORDS_MAX];
    size_t argc = 0;
    const char *word;
    va_list args;

    va_start(args, err);
    while ((word = va_arg(args, const char *)) != NULL) {
        assert(argc < REDIS_WORDS_MAX);
        argv[argc++] = word;
    }
    va_end(args);
    return redis_command(redis, argc, argv, NULL, err);
}

int redis_ping(struct redis *redis, struct err *err)
{
    return redis_do(redis, err, "PING", NULL) == NULL ? -1 : 0;
}
