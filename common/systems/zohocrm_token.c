/*
 * The accounts server. Its status says nothing: a revoked refresh token comes
 * as 200 with an `error`, so success is an access_token, as in Zoho's own SDK.
 */
#include "base/mem.h"
#include "base/text.h"
#include "systems/url.h"
#include "systems/zohocrm.h"

#include <stdlib.h>
#include <string.h>

#define TOKEN_DEFAULT_S 3600
/* Once, expires_in was milliseconds; no token lives longer than a day. */
#define TOKEN_MAX_S 86400
/* Asking again while throttled prolongs it. */
#define TOKEN_THROTTLED_MS 600000

static void form_field(struct buf *form, const char *name, const char *value)
{
    buf_print(form, "%s%s=", form->length == 0 ? "" : "&", name);
    url_escape(form, value == NULL ? "" : value);
}

/* In the body, not in the URL: URLs end up in access logs. */
void zohocrm_token_request(const struct system_settings *settings,
                           struct http_request *ret_request)
{
    struct buf form = { 0 };

    form_field(&form, "grant_type", "refresh_token");
    form_field(&form, "client_id", settings->zohocrm_client_id);
    form_field(&form, "client_secret", settings->zohocrm_client_secret);
    form_field(&form, "refresh_token", settings->zohocrm_refresh_token);
    ret_request->method = "POST";
    ret_request->url =
        mem_print("%s/oauth/v2/token", settings->zohocrm_accounts_url);
    http_request_header(ret_request, "Content-Type",
                        "application/x-www-form-urlencoded");
    ret_request->body_length = form.length;
    ret_request->body = buf_take(&form);
}

static int64_t token_ms(const struct json *body)
{
    int64_t lives = json_get_int(body, "expires_in", TOKEN_DEFAULT_S);
    int64_t seconds = json_get_int(body, "expires_in_sec", 0);

    if (seconds > 0)
        return seconds * 1000;
    if (lives <= 0)
        return (int64_t)TOKEN_DEFAULT_S * 1000;
    return lives > TOKEN_MAX_S ? lives : lives * 1000;
}

static bool token_is_dead(const char *error)
{
    static const char *const dead[] = { "invalid_code", "invalid_client",
                                        "invalid_client_secret",
                                        "invalid_grant",
                                        "unauthorized_client" };

    for (size_t i = 0; i < sizeof dead / sizeof dead[0]; i++) {
        if (text_equal(error, dead[i]))
            return true;
    }
    return false;
}

static void token_refused(const struct http_response *response,
                          const struct json *body, struct answer *ret_answer)
{
    const char *error = json_get_text(body, "error");

    ret_answer->code = error == NULL ? mem_print("HTTP %d", response->status)
                                     : mem_copy(error);
    ret_answer->message = mem_copy(json_get_text(body, "error_description"));
    ret_answer->permanent = token_is_dead(error);
    ret_answer->verdict =
        ret_answer->permanent ? VERDICT_REJECT : VERDICT_RETRY;
    if (text_equal(error, "Access Denied"))
        ret_answer->retry_after_ms = TOKEN_THROTTLED_MS;
}

/* Requests are made as api_url + "/crm". */
static char *without_slash(const char *url)
{
    size_t length = url == NULL ? 0 : strlen(url);

    while (length > 0 && url[length - 1] == '/')
        length--;
    return length == 0 ? NULL : mem_copy_n(url, length);
}

void zohocrm_token(const struct http_response *response,
                   const struct json *body, struct answer *ret_answer)
{
    const char *token = codec_token(body);

    if (token == NULL) {
        token_refused(response, body, ret_answer);
        return;
    }
    ret_answer->verdict = VERDICT_DONE;
    ret_answer->token = mem_copy(token);
    ret_answer->scope = mem_copy(json_get_text(body, "scope"));
    ret_answer->token_ms = token_ms(body);
    ret_answer->api_url = without_slash(json_get_text(body, "api_domain"));
}
