/*
 * An import gone wrong in Zoho, and the brake: no more than the limit arrives
 * in PowerOffice, the rest waits until a person has decided.
 */
#include "support/console.h"
#include "support/e2e.h"
#include "support/pipeline.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define CROWD   200
#define LIMIT   10 /* 5 % of the crowd, more than the 8 that are free */
#define HELD    (CROWD - LIMIT)
#define LIMIT_S 120

static const struct world_settings settings = {
    .variables = { "TANDEM_BRAKE_RECORDS=8", "TANDEM_BRAKE_PERCENT=5",
                   "TANDEM_BRAKE_SECONDS=10" },
};

static const struct json *ids; /* of the contacts */

/* ---- words --------------------------------------------------------------- */

static const char *contact(size_t n)
{
    return record_id(ids, n);
}

static const char *customer(size_t n)
{
    return po_linked("Customers", contact(n));
}

static char *link_of(size_t n)
{
    return mem_print("contacts.a.%s", contact(n));
}

static void contacts_create(void)
{
    struct json *all = json_new_array();

    for (size_t i = 0; i < CROWD; i++) {
        char *one = mem_print("{\"First_Name\":\"Kari\","
                              "\"Last_Name\":\"Nordli\","
                              "\"Phone\":\"22 00 00 00\","
                              "\"Email\":\"k%zu@fjell.example\"}",
                              i);
        struct err err;

        json_append(all, json_parse(one, strlen(one), &err));
        free(one);
    }
    ids = record_create_all(CRM, "Contacts", all);
    json_free(all);
}

/* Somebody reads a file into Zoho that says the same of everybody. */
static void import(const char *field, const char *value)
{
    for (size_t i = 0; i < CROWD; i++)
        crm_edit("Contacts", contact(i), field, value);
}

/* What tandem brake says of an entity; -1: nothing. */
static int64_t brake(const char *entity, const char *member)
{
    const struct json *found = NULL;

    tandem("brake", "--json");
    for (const struct json *b = json_first(json_get(said_json(), "brakes"));
         b != NULL; b = json_next(b)) {
        if (text_equal(json_get_text(b, "entity"), entity))
            found = b;
    }
    return json_get_int(found, member, -1);
}

static size_t patches(size_t mark)
{
    return journal_since(mark, "PATCH", "/v2/Customers");
}

static void pipeline_start_two(void)
{
    pipeline_start_many(1, 1, 2);
}

static const struct program *a_loader(void)
{
    const struct program *found = NULL;
    const struct program *program;

    for (size_t n = 0; (program = program_nth(n)) != NULL; n++) {
        if (text_equal(program_name(program), "loader"))
            found = program;
    }
    assert_non_null(found);
    return found;
}

/* ---- the story ----------------------------------------------------------- */

static void a_crowd_is_in_step(void)
{
    world_start(&settings);
    contacts_create();
    pipeline_start_two();
    eventually(LIMIT_S, po_count("Customers") == CROWD);
    pipeline_stop();
    cursors_forget(); /* so that the customers are counted */
    pipeline_start_two();
    eventually(LIMIT_S, brake("Customers", "records") == CROWD);
    quiet(LIMIT_S);
    assert_int_equal(brake("Customers", "limit"), LIMIT);
    assert_int_equal(brake("Customers", "changed"), 0);
}

static void the_rest_is_held(size_t mark)
{
    char *link;

    eventually(LIMIT_S, brake("Customers", "held") == HELD);
    quiet(LIMIT_S);
    assert_int_equal(patches(mark), LIMIT);
    assert_int_equal(brake("Customers", "held"), HELD);
    assert_true(brake("Customers", "engaged_ms") > 0);
    assert_int_equal(brake("Contacts", "engaged_ms"), -1);
    for (size_t i = 0, seen = 0; i < CROWD && seen == 0; i++) {
        link = link_of(i);
        if (text_equal(link_text(link, "status"), "held")) {
            assert_string_equal(link_text(link, "cause"), "braked");
            seen++;
        }
        free(link);
    }
}

static void everybody_is_told(void)
{
    static const char *const metric =
        "tandem_brake_engaged{entity=\"Customers\",system=\"powerofficego\"}";
    int status;

    eventually(60, program_metric(a_loader(), metric) == 1);
    eventually(60, strstr(program_ask(a_loader(), "/health", &status),
                          "powerofficego Customers: too many") != NULL);
    assert_true(program_is_healthy(a_loader()));
    assert_true(program_said(a_loader(), "\"event\":\"brake.engaged\""));
    tandem("brake");
    says("10 200 engaged"); /* the limit, and of how many */
    fits_a_terminal();
    tandem("status");
    says("brake: powerofficego.Customers engaged");
    tandem("held");
    says("`tandem brake release`");
}

static size_t first_held(void)
{
    for (size_t i = 0; i < CROWD; i++) {
        char *link = link_of(i);
        bool held = text_equal(link_text(link, "cause"), "braked");

        free(link);
        if (held)
            return i;
    }
    fail_msg("nobody is held");
    return 0;
}

