/*
 * What strangers may do to the small server: send too much, too slowly, from
 * too many connections.
 */
#include "support/serve_client.h"
#include "support/test.h"

#include "base/mem.h"
#include "base/time.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void a_body_may_be_as_long_as_the_limit(void **state)
{
    (void)state;
    client_post(SERVE_BODY_MAX);
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

/* Sends text at first, then a byte of drip with every turn, if any; false once
 * it is cut. */
struct holder {
    const char *text;
    const char *drip;
    int fd;
    bool open;
};

static void holder_start(struct holder *holder)
{
    holder->fd = client_open();
    holder->open = client_send(holder->fd, holder->text, strlen(holder->text));
    assert_true(holder->open);
}

static void holder_turn(struct holder *holder)
{
    if (holder->drip != NULL && !client_send(holder->fd, holder->drip, 1))
        holder->open = false;
    if (holder->open && !client_read(holder->fd))
        holder->open = false;
    if (!holder->open)
        (void)close(holder->fd);
}

/* The ways to hold a connection for ever: to fall silent, and to drip, in the
 * headers of the first request or a later one, or in the body. */
static void a_request_that_is_not_whole_in_time_is_cut(void **state)
{
    struct holder holders[] = {
        { .text = "GET / HT" },
        { .text = "GET / HTTP/1.1\r\nHost: x\r\nX: ", .drip = "x" },
        { .text = "GET / HTTP/1.1\r\nHost: x\r\n\r\nGET / HT", .drip = "x" },
        { .text = "POST / HTTP/1.1\r\nHost: x\r\n"
                  "Content-Length: 999999\r\n\r\n",
          .drip = "x" },
    };
    const size_t count = sizeof holders / sizeof *holders;
    int64_t start_ms = time_boot_ms();
    size_t open = count;

    (void)state;
    for (size_t i = 0; i < count; i++)
        holder_start(&holders[i]);
    while (open > 0) {
        int64_t spent_ms = time_boot_ms() - start_ms;

        assert_true(spent_ms < SERVE_CLIENT_LIMIT_MS);
        assert_true(open == count ||
                    spent_ms >= (SERVE_TIMEOUT_S - 2) * INT64_C(1000));
        (void)poll(NULL, 0, 20); /* 32 KB of headers must last */
        for (size_t i = 0; i < count; i++) {
            if (!holders[i].open)
                continue;
            holder_turn(&holders[i]);
            open -= holders[i].open ? 0 : 1;
        }
    }
    assert_int_equal(calls, 1);
}

#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, serve_client_start, serve_client_stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_body_may_be_as_long_as_the_limit),
        TEST(a_longer_body_is_refused_before_it_is_read),
        TEST(a_body_of_unknown_length_is_cut_at_the_limit),
        TEST(headers_that_are_too_long_are_refused),
        TEST(one_connection_too_many_waits_for_its_turn),
        TEST(a_request_that_is_not_whole_in_time_is_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
