#include "poweroffice.h"

#include "shape.h"
#include "stamp.h"

#include <stdio.h>
#include <string.h>

static void copy(struct json *to, const char *to_member,
                 const struct json *from, const char *from_member)
{
    const struct json *value = json_get(from, from_member);

    if (value != NULL)
        json_set(to, to_member, json_clone(value));
}

/* Id and reference live on; the draft leaves /SalesOrders. */
void sales_order_send(struct world *world, struct row *order)
{
    int64_t now = world_now(world, PORT_POWEROFFICEGO);
    struct json *invoice = json_new_object();
    char sent[TIME_TEXT_MAX];

    stamp_powerofficego(now, sent);
    copy(invoice, "Id", order->json, "Id");
    copy(invoice, "OrderNo", order->json, "SalesOrderNo");
    copy(invoice, "OrderDate", order->json, "SalesOrderDate");
    copy(invoice, "CustomerId", order->json, "CustomerId");
    copy(invoice, "ImportedOrderNo", order->json, "ImportedOrderNo");
    copy(invoice, "ExternalImportReference", order->json,
         "ExternalImportReference");
    json_set_int(invoice, "InvoiceNo", ++world->last_number);
    json_set_int(invoice, "NetAmount", 0);
    json_set_int(invoice, "TotalAmount", 0);
    json_set_text(invoice, "SentDateTimeOffset", sent);
    json_set_text(invoice, "CreatedDateTimeOffset", sent);
    json_set_text(invoice, "LastChangedDateTimeOffset", sent);
    (void)store_add(world->stores[OUTGOING_INVOICES], order->id, invoice, now);
    store_remove(world->stores[SALES_ORDERS], order);
}
