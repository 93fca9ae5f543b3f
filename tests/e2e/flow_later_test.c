/*
 * Somebody begins with contacts, and turns accounts and deals on later: what is
 * there on both sides by then is joined, not doubled.
 */
#include "support/e2e.h"
#include "support/entities.h"
#include "support/environment.h"
#include "support/faults.h"
#include "support/pipeline.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define COMPANIES 40

static void write_flow(const char *name, bool enabled)
{
    char *path = mem_print("flows/%s.json", name);
    char *file = mem_print("%s.json", name);
    char *text = entities_file(path);
    struct err err;
    struct json *flow = json_parse(text, strlen(text), &err);
    char *changed;

    json_set_bool(flow, "enabled", enabled);
    changed = json_string(flow);
    (void)environment_file(file, changed);
    free(changed);
    json_free(flow);
    free(text);
    free(file);
    free(path);
}

static void write_flows(bool all)
{
    write_flow("contacts", true);
    write_flow("accounts", all);
    write_flow("contactpersons", all);
    write_flow("deals", all);
}

/* The same companies in both systems, each with a deal that is won. */
static void companies(void)
{
    for (int i = 0; i < COMPANIES; i++) {
        char *customer =
            mem_print("{'IsPerson': false, 'Name': 'Fjell %d AS'}", i);
        char *account = mem_print("{'Account_Name': 'fjell %d as'}", i);
        char *deal;

        (void)po_create("Customers", customer);
        deal = mem_print("{'Deal_Name': 'Lisens %d', 'Stage': 'Closed Won',"
                         " 'Probability': 100, 'Closing_Date': '2026-11-28',"
                         " 'Account_Name': {'id': '%s'}}",
                         i, crm_create("Accounts", account));
        (void)crm_create("Deals", deal);
        free(deal);
        free(account);
        free(customer);
    }
}

static void
companies_are_joined_though_their_flow_is_turned_on_later(void **state)
{
    (void)state;
    write_flows(false);
    world_start(NULL);
    environment_set("TANDEM_FLOWS", environment_folder());
    companies();
    pipeline_start();
    quiet(60);
    assert_int_equal(journal_writes(), 0);
    pipeline_stop();

    write_flows(true);
    fault_status(PO, "GET", "/Customers", 503, 3); /* accounts come first */
    pipeline_start();
    eventually(120, po_count("SalesOrders") == COMPANIES);
    quiet(60);
    assert_int_equal(po_count("Customers"), COMPANIES);
    pipeline_stop();
    world_stop();
}

static int folder_remove(void **state)
{
    (void)state;
    return environment_folder_remove();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(companies_are_joined_though_their_flow_is_turned_on_later),
    };

    return cmocka_run_group_tests(tests, NULL, folder_remove);
}
