#include "chaos/judge.h"

#include "base/mem.h"
#include "base/text.h"
#include "chaos/calls.h"
#include "chaos/finding.h"
#include "chaos/sight.h"

#include <inttypes.h>
#include <stdlib.h>

/* Our reference in the record that an order names, or NULL. */
static const char *reference_of(const struct json *order, const char *member,
                                const char *entity)
{
    int64_t number;
    const char *reference;
    char *id;

    if (!json_int(json_get(order, member), &number))
        return NULL;
    id = mem_print("%" PRId64, number);
    reference = calls_reference(sight_record(entity, id));
    free(id);
    return reference;
}

static void compare(const struct link *link, const char *what,
                    const char *found, char *wanted)
{
    if (json_get(link->owed, what) == NULL && !text_equal(found, wanted)) {
        finding_add(FINDING_LOST, link->id,
                    "%s of order %s leads to %s instead of %s", what,
                    link->sides[SIDE_B].id, found == NULL ? "nothing" : found,
                    wanted == NULL ? "nothing" : wanted);
    }
    free(wanted);
}

static int judge_order(const struct link *link, void *arg)
{
    const struct json *deal = sight_record("Deals", link->sides[SIDE_A].id);
    const struct json *order =
        sight_record("SalesOrders", link->sides[SIDE_B].id);
    const char *account = json_text(json_at(deal, "Account_Name.id"));
    const char *contact = json_text(json_at(deal, "Contact_Name.id"));

    (void)arg;
    if (!text_equal(link->flow, "deals") || link->status != LINK_IN_STEP)
        return 0;
    compare(link, "CustomerId", reference_of(order, "CustomerId", "Customers"),
            mem_print("zohocrm:%s", account != NULL ? account : contact));
    compare(link, "CustomerReferenceContactPersonId",
            reference_of(order, "CustomerReferenceContactPersonId",
                         "ContactPersons"),
            account == NULL || contact == NULL
                ? NULL
                : mem_print("zohocrm:%s@%s", contact, account));
    return 0;
}

void judge_orders(const struct ledger *ledger)
{
    (void)ledger_each(ledger, judge_order, NULL);
}
