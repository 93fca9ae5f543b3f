#include "support/pipeline.h"

#include "base/hash.h"
#include "base/mem.h"
#include "io/redis.h"
#include "support/program.h"
#include "support/test.h"
#include "support/world.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#define PIPELINE_MAX     16
#define PIPELINE_STOP_MS 2000

static struct program *running[PIPELINE_MAX];
static size_t running_count;

static void start(const char *name, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        assert_true(running_count < PIPELINE_MAX);
        running[running_count++] = program_start(name);
    }
}

void pipeline_start_many(size_t extractors, size_t transformers, size_t loaders)
{
    running_count = 0; /* what an earlier world had has ended with it */
    start("extractor", extractors);
    start("transformer", transformers);
    start("loader", loaders);
}

void pipeline_start(void)
{
    pipeline_start_many(1, 1, 1);
}

struct program *pipeline_loader(void)
{
    return running[running_count - 1];
}

void pipeline_replace_loader(void)
{
    running[running_count - 1] = program_start("loader");
}

void pipeline_stop(void)
{
    while (running_count > 0) {
        int64_t ms;

        assert_int_equal(program_stop(running[--running_count], &ms), 0);
        assert_true(ms <= PIPELINE_STOP_MS);
    }
}

static void server_signal(const char *variable, int number)
{
    const char *pid = getenv(variable); /* NOLINT(concurrency-mt-unsafe) */

    if (pid == NULL) {
        fail_msg("no %s: run this by tests/support/servers", variable);
        return;
    }
    assert_int_equal(kill((pid_t)strtol(pid, NULL, 10), number), 0);
}

void kafka_freeze(void)
{
    server_signal("TEST_KAFKA_PID", SIGSTOP);
}

void kafka_thaw(void)
{
    server_signal("TEST_KAFKA_PID", SIGCONT);
}

void redis_freeze(void)
{
    server_signal("TEST_REDIS_PID", SIGSTOP);
}

void redis_thaw(void)
{
    server_signal("TEST_REDIS_PID", SIGCONT);
}

static struct redis *redis(void)
{
    const char *url = getenv("TEST_REDIS"); /* NOLINT(concurrency-mt-unsafe) */
    struct err err = { 0 };
    struct redis *opened = redis_open(url, 5000, &err);

    if (opened == NULL)
        fail_msg("%s", err.text);
    return opened;
}

size_t keys_forget(const char *pattern)
{
    static const char script[] =
        "local keys = redis.call('KEYS', ARGV[1])\n"
        "for _, key in ipairs(keys) do redis.call('DEL', key) end\n"
        "return #keys\n";
    struct redis *on = redis();
    char *whole = mem_print("%s:%s", world_namespace(), pattern);
    struct err err = { 0 };
    const struct redis_reply *reply =
        redis_do(on, &err, "EVAL", script, "0", whole, NULL);
    size_t count = 0;

    if (reply == NULL) {
        fail_msg("%s is not forgotten: %s", whole, err.text);
    } else {
        count = (size_t)reply->integer;
    }
    free(whole);
    redis_close(on);
    return count;
}

void redis_forget(void)
{
    (void)keys_forget("*");
}

void cursors_forget(void)
{
    assert_true(keys_forget("cursor:*") > 0);
}

const struct json *link_state(const char *link_id)
{
    struct redis *on = redis();
    char *key = mem_print(
        "%s:links:%d", world_namespace(),
        (int)hash_partition(link_id, strlen(link_id), WORLD_PARTITIONS));
    struct err err = { 0 };
    const struct redis_reply *reply =
        redis_do(on, &err, "HGET", key, link_id, NULL);
    struct json *state = NULL;

    assert_non_null(reply);
    if (reply->kind == REDIS_TEXT)
        state = json_parse(reply->text, reply->length, &err);
    free(key);
    redis_close(on);
    return state == NULL ? NULL : world_keep_json(state);
}

void link_spoil(const char *link_id, const char *text)
{
    struct redis *on = redis();
    char *key = mem_print(
        "%s:links:%d", world_namespace(),
        (int)hash_partition(link_id, strlen(link_id), WORLD_PARTITIONS));
    struct err err = { 0 };

    if (redis_do(on, &err, "HSET", key, link_id, text, NULL) == NULL)
        fail_msg("HSET: %s", err.text);
    free(key);
    redis_close(on);
}

const char *link_text(const char *link_id, const char *path)
{
    return json_text(json_at(link_state(link_id), path));
}

void checkpoint_write(int partition, int offset)
{
    struct redis *on = redis();
    char *key = mem_print("%s:links:%d", world_namespace(), partition);
    char *text = mem_print("%d", offset);
    struct err err = { 0 };

    if (redis_do(on, &err, "HSET", key, "~checkpoint", text, NULL) == NULL)
        fail_msg("HSET: %s", err.text);
    free(key);
    free(text);
    redis_close(on);
}
