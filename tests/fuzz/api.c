#include "fuzz/api.h"

#include "base/mem.h"
#include "base/text.h"
#include "fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#define PATH_MAX_LENGTH 128 /* of a flow's */

static const struct system_settings settings = {
    .zohocrm_accounts_url = "https://accounts.example",
    .zohocrm_client_id = "id",
    .zohocrm_client_secret = "secret",
    .zohocrm_refresh_token = "refresh",
    .powerofficego_url = "https://api.example",
    .powerofficego_application_key = "app",
    .powerofficego_client_key = "client",
    .powerofficego_subscription_key = "sub",
};

struct system *api_system(const char *name)
{
    static struct system *system;

    if (system == NULL) {
        system_zohocrm_reference_field("Tandem_Ref");
        system = system_new(name, &settings);
    }
    return system;
}

const struct entity *api_entity(const char *name, unsigned choice)
{
    static const char *const crm[] = { "Contacts", "Accounts", "Deals" };
    static const char *const po[] = { "Customers", "ContactPersons",
                                      "SalesOrders", "OutgoingInvoices",
                                      "Departments" };

    return text_equal(name, "zohocrm") ? system_entity(name, crm[choice % 3])
                                       : system_entity(name, po[choice % 5]);
}

struct json *api_fields(const struct json *object)
{
    struct json *fields = json_new_object();

    for (const struct json *f = json_is_object(object) ? json_first(object)
                                                       : NULL;
         f != NULL; f = json_next(f)) {
        if (json_get(fields, json_name(f)) == NULL &&
            strlen(json_name(f)) < PATH_MAX_LENGTH)
            json_set(fields, json_name(f), json_clone(f));
    }
    return fields;
}

static bool is_printable(const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text <= ' ' || *text > '~')
            return false;
    }
    return true;
}

void api_sends(const struct http_request *request, const char *base)
{
    struct err err;
    struct json *body;

    HOLDS(text_starts(request->url, base) && is_printable(request->url));
    HOLDS(strchr(request->url, '#') == NULL);
    for (size_t i = 0; i < request->header_count; i++)
        HOLDS(strpbrk(request->headers[i].value, "\r\n") == NULL);
    if (request->body == NULL)
        return;
    HOLDS(strlen(request->body) == request->body_length);
    body = json_parse(request->body, request->body_length, &err);
    HOLDS(body != NULL);
    json_free(body);
}

/* Moves behind the byte that begins at text. */
static char unescape(const char **text)
{
    char digits[3] = { 0 };
    char byte = **text;

    if (byte != '%') {
        (*text)++;
        return byte;
    }
    HOLDS(strlen(*text) >= 3);
    memcpy(digits, *text + 1, 2);
    *text += 3;
    return (char)strtol(digits, NULL, 16);
}

char *api_parameter(const char *url, const char *name)
{
    struct buf value = { 0 };
    const char *at = strchr(url, '?');
    size_t length = strlen(name);

    while (at != NULL &&
           (strncmp(at + 1, name, length) != 0 || at[1 + length] != '='))
        at = strchr(at + 1, '&');
    if (at == NULL)
        return NULL;
    at += length + 2;
    while (*at != '\0' && *at != '&') {
        char byte = unescape(&at);

        buf_append(&value, &byte, 1);
    }
    return buf_take(&value);
}
