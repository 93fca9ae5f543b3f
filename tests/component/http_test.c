/*
 * io/http against a web server in the same thread: what goes well.
 */
#include "support/test.h"
#include "support/web_client.h"

#include "base/mem.h"

#include <string.h>

static enum web_after serve(const char *text, struct buf *ret_bytes, void *arg)
{
    (void)arg;
    if (strstr(text, "/hold") != NULL)
        return WEB_HOLD;
    if (strstr(text, "/moved") != NULL) {
        web_answer(ret_bytes, 302, "Location: /elsewhere\r\n", "");
        return WEB_KEEP;
    }
    web_answer(ret_bytes, 200, "X-Pagination: {\"a\": 1}\r\nX-Two: 2\r\n",
               strstr(text, "/echo") != NULL ? text : "hello");
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

static void an_answer_has_status_headers_and_body(void **state)
{
    struct outcome outcome = answer_of("GET", "/plain", NULL);

    (void)state;
    assert_int_equal(outcome.response.status, 200);
    assert_true(outcome.response.sent);
    assert_string_equal(outcome.response.body, "hello");
    assert_int_equal(outcome.response.body_length, 5);
    assert_string_equal(http_response_header(&outcome.response, "x-pagination"),
                        "{\"a\": 1}");
    assert_string_equal(http_response_header(&outcome.response, "X-Two"), "2");
    http_response_free(&outcome.response);
}

static void method_headers_and_body_are_sent_as_given(void **state)
{
    struct outcome outcome = answer_of("PATCH", "/echo?x=1", "[\"body\"]");
    const char *text = outcome.response.body;

    (void)state;
    assert_ptr_equal(strstr(text, "PATCH /echo?x=1 HTTP/1.1\r\n"), text);
    assert_non_null(strstr(text, "Authorization: Bearer s3cret\r\n"));
    assert_non_null(strstr(text, "User-Agent: tandem-test\r\n"));
    assert_non_null(strstr(text, "\r\n\r\n[\"body\"]"));
    assert_null(strstr(text, "Expect:"));
    http_response_free(&outcome.response);
}

static void requests_one_after_another_use_one_connection(void **state)
{
    (void)state;
    for (int i = 0; i < 20; i++) {
        struct outcome outcome = answer_of(i % 2 == 0 ? "GET" : "POST",
                                           "/plain", i % 2 == 0 ? NULL : "{}");

        assert_int_equal(outcome.response.status, 200);
        http_response_free(&outcome.response);
    }
    assert_int_equal(web_connections(web), 1);
}

static void parallel_requests_share_their_connections(void **state)
{
    struct outcome outcome = { 0 };

    (void)state;
    for (int round = 0; round < 250; round++) {
        for (int i = 0; i < 8; i++)
            ask("GET", "/plain", NULL, WEB_DEADLINE_MS, &outcome);
        assert_int_equal(http_pending(http), 8);
        run();
    }
    assert_int_equal(outcome.calls, 2000);
    assert_int_equal(outcome.response.status, 200);
    assert_int_equal(web_requests(web), 2000);
    assert_in_range(web_connections(web), 1, 8);
    http_response_free(&outcome.response);
}

static enum web_after serve_packed(const char *text, struct buf *ret_bytes,
                                   void *arg)
{
    /* gzip, one stored block, CRC-32 and length of "hello" */
    static const unsigned char packed[] = {
        0x1f, 0x8b, 8,   0,   0,   0,   0,    0,    0,    3,    1, 5, 0, 0xfa,
        0xff, 'h',  'e', 'l', 'l', 'o', 0x86, 0xa6, 0x10, 0x36, 5, 0, 0, 0
    };

    (void)arg;
    assert_non_null(strstr(text, "Accept-Encoding: gzip\r\n"));
    buf_print(ret_bytes,
              "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n"
              "Content-Length: %zu\r\n\r\n",
              sizeof(packed));
    buf_append(ret_bytes, packed, sizeof(packed));
    return WEB_KEEP;
}

static void a_packed_body_is_unpacked(void **state)
{
    struct outcome outcome;

    (void)state;
    web_close(web);
    web = web_open(serve_packed, NULL);
    outcome = answer_of("GET", "/", NULL);
    assert_int_equal(outcome.response.status, 200);
    assert_string_equal(outcome.response.body, "hello");
    http_response_free(&outcome.response);
}

static void a_redirect_is_an_answer_and_is_not_followed(void **state)
{
    struct outcome outcome = answer_of("GET", "/moved", NULL);

    (void)state;
    assert_int_equal(outcome.response.status, 302);
    assert_int_equal(web_requests(web), 1);
    http_response_free(&outcome.response);
}

static void start_next(struct http_response *response, void *arg)
{
    struct outcome *outcome = arg;

    assert_int_equal(response->status, 200);
    if (outcome->calls++ < 3) {
        struct http_request request = { .method = "GET" };

        request.url = mem_print("http://127.0.0.1:%d/", web_port(web));
        http_start(http, &request, WEB_DEADLINE_MS, start_next, arg);
    }
}

static void an_answer_may_start_the_next_request(void **state)
{
    struct http_response begin = { .status = 200 };
    struct outcome outcome = { 0 };

    (void)state;
    start_next(&begin, &outcome);
    run();
    assert_int_equal(outcome.calls, 4);
    assert_int_equal(web_connections(web), 1);
}

static void closing_calls_nobody_back(void **state)
{
    struct outcome outcome = { 0 };
    struct err err;

    (void)state;
    ask("GET", "/hold", NULL, WEB_DEADLINE_MS, &outcome);
    http_step(http, 0);
    http_close(http);
    assert_int_equal(outcome.calls, 0);
    http = http_open("tandem-test", &err);
    assert_non_null(http);
}

#define WITH_WEB(test) \
    cmocka_unit_test_setup_teardown(test, test_start, test_stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_WEB(an_answer_has_status_headers_and_body),
        WITH_WEB(method_headers_and_body_are_sent_as_given),
        WITH_WEB(requests_one_after_another_use_one_connection),
        WITH_WEB(parallel_requests_share_their_connections),
        WITH_WEB(a_packed_body_is_unpacked),
        WITH_WEB(a_redirect_is_an_answer_and_is_not_followed),
        WITH_WEB(an_answer_may_start_the_next_request),
        WITH_WEB(closing_calls_nobody_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