static void everything_else_goes_on(size_t mark)
{
    size_t held = first_held();
    const char *one = crm_create("Contacts", "{'Last_Name': 'Berg',"
                                             " 'First_Name': 'Ola'}");
    const char *account = crm_create("Accounts", "{'Account_Name': 'Dal'}");
    char *deal = mem_print("{'Deal_Name': 'Drift', 'Stage': 'Closed Won',"
                           " 'Probability': 100,"
                           " 'Closing_Date': '2026-11-29',"
                           " 'Account_Name': {'id': '%s'}}",
                           account);
    const char *won = crm_create("Deals", deal);

    po_edit("Customers", customer(held), "FirstName", "Karin");
    eventually(60, po_linked("Customers", one) != NULL);
    eventually(60, po_linked("SalesOrders", won) != NULL);
    eventually(60, crm_has("Contacts", contact(held), "First_Name", "Karin"));
    po_edit("SalesOrders", po_linked("SalesOrders", won), "SalesOrderDate",
            "2026-12-01");
    eventually(60, crm_has("Deals", won, "Closing_Date", "2026-12-01"));
    assert_int_equal(patches(mark), LIMIT);
    assert_int_equal(brake("Customers", "held"), HELD);
    free(deal);
}

static void it_stays_engaged_whatever_is_lost(size_t mark)
{
    pipeline_stop();
    redis_forget();
    pipeline_start_two();
    eventually(LIMIT_S, brake("Customers", "engaged_ms") > 0 &&
                            brake("Customers", "held") == HELD);
    redis_forget();
    eventually(LIMIT_S, brake("Customers", "engaged_ms") > 0 &&
                            brake("Customers", "held") == HELD);
    tandem("retry", "--cause", "braked");
    quiet(LIMIT_S);
    assert_int_equal(brake("Customers", "held"), HELD);
    assert_int_equal(patches(mark), LIMIT);
}

static void wrong_words_decide_nothing(void)
{
    refused_tandem("brake", "stop");
    says("tandem: 'stop': a brake is shown, or one says release or drop\n");
    refused_tandem("brake", "release");
    says("tandem: tandem brake release needs an entity (Customers, "
         "zohocrm.Contacts), or all\n");
    refused_tandem("brake", "drop", "Persons");
    says("tandem: no flow uses an entity 'Persons': ");
    tandem("brake", "release", "SalesOrders");
    says("powerofficego.SalesOrders is released\n0 links go on\n");
}

static void a_release_lets_all_go_exactly_once(size_t mark)
{
    tandem("brake", "release", "powerofficego.Customers", "--json");
    assert_int_equal(json_get_int(said_json(), "links", 0), HELD);
    eventually(LIMIT_S, record_count_of(PO, "Customers", "PhoneNumber",
                                        "99 99 99 99") == CROWD);
    quiet(LIMIT_S);
    assert_int_equal(patches(mark), CROWD);
    assert_int_equal(brake("Customers", "held"), 0);
    assert_int_equal(brake("Customers", "engaged_ms"), -1);
    eventually(60, brake("Customers", "changed") == 0);
    assert_int_equal(brake("Customers", "released_ms"), -1);
}

static void what_is_dropped_is_written_nowhere(void)
{
    size_t mark = journal_mark();
    size_t held;

    import("Last_Name", "Feil");
    the_rest_is_held(mark);
    held = first_held();
    tandem("brake", "drop", "all");
    says("powerofficego.Customers is free again\n"
         "190 links told to drop what waited\n");
    eventually(LIMIT_S, brake("Customers", "held") == 0);
    assert_int_equal(brake("Customers", "engaged_ms"), -1);
    assert_int_equal(record_count_of(CRM, "Contacts", "Last_Name", "Feil"),
                     CROWD);
    crm_edit("Contacts", contact(held), "Phone", "22 11 11 11");
    eventually(
        60, po_has("Customers", customer(held), "PhoneNumber", "22 11 11 11"));
    assert_true(po_has("Customers", customer(held), "LastName", "Nordli"));
    crm_edit("Contacts", contact(held), "Last_Name", "Holm");
    eventually(60, po_has("Customers", customer(held), "LastName", "Holm"));
    quiet(LIMIT_S);
    assert_int_equal(journal_writes_since(mark), LIMIT + 2);
    assert_int_equal(record_count_of(PO, "Customers", "LastName", "Nordli"),
                     HELD - 1);
}

static void an_import_gone_wrong_does_not_ruin_the_other_system(void **state)
{
    size_t mark;

    (void)state;
    a_crowd_is_in_step();
    mark = journal_mark();
    import("Phone", "99 99 99 99");
    the_rest_is_held(mark);
    everybody_is_told();
    everything_else_goes_on(mark);
    it_stays_engaged_whatever_is_lost(mark);
    wrong_words_decide_nothing();
    a_release_lets_all_go_exactly_once(mark);
    what_is_dropped_is_written_nowhere();
    pipeline_stop();
    world_stop();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(an_import_gone_wrong_does_not_ruin_the_other_system),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
