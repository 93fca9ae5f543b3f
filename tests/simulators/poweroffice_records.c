#include "poweroffice.h"

#include "json_patch.h"
#include "shape.h"
#include "stamp.h"

#include "base/hash.h"
#include "base/mem.h"
#include "base/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct poweroffice_schemas schemas[ENTITY_COUNT] = {
    [CUSTOMERS] = { "CustomerDto", "CustomerPostDto", "CustomerPatchDto",
                    "Customer" },
    [CONTACT_PERSONS] = { "ContactPersonDto", "ContactPersonPostDto",
                          "ContactPersonPatchDto", "Contact person" },
    [SALES_ORDERS] = { "SalesOrderCompleteDto", "SalesOrderCompletePostDto",
                       "SalesOrderPatchDto", "Sales order" },
    [OUTGOING_INVOICES] = { "OutgoingInvoiceDto", NULL, NULL,
                            "Outgoing invoice" },
    [DEPARTMENTS] = { "DepartmentDto", "DepartmentPostDto",
                      "DepartmentPatchDto", "Department" },
};

const struct poweroffice_schemas *poweroffice_schemas(enum entity_id entity)
{
    return &schemas[entity];
}

static struct json *members_show(const struct spec *spec, const char *schema,
                                 const struct json *held);

/* Objects are shown whole too: what they lack is null. */
static struct json *member_show(const struct spec *spec,
                                const struct json *member,
                                const struct json *record)
{
    const struct json *value = json_get(record, json_name(member));

    if (value == NULL)
        return json_new_null();
    if (json_is_object(value) && spec_nested(member) != NULL)
        return members_show(spec, spec_nested(member), value);
    return json_clone(value);
}

static struct json *members_show(const struct spec *spec, const char *schema,
                                 const struct json *held)
{
    const struct json *members = spec_members(spec, schema);
    struct json *shown = json_new_object();

    for (const struct json *m = json_first(members); m; m = json_next(m))
        json_set(shown, json_name(m), member_show(spec, m, held));
    return shown;
}

struct json *poweroffice_show(const struct world *world, enum entity_id entity,
                              const struct row *row, const char *fields)
{
    const struct spec *spec = world->specs[PORT_POWEROFFICEGO];
    const struct json *member;
    struct json *shown;
    char *field;

    if (fields == NULL)
        return members_show(spec, schemas[entity].read, row->json);
    shown = json_new_object();
    for (size_t i = 0; (field = shape_part(fields, i)) != NULL; i++) {
        member = shape_get(spec_members(spec, schemas[entity].read), field);
        if (member != NULL) {
            json_set(shown, json_name(member),
                     member_show(spec, member, row->json));
        }
        free(field);
    }
    return shown;
}

static void stamp_set(struct json *object, const char *member, int64_t stamp)
{
    char text[TIME_TEXT_MAX];

    stamp_powerofficego(stamp, text);
    json_set_text(object, member, text);
}

/* The members that Go sets on an address by itself. */
static void address_complete(struct world *world, enum entity_id entity,
                             struct json *record, int64_t now)
{
    const struct json *held = json_get(record, "MailAddress");
    struct json *address;

    if (!json_is_object(held))
        return;
    address = json_clone(held);
    if (json_get_text(address, "CountryCode") == NULL)
        json_set_text(address, "CountryCode", "NO");
    if (entity == CUSTOMERS && json_get(address, "Id") == NULL)
        json_set_int(address, "Id", ++world->last_id[PORT_POWEROFFICEGO]);
    if (entity == CUSTOMERS)
        stamp_set(address, "LastChangedDateTimeOffset", now);
    json_set(record, "MailAddress", address);
}

static void uuid_make(struct world *world, char ret_id[STORE_ID_MAX])
{
    char hash[HASH_TEXT_MAX];
    char seed[32];

    (void)snprintf(seed, sizeof seed, "order %" PRId64,
                   ++world->last_id[PORT_POWEROFFICEGO]);
    hash_text(seed, strlen(seed), hash);
    (void)snprintf(ret_id, STORE_ID_MAX, "%.8s-%.4s-4%.3s-a%.3s-%.12s", hash,
                   hash + 8, hash + 13, hash + 17, hash + 20);
}

