#include "state/crew.h"

#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define NUMBER_MAX 24

static const char crew_lua[] =
#include "state/crew.lua.h"
    ;

struct crew {
    struct redis *redis;
    struct redis_script script;
    char *key;
    char digest[HASH_TEXT_MAX];
    char *me; /* "<digest>:<owner>" */
    bool said;
    int64_t next_ms;
};

struct crew *crew_open(struct redis *redis, const char *name_space,
                       const struct flows *flows)
{
    struct crew *crew = mem_new(1, sizeof *crew);
    char host[256] = "";

    (void)gethostname(host, sizeof host - 1);
    crew->redis = redis;
    crew->script = (struct redis_script){ .name = "crew", .text = crew_lua };
    crew->key = mem_print("%s:loaders", name_space);
    flows_digest(flows, crew->digest);
    crew->me = mem_print("%s:%s.%ld.%lld", crew->digest, host, (long)getpid(),
                         (long long)time_now_ms());
    return crew;
}

void crew_close(struct crew *crew)
{
    struct err ignored;

    if (crew == NULL)
        return;
    if (crew->said) {
        (void)!redis_do(crew->redis, &ignored, "ZREM", crew->key, crew->me,
                        NULL);
    }
    free(crew->key);
    free(crew->me);
    free(crew);
}

static const struct redis_reply *crew_ask(struct crew *crew, const char *who,
                                          struct err *err)
{
    char lasts[NUMBER_MAX];
    const char *argv[] = { crew->key, who, lasts };

    (void)snprintf(lasts, sizeof lasts, "%d", CREW_LASTS_MS);
    return redis_script(crew->redis, &crew->script, 1, 3, argv, NULL, err);
}

void crew_step(struct crew *crew, int64_t now_ms)
{
    struct err ignored;

    if (now_ms < crew->next_ms)
        return;
    crew->next_ms = now_ms + CREW_EVERY_MS;
    if (crew_ask(crew, crew->me, &ignored) != NULL)
        crew->said = true;
}

int crew_count(struct crew *crew, size_t *ret_same, size_t *ret_others,
               struct err *err)
{
    const struct redis_reply *reply = crew_ask(crew, "", err);

    *ret_same = 0;
    *ret_others = 0;
    if (reply == NULL)
        return -1;
    for (size_t i = 0; reply->kind == REDIS_LIST && i < reply->count; i++) {
        if (text_starts(reply->items[i].text, crew->digest)) {
            (*ret_same)++;
        } else {
            (*ret_others)++;
        }
    }
    return 0;
}
