/*
 * cJSON's own printer takes numbers for equal that differ in the 16th digit,
 * and then prints the shorter one: too little for ids.
 */
#include "base/json.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define NUMBER_MAX 32

static void print_escaped(struct buf *out, unsigned char byte)
{
    static const char letters[] = "btn?fr"; /* from 8: \b, \t, \n, -, \f, \r */

    if (byte == '"' || byte == '\\') {
        buf_print(out, "\\%c", byte);
    } else if (byte >= '\b' && byte <= '\r' && byte != '\v') {
        buf_print(out, "\\%c", letters[byte - '\b']);
    } else {
        buf_print(out, "\\u%04x", byte);
    }
}

/* Runs of bytes that need no escape are copied at once. */
static void print_text(struct buf *out, const char *text)
{
    const char *from = text;

    buf_append(out, "\"", 1);
    for (; *text != '\0'; text++) {
        unsigned char byte = (unsigned char)*text;

        if (byte >= 0x20 && byte != '"' && byte != '\\')
            continue;
        buf_append(out, from, (size_t)(text - from));
        print_escaped(out, byte);
        from = text + 1;
    }
    buf_append(out, from, (size_t)(text - from));
    buf_append(out, "\"", 1);
}

/* The fewest digits that give the same number again. JSON has no infinity. */
static void print_number(struct buf *out, const struct json *json)
{
    char text[NUMBER_MAX];
    int64_t whole;
    double number = 0;

    if (json_int(json, &whole)) {
        buf_print(out, "%" PRId64, whole);
        return;
    }
    (void)json_number(json, &number);
    if (!isfinite(number)) {
        buf_text_append(out, "null");
        return;
    }
    for (int digits = 15; digits <= 17; digits++) {
        (void)snprintf(text, sizeof text, "%.*g", digits, number);
        if (strtod(text, NULL) == number)
            break;
    }
    buf_text_append(out, text);
}

static void print_members(struct buf *out, const struct json *json)
{
    bool named = json_is_object(json);

    buf_append(out, named ? "{" : "[", 1);
    for (const struct json *i = json_first(json); i != NULL;) {
        if (named) {
            print_text(out, json_name(i));
            buf_append(out, ":", 1);
        }
        json_print(i, out);
        i = json_next(i);
        if (i != NULL)
            buf_append(out, ",", 1);
    }
    buf_append(out, named ? "}" : "]", 1);
}

void json_print(const struct json *json, struct buf *ret_text)
{
    if (json_is_object(json) || json_is_array(json)) {
        print_members(ret_text, json);
    } else if (json_is_text(json)) {
        print_text(ret_text, json_text(json));
    } else if (json_is_number(json)) {
        print_number(ret_text, json);
    } else if (json_is_bool(json)) {
        buf_text_append(ret_text, json_true(json) ? "true" : "false");
    } else {
        buf_text_append(ret_text, "null");
    }
}

char *json_string(const struct json *json)
{
    struct buf text = { 0 };

    json_print(json, &text);
    return buf_take(&text);
}
