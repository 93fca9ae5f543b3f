/*
 * tests/support/proxy.h: a network that a test may break.
 *
 * Doors on 127.0.0.1, each leading to one port there. A process of its own
 * carries the bytes, so that nothing stops while the test is busy; it dies with
 * the test.
 *
 *     door = proxy_door(6379);
 *     proxy_start();
 *     ... a client connects to 127.0.0.1:door ...
 *     proxy_set(door, PROXY_SHUT);
 */
#ifndef TANDEM_TESTS_SUPPORT_PROXY_H
#define TANDEM_TESTS_SUPPORT_PROXY_H

#define PROXY_DOORS_MAX 64

enum proxy_state {
    PROXY_OPEN,
    PROXY_SHUT,   /* connections are reset, new ones at once */
    PROXY_SILENT, /* connections stay, and nothing passes */
};

/* Before proxy_start(): another door, and the port it listens on. */
int proxy_door(int port);

void proxy_start(void);

/* Ends it and forgets all doors. */
void proxy_stop(void);

void proxy_set(int door, enum proxy_state state);

/* Resets what is connected now; whoever comes next gets through. */
void proxy_cut(int door);

#endif
