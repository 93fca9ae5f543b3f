#include "chaos/deed.h"

#include "base/map.h"
#include "base/mem.h"
#include "base/text.h"
#include "chaos/calls.h"
#include "chaos/field.h"
#include "support/records.h"

#include <stdlib.h>
#include <string.h>

static struct {
    struct map *owners;  /* "Customers 812345": the contact */
    struct map *emptied; /* "Contacts 5843 Phone" */
    size_t counts[DEED_KINDS];
} deeds;

void deeds_open(void)
{
    memset(&deeds, 0, sizeof deeds);
    deeds.owners = map_new();
    deeds.emptied = map_new();
}

void deeds_close(void)
{
    map_free(deeds.owners, free);
    map_free(deeds.emptied, free);
    memset(&deeds, 0, sizeof deeds);
}

/* The record in PowerOffice that carries our reference by now, or NULL. */
static const char *joined(const char *entity, const char *id)
{
    char *reference = mem_print("zohocrm:%s", id);
    const char *there = calls_made(entity, reference);

    if (there != NULL &&
        !text_equal(calls_reference(record_get(PO, entity, there)), reference))
        there = NULL;
    free(reference);
    return there;
}

static void own(const char *entity, const char *id, const char *contact)
{
    char *key = mem_print("%s %s", entity, id);

    free(map_put(deeds.owners, key, mem_copy(contact)));
    free(key);
}

bool deed_delete(const char *contact, bool there)
{
    const char *customer = joined("Customers", contact);

    if (customer == NULL || record_get(CRM, "Contacts", contact) == NULL)
        return false;
    if (there) {
        own("Customers", customer, contact);
        po_delete("Customers", customer);
    } else {
        own("Contacts", contact, contact);
        crm_delete("Contacts", contact);
    }
    deeds.counts[there ? DEED_DELETED_THERE : DEED_DELETED_HERE]++;
    return true;
}

void deed_empty(const char *contact, bool there)
{
    const char *customer = joined("Customers", contact);
    const char *entity = there ? "Customers" : "Contacts";
    const char *id = there ? customer : contact;
    const char *path = there ? "PhoneNumber" : "Phone";
    char *key;

    if (customer == NULL)
        return;
    key = mem_print("%s %s %s", entity, id, path);
    free(map_put(deeds.emptied, key, mem_copy("")));
    free(key);
    record_patch(there ? PO : CRM, entity, id,
                 there ? "{'PhoneNumber': null}" : "{'Phone': null}");
    deeds.counts[there ? DEED_EMPTIED_THERE : DEED_EMPTIED_HERE]++;
}

void deed_move_order(const char *deal, const char *account)
{
    const char *order = joined("SalesOrders", deal);
    const char *customer = joined("Customers", account);
    char *body;

    if (order == NULL || customer == NULL)
        return;
    body = mem_print("{'CustomerId': %s}", customer);
    po_patch("SalesOrders", order, body);
    deeds.counts[DEED_ORDER_MOVED]++;
    free(body);
}

const char *deed_stranger(void)
{
    struct person person;

    deeds.counts[DEED_STRANGER]++;
    return field_customer(&person);
}

/* ---- looking back ---- */

const char *deed_owner(const char *entity, const char *id)
{
    char *key = mem_print("%s %s", entity, id == NULL ? "" : id);
    const char *owner = map_get(deeds.owners, key);

    free(key);
    return owner;
}

bool deed_emptied(const char *entity, const char *id, const char *path)
{
    char *key = mem_print("%s %s %s", entity, id, path);
    bool emptied = map_get(deeds.emptied, key) != NULL;

    free(key);
    return emptied;
}

size_t deeds_count(enum deed_kind kind)
{
    return deeds.counts[kind];
}

const char *deed_name(enum deed_kind kind)
{
    static const char *const names[DEED_KINDS] = {
        "contacts deleted in Zoho",
        "customers deleted in PowerOffice",
        "phone numbers emptied in Zoho",
        "phone numbers emptied in PowerOffice",
        "orders given to another customer",
        "people typed into PowerOffice alone",
    };

    return names[kind];
}
