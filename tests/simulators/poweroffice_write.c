#include "json_patch.h"
#include "poweroffice.h"
#include "shape.h"

#include "base/mem.h"
#include "base/text.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static poweroffice_rules *const rules[ENTITY_COUNT] = {
    [CUSTOMERS] = customer_rules,
    [CONTACT_PERSONS] = contact_person_rules,
    [SALES_ORDERS] = sales_order_rules,
};

static bool refuse_record(struct exchange *exchange, enum entity_id entity,
                          const char *detail)
{
    char *title =
        mem_print("%s validation error(s)", poweroffice_schemas(entity)->title);

    poweroffice_refuse(exchange, 400, title, "%s", detail);
    free(title);
    return false;
}

/* Refuses what looks like a slip of the pen. */
bool poweroffice_email_is_valid(const char *text)
{
    const char *at = strchr(text, '@');
    const char *dot = strrchr(text, '.');

    return at != NULL && at != text && dot != NULL && dot > at + 1 &&
           strlen(dot) > 2 && strchr(at + 1, '@') == NULL &&
           strstr(text, "..") == NULL && strpbrk(text, " \t\r\n") == NULL &&
           strcasecmp(dot, ".con") != 0;
}

static bool country_is_valid(const struct json *address)
{
    const char *code = json_get_text(address, "CountryCode");

    return code == NULL ||
           (strlen(code) == 2 && isupper((unsigned char)*code) &&
            isupper((unsigned char)code[1]));
}

static bool lengths_check(struct exchange *exchange, enum entity_id entity,
                          const struct json *members, const struct json *record)
{
    char detail[128];

    for (const struct json *m = json_first(members); m; m = json_next(m)) {
        const char *text = json_get_text(record, json_name(m));
        int64_t most = json_get_int(m, "maxLength", INT64_MAX);

        if (text == NULL || (int64_t)text_length(text) <= most)
            continue;
        (void)snprintf(detail, sizeof detail,
                       "The field %s must be a string with a maximum length "
                       "of %d.",
                       json_name(m), (int)most);
        return refuse_record(exchange, entity, detail);
    }
    return true;
}

bool poweroffice_address_check(struct exchange *exchange, enum entity_id entity,
                               const struct json *address)
{
    const struct spec *spec = exchange->world->specs[PORT_POWEROFFICEGO];

    if (!json_is_object(address))
        return true;
    if (!country_is_valid(address)) {
        return refuse_record(exchange, entity,
                             "CountryCode is not a valid ISO 3166-1 alpha-2 "
                             "country code.");
    }
    return lengths_check(exchange, entity,
                         spec_members(spec, entity == CUSTOMERS
                                                ? "ContactAddressPostDto"
                                                : "AddressPostDto"),
                         address);
}

/* A new address needs both; single members may be emptied later. */
static bool address_is_whole(struct exchange *exchange, enum entity_id entity,
                             const struct json *record, const struct row *row)
{
    const struct json *address = json_get(record, "MailAddress");

    if (!json_is_object(address) ||
        (row != NULL && json_is_object(json_get(row->json, "MailAddress"))))
        return true;
    if (text_is_empty(json_get_text(address, "City")))
        return refuse_record(exchange, entity, "The City field is required.");
    if (text_is_empty(json_get_text(address, "ZipCode"))) {
        return refuse_record(exchange, entity,
                             "The ZipCode field is required.");
    }
    return true;
}

bool poweroffice_reference_is_free(struct exchange *exchange,
                                   enum entity_id entity, const char *member,
                                   const struct json *record,
                                   const struct row *row)
{
    const char *value = json_get_text(record, member);
    const struct row *holder =
        text_is_empty(value)
            ? NULL
            : store_find(exchange->world->stores[entity], value);
    char detail[256];

    if (holder == NULL || holder == row)
        return true;
    (void)snprintf(detail, sizeof detail,
                   "%s is already in use. '%s' is used on %s Id = %s.", member,
                   value, entity == CUSTOMERS ? "(contact)" : "object",
                   holder->id);
    return refuse_record(exchange, entity, detail);
}

