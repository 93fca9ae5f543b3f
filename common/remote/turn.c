#include "remote/turn.h"

#include "base/mem.h"
#include "remote/lock.h"

#include <stdlib.h>

/* Beyond a create's own time limit: for a process that was slow to notice. */
#define TURN_SLACK_MS 2000

struct turn {
    struct lock *lock;
    int limit_ms;
    bool ours;
    bool creating;
    int64_t since_ms; /* ours: since when */
    int64_t until_ms; /* ours: it expires then */
    int64_t ask_ms;   /* not ours: do not ask before */
};

struct turn *turn_open(struct redis *redis, const char *name_space,
                       const char *account, const char *owner, int limit_ms)
{
    struct turn *turn = mem_new(1, sizeof(*turn));
    char *key = mem_print("%s:creates:%s", name_space, account);

    turn->lock = lock_open(redis, key, owner);
    turn->limit_ms = limit_ms;
    free(key);
    return turn;
}

void turn_rest(struct turn *turn)
{
    if (turn->ours && !turn->creating) {
        lock_release(turn->lock);
        turn->ours = false;
    }
}

void turn_close(struct turn *turn)
{
    if (turn == NULL)
        return;
    /* A create that is still under way keeps others out until it expires. */
    turn_rest(turn);
    lock_close(turn->lock);
    free(turn);
}

int turn_ask(struct turn *turn, int64_t now_ms, struct err *err)
{
    int64_t lasts_ms = (int64_t)turn->limit_ms + TURN_SLACK_MS;
    int status;

    if (turn->creating || now_ms < turn->ask_ms)
        return 0;
    if (turn->ours && turn->until_ms - now_ms > turn->limit_ms)
        return 1;
    status = lock_take(turn->lock, lasts_ms, err);
    if (status == 1 && !turn->ours)
        turn->since_ms = now_ms;
    turn->ours = status == 1;
    turn->until_ms = now_ms + lasts_ms;
    turn->ask_ms = status == 1 ? now_ms : now_ms + TURN_ASK_MS;
    return status;
}

void turn_begin(struct turn *turn)
{
    turn->creating = true;
}

void turn_end(struct turn *turn, int64_t now_ms, bool more)
{
    bool over = now_ms - turn->since_ms >= TURN_MS;

    turn->creating = false;
    if (more && !over)
        return;
    turn_rest(turn);
    if (over)
        turn->ask_ms = now_ms + TURN_OFFER_MS;
}
