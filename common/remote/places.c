#include "remote/places.h"

#include "base/mem.h"

#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

/* Beyond a request's own time limit: for a process that was slow to notice. */
#define PLACES_SLACK_MS 2000

/* Without the namespace: the system counts the requests of all. */
#define PLACES_KEY        "tandem:places:"
#define PLACES_NUMBER_MAX 24

static const char places_lua[] =
#include "remote/places.lua.h"
    ;

struct places {
    struct redis *redis;
    struct redis_script script;
    char *key;
    char *waiting_key;
    char *owner;
    int most;
    int64_t lasts_ms;
    bool taken[PLACES_MAX + 1]; /* by place */
    int count;
    int64_t ask_ms; /* no use asking before */
};

struct places *places_open(struct redis *redis, const char *account,
                           const char *owner, int most, int limit_ms)
{
    struct places *places = mem_new(1, sizeof(*places));

    places->redis = redis;
    places->script =
        (struct redis_script){ .name = "places", .text = places_lua };
    places->key = mem_print(PLACES_KEY "%s", account);
    places->waiting_key = mem_print(PLACES_KEY "%s:waiting", account);
    places->owner = mem_copy(owner);
    places->most = most < PLACES_MAX ? most : PLACES_MAX;
    places->lasts_ms = (int64_t)limit_ms + PLACES_SLACK_MS;
    return places;
}

void places_close(struct places *places)
{
    if (places == NULL)
        return;
    for (int place = 1; place <= PLACES_MAX; place++) {
        if (places->taken[place])
            places_leave(places, place);
    }
    free(places->key);
    free(places->waiting_key);
    free(places->owner);
    free(places);
}

static char *places_name(const struct places *places, int place)
{
    return mem_print("%s:%d", places->owner, place);
}

static int places_ask(struct places *places, int place, struct err *err)
{
    char *name = places_name(places, place);
    char words[3][PLACES_NUMBER_MAX];
    const char *argv[] = { places->key,   places->waiting_key,
                           places->owner, name,
                           words[0],      words[1],
                           words[2] };
    const struct redis_reply *reply;

    (void)snprintf(words[0], sizeof(words[0]), "%d", places->most);
    (void)snprintf(words[1], sizeof(words[1]), "%lld",
                   (long long)places->lasts_ms);
    (void)snprintf(words[2], sizeof(words[2]), "%d", places->count);
    reply = redis_script(places->redis, &places->script, 2, 7, argv, NULL, err);
    free(name);
    if (reply == NULL)
        return -1;
    return reply->integer == 1 ? 1 : 0;
}

int places_take(struct places *places, int64_t now_ms, struct err *err)
{
    int place = 1;
    int status;

    if (now_ms < places->ask_ms || places->count >= places->most)
        return 0;
    while (places->taken[place])
        place++;
    status = places_ask(places, place, err);
    if (status != 1) {
        places->ask_ms = now_ms + PLACES_ASK_MS;
        return status;
    }
    places->taken[place] = true;
    places->count++;
    return place;
}

/* When Redis cannot be reached, the place comes free by itself. */
void places_leave(struct places *places, int place)
{
    char *name = places_name(places, place);
    struct err ignored;

    assert(places->taken[place]);
    places->taken[place] = false;
    places->count--;
    (void)!redis_do(places->redis, &ignored, "ZREM", places->key, name, NULL);
    free(name);
}
