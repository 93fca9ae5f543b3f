#include "support/serve_client.h"

#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "support/test.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct serve *serve;
struct buf answer;
struct buf seen;
int calls;
struct serve_exchange *waiting;

void serve_client_handler(const struct serve_request *request,
                          struct serve_response *ret_response, void *arg)
{
    calls++;
    assert_ptr_equal(arg, &calls);
    buf_clear(&seen);
    buf_append(&seen, request->body, request->body_length);
    if (text_equal(request->path, "/missing"))
        ret_response->status = 404;
    if (text_equal(request->path, "/json"))
        ret_response->content_type = "application/json";
    if (text_equal(request->path, "/later")) {
        waiting = request->exchange;
        ret_response->later = true;
        return;
    }
    if (serve_header(request, "X-Echo") != NULL) {
        serve_response_header(ret_response, "X-Echoed",
                              serve_header(request, "X-Echo"));
    }
    buf_print(&ret_response->body, "%s %s", request->method, request->path);
    for (size_t i = 0; i < request->query_count; i++) {
        buf_print(&ret_response->body, " [%s=%s]", request->query_of[i][0],
                  request->query_of[i][1]);
    }
}

int serve_client_start(void **state)
{
    struct err err;

    (void)state;
    calls = 0;
    waiting = NULL;
    serve = serve_open("127.0.0.1:0", serve_client_handler, &calls, &err);
    return serve == NULL;
}

int serve_client_stop(void **state)
{
    (void)state;
    serve_close(serve);
    buf_free(&answer);
    buf_free(&seen);
    return 0;
}

int client_open(void)
{
    const char *port = strrchr(serve_address(serve), ':') + 1;
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)strtol(port, NULL, 10)),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    assert_true(fd >= 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof address),
                     0);
    assert_int_equal(fcntl(fd, F_SETFL, O_NONBLOCK), 0);
    return fd;
}

bool client_send(int fd, const char *bytes, size_t length)
{
    int64_t until_ms = time_boot_ms() + SERVE_CLIENT_LIMIT_MS;

    while (length > 0) {
        ssize_t sent = send(fd, bytes, length, MSG_NOSIGNAL);

        assert_true(time_boot_ms() < until_ms);
        serve_step(serve);
        if (sent < 0 && errno != EAGAIN)
            return false;
        if (sent > 0) {
            bytes += sent;
            length -= (size_t)sent;
        }
    }
    return true;
}

bool client_read(int fd)
{
    struct pollfd readable = { .fd = fd, .events = POLLIN };
    char block[4096];
    ssize_t count;

    serve_step(serve);
    if (poll(&readable, 1, 1) == 0)
        return true;
    count = recv(fd, block, sizeof block, 0);
    if (count > 0)
        buf_append(&answer, block, (size_t)count);
    return count > 0;
}

void client_finish(int fd)
{
    int64_t until_ms = time_boot_ms() + SERVE_CLIENT_LIMIT_MS;

    while (client_read(fd))
        assert_true(time_boot_ms() < until_ms);
    (void)close(fd);
}

const char *asked(const char *request)
{
    int fd = client_open();

    buf_clear(&answer);
    assert_true(client_send(fd, request, strlen(request)));
    client_finish(fd);
    return buf_text(&answer);
}

void assert_has(const char *text, const char *part)
{
    if (strstr(text, part) == NULL)
        fail_msg("no '%s' in:\n%s", part, text);
}

void client_post(size_t length)
{
    char *body = mem_new(length + 1, 1);
    char *head = mem_print("POST /in HTTP/1.1\r\nHost: x\r\nConnection: "
                           "close\r\nContent-Length: %zu\r\n\r\n",
                           length);
    int fd = client_open();

    for (size_t i = 0; i < length; i++)
        body[i] = (char)('a' + i % 26);
    buf_clear(&answer);
    assert_true(client_send(fd, head, strlen(head)));
    (void)client_send(fd, body, length);
    client_finish(fd);
    free(head);
    free(body);
}
