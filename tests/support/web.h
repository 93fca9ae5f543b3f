/*
 * tests/support/web.h: a web server in the test's own thread, that answers as
 * badly as the test wishes.
 *
 * Nothing happens but within web_step(), so a test decides what comes first.
 */
#ifndef TANDEM_TESTS_WEB_H
#define TANDEM_TESTS_WEB_H

#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>

struct web;

/* What becomes of the connection after the answer's bytes. */
enum web_after {
    WEB_KEEP,  /* it stays open */
    WEB_CLOSE, /* it is closed */
    WEB_HOLD,  /* it stays open, and nothing more is ever said */
};

/* text: the whole request, head and body. Whatever is put into ret_bytes is
 * sent as it is. */
typedef enum web_after web_handler(const char *text, struct buf *ret_bytes,
                                   void *arg);

struct web *web_open(web_handler *handler, void *arg);
void web_close(struct web *web);
int web_port(const struct web *web);
void web_step(struct web *web);

/* Since the start. */
size_t web_connections(const struct web *web);
size_t web_requests(const struct web *web);

/* Closes every connection that waits for nothing, as an idle limit does. */
void web_hang_up(struct web *web);

/* A whole answer with Content-Length; headers: lines that end in \r\n. */
void web_answer(struct buf *ret_bytes, int status, const char *headers,
                const char *body);

#endif
