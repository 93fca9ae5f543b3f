/*
 * io/http.h: many HTTP requests at once. The only place that knows libcurl.
 *
 * One curl multi handle: connections are kept and shared. TLS is verified,
 * redirects are not followed, bodies are capped. Nothing blocks but
 * http_step(), which waits at most as long as it is told.
 */
#ifndef TANDEM_IO_HTTP_H
#define TANDEM_IO_HTTP_H

#include "base/err.h"
#include "systems/message.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A PowerOffice page of 5,000 customers is about 10 MB. */
#define HTTP_BODY_MAX ((size_t)64 * 1024 * 1024)

struct http;

struct http *http_open(const char *user_agent, struct err *err) MUST_CHECK;

/* Ends what is in flight without calling back. */
void http_close(struct http *http);

/* Called from within http_step() with the outcome; response->body may be
 * taken (set it to NULL); the rest is freed afterwards. */
typedef void http_done(struct http_response *response, void *arg);

/* Starts a request; takes its members (request is empty afterwards).
 * deadline_ms: time limit from now, connecting included. A request with an
 * http_objection() is answered with status 0, unsent. Whatever may have left is
 * not sent a second time, but for a GET. */
void http_start(struct http *http, struct http_request *request,
                int deadline_ms, http_done *done, void *arg);

/* Calls nobody back for the requests started with this arg. They go on. */
void http_forget(struct http *http, const void *arg);

/* Requests started and not answered yet. */
size_t http_pending(const struct http *http);

/* Moves everything on; waits at most timeout_ms for something to happen (all
 * of it when nothing is pending). */
void http_step(struct http *http, int timeout_ms);

/* True if url is https, or http to loopback: 127.0.0.0/8, [::1], localhost. */
bool http_is_safe(const char *url);

/* Why a request may not leave, or NULL: its address is not safe, or a control
 * character in it or in a header would begin a line of its own. */
const char *http_objection(const struct http_request *request);

#endif
