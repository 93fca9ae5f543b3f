/*
 * The small server: what it answers, and where it listens.
 */
#include "support/serve_client.h"
#include "support/test.h"

#include "base/mem.h"
#include "base/time.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

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

/* To leave one out might change what was meant. */
static void a_query_of_more_than_16_parts_is_refused(void **state)
{
    (void)state;
    assert_has(asked("GET /?a&b&c&d&e&f&g&h&i&j&k&l&m&n&o&p=16 "
                     "HTTP/1.0\r\n\r\n"),
               "[p=16]");
    assert_has(asked("GET /?a&b&c&d&e&f&g&h&i&j&k&l&m&n&o&p&q "
                     "HTTP/1.0\r\n\r\n"),
               " 400 Bad Request\r\n");
    assert_has(asked("GET /?a=1%00&b=2 HTTP/1.0\r\n\r\n"),
               " 400 Bad Request\r\n");
    assert_int_equal(calls, 1);
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

static void headers_go_both_ways(void **state)
{
    (void)state;
    assert_has(asked("GET / HTTP/1.0\r\nx-echo: b: c\r\n\r\n"),
               "\r\nX-Echoed: b: c\r\n");
}

static int client_waits(void)
{
    static const char request[] = "GET /later HTTP/1.0\r\n\r\n";
    int64_t until_ms = time_boot_ms() + SERVE_CLIENT_LIMIT_MS;
    int fd = client_open();

    assert_true(client_send(fd, request, strlen(request)));
    while (waiting == NULL && time_boot_ms() < until_ms)
        serve_step(serve);
    assert_non_null(waiting);
    return fd;
}

/* Longer than anybody else may take, and others are answered meanwhile. */
static void an_answer_may_come_later(void **state)
{
    struct serve_response response = { .status = 201, .content_type = "a/b" };
    struct pollfd readable = { .fd = serve_fd(serve), .events = POLLIN };
    int64_t begin_ms = time_boot_ms();
    int fd = client_waits();

    (void)state;
    assert_has(asked("GET /1 HTTP/1.0\r\n\r\n"), "GET /1");
    while (time_boot_ms() - begin_ms <= (SERVE_TIMEOUT_S + 1) * INT64_C(1000)) {
        (void)poll(&readable, 1, 500);
        serve_step(serve);
    }
    assert_true(client_read(fd));
    buf_clear(&answer);
    buf_text_append(&response.body, "at last");
    serve_answer(waiting, &response);
    client_finish(fd);
    assert_has(buf_text(&answer), " 201 Created\r\n");
    assert_has(buf_text(&answer), "\r\n\r\nat last");
    assert_int_equal(calls, 2);
}

static void it_may_end_while_somebody_waits(void **state)
{
    int fd = client_waits();
    char byte;

    (void)state;
    serve_close(serve);
    serve = NULL;
    assert_int_equal(recv(fd, &byte, 1, 0), 0);
    assert_int_equal(calls, 1);
    (void)close(fd);
}

static void a_body_arrives_whole(void **state)
{
    (void)state;
    client_post(300000);
    assert_has(buf_text(&answer), "200 OK");
    assert_int_equal(seen.length, 300000);
    assert_int_equal(seen.data[299999], 'a' + 299999 % 26);
    assert_has(asked("POST /none HTTP/1.0\r\nContent-Length: 0\r\n\r\n"),
               "POST /none");
    assert_int_equal(seen.length, 0);
}

static void its_descriptor_tells_when_there_is_something_to_do(void **state)
{
    struct pollfd readable = { .fd = serve_fd(serve), .events = POLLIN };
    int fd;

    (void)state;
    serve_step(serve);
    assert_int_equal(poll(&readable, 1, 0), 0);
    fd = client_open();
    assert_int_equal(poll(&readable, 1, SERVE_CLIENT_LIMIT_MS), 1);
    serve_step(serve);
    assert_int_equal(poll(&readable, 1, 0), 0);
    assert_int_equal(send(fd, "G", 1, 0), 1);
    assert_int_equal(poll(&readable, 1, SERVE_CLIENT_LIMIT_MS), 1);
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
    assert_null(
        serve_open(serve_address(serve), serve_client_handler, NULL, &err));
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
        assert_null(serve_open(bad[i], serve_client_handler, NULL, &err));
        assert_int_equal(err.kind, ERR_USAGE);
        assert_has(err.text, "is no address: host:port");
    }
    assert_null(
        serve_open("no.such.host.invalid:0", serve_client_handler, NULL, &err));
    assert_has(err.text, "unknown host");
}

#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, serve_client_start, serve_client_stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_handler_answers),
        TEST(status_and_type_are_the_handlers),
        TEST(a_query_of_more_than_16_parts_is_refused),
        TEST(one_connection_carries_several_requests),
        TEST(headers_go_both_ways),
        TEST(an_answer_may_come_later),
        TEST(it_may_end_while_somebody_waits),
        TEST(a_body_arrives_whole),
        TEST(its_descriptor_tells_when_there_is_something_to_do),
        TEST(an_address_that_is_taken_is_named),
        TEST(what_is_no_address_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
