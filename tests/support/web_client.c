#include "support/web_client.h"

#include "support/test.h"

#include "base/mem.h"
#include "base/time.h"

#include <string.h>

#define LIMIT_MS 20000

struct web *web;
struct http *http;

void web_client_start(web_handler *handler)
{
    struct err err;

    web = web_open(handler, NULL);
    http = http_open("tandem-test", &err);
    assert_non_null(http);
}

void web_client_stop(void)
{
    http_close(http);
    web_close(web);
}

void outcome_keep(struct http_response *response, void *arg)
{
    struct outcome *outcome = arg;

    http_response_free(&outcome->response);
    outcome->response = *response;
    *response = (struct http_response){ 0 };
    outcome->calls++;
}

void ask(const char *method, const char *path, const char *body,
         int deadline_ms, struct outcome *outcome)
{
    struct http_request request = { .method = method };

    request.url = mem_print("http://127.0.0.1:%d%s", web_port(web), path);
    request.body = mem_copy(body);
    request.body_length = body == NULL ? 0 : strlen(body);
    http_request_header(&request, "Authorization", "Bearer s3cret");
    http_start(http, &request, deadline_ms, outcome_keep, outcome);
}

void run(void)
{
    int64_t until_ms = time_boot_ms() + LIMIT_MS;

    while (http_pending(http) > 0) {
        if (time_boot_ms() > until_ms)
            fail_msg("%zu requests are still pending", http_pending(http));
        web_step(web);
        http_step(http, 1);
    }
}

struct outcome answer_of(const char *method, const char *path, const char *body)
{
    struct outcome outcome = { 0 };

    ask(method, path, body, WEB_DEADLINE_MS, &outcome);
    run();
    assert_int_equal(outcome.calls, 1);
    return outcome;
}

void no_answer(struct outcome *outcome, bool sent, const char *why)
{
    assert_int_equal(outcome->response.status, 0);
    assert_int_equal(outcome->response.sent, sent);
    assert_non_null(outcome->response.body);
    assert_string_equal(outcome->response.error, why);
    http_response_free(&outcome->response);
}
