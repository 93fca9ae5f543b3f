/*
 * The server and its clients live in one thread: whoever waits, steps.
 */
#include "io/serve.h"

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

#define LIMIT_MS 20000

static struct serve *serve;
static struct buf answer;
static struct buf seen; /* the body of the last request */
static int calls;

/* Tells what it was asked. */
static void handler(const struct serve_request *request,
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
    buf_print(&ret_response->body, "%s %s", request->method, request->path);
    for (size_t i = 0; i < request->query_count; i++) {
        buf_print(&ret_response->body, " [%s=%s]", request->query_of[i][0],
                  request->query_of[i][1]);
    }
}

static int open_it(void **state)
{
    struct err err;

    (void)state;
    calls = 0;
    serve = serve_open("127.0.0.1:0", handler, &calls, &err);
    return serve == NULL;
}

static int close_it(void **state)
{
    (void)state;
    serve_close(serve);
    buf_free(&answer);
    buf_free(&seen);
    return 0;
}

/* ---- a client ---- */

static int client_open(void)
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

/* False when the server has cut the connection. */
static bool client_send(int fd, const char *bytes, size_t length)
{
    int64_t until_ms = time_boot_ms() + LIMIT_MS;

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

/* Reads what is there; false when the server has closed. */
static bool client_read(int fd)
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

/* Reads until the server closes. */
static void client_finish(int fd)
{
    int64_t until_ms = time_boot_ms() + LIMIT_MS;

    while (client_read(fd))
        assert_true(time_boot_ms() < until_ms);
    (void)close(fd);
}

/* Sends a whole request and reads the whole answer. */
static const char *asked(const char *request)
{
    int fd = client_open();

    buf_clear(&answer);
    assert_true(client_send(fd, request, strlen(request)));
    client_finish(fd);
    return buf_text(&answer);
}

static void assert_has(const char *text, const char *part)
{
    if (strstr(text, part) == NULL)
        fail_msg("no '%s' in:\n%s", part, text);
}

/* A POST with a body of this length, of which the server may cut the rest. */
static void post(size_t length)
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

/* ---- tests ---- */

static void the_handler_answers(void **state)
{
    const char *text = asked("GET /a/b?x=1&y=%C3%A9+z&flag HTTP/1.1\r\n"
                             "Host: x\r\nConnection: close\r\n\r\n");

    (void)state;
    assert_has(text, "HTTP/1.1 200 OK\r\n");
    assert_has(text, "Content-Type: text/plain\r\n");
    assert_has(text, "\r\n\r\nGET /a/b [x=1] [y=\xc3\xa9 z] [flag=]");
    assert_int_equal(calls, 1);
}

static void status_and_type_are_the_handlers(void **state)
{
    (void)state;
    assert_has(asked("GET /missing HTTP/1.0\r\n\r\n"), " 404 Not Found\r\n");
    assert_has(asked("GET /json HTTP/1.0\r\n\r\n"),
               "Content-Type: application/json\r\n");
}

static void a_query_of_many_parts_is_cut_at_8(void **state)
{
    const char *text = asked("GET /?a=1&b=2&c=3&d=4&e=5&f=6&g=7&h=8&i=9 "
                             "HTTP/1.0\r\n\r\n");

    (void)state;
    assert_has(text, "[h=8]");
    assert_null(strstr(text, "[i=9]"));
}

static void one_connection_carries_several_requests(void **state)
{
    (void)state;
    assert_has(asked("GET /1 HTTP/1.1\r\nHost: x\r\n\r\n"
                     "GET /2 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
               "\r\n\r\nGET /2");
    assert_has(buf_text(&answer), "\r\n\r\nGET /1");
    assert_int_equal(calls, 2);
}

static void a_body_arrives_whole(void **state)
{
    (void)state;
    post(300000);
    assert_has(buf_text(&answer), "200 OK");
    assert_int_equal(seen.length, 300000);
    assert_int_equal(seen.data[299999], 'a' + 299999 % 26);
    assert_has(asked("POST /none HTTP/1.0\r\nContent-Length: 0\r\n\r\n"),
               "POST /none");
    assert_int_equal(seen.length, 0);
}

static void a_body_may_be_as_long_as_the_limit(void **state)
{
    (void)state;
    post(SERVE_BODY_MAX);
    assert_has(buf_text(&answer), "200 OK");
    assert_int_equal(seen.length, SERVE_BODY_MAX);
}

static void a_longer_body_is_refused_before_it_is_read(void **state)
{
    (void)state;
    asked("POST /in HTTP/1.1\r\nHost: x\r\nContent-Length: 1048577\r\n"
          "Connection: close\r\n\r\n");
    assert_has(buf_text(&answer), "HTTP/1.1 413 ");
    assert_int_equal(calls, 0);
}

static void a_body_of_unknown_length_is_cut_at_the_limit(void **state)
{
    char *block = mem_print("%x\r\n%0*d\r\n", 65536, 65536, 0);
    const char *head = "POST /in HTTP/1.1\r\nHost: x\r\n"
                       "Transfer-Encoding: chunked\r\n\r\n";
    int fd = client_open();
    int sent = 0;

    (void)state;
    assert_true(client_send(fd, head, strlen(head)));
    while (sent < 200 && client_send(fd, block, strlen(block)))
        sent++;
    assert_true(sent < 200);
    free(block);
    (void)close(fd);
    assert_int_equal(calls, 0);
}

static void headers_that_are_too_long_are_refused(void **state)
{
    struct buf request = { 0 };

    (void)state;
    buf_text_append(&request, "GET / HTTP/1.1\r\nHost: x\r\nX: ");
    for (int i = 0; i < 50000; i++)
        buf_append(&request, "y", 1);
    buf_text_append(&request, "\r\n\r\n");
    assert_has(asked(buf_text(&request)), " 431 ");
    assert_int_equal(calls, 0);
    buf_free(&request);
}

static void one_connection_too_many_waits_for_its_turn(void **state)
{
    const char *request = "GET /late HTTP/1.0\r\n\r\n";
    int fds[SERVE_CONNECTIONS_MAX];
    int late;

    (void)state;
    for (int i = 0; i < SERVE_CONNECTIONS_MAX; i++) {
        fds[i] = client_open();
        serve_step(serve);
    }
    buf_clear(&answer);
    late = client_open();
    assert_true(client_send(late, request, strlen(request)));
    for (int i = 0; i < 50; i++)
        assert_true(client_read(late));
    assert_int_equal(calls, 0);
    (void)close(fds[0]);
    client_finish(late);
    assert_has(buf_text(&answer), "GET /late");
    for (int i = 1; i < SERVE_CONNECTIONS_MAX; i++)
        (void)close(fds[i]);
}

/* Both ways to hold a connection for ever: to fall silent, and to drip. */
static void a_request_that_is_not_whole_in_time_is_cut(void **state)
{
    const char *head =
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 999999\r\n\r\n";
    int64_t start_ms = time_boot_ms();
    int silent = client_open();
    int dripping = client_open();
    bool silent_open = true;
    bool dripping_open = client_send(dripping, head, strlen(head));

    (void)state;
    assert_true(client_send(silent, "GET / HT", 8));
    while (silent_open || dripping_open) {
        assert_true(time_boot_ms() - start_ms < LIMIT_MS);
        if (silent_open && !client_read(silent))
            silent_open = false;
        if (dripping_open) {
            dripping_open =
                client_send(dripping, "x", 1) && client_read(dripping);
        }
        if (time_boot_ms() - start_ms < (SERVE_TIMEOUT_S - 2) * INT64_C(1000))
            assert_true(silent_open && dripping_open);
    }
    assert_int_equal(calls, 0);
    (void)close(silent);
    (void)close(dripping);
}

static void its_descriptor_tells_when_there_is_something_to_do(void **state)
{
    struct pollfd readable = { .fd = serve_fd(serve), .events = POLLIN };
    int fd;

    (void)state;
    serve_step(serve);
    assert_int_equal(poll(&readable, 1, 0), 0);
    fd = client_open();
    assert_int_equal(poll(&readable, 1, LIMIT_MS), 1);
    serve_step(serve);
    assert_int_equal(poll(&readable, 1, 0), 0);
    assert_int_equal(send(fd, "G", 1, 0), 1);
    assert_int_equal(poll(&readable, 1, LIMIT_MS), 1);
    serve_step(serve);
    assert_int_equal(poll(&readable, 1, 0), 0);
    (void)close(fd);
}

static void an_address_that_is_taken_is_named(void **state)
{
    struct err err;
    char *why = mem_print("cannot listen at '%s': Address already in use",
                          serve_address(serve));

    (void)state;
    assert_null(serve_open(serve_address(serve), handler, NULL, &err));
    assert_int_equal(err.kind, ERR_USAGE);
    assert_string_equal(err.text, why);
    free(why);
}

static void what_is_no_address_is_refused(void **state)
{
    static const char *const bad[] = {
        "",           "8080",           ":8080",           "127.0.0.1",
        "127.0.0.1:", "127.0.0.1:http", "127.0.0.1:65536", "[::1:80",
        "[]:80",      "127.0.0.1:-1"
    };
    struct err err;

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_null(serve_open(bad[i], handler, NULL, &err));
        assert_int_equal(err.kind, ERR_USAGE);
        assert_has(err.text, "is no address: host:port");
    }
    assert_null(serve_open("no.such.host.invalid:0", handler, NULL, &err));
    assert_has(err.text, "unknown host");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_it, close_it)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_handler_answers),
        TEST(status_and_type_are_the_handlers),
        TEST(a_query_of_many_parts_is_cut_at_8),
        TEST(one_connection_carries_several_requests),
        TEST(a_body_arrives_whole),
        TEST(a_body_may_be_as_long_as_the_limit),
        TEST(a_longer_body_is_refused_before_it_is_read),
        TEST(a_body_of_unknown_length_is_cut_at_the_limit),
        TEST(headers_that_are_too_long_are_refused),
        TEST(one_connection_too_many_waits_for_its_turn),
        TEST(a_request_that_is_not_whole_in_time_is_cut),
        TEST(its_descriptor_tells_when_there_is_something_to_do),
        TEST(an_address_that_is_taken_is_named),
        TEST(what_is_no_address_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
