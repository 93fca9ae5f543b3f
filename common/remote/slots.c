#include "remote/slots.h"

#include "base/mem.h"

#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

/* Beyond a request's own time limit: for a process that was slow to notice. */
#define SLOTS_SLACK_MS 2000

/* Without the namespace: the system counts the requests of all. */
#define SLOTS_KEY        "tandem:slots:"
#define SLOTS_NUMBER_MAX 24

static const char slots_lua[] =
#include "remote/slots.lua.h"
    ;

struct slots {
    struct redis *redis;
    struct redis_script script;
    char *key;
    char *waiting_key;
    char *owner;
    int most;
    int64_t lasts_ms;
    bool taken[SLOTS_MAX + 1]; /* by place */
    int count;
    int64_t ask_ms; /* no use asking before */
};

struct slots *slots_open(struct redis *redis, const char *account,
                         const char *owner, int most, int limit_ms)
{
    struct slots *slots = mem_new(1, sizeof(*slots));

    slots->redis = redis;
    slots->script = (struct redis_script){ .name = "slots", .text = slots_lua };
    slots->key = mem_print(SLOTS_KEY "%s", account);
    slots->waiting_key = mem_print(SLOTS_KEY "%s:waiting", account);
    slots->owner = mem_copy(owner);
    slots->most = most < SLOTS_MAX ? most : SLOTS_MAX;
    slots->lasts_ms = (int64_t)limit_ms + SLOTS_SLACK_MS;
    return slots;
}

void slots_close(struct slots *slots)
{
    if (slots == NULL)
        return;
    for (int place = 1; place <= SLOTS_MAX; place++) {
        if (slots->taken[place])
            slots_leave(slots, place);
    }
    free(slots->key);
    free(slots->waiting_key);
    free(slots->owner);
    free(slots);
}

static char *slots_name(const struct slots *slots, int place)
{
    return mem_print("%s:%d", slots->owner, place);
}

static int slots_ask(struct slots *slots, int place, struct err *err)
{
    char *name = slots_name(slots, place);
    char words[3][SLOTS_NUMBER_MAX];
    const char *argv[] = { slots->key, slots->waiting_key, slots->owner, name,
                           words[0],   words[1],           words[2] };
    const struct redis_reply *reply;

    (void)snprintf(words[0], sizeof(words[0]), "%d", slots->most);
    (void)snprintf(words[1], sizeof(words[1]), "%lld",
                   (long long)slots->lasts_ms);
    (void)snprintf(words[2], sizeof(words[2]), "%d", slots->count);
    reply = redis_script(slots->redis, &slots->script, 2, 7, argv, NULL, err);
    free(name);
    if (reply == NULL)
        return -1;
    return reply->integer == 1 ? 1 : 0;
}

int slots_take(struct slots *slots, int64_t now_ms, struct err *err)
{
    int place = 1;
    int status;

    if (now_ms < slots->ask_ms || slots->count >= slots->most)
        return 0;
    while (slots->taken[place])
        place++;
    status = slots_ask(slots, place, err);
    if (status != 1) {
        slots->ask_ms = now_ms + SLOTS_ASK_MS;
        return status;
    }
    slots->taken[place] = true;
    slots->count++;
    return place;
}

/* When Redis cannot be reached, the place comes free by itself. */
void slots_leave(struct slots *slots, int place)
{
    char *name = slots_name(slots, place);
    struct err ignored;

    assert(slots->taken[place]);
    slots->taken[place] = false;
    slots->count--;
    (void)!redis_do(slots->redis, &ignored, "ZREM", slots->key, name, NULL);
    free(name);
}
