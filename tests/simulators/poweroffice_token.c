#include "poweroffice.h"

#include "simulators.h"

#include "base/base64.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

#define TOKEN_SECONDS 1200

/* The good ones, "-1" and so on behind the client key when it has been
 * replaced. */
static bool credentials_fit(const struct exchange *exchange)
{
    int64_t number = exchange->world->settings.powerofficego_key;
    char *keys =
        mem_print(number == 0 ? "%s:%s" : "%s:%s-%lld",
                  SIMULATORS_POWEROFFICEGO_APPLICATION_KEY,
                  SIMULATORS_POWEROFFICEGO_CLIENT_KEY, (long long)number);
    struct buf basic = { 0 };
    bool fit;

    buf_text_append(&basic, "Basic ");
    base64_append(&basic, keys, strlen(keys));
    fit = text_equal(pairs_get(&exchange->headers, "Authorization"),
                     buf_text(&basic));
    buf_free(&basic);
    free(keys);
    return fit;
}

static void token_refuse(struct exchange *exchange, const char *code,
                         const char *description)
{
    struct json *error = json_new_object();

    json_set_text(error, "error", code);
    json_set_text(error, "error_description", description);
    exchange_answer(exchange, 400, error);
}

void poweroffice_token(struct exchange *exchange)
{
    struct world *world = exchange->world;
    int64_t seconds = world->settings.token_seconds;
    struct pairs form = { 0 };
    struct json *granted;

    pairs_parse_form(&form, buf_text(&exchange->body));
    if (!exchange_is(exchange, "POST") || exchange->part_count != 2 ||
        !exchange_part(exchange, 1, "Token")) {
        exchange_answer(exchange, 404, NULL);
    } else if (!text_equal(pairs_get(&form, "grant_type"),
                           "client_credentials")) {
        token_refuse(exchange, "unsupported_grant_type",
                     "The grant type is not supported.");
    } else if (!credentials_fit(exchange)) {
        token_refuse(exchange, "invalid_client",
                     "The application key or client key was not found.");
    } else {
        granted = json_new_object();
        if (seconds == 0)
            seconds = TOKEN_SECONDS;
        json_set_text(granted, "access_token",
                      tokens_issue(&world->tokens[PORT_POWEROFFICEGO], "eyJ.",
                                   seconds, TOKENS_MAX));
        json_set_text(granted, "token_type", "bearer");
        json_set_int(granted, "expires_in", seconds);
        exchange_answer(exchange, 200, granted);
    }
    pairs_free(&form);
}
