#include "zoho.h"

#include "simulators.h"
#include "zoho_records.h"

#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"

#include <stdlib.h>
#include <string.h>

#define ZOHO_TOKEN_SECONDS     3600
#define ZOHO_LIVE_TOKENS       15
#define ZOHO_REFRESH_WINDOW_MS INT64_C(600000)

/* One more refresh, unless there were too many in the last ten minutes. */
static bool refresh_allowed(struct world *world)
{
    struct zoho *zoho = world->zoho;
    int64_t now = time_boot_ms();
    int64_t recent = 0;

    for (size_t i = 0; i < zoho->refresh_count; i++)
        recent += now - zoho->refreshes_ms[i] < ZOHO_REFRESH_WINDOW_MS;
    if (recent >= world->settings.zohocrm_refresh_max)
        return false;
    if (zoho->refresh_count == ZOHO_REFRESHES_MAX) {
        zoho->refresh_count--;
        memmove(zoho->refreshes_ms, zoho->refreshes_ms + 1,
                zoho->refresh_count * sizeof zoho->refreshes_ms[0]);
    }
    zoho->refreshes_ms[zoho->refresh_count++] = now;
    return true;
}

static void token_refuse(struct exchange *exchange, int status,
                         const char *code)
{
    struct json *error = json_new_object();

    json_set_text(error, "error", code);
    if (status != 200) {
        json_set_text(error, "error_description",
                      "You have made too many requests continuously. Please "
                      "try again after some time.");
        json_set_text(error, "status", "failure");
    }
    exchange_answer(exchange, status, error);
}

static void token_grant(struct exchange *exchange)
{
    struct world *world = exchange->world;
    int64_t seconds = world->settings.token_seconds;
    struct json *granted = json_new_object();

    if (seconds == 0)
        seconds = ZOHO_TOKEN_SECONDS;
    json_set_text(granted, "access_token",
                  tokens_issue(&world->tokens[PORT_ZOHOCRM], "1000.", seconds,
                               ZOHO_LIVE_TOKENS));
    json_set_text(granted, "api_domain", world->urls[PORT_ZOHOCRM]);
    json_set_text(granted, "token_type", "Bearer");
    json_set_int(granted, "expires_in", seconds);
    if (json_get_text(world->told, "zohocrm_scope") != NULL) {
        json_set_text(granted, "scope",
                      json_get_text(world->told, "zohocrm_scope"));
    }
    exchange_answer(exchange, 200, granted);
}

/* The good one, "-1" and so on behind it when it has been replaced. */
static bool refresh_token_fits(const struct world *world, const char *given)
{
    int64_t number = world->settings.zohocrm_key;
    char *good = number == 0
                     ? mem_copy(SIMULATORS_ZOHOCRM_REFRESH_TOKEN)
                     : mem_print("%s-%lld", SIMULATORS_ZOHOCRM_REFRESH_TOKEN,
                                 (long long)number);
    bool fits = text_equal(given, good);

    free(good);
    return fits;
}

/* The official SDK sends a form, others query parameters. */
void zoho_token(struct exchange *exchange)
{
    struct pairs *given = &exchange->query;

    if (!exchange_is(exchange, "POST") || exchange->part_count != 3 ||
        !exchange_part(exchange, 1, "v2") ||
        !exchange_part(exchange, 2, "token")) {
        zoho_refuse(exchange, 404, "INVALID_URL_PATTERN", NULL);
        return;
    }
    if (given->count > 0)
        exchange_problem(exchange, "credentials in the address");
    pairs_parse_form(given, buf_text(&exchange->body));
    if (!text_equal(pairs_get(given, "client_id"),
                    SIMULATORS_ZOHOCRM_CLIENT_ID)) {
        token_refuse(exchange, 200, "invalid_client");
    } else if (!text_equal(pairs_get(given, "client_secret"),
                           SIMULATORS_ZOHOCRM_CLIENT_SECRET)) {
        token_refuse(exchange, 200, "invalid_client_secret");
    } else if (!text_equal(pairs_get(given, "grant_type"), "refresh_token") ||
               !refresh_token_fits(exchange->world,
                                   pairs_get(given, "refresh_token"))) {
        token_refuse(exchange, 200, "invalid_code");
    } else if (!refresh_allowed(exchange->world)) {
        token_refuse(exchange, 400, "Access Denied");
    } else {
        token_grant(exchange);
    }
}
