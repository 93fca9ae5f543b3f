#include "poweroffice.h"

#include "shape.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

static bool refuse_customer(struct exchange *exchange, const char *detail)
{
    poweroffice_refuse(exchange, 400, "Customer validation error(s)", "%s",
                       detail);
    return false;
}

static bool names_check(struct exchange *exchange, const struct json *record)
{
    if (!json_get_true(record, "IsPerson")) {
        return !text_is_empty(json_get_text(record, "Name")) ||
               refuse_customer(exchange, "Name is required for companies.");
    }
    return (!text_is_empty(json_get_text(record, "FirstName")) &&
            !text_is_empty(json_get_text(record, "LastName"))) ||
           refuse_customer(exchange, "FirstName and LastName are required for "
                                     "persons.");
}

bool customer_rules(struct exchange *exchange, const struct json *record,
                    const struct row *row)
{
    const char *email = json_get_text(record, "EmailAddress");

    if (!names_check(exchange, record))
        return false;
    if (!text_is_empty(email) && !poweroffice_email_is_valid(email)) {
        return refuse_customer(exchange, "EmailAddress is not a valid e-mail "
                                         "address.");
    }
    return poweroffice_reference_is_free(
        exchange, CUSTOMERS, "ExternalImportReference", record, row);
}

static bool refuse_person(struct exchange *exchange, const char *detail)
{
    poweroffice_refuse(exchange, 400, "Contact person validation error(s)",
                       "%s", detail);
    return false;
}

bool contact_person_rules(struct exchange *exchange, const struct json *record,
                          const struct row *row)
{
    const char *email = json_get_text(record, "EmailAddress");

    if (text_is_empty(json_get_text(record, "FirstName")) ||
        text_is_empty(json_get_text(record, "LastName")))
        return refuse_person(exchange, "FirstName and LastName are required.");
    if (!text_is_empty(email) && !poweroffice_email_is_valid(email)) {
        return refuse_person(exchange, "EmailAddress is not a valid e-mail "
                                       "address.");
    }
    return poweroffice_reference_is_free(exchange, CONTACT_PERSONS,
                                         "ExternalCode", record, row);
}

static bool refuse_order(struct exchange *exchange, const char *detail)
{
    poweroffice_refuse(exchange, 400, "Sales order validation error(s)", "%s",
                       detail);
    return false;
}

/* A missing customer is 404 to a create, but 400 to a patch: there 404 says
 * that the order is gone. */
static bool customer_exists(struct exchange *exchange,
                            const struct json *record, const struct row *row)
{
    char id[STORE_ID_MAX];

    shape_id(json_get(record, "CustomerId"), id, sizeof id);
    if (id[0] == '\0')
        return refuse_order(exchange, "CustomerId is required.");
    if (store_get(exchange->world->stores[CUSTOMERS], id) != NULL)
        return true;
    if (row != NULL)
        return refuse_order(exchange, "The customer does not exist.");
    poweroffice_not_found(exchange, "Customer", id);
    return false;
}

static bool person_belongs(struct exchange *exchange, const struct json *record)
{
    char id[STORE_ID_MAX];
    const struct row *person;

    shape_id(json_get(record, "CustomerReferenceContactPersonId"), id,
             sizeof id);
    if (id[0] == '\0')
        return true;
    person = store_get(exchange->world->stores[CONTACT_PERSONS], id);
    if (person != NULL && json_equal(json_get(person->json, "ContactId"),
                                     json_get(record, "CustomerId")))
        return true;
    return refuse_order(exchange, "The contact person does not belong to the "
                                  "customer.");
}

/* Locked: nothing but the status can be patched. */
static bool order_is_open(struct exchange *exchange, const struct row *row)
{
    if (row == NULL ||
        !text_equal(json_get_text(row->json, "SalesOrderStatus"), "Confirmed"))
        return true;
    for (const struct json *o = json_first(exchange->json); o;
         o = json_next(o)) {
        const char *path = json_get_text(o, "path");

        if (path == NULL || strcmp(path, "/SalesOrderStatus") != 0) {
            return refuse_order(exchange, "The sales order is confirmed and "
                                          "cannot be changed.");
        }
    }
    return true;
}

bool sales_order_rules(struct exchange *exchange, const struct json *record,
                       const struct row *row)
{
    return order_is_open(exchange, row) &&
           customer_exists(exchange, record, row) &&
           person_belongs(exchange, record) &&
           poweroffice_reference_is_free(exchange, OUTGOING_INVOICES,
                                         "ExternalImportReference", record,
                                         NULL) &&
           poweroffice_reference_is_free(
               exchange, SALES_ORDERS, "ExternalImportReference", record, row);
}
