#include "base/base64.h"
#include "base/mem.h"
#include "base/text.h"
#include "systems/powerofficego.h"

#include <stdlib.h>
#include <string.h>

/* The description's example; the real lifetime comes with the answer. */
#define TOKEN_DEFAULT_S 600

void powerofficego_token_request(const struct system_settings *settings,
                                 struct http_request *ret_request)
{
    struct buf basic = { 0 };
    char *keys = mem_print("%s:%s", settings->powerofficego_application_key,
                           settings->powerofficego_client_key);

    buf_text_append(&basic, "Basic ");
    base64_append(&basic, keys, strlen(keys));
    ret_request->method = "POST";
    ret_request->url = mem_print("%s/OAuth/Token", settings->powerofficego_url);
    ret_request->body = mem_copy("grant_type=client_credentials");
    ret_request->body_length = strlen(ret_request->body);
    http_request_header(ret_request, "Content-Type",
                        "application/x-www-form-urlencoded; charset=utf-8");
    http_request_header(ret_request, "Authorization", buf_text(&basic));
    http_request_header(ret_request, "Ocp-Apim-Subscription-Key",
                        settings->powerofficego_subscription_key);
    buf_free(&basic);
    free(keys);
}

/* Keys that are unknown, mixed up or of the other environment: 400 with an
 * RFC 6749 error, or 401 or 403 from the gateway; not a proxy's page. */
static bool is_dead(int status, const struct json *body,
                    const struct answer *answer)
{
    if (body == NULL && !text_is_empty(answer->body))
        return false;
    if (status == 403)
        return !powerofficego_is_quota(answer);
    return status == 401 ||
           (status == 400 && json_get_text(body, "error") != NULL);
}

void powerofficego_token(const struct http_response *response,
                         const struct json *body, struct answer *ret_answer)
{
    int status = response->status;
    const char *error = json_get_text(body, "error");
    const char *token = codec_token(body);
    int64_t lives = json_get_int(body, "expires_in", TOKEN_DEFAULT_S);

    if (status == 200 && token != NULL) {
        ret_answer->verdict = VERDICT_DONE;
        ret_answer->token = mem_copy(token);
        ret_answer->token_ms = (lives > 0 ? lives : TOKEN_DEFAULT_S) * 1000;
        return;
    }
    ret_answer->code =
        error == NULL ? mem_print("HTTP %d", status) : mem_copy(error);
    ret_answer->message = mem_copy(json_text(powerofficego_member(
        body, error == NULL ? "message" : "error_description")));
    ret_answer->permanent = is_dead(status, body, ret_answer);
    ret_answer->verdict =
        ret_answer->permanent ? VERDICT_REJECT : VERDICT_RETRY;
}
