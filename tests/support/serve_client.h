/*
 * tests/support/serve_client.h: io/serve and its clients in one thread:
 * whoever waits, steps.
 */
#ifndef TANDEM_TESTS_SERVE_CLIENT_H
#define TANDEM_TESTS_SERVE_CLIENT_H

#include "base/buf.h"
#include "io/serve.h"

#include <stdbool.h>
#include <stddef.h>

/* No wait is longer. */
#define SERVE_CLIENT_LIMIT_MS 20000

extern struct serve *serve;
extern struct buf answer; /* what clients have read since it was cleared */
extern struct buf seen;   /* the body of the last request */
extern int calls;         /* of the handler, which tells what it was asked */
/* Who has asked for /later, and is to be answered by the test. */
extern struct serve_exchange *waiting;

/* cmocka's setup and teardown. */
int serve_client_start(void **state);
int serve_client_stop(void **state);

/* The handler, whose arg is &calls. */
serve_handler serve_client_handler;

int client_open(void);

/* False when the server has cut the connection. */
bool client_send(int fd, const char *bytes, size_t length);

/* Reads what is there; false when the server has closed. */
bool client_read(int fd);

/* Reads until the server closes. */
void client_finish(int fd);

/* Sends a whole request and reads the whole answer. */
const char *asked(const char *request);

/* A POST with a body of this length, of which the server may cut the rest. */
void client_post(size_t length);

void assert_has(const char *text, const char *part);

#endif
