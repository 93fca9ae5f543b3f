/*
 * tests/support/redis_server.h: a redis-server of the test's own, that it may
 * stop, restart on the same port, lock and flush. Dies with the test.
 */
#ifndef TANDEM_TESTS_REDIS_SERVER_H
#define TANDEM_TESTS_REDIS_SERVER_H

/* Waits until it answers; fails the test when it does not. Also ignores
 * SIGPIPE, as the programs do. */
void redis_server_start(void);
void redis_server_stop(void);

int redis_server_port(void);

/* A port for a server that is started later: nobody listens there, and the
 * kernel does not hand it out meanwhile. Another one each time. */
int port_find(void);

/* A socket on 127.0.0.1:port that takes connections and never answers; port 0:
 * any (*ret_port is which). -1: the port is taken. */
int mute_listen(int port, int *ret_port);

#endif
