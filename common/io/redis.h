/*
 * io/redis.h: Redis, in pipelines. The only place that knows hiredis.
 *
 * A connection mends itself: after any failure the next call connects again
 * (with the password, database and scripts). Everything waits at most the
 * time limit given at open; after silence every call fails at once for as long
 * again, so that a loop of many does not wait for each. ERR_RETRY: Redis is not
 * reachable or lost the connection, whether the command was done is unknown;
 * ERR_DATA: Redis said no (its text); ERR_USAGE: the address or the credentials
 * are wrong. A reply that means "later" (loading, out of memory, a replica) is
 * ERR_RETRY. SIGPIPE must be ignored by the program.
 */
#ifndef TANDEM_IO_REDIS_H
#define TANDEM_IO_REDIS_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct redis;

/* url: redis://[user[:password]@]host[:port][/database], with %XX in user and
 * password. Does not connect yet.
 * ERR_USAGE when it is malformed. */
struct redis *redis_open(const char *url, int timeout_ms,
                         struct err *err) MUST_CHECK;
void redis_close(struct redis *redis);

/* Another time limit from now on: who is to end waits less. */
void redis_hurry(struct redis *redis, int timeout_ms);

/* Connects if need be and asks for PONG. */
int redis_ping(struct redis *redis, struct err *err) MUST_CHECK;

enum redis_kind { REDIS_NIL, REDIS_TEXT, REDIS_INTEGER, REDIS_LIST };

struct redis_reply {
    enum redis_kind kind;
    const char *text; /* TEXT: binary-safe, NUL behind it */
    size_t length;
    int64_t integer;
    struct redis_reply *items; /* LIST */
    size_t count;
};

/* One command: argv and lengths (NULL: strlen of each). The reply is borrowed
 * until the next call on this redis. NULL on error; an error reply is
 * ERR_DATA. */
const struct redis_reply *redis_command(struct redis *redis, size_t argc,
                                        const char *const *argv,
                                        const size_t *lengths,
                                        struct err *err) MUST_CHECK;

/* The same for texts, ended by NULL:
 * redis_do(redis, &err, "SET", key, value, "PX", "1000", NULL) */
const struct redis_reply *redis_do(struct redis *redis, struct err *err, ...)
    __attribute__((sentinel)) MUST_CHECK;

/* Pipelines: redis_append() any number of commands, then redis_run() once.
 * Replies in order, borrowed until the next call on this redis. All were done
 * when one of them is answered by an error, but there are no replies then. */
void redis_append(struct redis *redis, size_t argc, const char *const *argv,
                  const size_t *lengths);
int redis_run(struct redis *redis, const struct redis_reply **ret_replies,
              size_t *ret_count, struct err *err) MUST_CHECK;

/* A script that is sent once and then called by its hash (EVALSHA; sent again
 * when Redis has forgotten it). text must outlive redis. */
struct redis_script {
    const char *name; /* for messages */
    const char *text; /* Lua */
    char sha[41];     /* zeroed: not loaded yet */
};
const struct redis_reply *
redis_script(struct redis *redis, struct redis_script *script, size_t key_count,
             size_t argc, const char *const *argv, const size_t *lengths,
             struct err *err) MUST_CHECK;

#endif
