#include "api.h"

#include "control.h"
#include "poweroffice.h"
#include "world.h"
#include "zoho.h"

#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "stamp.h"

#include <stdlib.h>
#include <string.h>

static void body_parse(struct exchange *exchange)
{
    struct err err;

    if (exchange->body.length == 0 || exchange_part(exchange, 0, "oauth"))
        return;
    exchange->json =
        json_parse(buf_text(&exchange->body), exchange->body.length, &err);
    if (exchange->json == NULL)
        exchange_problem(exchange, "%s", err.text);
}

void api_arrive(struct exchange *exchange)
{
    struct world *world = exchange->world;

    body_parse(exchange);
    if (exchange->port == PORT_CONTROL)
        return;
    world->in_flight[exchange->port]++;
    if (!exchange_part(exchange, 0, "oauth"))
        spec_check(world->specs[exchange->port], exchange);
    exchange->fault = faults_take(world->faults, exchange);
    exchange->wait_ms = world->settings.latency_ms;
    if (exchange->fault != NULL && exchange->fault->before &&
        exchange->fault->kind == FAULT_DELAY)
        exchange->wait_ms += exchange->fault->delay_ms;
    if (exchange->port == PORT_POWEROFFICEGO)
        poweroffice_arrive(exchange);
}

static void fault_status(struct exchange *exchange, const struct fault *fault)
{
    char date[TIME_TEXT_MAX];

    exchange_answer(exchange, fault->status, NULL);
    if (fault->body != NULL)
        buf_text_append(&exchange->answer, fault->body);
    if (fault->retry_after != NULL)
        exchange_answer_header(exchange, "Retry-After", fault->retry_after);
    if (fault->location != NULL)
        exchange_answer_header(exchange, "Location", fault->location);
    if (fault->again_in_s > 0) {
        time_format_http(world_now(exchange->world, exchange->port) / STAMP_MS +
                             fault->again_in_s * 1000,
                         date);
        exchange_answer_header(exchange, "Retry-After", date);
    }
}

/* Blanks, so that it is whole and right, but for its size. */
static void fault_flood(struct exchange *exchange, const struct fault *fault)
{
    size_t length = (size_t)fault->megabytes * 1024 * 1024;
    char *blanks = mem_new(length, 1);

    memset(blanks, ' ', length);
    buf_append(&exchange->answer, blanks, length);
    free(blanks);
}

static void fault_deny(struct exchange *exchange)
{
    if (exchange->port == PORT_ZOHOCRM) {
        zoho_deny(exchange);
    } else {
        exchange_answer(exchange, 401, NULL);
    }
}

/* The whole request as one text, coloured for whoever shows it on a terminal.
 */
static char *echo_text(const struct exchange *exchange)
{
    struct buf text = { 0 };

    buf_print(&text, "\033[31m%s %s\r\n", exchange->method, exchange->path);
    for (size_t i = 0; i < exchange->query.count; i++) {
        buf_print(&text, "%s=%s\r\n", exchange->query.of[i][0],
                  exchange->query.of[i][1]);
    }
    for (size_t i = 0; i < exchange->headers.count; i++) {
        buf_print(&text, "%s: %s\r\n", exchange->headers.of[i][0],
                  exchange->headers.of[i][1]);
    }
    buf_print(&text, "\r\n%s", buf_text(&exchange->body));
    return buf_take(&text);
}

/* An error that repeats the request wherever either API has words. */
static void fault_echo(struct exchange *exchange)
{
    static const char *const names[] = { "code",    "title",
                                         "message", "detail",
                                         "error",   "error_description",
                                         "api_name" };
    struct json *answer = json_new_object();
    struct json *details = json_new_object();
    char *text = echo_text(exchange);

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        json_set_text(answer, names[i], text);
        json_set_text(details, names[i], text);
    }
    json_set(answer, "details", details);
    exchange_answer(exchange, exchange->fault->status, answer);
    free(text);
}

/* What the fault does to the answer that stands there, or would. */
static void fault_strike(struct exchange *exchange)
{
    const struct fault *fault = exchange->fault;

    switch (fault->kind) {
    case FAULT_CUT:
        exchange->ending = ENDING_CUT;
        break;
    case FAULT_TRUNCATE:
        exchange->ending = ENDING_TRUNCATED;
        break;
    case FAULT_STATUS:
        fault_status(exchange, fault);
        break;
    case FAULT_DENY:
        fault_deny(exchange);
        break;
    case FAULT_FLOOD:
        fault_flood(exchange, fault);
        break;
    case FAULT_ECHO:
        fault_echo(exchange);
        break;
    case FAULT_DELAY:
        if (!fault->before)
            exchange->wait_ms += fault->delay_ms;
        break;
    }
}

void api_handle(struct exchange *exchange)
{
    const struct fault *fault = exchange->fault;

    if (exchange->port == PORT_CONTROL) {
        control_handle(exchange);
        return;
    }
    if (fault == NULL || !fault->before || fault->kind == FAULT_DELAY) {
        if (exchange->port == PORT_ZOHOCRM) {
            zoho_handle(exchange);
        } else {
            poweroffice_handle(exchange);
        }
    }
    if (fault != NULL)
        fault_strike(exchange);
    journal_add(exchange->world->journal, exchange);
}

void api_leave(struct exchange *exchange)
{
    if (exchange->port == PORT_CONTROL)
        return;
    exchange->world->in_flight[exchange->port]--;
    if (exchange->creating)
        exchange->world->creates_in_flight--;
}
