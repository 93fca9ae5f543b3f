/*
 * Before going live: what the first sync will do is known, and is then done.
 *
 * 200 contacts; 40 of them are customers already.
 */
#include "support/console.h"
#include "support/e2e.h"
#include "support/people.h"

#include "base/mem.h"

#include <stdlib.h>

#define CONTACTS  200
#define CUSTOMERS 40
#define SEED      5

static struct json *customer_of(const struct json *contact)
{
    struct json *customer = json_new_object();

    json_set_text(customer, "EmailAddress", json_get_text(contact, "Email"));
    json_set_text(customer, "FirstName", json_get_text(contact, "First_Name"));
    json_set_text(customer, "LastName", json_get_text(contact, "Last_Name"));
    json_set_bool(customer, "IsPerson", true);
    return customer;
}

/* PowerOffice makes a country of its own for an address that comes without
 * one: which no plan can know. */
static bool is_whole(const struct json *contact)
{
    return json_get_text(contact, "Email") != NULL &&
           json_get_text(contact, "First_Name") != NULL &&
           (json_get_text(contact, "Mailing_Country") != NULL ||
            json_get_text(contact, "Other_Country") != NULL);
}

static void people_are_there(void)
{
    struct json *contacts = people_contacts(SEED, CONTACTS);
    struct json *customers = json_new_array();

    for (const struct json *c = json_first(contacts);
         json_count(customers) < CUSTOMERS; c = json_next(c)) {
        if (is_whole(c))
            json_append(customers, customer_of(c));
    }
    (void)record_create_all(CRM, "Contacts", contacts);
    (void)record_create_all(PO, "Customers", customers);
    json_free(contacts);
    json_free(customers);
}

/* ---- the plan ---- */

static const struct json *plan;

static size_t planned(const char *what, const char *side)
{
    size_t count = 0;

    for (const struct json *row = json_first(json_get(plan, "rows"));
         row != NULL; row = json_next(row)) {
        if (text_equal(json_get_text(row, "what"), what) &&
            (side == NULL || text_equal(json_get_text(row, "side"), side)))
            count += (size_t)json_get_int(row, "count", 0);
    }
    return count;
}

static bool all_is_read(void)
{
    return program_run(&console_output, "tandem", "check", "--plan") == 0;
}

/* Any program makes the topics. */
static void nothing_has_been_read_yet(void)
{
    struct program *transformer = program_start("transformer");

    eventually(20, program_run(&console_output, "tandem", "links") == 0);
    assert_int_equal(program_stop(transformer, NULL), 0);
    refused_tandem("check", "--plan");
    says("zohocrm Contacts has not been read whole yet");
    says("6 entities have not been read whole");
}

static void the_first_sync_is_rehearsed(void)
{
    eventually(30, all_is_read());
    says("Both systems have been read whole.");
    fits_a_terminal();
    tandem("check", "--plan", "--json");
    plan = said_json();
    assert_int_equal(planned("joined", NULL), CUSTOMERS);
    assert_true(planned("created", "b") > CONTACTS / 2);
    assert_int_equal(planned("created", "a"), 0);
    assert_int_equal(journal_writes(), 0);
}

/* ---- and then ---- */

static size_t owed_now(void)
{
    const struct json *groups;
    size_t count = 0;

    tandem("owed", "--json");
    groups = json_get(said_json(), "groups");
    for (const struct json *g = json_first(groups); g != NULL; g = json_next(g))
        count += (size_t)json_get_int(g, "links", 0);
    return count;
}

static void all_comes_as_planned(void)
{
    program_start("transformer");
    program_start("loader");
    eventually(60, journal_count("POST", "/v2/Customers") >=
                       planned("created", "b"));
    quiet(60);
    assert_int_equal(journal_count("POST", "/v2/Customers"),
                     planned("created", "b"));
    assert_int_equal(journal_count("PATCH", "/v2/Customers"),
                     planned("updated", "b"));
    assert_int_equal(journal_count("PUT", "/crm/v8/Contacts"),
                     planned("updated", "a"));
    assert_int_equal(journal_writes(), json_get_int(plan, "writes", 0));
    assert_int_equal(owed_now(), planned("owed", NULL));
}

static void the_first_sync_is_known_before(void **state)
{
    const struct world_settings settings = {
        .variables = { "TANDEM_POWEROFFICEGO_RATE=200" }
    };

    (void)state;
    world_start(&settings);
    people_are_there();
    nothing_has_been_read_yet();
    program_start("extractor");
    the_first_sync_is_rehearsed();
    all_comes_as_planned();
    world_stop();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(the_first_sync_is_known_before),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
