#include "exchange.h"

#include "faults.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

const char *const port_names[PORT_COUNT] = { "zohocrm", "powerofficego",
                                             "control" };

static void path_split(struct exchange *exchange)
{
    const char *at = exchange->path;

    while (exchange->part_count < EXCHANGE_PARTS_MAX) {
        size_t length;

        at += strspn(at, "/");
        length = strcspn(at, "/");
        if (length == 0)
            return;
        exchange->parts[exchange->part_count++] = mem_copy_n(at, length);
        at += length;
    }
}

struct exchange *exchange_new(struct world *world, enum port port,
                              const char *method, const char *path)
{
    struct exchange *exchange = mem_new(1, sizeof *exchange);

    exchange->world = world;
    exchange->port = port;
    exchange->method = mem_copy(method);
    exchange->path = mem_copy(path);
    exchange->problems = json_new_array();
    path_split(exchange);
    return exchange;
}

void pairs_free(struct pairs *pairs)
{
    for (size_t i = 0; i < pairs->count; i++) {
        free(pairs->of[i][0]);
        free(pairs->of[i][1]);
    }
}

void exchange_free(struct exchange *exchange)
{
    if (exchange == NULL)
        return;
    for (size_t i = 0; i < exchange->part_count; i++)
        free(exchange->parts[i]);
    free(exchange->method);
    free(exchange->path);
    pairs_free(&exchange->query);
    pairs_free(&exchange->headers);
    pairs_free(&exchange->answer_headers);
    buf_free(&exchange->body);
    buf_free(&exchange->answer);
    json_free(exchange->json);
    json_free(exchange->problems);
    fault_free(exchange->fault);
    free(exchange);
}

void pairs_add(struct pairs *pairs, const char *name, const char *value)
{
    if (pairs->count == EXCHANGE_PAIRS_MAX)
        return;
    pairs->of[pairs->count][0] = mem_copy(name);
    pairs->of[pairs->count][1] = mem_copy(value == NULL ? "" : value);
    pairs->count++;
}

const char *pairs_get(const struct pairs *pairs, const char *name)
{
    for (size_t i = 0; i < pairs->count; i++) {
        if (strcasecmp(pairs->of[i][0], name) == 0)
            return pairs->of[i][1];
    }
    return NULL;
}

static int hex_digit(char c)
{
    static const char digits[] = "0123456789abcdef0123456789ABCDEF";
    const char *found = c == '\0' ? NULL : strchr(digits, c);

    return found == NULL ? -1 : (int)(found - digits) % 16;
}

static char *form_decode(const char *text, size_t length)
{
    char *decoded = mem_copy_n(text, length);
    size_t out = 0;

    for (size_t i = 0; i < length; i++, out++) {
        decoded[out] = text[i];
        if (text[i] == '+')
            decoded[out] = ' ';
        if (text[i] == '%' && i + 2 < length && hex_digit(text[i + 1]) >= 0 &&
            hex_digit(text[i + 2]) >= 0) {
            int byte = hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]);

            memcpy(&decoded[out], &(unsigned char){ (unsigned char)byte }, 1);
            i += 2;
        }
    }
    decoded[out] = '\0';
    return decoded;
}

void pairs_parse_form(struct pairs *pairs, const char *text)
{
    while (*text != '\0') {
        size_t length = strcspn(text, "&");
        size_t name_length = strcspn(text, "=&");
        bool has_value = name_length < length;
        char *name = form_decode(text, name_length);
        char *value = has_value ? form_decode(text + name_length + 1,
                                              length - name_length - 1)
                                : NULL;

        pairs_add(pairs, name, value);
        free(name);
        free(value);
        text += length + (text[length] == '&');
    }
}

const char *exchange_query(const struct exchange *exchange, const char *name)
{
    const struct pairs *query = &exchange->query;

    if (exchange->port == PORT_POWEROFFICEGO)
        return pairs_get(query, name);
    for (size_t i = 0; i < query->count; i++) {
        if (strcmp(query->of[i][0], name) == 0)
            return query->of[i][1];
    }
    return NULL;
}

int64_t exchange_query_int(const struct exchange *exchange, const char *name,
                           int64_t otherwise)
{
    const char *text = exchange_query(exchange, name);
    char *end;
    long long value;

    if (text == NULL)
        return otherwise;
    value = strtoll(text, &end, 10);
    if (*text == '\0' || *end != '\0' || value > INT32_MAX)
        return -1;
    return (int64_t)value;
}

bool exchange_is(const struct exchange *exchange, const char *method)
{
    return strcmp(exchange->method, method) == 0;
}

bool exchange_part(const struct exchange *exchange, size_t item,
                   const char *text)
{
    return item < exchange->part_count &&
           strcasecmp(exchange->parts[item], text) == 0;
}

void exchange_answer(struct exchange *exchange, int status, struct json *json)
{
    exchange->status = status;
    buf_clear(&exchange->answer);
    if (json != NULL)
        json_print(json, &exchange->answer);
    json_free(json);
}

void exchange_answer_header(struct exchange *exchange, const char *name,
                            const char *value)
{
    pairs_add(&exchange->answer_headers, name, value);
}

void exchange_problem(struct exchange *exchange, const char *format, ...)
{
    char text[256];
    va_list args;

    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    json_append(exchange->problems, json_new_text(text));
}
