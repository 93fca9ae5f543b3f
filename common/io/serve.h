/*
 * io/serve.h: the small HTTP server inside every program. The only place that
 * knows libmicrohttpd.
 *
 * Runs in the caller's thread: nothing is served but within serve_step().
 * A request whose body is longer than SERVE_BODY_MAX is refused; one that is
 * not whole within SERVE_TIMEOUT_S is cut; one connection too many waits.
 */
#ifndef TANDEM_IO_SERVE_H
#define TANDEM_IO_SERVE_H

#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SERVE_BODY_MAX        ((size_t)1024 * 1024)
#define SERVE_CONNECTIONS_MAX 64
#define SERVE_TIMEOUT_S       10

#define SERVE_QUERY_MAX \
    16 /* names and values; a request with more is refused */

struct serve;
struct serve_exchange;

/* All of it is borrowed until the handler returns. */
struct serve_request {
    const char *method;
    const char *path; /* without the query */
    const char *query_of[SERVE_QUERY_MAX][2];
    size_t query_count;
    const char *body;
    size_t body_length;
    const char *peer;                /* "127.0.0.1", "::1": who is connected */
    struct serve_exchange *exchange; /* for serve_header(), serve_answer() */
};

struct serve_response {
    int status;               /* 200 unless set */
    const char *content_type; /* a constant; "text/plain" unless set */
    struct buf body;
    struct buf headers; /* by serve_response_header() */
    bool later; /* this is no answer: serve_answer() will be called with one */
};

typedef void serve_handler(const struct serve_request *request,
                           struct serve_response *ret_response, void *arg);

/* What the request says in that header, or NULL. */
const char *serve_header(const struct serve_request *request, const char *name);

/* Adds a header; neither text may hold a line end. */
void serve_response_header(struct serve_response *response, const char *name,
                           const char *value);

/* The answer to a request that was answered with `later`; the next
 * serve_step() sends it. Takes what response holds. */
void serve_answer(struct serve_exchange *exchange,
                  struct serve_response *response);

/* address: "127.0.0.1:8090", "[::1]:8090" or "localhost:8090"; port 0: any
 * free one. ERR_USAGE when malformed or taken. */
struct serve *serve_open(const char *address, serve_handler *handler, void *arg,
                         struct err *err) MUST_CHECK;
void serve_close(struct serve *serve);

/* "127.0.0.1:40123": where it really listens. Borrowed. */
const char *serve_address(const struct serve *serve);

/* Answers whatever has come in; does not wait. Call it once a second at least,
 * so that idle connections end. */
void serve_step(struct serve *serve);

/* Readable (for poll) when serve_step() has something to do. */
int serve_fd(const struct serve *serve);

#endif
