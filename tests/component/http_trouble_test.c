/*
 * io/http against a web server in the same thread, so that each test says
 * exactly when a connection dies.
 */
#include "support/redis_server.h"
#include "support/test.h"
#include "support/web_client.h"

#include "base/mem.h"
#include "base/time.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* What the server does, by path. */
static enum web_after serve(const char *text, struct buf *ret_bytes, void *arg)
{
    (void)arg;
    if (strstr(text, "/cut") != NULL)
        return WEB_CLOSE;
    if (strstr(text, "/hold") != NULL)
        return WEB_HOLD;
    if (strstr(text, "/half") != NULL) {
        buf_text_append(ret_bytes,
                        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
        return WEB_CLOSE;
    }
    web_answer(ret_bytes, 200, "", "hello");
    return WEB_KEEP;
}

static int test_start(void **state)
{
    (void)state;
    web_client_start(serve);
    return 0;
}

static int test_stop(void **state)
{
    (void)state;
    web_client_stop();
    return 0;
}

static void a_refused_connection_has_sent_nothing(void **state)
{
    struct http_request request = { .method = "POST" };
    struct outcome outcome = { 0 };
    int port;
    int fd = mute_listen(0, &port);

    (void)state;
    (void)close(fd);
    request.url = mem_print("http://127.0.0.1:%d/x", port);
    http_start(http, &request, WEB_DEADLINE_MS, outcome_keep, &outcome);
    run();
    no_answer(&outcome, false, "Couldn't connect to server");
}

static void a_cut_after_the_request_may_have_been_done(void **state)
{
    struct outcome outcome = answer_of("POST", "/cut", "{}");

    (void)state;
    no_answer(&outcome, true, "Server returned nothing (no headers, no data)");
}

static void a_write_on_a_dying_connection_is_not_sent_again(void **state)
{
    struct outcome first = answer_of("GET", "/plain", NULL);
    struct outcome outcome = answer_of("POST", "/cut", "{}");

    (void)state;
    assert_int_equal(web_requests(web), 2);
    no_answer(&outcome, true, "the connection was lost before an answer came");
    http_response_free(&first.response);
}

static void an_idle_connection_that_was_closed_is_replaced(void **state)
{
    struct outcome first = answer_of("GET", "/plain", NULL);
    struct outcome outcome;

    (void)state;
    web_hang_up(web);
    outcome = answer_of("POST", "/plain", "{}");
    assert_int_equal(outcome.response.status, 200);
    assert_int_equal(web_connections(web), 2);
    http_response_free(&first.response);
    http_response_free(&outcome.response);
}

static void half_a_body_is_no_answer(void **state)
{
    struct outcome outcome = answer_of("GET", "/half", NULL);

    (void)state;
    no_answer(&outcome, true, "Transferred a partial file");
}

static void a_request_ends_at_its_deadline(void **state)
{
    struct outcome outcome = { 0 };
    int64_t begin_ms = time_boot_ms();

    (void)state;
    ask("GET", "/hold?token=s3cret", NULL, 200, &outcome);
    run();
    assert_in_range(time_boot_ms() - begin_ms, 190, WEB_DEADLINE_MS / 2);
    no_answer(&outcome, true, "Timeout was reached");
}

static void a_slow_request_does_not_hold_up_another(void **state)
{
    struct outcome slow = { 0 };
    struct outcome quick = { 0 };

    (void)state;
    ask("GET", "/hold", NULL, 300, &slow);
    ask("GET", "/plain", NULL, WEB_DEADLINE_MS, &quick);
    run();
    assert_int_equal(quick.response.status, 200);
    assert_true(quick.response.elapsed_ms < 300);
    no_answer(&slow, true, "Timeout was reached");
    http_response_free(&quick.response);
}

static enum web_after serve_too_much(const char *text, struct buf *ret_bytes,
                                     void *arg)
{
    char *body = mem_new(HTTP_BODY_MAX + 2, 1);

    (void)text, (void)arg;
    memset(body, 'x', HTTP_BODY_MAX + 1);
    web_answer(ret_bytes, 200, "", body);
    free(body);
    return WEB_KEEP;
}

static void a_body_beyond_the_cap_is_no_answer(void **state)
{
    struct outcome outcome;

    (void)state;
    web_close(web);
    web = web_open(serve_too_much, NULL);
    outcome = answer_of("GET", "/", NULL);
    no_answer(&outcome, true, "the answer is larger than allowed");
}

static void an_unsafe_address_is_not_even_connected_to(void **state)
{
    struct http_request request = { .method = "GET" };
    struct outcome outcome = { 0 };

    (void)state;
    request.url = mem_print("http://127.0.0.1.example:%d/", web_port(web));
    http_start(http, &request, WEB_DEADLINE_MS, outcome_keep, &outcome);
    assert_null(request.url);
    assert_int_equal(outcome.calls, 0);
    run();
    no_answer(&outcome, false, "the address is neither https nor loopback");
}

/* Wherever a line end comes from: it begins no line of its own. */
static void a_line_end_in_address_or_header_is_not_sent(void **state)
{
    struct http_request address = { .method = "GET" };
    struct http_request header = { .method = "GET" };
    struct outcome outcome = { 0 };

    (void)state;
    address.url = mem_print("http://127.0.0.1:%d/\r\nX-Evil: 1", web_port(web));
    http_start(http, &address, WEB_DEADLINE_MS, outcome_keep, &outcome);
    run();
    no_answer(&outcome, false, "a control character in the address");
    header.url = mem_print("http://127.0.0.1:%d/", web_port(web));
    http_request_header(&header, "Authorization", "Bearer x\r\nX-Evil: 1");
    http_start(http, &header, WEB_DEADLINE_MS, outcome_keep, &outcome);
    run();
    no_answer(&outcome, false, "a control character in a header");
    assert_int_equal(web_connections(web), 0);
}

static void tls_that_fails_has_sent_nothing(void **state)
{
    struct http_request request = { .method = "POST" };
    struct outcome outcome = { 0 };

    (void)state;
    request.url = mem_print("https://127.0.0.1:%d/", web_port(web));
    http_start(http, &request, 500, outcome_keep, &outcome);
    run();
    assert_int_equal(outcome.response.status, 0);
    assert_false(outcome.response.sent);
    http_response_free(&outcome.response);
}

/* ---- a server whose certificate nobody has signed ---- */

static void end_with_test(void)
{
    int null = open("/dev/null", O_RDWR);

    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void)dup2(null, STDOUT_FILENO);
    (void)dup2(null, STDERR_FILENO);
}

