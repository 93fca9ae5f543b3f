#include "extractor/lease.h"

#include "base/mem.h"
#include "base/time.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define LEASES_MAX    64 /* entities: two for each flow */
#define LEASE_MS_TEXT "15000"

struct lease {
    char *key;
    bool busy;
    int64_t until_ms; /* boot time; 0: not held */
};

struct leases {
    struct redis *redis;
    char *members_key;
    char *owner;
    struct lease *items;
    size_t count;
};

/*
 * Keys: the sorted set of living extractors, then the leases. Arguments: the
 * owner, the expiry in ms, then for each lease 1 if it must not be given back.
 * Gives for each lease 1 if the owner holds it now.
 */
static struct redis_script renew = {
    .name = "lease_renew",
    .text = "local time = redis.call('TIME')\n"
            "local now = time[1] * 1000 + math.floor(time[2] / 1000)\n"
            "redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])\n"
            "redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)\n"
            "redis.call('PEXPIRE', KEYS[1], ARGV[2])\n"
            "local living = redis.call('ZCARD', KEYS[1])\n"
            "local share = math.ceil((#KEYS - 1) / living)\n"
            "local mine, holds, held = {}, {}, 0\n"
            "local function keep(i)\n"
            "  redis.call('PEXPIRE', KEYS[i], ARGV[2])\n"
            "  holds[i - 1], held = 1, held + 1\n"
            "end\n"
            "for i = 2, #KEYS do\n"
            "  holds[i - 1] = 0\n"
            "  mine[i] = redis.call('GET', KEYS[i]) == ARGV[1]\n"
            "  if mine[i] and ARGV[i + 1] == '1' then keep(i) end\n"
            "end\n"
            "for i = 2, #KEYS do\n"
            "  if mine[i] and ARGV[i + 1] == '0' then\n"
            "    if held < share then keep(i)\n"
            "    else redis.call('DEL', KEYS[i]) end\n"
            "  end\n"
            "end\n"
            "for i = 2, #KEYS do\n"
            "  if not mine[i] and held < share and\n"
            "     redis.call('SET', KEYS[i], ARGV[1], 'NX') then\n"
            "    keep(i)\n"
            "  end\n"
            "end\n"
            "return holds\n",
};

/* Keys as above. Argument: the owner. */
static struct redis_script release = {
    .name = "lease_release",
    .text = "redis.call('ZREM', KEYS[1], ARGV[1])\n"
            "for i = 2, #KEYS do\n"
            "  if redis.call('GET', KEYS[i]) == ARGV[1] then\n"
            "    redis.call('DEL', KEYS[i])\n"
            "  end\n"
            "end\n"
            "return 0\n",
};

/* Unlike that of any other extractor, living or dead; and a person can tell
 * from it where the process runs. */
static char *lease_owner_new(void)
{
    char host[256] = "";

    (void)gethostname(host, sizeof(host) - 1);
    return mem_print("%s:%ld:%lld", host, (long)getpid(),
                     (long long)time_now_ms());
}

struct leases *leases_open(struct redis *redis, const char *name_space,
                           const char *const *names, size_t count)
{
    struct leases *leases = mem_new(1, sizeof(*leases));

    assert(count <= LEASES_MAX);
    leases->redis = redis;
    leases->members_key = mem_print("%s:extractors", name_space);
    leases->owner = lease_owner_new();
    leases->items = mem_new(count + 1, sizeof(*leases->items));
    leases->count = count;
    for (size_t i = 0; i < count; i++)
        leases->items[i].key = mem_print("%s:lease:%s", name_space, names[i]);
    return leases;
}

/* Room for the keys, the owner, the expiry and a mark for each lease. */
#define ARGS_MAX (2 * LEASES_MAX + 3)

static size_t lease_args(const struct leases *leases, bool renewing,
                         const char *argv[ARGS_MAX])
{
    size_t argc = 0;

    argv[argc++] = leases->members_key;
    for (size_t i = 0; i < leases->count; i++)
        argv[argc++] = leases->items[i].key;
    argv[argc++] = leases->owner;
    if (!renewing)
        return argc;
    argv[argc++] = LEASE_MS_TEXT;
    for (size_t i = 0; i < leases->count; i++)
        argv[argc++] = leases->items[i].busy ? "1" : "0";
    return argc;
}

void leases_close(struct leases *leases)
{
    const char *argv[ARGS_MAX];
    struct err err = { 0 };

    if (leases == NULL)
        return;
    /* Without an answer they expire. */
    (void)!redis_script(leases->redis, &release, leases->count + 1,
                        lease_args(leases, false, argv), argv, NULL, &err);
    for (size_t i = 0; i < leases->count; i++)
        free(leases->items[i].key);
    free(leases->items);
    free(leases->members_key);
    free(leases->owner);
    free(leases);
}

int leases_renew(struct leases *leases, int64_t now_ms, struct err *err)
{
    const char *argv[ARGS_MAX];
    const struct redis_reply *reply;

    reply = redis_script(leases->redis, &renew, leases->count + 1,
                         lease_args(leases, true, argv), argv, NULL, err);
    if (reply == NULL)
        return err_prefix(err, "cannot renew the leases");
    assert(reply->kind == REDIS_LIST && reply->count == leases->count);
    for (size_t i = 0; i < leases->count; i++) {
        leases->items[i].until_ms =
            reply->items[i].integer == 1 ? now_ms + LEASE_MS : 0;
    }
    return 0;
}

void leases_busy(struct leases *leases, size_t index, bool busy)
{
    leases->items[index].busy = busy;
}

bool leases_held(const struct leases *leases, size_t index, int64_t now_ms)
{
    return now_ms < leases->items[index].until_ms;
}

const char *leases_key(const struct leases *leases, size_t index)
{
    return leases->items[index].key;
}

const char *leases_owner(const struct leases *leases)
{
    return leases->owner;
}
