/*
 * Won deals become orders: for the account's customer, with the contact as its
 * contact person. Deals that are not won become nothing.
 */
#include "demo/calls.h"
#include "demo/report.h"
#include "demo/stage.h"
#include "demo/story.h"
#include "demo/tally.h"

#include "base/map.h"
#include "base/mem.h"
#include "base/text.h"
#include "support/people.h"
#include "support/records.h"
#include "support/world.h"

#include <stdlib.h>

#define DEALS     30
#define COMPANIES 8
#define CONTACTS  40 /* of those who are customers already */
#define SEED      2024
#define LIMIT_S   120

/* What must be there in the end. */
struct expected {
    const struct json *deals; /* as they were typed in */
    const struct json *ids;
    size_t orders;
    struct map *accounts; /* each once */
    struct map *persons;  /* contact@account, each once */
};

static const char *lookup(const struct json *deal, const char *name)
{
    return json_get_text(json_get(deal, name), "id");
}

static bool is_won(const struct json *deal)
{
    return text_equal(json_get_text(deal, "Stage"), "Closed Won");
}

static void expect(struct expected *expected)
{
    expected->accounts = map_new();
    expected->persons = map_new();
    for (const struct json *deal = json_first(expected->deals); deal != NULL;
         deal = json_next(deal)) {
        const char *account = lookup(deal, "Account_Name");
        const char *contact = lookup(deal, "Contact_Name");

        if (!is_won(deal))
            continue;
        expected->orders++;
        if (account != NULL)
            (void)map_put(expected->accounts, account, expected);
        if (account != NULL && contact != NULL) {
            (void)map_put(expected->persons, crm_under(contact, account),
                          expected);
        }
    }
}

static void type_in(struct expected *expected)
{
    const struct json *companies =
        world_keep_json(people_companies(SEED, COMPANIES));
    struct json *contacts = json_new_array();

    for (unsigned n = 0; n < CONTACTS; n++)
        json_append(contacts, json_new_text(contacts_id(n)));
    expected->deals = world_keep_json(people_deals(
        SEED, DEALS, record_create_all(CRM, "Accounts", companies), contacts));
    json_free(contacts);
    expected->ids = record_create_all(CRM, "Deals", expected->deals);
    expect(expected);
}

static bool orders_are_there(const void *arg)
{
    const struct expected *expected = arg;
    size_t orders = record_count(PO, "SalesOrders");

    report_progress("%zu of %zu orders, %zu contact persons", orders,
                    expected->orders, record_count(PO, "ContactPersons"));
    return orders >= expected->orders;
}

/* ---- the right ids ---- */

static bool same_id(const char *order, const char *path, const char *id)
{
    return record_has(PO, "SalesOrders", order, path, id);
}

static bool order_is_right(const struct json *deal, const char *id)
{
    const char *account = lookup(deal, "Account_Name");
    const char *contact = lookup(deal, "Contact_Name");
    const char *order = po_linked("SalesOrders", id);
    const char *person = NULL;

    if (!is_won(deal))
        return order == NULL;
    if (account != NULL && contact != NULL)
        person = po_linked("ContactPersons", crm_under(contact, account));
    return order != NULL &&
           same_id(
               order, "CustomerId",
               po_linked("Customers", account != NULL ? account : contact)) &&
           same_id(order, "CustomerReferenceContactPersonId", person) &&
           same_id(order, "SalesOrderDate",
                   json_get_text(deal, "Closing_Date"));
}

static bool all_are_right(const struct expected *expected)
{
    size_t item = 0;

    for (const struct json *deal = json_first(expected->deals); deal != NULL;
         deal = json_next(deal), item++) {
        const char *id = record_id(expected->ids, item);

        if (!order_is_right(deal, id)) {
            return report_failure("deal %s has not the order that it should",
                                  id);
        }
    }
    return true;
}

static bool report_orders(const struct expected *expected, size_t customers,
                          int64_t mark)
{
    struct tally orders = tally_of("SalesOrders");
    struct tally persons = tally_of("ContactPersons");
    size_t companies = tally_of("Customers").records - customers;
    struct calls calls = calls_since(mark);
    char *text;

    if (orders.records != expected->orders ||
        orders.originals != expected->orders ||
        persons.records != map_count(expected->persons) ||
        companies != map_count(expected->accounts)) {
        return report_failure(
            "%zu orders, %zu contact persons, %zu companies, not %zu, %zu, %zu",
            orders.records, persons.records, companies, expected->orders,
            map_count(expected->persons), map_count(expected->accounts));
    }
    text = calls_text(&calls);
    report_result(text, "%zu of %zu orders, with the right ids", orders.records,
                  expected->orders);
    report_note("for %zu companies with %zu contact persons, made as they were "
                "needed; %zu deals are not won",
                companies, persons.records, DEALS - expected->orders);
    free(text);
    return true;
}

bool won_deals_become_orders(void)
{
    struct expected expected = { 0 };
    size_t customers = tally_of("Customers").records;
    int64_t mark = calls_mark();
    bool good;

    report_step("30 deals of 8 companies, 12 won");
    type_in(&expected);
    good = stage_wait(LIMIT_S, "each won deal is an order", orders_are_there,
                      &expected);
    if (good)
        report_lap();
    good = good && stage_settle() && all_are_right(&expected) &&
           report_orders(&expected, customers, mark);
    map_free(expected.accounts, NULL);
    map_free(expected.persons, NULL);
    return good;
}