static void certificate_make(const char *file)
{
    pid_t child = fork();
    int status = -1;

    if (child == 0) {
        end_with_test();
        (void)execlp("openssl", "openssl", "req", "-x509", "-newkey", "ec",
                     "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                     "-subj", "/CN=127.0.0.1", "-addext",
                     "subjectAltName=IP:127.0.0.1", "-keyout", file, "-out",
                     file, (char *)NULL);
        _exit(127);
    }
    (void)waitpid(child, &status, 0);
    assert_int_equal(status, 0);
}

static pid_t tls_serve(const char *file, int port)
{
    char number[16];
    pid_t child = fork();

    if (child != 0)
        return child;
    (void)snprintf(number, sizeof(number), "%d", port);
    end_with_test();
    (void)execlp("openssl", "openssl", "s_server", "-accept", number, "-cert",
                 file, "-key", file, "-www", (char *)NULL);
    _exit(127);
}

static struct outcome tls_answer(int port)
{
    int64_t until_ms = time_boot_ms() + WEB_DEADLINE_MS;
    struct outcome outcome = { 0 };

    do {
        struct http_request request = { .method = "POST" };

        request.url = mem_print("https://127.0.0.1:%d/", port);
        http_start(http, &request, WEB_DEADLINE_MS, outcome_keep, &outcome);
        run();
    } while (strcmp(outcome.response.error, "Couldn't connect to server") ==
                 0 &&
             time_boot_ms() < until_ms);
    return outcome;
}

static void an_unsigned_certificate_is_not_believed(void **state)
{
    char file[] = "/tmp/tandem-certificate-XXXXXX";
    struct outcome outcome;
    pid_t server;
    int port;
    int fd = mkstemp(file);

    (void)state;
    assert_true(fd >= 0);
    certificate_make(file);
    (void)close(mute_listen(0, &port));
    server = tls_serve(file, port);
    outcome = tls_answer(port);
    (void)kill(server, SIGKILL);
    (void)waitpid(server, NULL, 0);
    (void)close(fd);
    (void)unlink(file);
    no_answer(&outcome, false,
              "SSL peer certificate or SSH remote key was not OK");
}

#define WITH_WEB(test) \
    cmocka_unit_test_setup_teardown(test, test_start, test_stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_WEB(a_refused_connection_has_sent_nothing),
        WITH_WEB(a_cut_after_the_request_may_have_been_done),
        WITH_WEB(a_write_on_a_dying_connection_is_not_sent_again),
        WITH_WEB(an_idle_connection_that_was_closed_is_replaced),
        WITH_WEB(half_a_body_is_no_answer),
        WITH_WEB(a_request_ends_at_its_deadline),
        WITH_WEB(a_slow_request_does_not_hold_up_another),
        WITH_WEB(a_body_beyond_the_cap_is_no_answer),
        WITH_WEB(an_unsafe_address_is_not_even_connected_to),
        WITH_WEB(a_line_end_in_address_or_header_is_not_sent),
        WITH_WEB(tls_that_fails_has_sent_nothing),
        WITH_WEB(an_unsigned_certificate_is_not_believed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
