#include "support/web.h"

#include "support/redis_server.h"
#include "support/test.h"

#include "base/mem.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define WEB_CONNECTIONS_MAX 64
#define WEB_CHUNK           65536

struct web_connection {
    int fd;
    struct buf in;
    struct buf out;
    size_t written;
    enum web_after after;
};

struct web {
    int fd;
    int port;
    web_handler *handler;
    void *arg;
    struct web_connection connections[WEB_CONNECTIONS_MAX];
    size_t count;
    size_t accepted;
    size_t requests;
};

struct web *web_open(web_handler *handler, void *arg)
{
    struct web *web = mem_new(1, sizeof(*web));

    web->fd = mute_listen(0, &web->port);
    assert_true(web->fd >= 0);
    web->handler = handler;
    web->arg = arg;
    return web;
}

static void web_drop(struct web *web, size_t index)
{
    struct web_connection *connection = &web->connections[index];

    (void)close(connection->fd);
    buf_free(&connection->in);
    buf_free(&connection->out);
    *connection = web->connections[--web->count];
}

void web_close(struct web *web)
{
    while (web->count > 0)
        web_drop(web, 0);
    (void)close(web->fd);
    free(web);
}

int web_port(const struct web *web)
{
    return web->port;
}

size_t web_connections(const struct web *web)
{
    return web->accepted;
}

size_t web_requests(const struct web *web)
{
    return web->requests;
}

void web_hang_up(struct web *web)
{
    for (size_t i = web->count; i-- > 0;)
        web_drop(web, i);
}

static void web_accept(struct web *web)
{
    struct pollfd waiting = { .fd = web->fd, .events = POLLIN };

    while (web->count < WEB_CONNECTIONS_MAX && poll(&waiting, 1, 0) == 1) {
        int fd = accept(web->fd, NULL, NULL);

        assert_true(fd >= 0);
        web->connections[web->count++] = (struct web_connection){ .fd = fd };
        web->accepted++;
    }
}

/* Bytes of the first whole request, 0 when there is none yet. */
static size_t web_request_length(const struct buf *in)
{
    static const char name[] = "\r\nContent-Length: ";
    const char *text = buf_text(in);
    const char *end = strstr(text, "\r\n\r\n");
    const char *at = strstr(text, name);
    size_t length;

    if (end == NULL)
        return 0;
    length = (size_t)(end - text) + 4;
    if (at != NULL && at < end)
        length += strtoul(at + strlen(name), NULL, 10);
    return length <= in->length ? length : 0;
}

static void web_serve(struct web *web, struct web_connection *connection)
{
    size_t length = web_request_length(&connection->in);
    struct buf rest = { 0 };
    char *text;

    if (length == 0)
        return;
    text = mem_copy_n(connection->in.data, length);
    buf_append(&rest, connection->in.data + length,
               connection->in.length - length);
    buf_free(&connection->in);
    connection->in = rest;
    web->requests++;
    connection->after = web->handler(text, &connection->out, web->arg);
    free(text);
}

/* False when the peer is gone. */
static bool web_read(struct web_connection *connection)
{
    char chunk[WEB_CHUNK];
    ssize_t got = recv(connection->fd, chunk, sizeof(chunk), MSG_DONTWAIT);

    if (got > 0)
        buf_append(&connection->in, chunk, (size_t)got);
    return got > 0 || (got < 0 && errno == EAGAIN);
}

/* False when all is said and the connection is to end. */
static bool web_write(struct web_connection *connection)
{
    struct buf *out = &connection->out;
    ssize_t put = 0;

    if (connection->written < out->length) {
        put = sendto(connection->fd, out->data + connection->written,
                     out->length - connection->written,
                     MSG_DONTWAIT | MSG_NOSIGNAL, NULL, 0);
    }
    if (put < 0)
        return errno == EAGAIN;
    connection->written += (size_t)put;
    if (connection->written < out->length)
        return true;
    buf_free(out);
    connection->written = 0;
    return connection->after != WEB_CLOSE;
}

void web_step(struct web *web)
{
    web_accept(web);
    for (size_t i = web->count; i-- > 0;) {
        struct web_connection *connection = &web->connections[i];
        bool alive = web_read(connection);

        if (connection->after == WEB_KEEP && connection->out.length == 0)
            web_serve(web, connection);
        if (!web_write(connection) || !alive)
            web_drop(web, i);
    }
}

void web_answer(struct buf *ret_bytes, int status, const char *headers,
                const char *body)
{
    buf_print(ret_bytes,
              "HTTP/1.1 %d Status\r\nContent-Length: %zu\r\n%s\r\n%s", status,
              strlen(body), headers, body);
}
