#include "poweroffice.h"

#include "simulators.h"

#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

void poweroffice_refuse(struct exchange *exchange, int status,
                        const char *title, const char *format, ...)
{
    struct json *problem = json_new_object();
    char detail[512];
    va_list args;

    va_start(args, format);
    (void)vsnprintf(detail, sizeof detail, format, args);
    va_end(args);
    json_set_text(problem, "title", title);
    json_set_int(problem, "status", status);
    json_set_text(problem, "detail", detail);
    exchange_answer(exchange, status, problem);
}

void poweroffice_not_found(struct exchange *exchange, const char *what,
                           const char *id)
{
    poweroffice_refuse(exchange, 404, "Object(s) not found",
                       "%s with id = %s not found.", what, id);
}

static bool is_create(const struct exchange *exchange)
{
    return exchange_is(exchange, "POST") &&
           ((exchange->part_count == 2 &&
             exchange_part(exchange, 1, "Customers")) ||
            (exchange->part_count == 3 &&
             exchange_part(exchange, 1, "SalesOrders") &&
             exchange_part(exchange, 2, "Complete")));
}

void poweroffice_arrive(struct exchange *exchange)
{
    struct world *world = exchange->world;

    if (!is_create(exchange))
        return;
    if (world->creates_in_flight > 0) {
        exchange->crowded = true;
        return;
    }
    exchange->creating = true;
    world->creates_in_flight++;
}

/* What Azure's gateway says. */
static void gateway_refuse(struct exchange *exchange, int status,
                           const char *message)
{
    struct json *answer = json_new_object();

    json_set_int(answer, "statusCode", status);
    json_set_text(answer, "message", message);
    exchange_answer(exchange, status, answer);
    if (status == 429)
        exchange_answer_header(exchange, "Retry-After", "1");
}

/* A bucket of one second's requests. */
static bool rate_allows(struct world *world)
{
    double rate = (double)world->settings.rate;
    int64_t now = time_boot_ms();

    if (world->settings.rate == 0)
        return true;
    world->bucket += (double)(now - world->bucket_ms) * rate / 1000;
    world->bucket_ms = now;
    if (world->bucket > rate)
        world->bucket = rate;
    if (world->bucket < 1)
        return false;
    world->bucket -= 1;
    return true;
}

static bool subscribed(struct exchange *exchange)
{
    if (text_equal(pairs_get(&exchange->headers, "Ocp-Apim-Subscription-Key"),
                   SIMULATORS_POWEROFFICEGO_SUBSCRIPTION_KEY))
        return true;
    gateway_refuse(exchange, 401,
                   "Access denied due to invalid subscription key. Make sure "
                   "to provide a valid key for an active subscription.");
    return false;
}

static bool let_in(struct exchange *exchange)
{
    static const char scheme[] = "Bearer ";
    struct world *world = exchange->world;
    const char *given = pairs_get(&exchange->headers, "Authorization");

    if (!subscribed(exchange))
        return false;
    if (!rate_allows(world)) {
        gateway_refuse(exchange, 429,
                       "Rate limit is exceeded. Try again in 1 seconds.");
        return false;
    }
    if (given == NULL || !text_starts(given, scheme) ||
        !tokens_alive(&world->tokens[PORT_POWEROFFICEGO],
                      given + sizeof scheme - 1)) {
        exchange_answer(exchange, 401, NULL);
        return false;
    }
    if (exchange->crowded) {
        exchange_answer(exchange, 503, NULL);
        return false;
    }
    return true;
}

static void no_route(struct exchange *exchange)
{
    gateway_refuse(exchange, 404, "Resource not found");
}

static void one_handle(struct exchange *exchange, enum entity_id entity,
                       const char *id)
{
    struct row *row = store_get(exchange->world->stores[entity], id);

    (void)snprintf(exchange->id, sizeof exchange->id, "%s", id);
    if (row == NULL) {
        poweroffice_not_found(exchange, poweroffice_schemas(entity)->title, id);
    } else if (exchange_is(exchange, "GET")) {
        exchange_answer(exchange, 200,
                        poweroffice_show(exchange->world, entity, row, NULL));
    } else if (exchange_is(exchange, "PATCH") &&
               poweroffice_schemas(entity)->patch != NULL) {
        poweroffice_patch(exchange, entity, row);
    } else {
        exchange_answer(exchange, 405, NULL);
    }
}

