#include "remote/budget.h"

#include "base/mem.h"
#include "base/time.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#define BUDGET_LOT_MS 100
/* How late a request may go after its grant: less than what the script leaves
 * between a second's requests and the next. */
#define BUDGET_GRANT_MS 20
/* Without the namespace: see budget.h. */
#define BUDGET_KEY        "tandem:budget:"
#define BUDGET_NUMBER_MAX 24

static const char budget_lua[] =
#include "remote/budget.lua.h"
    ;

struct budget {
    struct redis *redis;
    struct redis_script script;
    char *key;
    int rate;
    int64_t grants;
    int64_t grants_until_ms; /* afterwards they are lost */
    int64_t ask_ms;          /* no use asking before */
    int64_t waiting_ms;      /* since when; 0: not waiting */
    uint64_t waited_ms;
};

struct budget *budget_open(struct redis *redis, const char *account, int rate)
{
    struct budget *budget = mem_new(1, sizeof(*budget));

    budget->redis = redis;
    budget->script =
        (struct redis_script){ .name = "budget", .text = budget_lua };
    budget->key = mem_print(BUDGET_KEY "%s", account);
    budget->rate = rate;
    return budget;
}

void budget_close(struct budget *budget)
{
    if (budget == NULL)
        return;
    free(budget->key);
    free(budget);
}

static int budget_fetch(struct budget *budget, int64_t wanted, int64_t now_ms,
                        struct err *err)
{
    int64_t lot = (int64_t)budget->rate * BUDGET_LOT_MS / 1000;
    char words[3][BUDGET_NUMBER_MAX];
    const char *argv[] = { budget->key, words[0], words[1], words[2] };
    const struct redis_reply *reply;

    lot = lot < 1 ? 1 : lot;
    wanted = wanted < lot ? wanted : lot;
    (void)snprintf(words[0], sizeof(words[0]), "%lld", (long long)wanted);
    (void)snprintf(words[1], sizeof(words[1]), "%d", budget->rate);
    (void)snprintf(words[2], sizeof(words[2]), "%lld", (long long)lot);
    reply = redis_script(budget->redis, &budget->script, 1, 4, argv, NULL, err);
    if (reply == NULL)
        return -1;
    budget->grants = reply->items[0].integer;
    budget->grants_until_ms = now_ms + BUDGET_GRANT_MS;
    budget->ask_ms = now_ms + reply->items[1].integer;
    return 0;
}

int budget_ask(struct budget *budget, size_t wanted, int64_t now_ms,
               struct err *err)
{
    if (budget->rate == 0)
        return 1;
    if (now_ms >= budget->grants_until_ms)
        budget->grants = 0;
    if (budget->grants == 0 && now_ms >= budget->ask_ms &&
        budget_fetch(budget, (int64_t)wanted, now_ms, err) != 0)
        return -1;
    if (budget->grants > 0) {
        if (budget->waiting_ms != 0)
            budget->waited_ms += (uint64_t)(now_ms - budget->waiting_ms);
        budget->waiting_ms = 0;
        return 1;
    }
    if (budget->waiting_ms == 0)
        budget->waiting_ms = now_ms;
    return 0;
}

void budget_spend(struct budget *budget)
{
    if (budget->rate == 0)
        return;
    assert(budget->grants > 0);
    budget->grants--;
}

uint64_t budget_waited_ms(const struct budget *budget)
{
    return budget->waited_ms;
}

int budget_look(struct redis *redis, const char *account, size_t *ret_requests,
                struct err *err)
{
    char *key = mem_print(BUDGET_KEY "%s", account);
    const struct redis_reply *reply =
        redis_do(redis, err, "LRANGE", key, "0", "-1", NULL);
    int64_t since_us = (time_now_ms() - 1000) * 1000;

    free(key);
    *ret_requests = 0;
    if (reply == NULL)
        return -1;
    for (size_t i = 0; reply->kind == REDIS_LIST && i < reply->count; i++)
        *ret_requests += strtoll(reply->items[i].text, NULL, 10) > since_us;
    return 0;
}
