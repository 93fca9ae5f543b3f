/*
 * tests/support/redis_user.h: Redis with a user of few rights, as
 * docs/security.md has it.
 *
 *     world_start(NULL);
 *     redis_user_set("geheim");
 *     pipeline_start();
 */
#ifndef TANDEM_TESTS_SUPPORT_REDIS_USER_H
#define TANDEM_TESTS_SUPPORT_REDIS_USER_H

#include <stddef.h>

/* Makes the user with exactly the rights of the documented line, for this
 * world's namespace, and makes it the programs' TANDEM_REDIS. */
void redis_user_set(const char *password);

/* Changes the user: "-evalsha". The programs stay connected. */
void redis_user_change(const char *rule);

/* The address, with another password. Valid until the world ends. */
const char *redis_user_url(const char *password);

/* What Redis has refused to it so far: "command zadd", or ""; valid until the
 * world ends. */
const char *redis_user_refused(void);

void redis_user_end(void);

#endif