/* ContactPersons/{contactId}/{id}: only under its own parent. */
static void person_handle(struct exchange *exchange)
{
    const char *id = exchange->parts[3];
    const struct row *row =
        store_get(exchange->world->stores[CONTACT_PERSONS], id);
    int64_t parent =
        row ? json_get_int(row->json, "ContactId", -1) : INT64_C(-1);
    char *text = mem_print("%lld", (long long)parent);

    if (strcmp(text, exchange->parts[2]) == 0) {
        one_handle(exchange, CONTACT_PERSONS, id);
    } else {
        (void)snprintf(exchange->id, sizeof exchange->id, "%s", id);
        poweroffice_not_found(exchange, "Contact person", id);
    }
    free(text);
}

static void create_handle(struct exchange *exchange, enum entity_id entity)
{
    bool whole = exchange->part_count == 2 &&
                 (entity == CUSTOMERS || entity == DEPARTMENTS);
    bool complete = entity == SALES_ORDERS && exchange->part_count == 3 &&
                    exchange_part(exchange, 2, "Complete");

    if (whole || complete) {
        poweroffice_create(exchange, entity, NULL);
    } else if (entity == CONTACT_PERSONS && exchange->part_count == 3) {
        poweroffice_create(exchange, entity, exchange->parts[2]);
    } else {
        no_route(exchange);
    }
}

/* {Entity}/{id}, or SalesOrders/{id}/Complete */
static bool names_record(const struct exchange *exchange, enum entity_id entity)
{
    if (exchange->part_count == 3)
        return entity != CONTACT_PERSONS;
    return exchange->part_count == 4 && entity == SALES_ORDERS &&
           exchange_is(exchange, "GET") &&
           exchange_part(exchange, 3, "Complete");
}

static void entity_handle(struct exchange *exchange, enum entity_id entity)
{
    exchange->entity = entities[entity].name;
    if (exchange_is(exchange, "POST")) {
        create_handle(exchange, entity);
    } else if (exchange->part_count == 2 && exchange_is(exchange, "GET")) {
        poweroffice_list(exchange, entity);
    } else if (entity == CONTACT_PERSONS && exchange->part_count == 4) {
        person_handle(exchange);
    } else if (names_record(exchange, entity)) {
        one_handle(exchange, entity, exchange->parts[2]);
    } else {
        no_route(exchange);
    }
}

static void about_us(struct exchange *exchange)
{
    static const char *const privileges[] = {
        "Customer_Full", "ContactPerson_Full", "SalesOrders_Full",
        "Department",    "OutgoingInvoice",    "CommonServices",
    };
    int64_t number = exchange->world->settings.powerofficego_client;
    const struct json *told =
        json_get(exchange->world->told, "powerofficego_privileges");
    struct json *answer = json_new_object();
    struct json *valid = json_new_array();
    char *id = mem_print("6f0c3f5e-0c5d-4f43-9d59-%012lld", (long long)number);

    for (size_t i = 0; i < sizeof privileges / sizeof privileges[0]; i++)
        json_append(valid, json_new_text(privileges[i]));
    json_set_text(answer, "ClientId", id);
    json_set_text(answer, "ClientName", "Fjell Regnskap AS");
    json_set(answer, "ActiveClientSubscriptions", json_new_array());
    json_set(answer, "ValidPrivileges", valid);
    json_set(answer, "InvalidPrivileges", json_new_array());
    for (const struct json *m = json_first(told); m; m = json_next(m))
        json_set(answer, json_name(m), json_clone(m));
    json_set_bool(answer, "AllowSendInvoice", false);
    exchange_answer(exchange, number == 0 ? 403 : 200,
                    number == 0 ? NULL : answer);
    if (number == 0)
        json_free(answer);
    free(id);
}

/* OData parameters are the one kind Go is known to refuse. */
static bool has_odata(struct exchange *exchange)
{
    for (size_t i = 0; i < exchange->query.count; i++) {
        if (exchange->query.of[i][0][0] != '$')
            continue;
        poweroffice_refuse(exchange, 400, "Bad request",
                           "The parameter '%s' is not supported.",
                           exchange->query.of[i][0]);
        return true;
    }
    return false;
}

void poweroffice_handle(struct exchange *exchange)
{
    enum entity_id entity;

    if (exchange_part(exchange, 0, "OAuth")) {
        if (subscribed(exchange))
            poweroffice_token(exchange);
        return;
    }
    if (!let_in(exchange) || has_odata(exchange))
        return;
    entity = exchange_part(exchange, 0, "v2") && exchange->part_count > 1
                 ? entity_find(PORT_POWEROFFICEGO, exchange->parts[1])
                 : ENTITY_COUNT;
    if (entity != ENTITY_COUNT) {
        entity_handle(exchange, entity);
    } else if (exchange->part_count == 2 &&
               exchange_part(exchange, 1, "ClientIntegrationInformation")) {
        about_us(exchange);
    } else {
        no_route(exchange);
    }
}
