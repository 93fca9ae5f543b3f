/*
 * tests/support/proxy_way.h: one connection through a door, both ends of it.
 */
#ifndef TANDEM_TESTS_SUPPORT_PROXY_WAY_H
#define TANDEM_TESTS_SUPPORT_PROXY_WAY_H

#include <poll.h>
#include <stdbool.h>

struct way;

/* Takes ownership of fd, who has come to the door; connects to 127.0.0.1:to.
 * NULL: nobody is there (fd stays the caller's). */
struct way *way_new(int fd, int door, int to);

/* Resets both ends. */
void way_free(struct way *way);

int way_door(const struct way *way);

/* What the two ends wait for; and what came of it. False: it has ended. */
void way_watch(const struct way *way, struct pollfd ret_fds[2]);
bool way_step(struct way *way, const struct pollfd fds[2]);

/* Closes without a good-bye. */
void way_reset(int fd);

#endif
