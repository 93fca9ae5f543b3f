#include "state/brakes.h"

#include "base/mem.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define BRAKES_NUMBER_MAX 24
#define BRAKES_KEYS       3
#define BRAKES_REPLY      7

static const char brakes_lua[] =
#include "state/brakes.lua.h"
    ;

struct brakes {
    struct redis *redis;
    struct redis_script script;
    const char *name_space;
    char records[BRAKES_NUMBER_MAX];
    char percent[BRAKES_NUMBER_MAX];
    char window[BRAKES_NUMBER_MAX]; /* ms */
};

static void number(char text[BRAKES_NUMBER_MAX], int64_t value)
{
    (void)snprintf(text, BRAKES_NUMBER_MAX, "%" PRId64, value);
}

struct brakes *brakes_open(struct redis *redis,
                           const struct brakes_settings *settings)
{
    struct brakes *brakes = mem_new(1, sizeof *brakes);

    brakes->redis = redis;
    brakes->script =
        (struct redis_script){ .name = "brakes", .text = brakes_lua };
    brakes->name_space = settings->name_space;
    number(brakes->records, settings->records);
    number(brakes->percent, settings->percent);
    number(brakes->window, (int64_t)settings->seconds * 1000);
    return brakes;
}

void brakes_close(struct brakes *brakes)
{
    free(brakes);
}

static int stand_take(const struct redis_reply *reply,
                      struct brake_stand *ret_stand, struct err *err)
{
    const struct redis_reply *items = reply->items;

    if (reply->kind != REDIS_LIST || reply->count != BRAKES_REPLY)
        return err_set(err, ERR_RETRY, "Redis gave no brake");
    *ret_stand = (struct brake_stand){
        .goes = items[0].integer == 1,
        .changed = items[1].integer,
        .records = items[2].integer,
        .limit = items[3].integer,
        .engaged_ms = items[4].integer,
        .released_ms = items[5].integer,
        .decided_ms = items[6].integer,
    };
    return 0;
}

static int brakes_do(struct brakes *brakes, const struct entity *entity,
                     const char *what, const char *argument,
                     struct brake_stand *ret_stand, struct err *err)
{
    char *name = mem_print("%s:brake:%s.%s", brakes->name_space, entity->system,
                           entity->name);
    char *changed = mem_print("%s:changed", name);
    char *cursor = mem_print("%s:cursor:%s.%s", brakes->name_space,
                             entity->system, entity->name);
    const char *argv[] = { name,           changed,         cursor,
                           what,           brakes->records, brakes->percent,
                           brakes->window, argument };
    const struct redis_reply *reply =
        redis_script(brakes->redis, &brakes->script, BRAKES_KEYS,
                     sizeof argv / sizeof *argv, argv, NULL, err);

    free(name);
    free(changed);
    free(cursor);
    return reply == NULL ? -1 : stand_take(reply, ret_stand, err);
}

int brakes_ask(struct brakes *brakes, const struct entity *entity,
               const char *link, struct brake_stand *ret_stand, struct err *err)
{
    return brakes_do(brakes, entity, "ask", link, ret_stand, err);
}

int brakes_look(struct brakes *brakes, const struct entity *entity,
                struct brake_stand *ret_stand, struct err *err)
{
    return brakes_do(brakes, entity, "look", "", ret_stand, err);
}

int brakes_hold(struct brakes *brakes, const struct entity *entity,
                int64_t since_ms, struct err *err)
{
    struct brake_stand ignored;
    char since[BRAKES_NUMBER_MAX];

    number(since, since_ms);
    return brakes_do(brakes, entity, "hold", since, &ignored, err);
}

int brakes_release(struct brakes *brakes, const struct entity *entity,
                   struct err *err)
{
    struct brake_stand ignored;

    return brakes_do(brakes, entity, "release", "", &ignored, err);
}

int brakes_drop(struct brakes *brakes, const struct entity *entity,
                struct err *err)
{
    struct brake_stand ignored;

    return brakes_do(brakes, entity, "drop", "", &ignored, err);
}
