/*
 * Redis: does it answer, does it keep what it is given, may we use it?
 */
#include "base/mem.h"
#include "base/text.h"
#include "console/check_parts.h"

#include <stdlib.h>
#include <string.h>

#define PART "redis"
/* A whole answer of INFO that any Redis gives is shorter. */
#define WORD_MAX 64

/* ---- what it says of itself ---- */

/* The value behind "name:" in an answer of INFO. */
static void info_word(const char *info, const char *name,
                      char ret_word[WORD_MAX])
{
    const char *at = info;
    size_t length = strlen(name);

    ret_word[0] = '\0';
    while ((at = strstr(at, name)) != NULL) {
        bool begins = at == info || at[-1] == '\n';

        at += length;
        if (!begins || *at != ':')
            continue;
        length = strcspn(at + 1, "\r\n");
        if (length >= WORD_MAX)
            length = WORD_MAX - 1;
        memcpy(ret_word, at + 1, length);
        ret_word[length] = '\0';
        return;
    }
}

static void look_at_version(const struct check *check, const char *info)
{
    char version[WORD_MAX];

    info_word(info, "redis_version", version);
    if (strtol(version, NULL, 10) >= 6) {
        checkup_say(check->checkup, CHECKUP_OK, PART, NULL,
                    "it answers: version %s", version);
        return;
    }
    checkup_say(check->checkup, CHECKUP_WARNING, PART, "use Redis 6 or newer",
                "version '%s' is not tested", version);
}

static void look_at_memory(const struct check *check, const char *info)
{
    char policy[WORD_MAX];

    info_word(info, "maxmemory_policy", policy);
    if (text_equal(policy, "noeviction")) {
        checkup_say(check->checkup, CHECKUP_OK, PART, NULL,
                    "maxmemory-policy is noeviction");
        return;
    }
    checkup_say(check->checkup, CHECKUP_ERROR, PART,
                "set its maxmemory-policy to noeviction",
                "maxmemory-policy is %s: it may forget what it holds", policy);
}

static void look_at_disk(const struct check *check, const char *info)
{
    char aof[WORD_MAX];

    info_word(info, "aof_enabled", aof);
    if (text_equal(aof, "1")) {
        checkup_say(check->checkup, CHECKUP_OK, PART, NULL,
                    "it keeps its data on disk (appendonly yes)");
        return;
    }
    checkup_say(check->checkup, CHECKUP_WARNING, PART,
                "set appendonly yes; without it nothing is lost, but after a "
                "restart all is read again from Kafka and both systems",
                "it does not write down what it holds (appendonly no)");
}

/* ---- what we may do ---- */

#define WORDS_MAX 8

/* T, H, Z and L are keys of ours, one for each type; B and P those that all
 * namespaces share. All commands that the programs use: docs/security.md. */
static const char *const tries[][WORDS_MAX] = {
    { "SET", "T", "1", "PX", "60000" },
    { "GET", "T" },
    { "MGET", "T" },
    { "INCR", "T" },
    { "EXISTS", "T" },
    { "PEXPIRE", "T", "60000" },
    { "PTTL", "T" },
    { "UNLINK", "T" },
    { "HSET", "H", "a", "1" },
    { "HGET", "H", "a" },
    { "HMGET", "H", "a" },
    { "HKEYS", "H" },
    { "HSCAN", "H", "0" },
    { "HDEL", "H", "a" },
    { "ZADD", "Z", "1", "a" },
    { "ZCARD", "Z" },
    { "ZCOUNT", "Z", "0", "1" },
    { "ZRANGEBYSCORE", "Z", "0", "1" },
    { "ZREMRANGEBYSCORE", "Z", "0", "1" },
    { "ZREM", "Z", "a" },
    { "LPUSH", "L", "a" },
    { "LINDEX", "L", "0" },
    { "LRANGE", "L", "0", "1" },
    { "LTRIM", "L", "1", "0" },
    { "DEL", "B" },
    { "DEL", "P" },
    { "TIME" },
    { "SCRIPT", "LOAD", "return 1" },
    { "EVALSHA", "e0e1f9fabfc9d4800c877a703b823ac0578ff8db", "0" },
    { "DEL", "T", "H", "Z", "L" },
};

static char *try_word(const struct check *check, const char *word)
{
    static const char *const shared[] = { "tandem:budget:check",
                                          "tandem:places:check" };

    if (strlen(word) != 1 || strchr("THZLBP", *word) == NULL)
        return mem_copy(word);
    if (*word == 'B' || *word == 'P')
        return mem_copy(shared[*word == 'P']);
    return mem_print("%s:check:%s", check->config->name_space, word);
}

static bool try_one(const struct check *check, const char *const *try,
                    struct err *err)
{
    char *words[WORDS_MAX];
    size_t count = 0;
    bool done;

    while (count < WORDS_MAX && try[count] != NULL) {
        words[count] = try_word(check, try[count]);
        count++;
    }
    done = redis_command(check->redis, count, (const char *const *)words, NULL,
                         err) != NULL;
    for (size_t i = 0; i < count; i++)
        free(words[i]);
    return done;
}

static void look_at_rights(const struct check *check)
{
    struct buf refused = { 0 };
    struct err err;

    for (size_t i = 0; i < sizeof tries / sizeof tries[0]; i++) {
        if (try_one(check, tries[i], &err))
            continue;
        if (err.kind == ERR_RETRY) {
            checkup_fail(check->checkup, PART, NULL, &err);
            buf_free(&refused);
            return;
        }
        buf_print(&refused, "%s%s", refused.length == 0 ? "" : ", ",
                  tries[i][0]);
    }
    if (refused.length == 0) {
        checkup_say(check->checkup, CHECKUP_OK, PART, NULL,
                    "the user may do what the programs do");
    } else {
        checkup_say(check->checkup, CHECKUP_ERROR, PART,
                    "give the user the rights that docs/security.md lists",
                    "the user of TANDEM_REDIS may not: %s", buf_text(&refused));
    }
    buf_free(&refused);
}

void check_redis(struct check *check)
{
    const struct redis_reply *reply;
    char *info;
    struct err err;

    check->redis = redis_open(check->config->redis, CHECK_TIMEOUT_MS / 2, &err);
    if (check->redis == NULL || redis_ping(check->redis, &err) != 0) {
        checkup_fail(check->checkup, PART,
                     "start Redis, or correct TANDEM_REDIS", &err);
        return;
    }
    reply = redis_do(check->redis, &err, "INFO", NULL);
    if (reply == NULL) {
        checkup_fail(check->checkup, PART,
                     "give the user the rights that docs/security.md lists",
                     &err);
        return;
    }
    check->has_redis = true;
    info = mem_copy(reply->kind == REDIS_TEXT ? reply->text : "");
    look_at_version(check, info);
    look_at_memory(check, info);
    look_at_disk(check, info);
    free(info);
    look_at_rights(check);
}