static bool record_check(struct exchange *exchange, enum entity_id entity,
                         const struct json *record, const struct row *row)
{
    const struct spec *spec = exchange->world->specs[PORT_POWEROFFICEGO];

    return lengths_check(
               exchange, entity,
               spec_members(spec, poweroffice_schemas(entity)->create),
               record) &&
           address_is_whole(exchange, entity, record, row) &&
           poweroffice_address_check(exchange, entity,
                                     json_get(record, "MailAddress")) &&
           (rules[entity] == NULL || rules[entity](exchange, record, row));
}

/* What was given, as far as it can be created. False: of the wrong type. */
static bool given_read(struct exchange *exchange, enum entity_id entity,
                       struct json *record)
{
    const struct json *members =
        spec_members(exchange->world->specs[PORT_POWEROFFICEGO],
                     poweroffice_schemas(entity)->create);
    char detail[128];

    for (const struct json *g = json_first(exchange->json); g;
         g = json_next(g)) {
        const struct json *member = json_get(members, json_name(g));

        if (member == NULL || json_is_null(g))
            continue;
        if (!spec_fits(member, g)) {
            (void)snprintf(detail, sizeof detail,
                           "The JSON value of '%s' could not be converted.",
                           json_name(g));
            return refuse_record(exchange, entity, detail);
        }
        json_set(record, json_name(g), json_clone(g));
    }
    return true;
}

static char *spaceless(const char *text)
{
    char *copy = mem_copy(text);
    size_t out = 0;

    for (; *text != '\0'; text++) {
        if (*text != ' ')
            copy[out++] = *text;
    }
    copy[out] = '\0';
    return copy;
}

/* On request: texts are tidied, phone numbers lose their blanks. */
static struct json *normalised(const struct json *record)
{
    struct json *result = json_clone(record);

    for (const struct json *m = json_first(record); m; m = json_next(m)) {
        char *text;

        if (!json_is_text(m))
            continue;
        text = strcmp(json_name(m), "PhoneNumber") == 0
                   ? spaceless(json_text(m))
                   : shape_tidy(json_text(m));
        json_set_text(result, json_name(m), text);
        free(text);
    }
    return result;
}

static struct json *stored_form(const struct world *world, struct json *record)
{
    struct json *result;

    if (world->settings.normalise == 0)
        return record;
    result = normalised(record);
    json_free(record);
    return result;
}

/* The parent of a new contact person: an existing company. */
static bool parent_set(struct exchange *exchange, const char *parent,
                       struct json *record)
{
    const struct row *customer =
        store_get(exchange->world->stores[CUSTOMERS], parent);

    if (customer == NULL) {
        poweroffice_not_found(exchange, "Contact", parent);
        return false;
    }
    if (json_get_true(customer->json, "IsPerson")) {
        return refuse_record(exchange, CONTACT_PERSONS,
                             "A contact person cannot belong to a person.");
    }
    json_set(record, "ContactId", json_clone(json_get(customer->json, "Id")));
    return true;
}

void poweroffice_create(struct exchange *exchange, enum entity_id entity,
                        const char *parent)
{
    struct world *world = exchange->world;
    struct json *record = json_new_object();
    const struct row *row;

    if (exchange->creating)
        exchange->wait_ms += world->settings.create_ms;
    if ((parent != NULL && !parent_set(exchange, parent, record)) ||
        !given_read(exchange, entity, record) ||
        !record_check(exchange, entity, record, NULL)) {
        json_free(record);
        return;
    }
    row = poweroffice_add(world, entity, stored_form(world, record));
    (void)snprintf(exchange->id, sizeof exchange->id, "%s", row->id);
    exchange_answer(exchange, 201, poweroffice_show(world, entity, row, NULL));
}

void poweroffice_patch(struct exchange *exchange, enum entity_id entity,
                       struct row *row)
{
    struct world *world = exchange->world;
    struct err err;
    struct json *patched = json_patch(world->specs[PORT_POWEROFFICEGO],
                                      poweroffice_schemas(entity)->patch,
                                      row->json, exchange->json, &err);

    if (patched == NULL) {
        poweroffice_refuse(exchange, 400, "Bad request", "%s", err.text);
        return;
    }
    if (!record_check(exchange, entity, patched, row)) {
        json_free(patched);
        return;
    }
    poweroffice_change(world, entity, row, stored_form(world, patched));
    exchange_answer(exchange, 200, poweroffice_show(world, entity, row, NULL));
}