static void id_make(struct world *world, enum entity_id entity,
                    struct json *record, char ret_id[STORE_ID_MAX])
{
    if (entity == SALES_ORDERS) {
        uuid_make(world, ret_id);
        json_set_text(record, "Id", ret_id);
        return;
    }
    json_set_int(record, "Id", ++world->last_id[PORT_POWEROFFICEGO]);
    shape_id(json_get(record, "Id"), ret_id, STORE_ID_MAX);
}

static void default_set(struct json *record, const char *member,
                        struct json *value)
{
    const struct json *held = json_get(record, member);

    if (held == NULL || json_is_null(held)) {
        json_set(record, member, value);
    } else {
        json_free(value);
    }
}

static void customer_complete(struct world *world, struct json *record,
                              int64_t now)
{
    default_set(record, "Number", json_new_int(++world->last_number));
    default_set(record, "IsPerson", json_new_bool(false));
    default_set(record, "IsArchived", json_new_bool(false));
    default_set(record, "CurrencyCode", json_new_text("NOK"));
    default_set(record, "KeepUpdated", json_new_bool(true));
    default_set(record, "InvoiceDeliveryType", json_new_text("Print"));
    json_set_bool(record, "IsActive", true);
    stamp_set(record, "CustomerCreatedDateTimeOffset", now);
    stamp_set(record, "ContactCreatedDateTimeOffset", now);
}

static void order_complete(struct world *world, struct json *record)
{
    const struct json *lines = json_get(record, "SalesOrderLines");

    default_set(record, "SalesOrderStatus", json_new_text("Draft"));
    json_set_int(record, "SalesOrderNo", ++world->last_number);
    json_set_int(record, "LineCount", (int64_t)json_count(lines));
    json_set_int(record, "NetAmount", 0); /* no products here */
    json_set_int(record, "TotalAmount", 0);
    default_set(record, "IsCreatedByCurrentIntegration", json_new_bool(true));
}

/* Shown in place of the free text when the contact person is known. */
static void order_reference(const struct world *world, struct json *record)
{
    char id[STORE_ID_MAX];
    const struct row *person;
    char *name;

    shape_id(json_get(record, "CustomerReferenceContactPersonId"), id,
             sizeof id);
    person = store_get(world->stores[CONTACT_PERSONS], id);
    if (person == NULL)
        return;
    name = mem_print("%s %s", json_get_text(person->json, "FirstName"),
                     json_get_text(person->json, "LastName"));
    json_set_text(record, "CustomerReference", name);
    free(name);
}

struct row *poweroffice_add(struct world *world, enum entity_id entity,
                            struct json *record)
{
    int64_t now = world_now(world, PORT_POWEROFFICEGO);
    int64_t changed = now;
    char id[STORE_ID_MAX];
    struct row *row;

    (void)stamp_parse(json_get_text(record, "LastChangedDateTimeOffset"),
                      &changed);
    id_make(world, entity, record, id);
    if (entity == CUSTOMERS) {
        customer_complete(world, record, now);
    } else if (entity == SALES_ORDERS) {
        order_complete(world, record);
    }
    if (entity == SALES_ORDERS)
        order_reference(world, record);
    if (entity == CONTACT_PERSONS)
        default_set(record, "IsActive", json_new_bool(true));
    address_complete(world, entity, record, now);
    stamp_set(record, "CreatedDateTimeOffset", now);
    stamp_set(record, "LastChangedDateTimeOffset", changed);
    row = store_add(world->stores[entity], id, record, now);
    row->changed = changed;
    return row;
}

static bool same_but_address(const struct json *one, const struct json *other)
{
    struct json *a = json_clone(one);
    struct json *b = json_clone(other);
    bool same;

    json_remove(a, "MailAddress");
    json_remove(b, "MailAddress");
    same = json_equal(a, b);
    json_free(a);
    json_free(b);
    return same;
}

void poweroffice_change(struct world *world, enum entity_id entity,
                        struct row *row, struct json *changed)
{
    int64_t now = world_now(world, PORT_POWEROFFICEGO);
    bool address_moved = !json_equal(json_get(row->json, "MailAddress"),
                                     json_get(changed, "MailAddress"));

    if (entity == SALES_ORDERS)
        order_reference(world, changed);
    if (address_moved)
        address_complete(world, entity, changed, now);
    if (!same_but_address(row->json, changed) ||
        (address_moved && entity != CUSTOMERS)) {
        stamp_set(changed, "LastChangedDateTimeOffset", now);
        row->changed = now;
    }
    store_change(world->stores[entity], row, changed);
}
