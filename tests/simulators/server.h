/*
 * server.h: HTTP on three ports. The only place that knows libmicrohttpd.
 *
 * One thread serves everything; an exchange that has to wait is suspended and
 * the others go on.
 */
#ifndef TANDEM_TESTS_SERVER_H
#define TANDEM_TESTS_SERVER_H

#include "world.h"

#include "base/err.h"

#include <stdint.h>

struct server;

/* Port 0: any free one. Fills world->urls. */
struct server *server_open(struct world *world,
                           const uint16_t ports[PORT_COUNT],
                           struct err *err) MUST_CHECK;

/* Serves for at most 500 ms. */
void server_step(struct server *server);
void server_close(struct server *server);

#endif
