#include "zoho.h"

#include "zoho_fields.h"
#include "zoho_records.h"
#include "zoho_watch.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

struct json *zoho_error(const char *code, const char *message,
                        struct json *details)
{
    struct json *error = json_new_object();

    json_set_text(error, "code", code);
    json_set(error, "details", details ? details : json_new_object());
    json_set_text(error, "message", message);
    json_set_text(error, "status", "error");
    return error;
}

void zoho_refuse(struct exchange *exchange, int status, const char *code,
                 struct json *details)
{
    exchange_answer(exchange, status, zoho_error(code, code, details));
}

void zoho_deny(struct exchange *exchange)
{
    exchange_answer(exchange, 401,
                    zoho_error("INVALID_TOKEN", "invalid oauth token", NULL));
}

static void credits_tell(struct exchange *exchange, const char *name,
                         int64_t number)
{
    char *text = mem_print("%lld", (long long)number);

    exchange_answer_header(exchange, name, text);
    free(text);
}

/* What is left is told with every answer, as when half is gone. */
static bool credits_left(struct exchange *exchange)
{
    struct settings *settings = &exchange->world->settings;
    int64_t left = settings->zohocrm_credits;

    if (left < 0)
        return true;
    if (left == 0) {
        zoho_refuse(exchange, 429, "TOO_MANY_REQUESTS", NULL);
    } else {
        settings->zohocrm_credits = --left;
    }
    credits_tell(exchange, "X-API-CREDITS-REMAINING", left);
    if (exchange->status == 429 && settings->zohocrm_credits_seconds > 0) {
        credits_tell(exchange, "Retry-After",
                     settings->zohocrm_credits_seconds);
    }
    return exchange->status != 429;
}

static bool let_in(struct exchange *exchange)
{
    static const char scheme[] = "Zoho-oauthtoken ";
    const struct world *world = exchange->world;
    const char *given = pairs_get(&exchange->headers, "Authorization");
    int64_t most = world->settings.zohocrm_concurrency;

    if (given == NULL || !text_starts(given, scheme) ||
        !tokens_alive(&world->tokens[PORT_ZOHOCRM],
                      given + sizeof scheme - 1)) {
        zoho_deny(exchange);
        return false;
    }
    if (most > 0 && world->in_flight[PORT_ZOHOCRM] > most) {
        zoho_refuse(exchange, 429, "TOO_MANY_REQUESTS", NULL);
        return false;
    }
    return credits_left(exchange);
}

/* Zoho's paths care about case. */
static enum entity_id module_find(const struct exchange *exchange)
{
    for (int i = 0; i < ENTITY_COUNT; i++) {
        if (entities[i].system == PORT_ZOHOCRM && exchange->part_count > 2 &&
            strcmp(entities[i].name, exchange->parts[2]) == 0)
            return (enum entity_id)i;
    }
    return ENTITY_COUNT;
}

static void one_handle(struct exchange *exchange, enum entity_id entity)
{
    const char *id = exchange->parts[3];

    if (exchange_is(exchange, "GET") && strcmp(id, "deleted") == 0) {
        zoho_deleted(exchange, entity);
    } else if (exchange_is(exchange, "GET")) {
        zoho_read(exchange, entity, id);
    } else if (exchange_is(exchange, "PUT")) {
        zoho_update(exchange, entity, id);
    } else {
        zoho_refuse(exchange, 405, "INVALID_REQUEST_METHOD", NULL);
    }
}

static void module_handle(struct exchange *exchange, enum entity_id entity)
{
    if (exchange_is(exchange, "GET")) {
        zoho_list(exchange, entity);
    } else if (exchange_is(exchange, "POST")) {
        zoho_insert(exchange, entity);
    } else if (exchange_is(exchange, "PUT")) {
        zoho_update(exchange, entity, NULL);
    } else {
        zoho_refuse(exchange, 405, "INVALID_REQUEST_METHOD", NULL);
    }
}

/* As the Organization API answers, cut short. */
static void org_handle(struct exchange *exchange)
{
    int64_t number = exchange->world->settings.zohocrm_org;
    struct json *org = json_new_object();
    struct json *all = json_new_array();
    struct json *answer = json_new_object();
    char *zgid = mem_print("%lld", (long long)number);

    json_set_text(org, "company_name", "Fjell AS");
    json_set_text(org, "id", "5843104000000000001");
    json_set_text(org, "zgid", zgid);
    json_append(all, org);
    json_set(answer, "org", all);
    free(zgid);
    if (number == 0) {
        json_free(answer);
        zoho_refuse(exchange, 401, "OAUTH_SCOPE_MISMATCH", NULL);
    } else {
        exchange_answer(exchange, 200, answer);
    }
}

static void api_part(struct exchange *exchange)
{
    enum entity_id entity = module_find(exchange);

    if (entity != ENTITY_COUNT)
        exchange->entity = entities[entity].name;
    if (exchange->part_count == 3 && exchange_part(exchange, 2, "coql")) {
        zoho_coql(exchange);
    } else if (exchange->part_count == 3 && exchange_is(exchange, "GET") &&
               exchange_part(exchange, 2, "org")) {
        org_handle(exchange);
    } else if (exchange->part_count == 4 && exchange_is(exchange, "GET") &&
               exchange_part(exchange, 2, "settings") &&
               exchange_part(exchange, 3, "fields")) {
        zoho_fields_tell(exchange);
    } else if (exchange->part_count == 4 &&
               exchange_part(exchange, 2, "actions") &&
               exchange_part(exchange, 3, "watch")) {
        zoho_watch(exchange);
    } else if (entity == ENTITY_COUNT || exchange->part_count > 4) {
        zoho_refuse(exchange, 404, "INVALID_URL_PATTERN", NULL);
    } else if (exchange->part_count == 4) {
        one_handle(exchange, entity);
    } else {
        module_handle(exchange, entity);
    }
}

void zoho_handle(struct exchange *exchange)
{
    if (exchange_part(exchange, 0, "oauth")) {
        zoho_token(exchange);
    } else if (!exchange_part(exchange, 0, "crm") ||
               !exchange_part(exchange, 1, "v8")) {
        zoho_refuse(exchange, 404, "INVALID_URL_PATTERN", NULL);
    } else if (let_in(exchange)) {
        api_part(exchange);
    }
}
