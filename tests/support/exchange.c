#include "support/exchange.h"

#include "base/mem.h"
#include "base/text.h"
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

struct system *exchange_system(const char *name)
{
    static const struct system_settings settings = {
        .zohocrm_accounts_url = "https://accounts.example",
        .zohocrm_client_id = "1000.CLIENT",
        .zohocrm_client_secret = "crm&secret",
        .zohocrm_refresh_token = "1000.refresh",
        .powerofficego_url = "https://go.example",
        .powerofficego_application_key = "application-key",
        .powerofficego_client_key = "client-key",
        .powerofficego_subscription_key = "subscription-key",
    };
    struct system *system = system_new(name, &settings);

    assert_non_null(system);
    return system;
}

struct call exchange_call(enum call_kind kind, const char *system,
                          const char *entity)
{
    struct call call = { .kind = kind };

    call.entity = system_entity(system, entity);
    assert_non_null(call.entity);
    return call;
}

struct json *exchange_json(const char *text)
{
    struct err err;
    struct json *json = json_parse(text, strlen(text), &err);

    if (json == NULL)
        fail_msg("%s: %s", err.text, text);
    return json;
}

static void exchange_request(const struct call *call, const char *name,
                             struct http_request *ret_request)
{
    struct system *system = exchange_system(name);
    struct err err;

    if (system_request(system, call, "token", "https://crm.example",
                       ret_request, &err) != 0)
        fail_msg("%s", err.text);
    system_free(system);
}

char *exchange_said(const struct call *call, const char *system)
{
    struct http_request request;
    char *said;

    exchange_request(call, system, &request);
    assert_int_equal(request.body_length,
                     request.body == NULL ? 0 : strlen(request.body));
    said = mem_print("%s %s%s%s", request.method, request.url,
                     request.body == NULL ? "" : " ",
                     request.body == NULL ? "" : request.body);
    http_request_free(&request);
    return said;
}

char *exchange_header(const struct call *call, const char *system,
                      const char *name)
{
    struct http_request request;
    char *value = NULL;

    exchange_request(call, system, &request);
    for (size_t i = 0; i < request.header_count; i++) {
        if (text_equal(request.headers[i].name, name))
            value = mem_copy(request.headers[i].value);
    }
    http_request_free(&request);
    return value;
}

void exchange_says(struct call call, const char *expected)
{
    char *said = exchange_said(&call, call.entity->system);

    assert_string_equal(said, expected);
    free(said);
    call_free(&call);
}

void exchange_cannot_say(struct call call, const char *reason)
{
    struct system *system = exchange_system(call.entity->system);
    struct http_request request;
    struct err err;

    assert_int_equal(system_request(system, &call, "token",
                                    "https://crm.example", &request, &err),
                     -1);
    assert_int_equal(err.kind, ERR_DATA);
    assert_string_equal(err.text, reason);
    assert_null(request.url);
    assert_int_equal(request.header_count, 0);
    system_free(system);
    call_free(&call);
}

struct answer exchange_answer(const struct call *call, const char *system,
                              int status, const char *body, const char *name,
                              const char *value)
{
    struct system *codec = exchange_system(system);
    struct message_header *headers = mem_new(2, sizeof *headers);
    struct http_response response = { .status = status,
                                      .headers = headers,
                                      .header_count = name == NULL ? 1 : 2,
                                      .elapsed_ms = 200 };
    struct answer answer;

    headers[0].name = mem_copy("date");
    headers[0].value = mem_copy(EXCHANGE_DATE);
    headers[1].name = mem_copy(name);
    headers[1].value = mem_copy(value);
    response.body = mem_copy(body == NULL ? "" : body);
    response.body_length = strlen(response.body);
    system_answer(codec, call, EXCHANGE_SENT_WITH, &response, &answer);
    http_response_free(&response);
    system_free(codec);
    return answer;
}
