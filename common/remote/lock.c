#include "remote/lock.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>

#define LOCK_NUMBER_MAX 24

static const char lock_lua[] =
#include "remote/lock.lua.h"
    ;

static const char unlock_lua[] =
#include "remote/unlock.lua.h"
    ;

struct lock {
    struct redis *redis;
    struct redis_script take;
    struct redis_script release;
    char *key;
    char *owner;
};

struct lock *lock_open(struct redis *redis, const char *key, const char *owner)
{
    struct lock *lock = mem_new(1, sizeof(*lock));

    lock->redis = redis;
    lock->take = (struct redis_script){ .name = "lock", .text = lock_lua };
    lock->release =
        (struct redis_script){ .name = "unlock", .text = unlock_lua };
    lock->key = mem_copy(key);
    lock->owner = mem_copy(owner);
    return lock;
}

void lock_close(struct lock *lock)
{
    if (lock == NULL)
        return;
    free(lock->key);
    free(lock->owner);
    free(lock);
}

int lock_take(struct lock *lock, int64_t ms, struct err *err)
{
    char number[LOCK_NUMBER_MAX];
    const char *argv[] = { lock->key, lock->owner, number };
    const struct redis_reply *reply;

    (void)snprintf(number, sizeof(number), "%lld", (long long)ms);
    reply = redis_script(lock->redis, &lock->take, 1, 3, argv, NULL, err);
    if (reply == NULL)
        return -1;
    return reply->integer == 1 ? 1 : 0;
}

void lock_release(struct lock *lock)
{
    const char *argv[] = { lock->key, lock->owner };
    struct err ignored;

    /* Whether it worked or not, there is nothing more to be done. */
    if (redis_script(lock->redis, &lock->release, 1, 2, argv, NULL, &ignored) ==
        NULL)
        return;
}
