#include "io/redis.h"

#include "base/mem.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REDIS_NUMBER_MAX 24

static int redis_script_load(struct redis *redis, struct redis_script *script,
                             struct err *err)
{
    const struct redis_reply *reply =
        redis_do(redis, err, "SCRIPT", "LOAD", script->text, NULL);

    if (reply == NULL)
        return err_prefix(err, "script '%s'", script->name);
    assert(reply->kind == REDIS_TEXT && reply->length < sizeof(script->sha));
    memcpy(script->sha, reply->text, reply->length + 1);
    return 0;
}

static bool redis_forgot_script(const struct err *err)
{
    return err->kind == ERR_DATA && strstr(err->text, ": NOSCRIPT ") != NULL;
}

/* EVALSHA <sha> <keys> and the caller's words. */
static const struct redis_reply *
redis_script_call(struct redis *redis, const struct redis_script *script,
                  size_t key_count, size_t argc, const char *const *argv,
                  const size_t *lengths, struct err *err)
{
    const char **words = mem_new(argc + 3, sizeof(*words));
    size_t *sizes = mem_new(argc + 3, sizeof(*sizes));
    char keys[REDIS_NUMBER_MAX];
    const struct redis_reply *reply;

    (void)snprintf(keys, sizeof(keys), "%zu", key_count);
    words[0] = "EVALSHA";
    words[1] = script->sha;
    words[2] = keys;
    for (size_t i = 0; i < argc; i++)
        words[i + 3] = argv[i];
    for (size_t i = 0; i < argc + 3; i++) {
        bool given = i >= 3 && lengths != NULL;

        sizes[i] = given ? lengths[i - 3] : strlen(words[i]);
    }
    reply = redis_command(redis, argc + 3, words, sizes, err);
    free((void *)words);
    free(sizes);
    return reply;
}

const struct redis_reply *redis_script(struct redis *redis,
                                       struct redis_script *script,
                                       size_t key_count, size_t argc,
                                       const char *const *argv,
                                       const size_t *lengths, struct err *err)
{
    const struct redis_reply *reply;

    if (script->sha[0] == '\0' && redis_script_load(redis, script, err) != 0)
        return NULL;
    reply =
        redis_script_call(redis, script, key_count, argc, argv, lengths, err);
    if (reply == NULL && redis_forgot_script(err)) {
        if (redis_script_load(redis, script, err) != 0)
            return NULL;
        reply = redis_script_call(redis, script, key_count, argc, argv, lengths,
                                  err);
    }
    if (reply == NULL)
        (void)err_prefix(err, "script '%s'", script->name);
    return reply;
}
