/*
 * Why is this record not in step? `tandem explain` on the real pipeline.
 */
#include "support/console.h"
#include "support/e2e.h"
#include "support/entities.h"
#include "support/environment.h"
#include "support/kari.h"
#include "support/people.h"
#include "support/pipeline.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define SEED 20261123

static const struct json *first_link(void)
{
    return json_first(json_get(said_json(), "links"));
}

static const struct json *property_of(const struct json *story,
                                      const char *name)
{
    const struct json *p = json_first(json_get(story, "properties"));

    while (p != NULL && !text_equal(json_get_text(p, "name"), name))
        p = json_next(p);
    assert_non_null(p);
    return p;
}

static bool stands(const char *link, const char *status)
{
    return text_equal(link_text(link, "status"), status);
}

static const char *link_of(const char *flow, const char *record)
{
    return world_keep(mem_print("%s.a.%s", flow, record));
}

/* ---- a link in step ---- */

static void the_story_of_a_link_that_is_in_step(void)
{
    char *record = mem_print("b powerofficego Customers %s 2", kari.customer);

    tandem("explain", kari.link);
    says(kari.link);
    says(" status: in-step: both records say the same\n");
    says(" what to do: nothing\n");
    says(record);
    says("FirstName same a: the other was made from it 2");
    says("LastName same a: it was edited there 2");
    says("PhoneNumber same b: it was edited there 2");
    says(" updated b LastName\n");
    says(" updated a PhoneNumber\n");
    says_not("Holm");
    says_not("@fjell");
    fits_a_terminal();
    free(record);
}

static void anybody_is_found_by_record_or_address(void)
{
    static const char *address = "KARI@fjell.example";

    tandem("explain", kari.contact, "--json");
    assert_string_equal(json_get_text(first_link(), "link"), kari.link);
    tandem("explain", kari.customer, "--json");
    assert_string_equal(json_get_text(first_link(), "link"), kari.link);
    tandem("explain", address, "--json");
    assert_string_equal(json_get_text(first_link(), "link"), kari.link);
    assert_null(json_get(property_of(first_link(), "LastName"), "a"));
    refused_tandem("explain", "nobody@fjell.example");
    says("tandem: nobody knows 'nobody@fjell.example': it is neither ");
}

/* Terminals are logged, so looking is, too. */
static void values_are_shown_when_asked_for_and_that_is_noted(void)
{
    tandem("explain", kari.link);
    says_not(" viewed ");
    tandem("explain", kari.link, "--values");
    says("LastName Holm Holm same a: it was edited there\n");
    fits_a_terminal();
    tandem("explain", kari.link);
    says(" viewed kari@");
    says_not("Holm");
}

static void a_deleted_record_is_told_as_closed(void)
{
    po_delete("Customers", kari.customer);
    crm_edit("Contacts", kari.contact, "Last_Name", "Dahl");
    eventually(30, stands(kari.link, "closed"));
    tandem("explain", kari.contact);
    says(" status: closed: it is over: nothing is written any more\n");
    says(" why: gone: a record was deleted; the other side stays\n");
    says(" what to do: `tandem retry` makes a deleted one again\n");
    says(" deleted ");
}

static void a_link_tells_who_won_what_until_it_is_closed(void **state)
{
    (void)state;
    kari_is_known(NULL);
    environment_set("SUDO_USER", "kari");
    crm_edit("Contacts", kari.contact, "Last_Name", "Holm");
    eventually(30, po_has("Customers", kari.customer, "LastName", "Holm"));
    po_edit("Customers", kari.customer, "PhoneNumber", "+47 1");
    eventually(30, crm_has("Contacts", kari.contact, "Phone", "+47 1"));
    eventually(30, stands(kari.link, "in-step"));
    the_story_of_a_link_that_is_in_step();
    anybody_is_found_by_record_or_address();
    values_are_shown_when_asked_for_and_that_is_noted();
    a_deleted_record_is_told_as_closed();
    environment_set("SUDO_USER", NULL);
    kari_ends();
}

/* ---- links that are not ---- */

static const char *refused_person(void)
{
    struct json *record = people_awkward(SEED, PEOPLE_REFUSED_EMAIL);
    const char *id = crm_create("Contacts", world_keep(json_string(record)));

    json_free(record);
    return id;
}

static const char *deal_create(const char *contact, int probability)
{
    char *body = mem_print("{'Deal_Name': 'Lisens', 'Stage': 'Closed Won',"
                           " 'Probability': %d, 'Closing_Date': '2026-11-28',"
                           " 'Contact_Name': {'id': '%s'}}",
                           probability, contact);
    const char *id = crm_create("Deals", body);

    free(body);
    return id;
}

static void a_held_link_says_what_helps(const char *held)
{
    char *retry;

    tandem("explain", held);
    says(" status: held: a person is needed: nothing is written until");
    says(" why: rejected: the system refused the values\n");
    says(" in detail: powerofficego refused it: Customer validation error(s) "
         "at");
    says(" what to do: correct the record: it is tried again at once; or");
    retry = mem_print(" to retry: tandem retry %s\n", held);
    says(retry);
    says(" held b rejected\n");
    free(retry);
    says_not("..");
    fits_a_terminal();
}

/* The deal's own link says which other must be mended. */
static void a_blocked_link_leads_to_the_one_to_mend(const char *deal,
                                                    const char *held)
{
    char *next = mem_print("mend %s first: correct the record", held);

    tandem("explain", deal);
    says(" why: reference: what it needs (an order its customer) cannot be "
         "there\n");
    says("\nWaits for\n");
    tandem("explain", deal, "--json");
    assert_int_equal(
        strncmp(json_get_text(first_link(), "next"), next, strlen(next)), 0);
    free(next);
}

static void a_lonely_link_says_why_none_is_made(const char *deal)
{
    tandem("explain", deal);
    says(" status: lonely: it has no partner, and none is to be made\n");
    says(" why: not-eligible: it does not fulfil the flow's conditions");
    says(" what to do: nothing\n");
    says("b powerofficego SalesOrders (none)\n");
}

static void links_that_are_not_in_step_say_why(void **state)
{
    const char *person;
    const char *deal;
    const char *lost;

    (void)state;
    world_start(NULL);
    person = refused_person();
    deal = deal_create(person, 100);
    lost = deal_create(person, 20);
    pipeline_start();
    eventually(60, stands(link_of("contacts", person), "held"));
    eventually(60, stands(link_of("deals", deal), "held"));
    eventually(60, stands(link_of("deals", lost), "lonely"));
    a_held_link_says_what_helps(link_of("contacts", person));
    a_blocked_link_leads_to_the_one_to_mend(link_of("deals", deal),
                                            link_of("contacts", person));
    a_lonely_link_says_why_none_is_made(link_of("deals", lost));
    pipeline_stop();
    world_stop();
}

static const char *const customer =
    "{'IsPerson': true, 'FirstName': 'Kari', 'LastName': 'Nordli',"
    " 'EmailAddress': 'kari@fjell.example'}";

/* She could be either of two, and nobody but a person can tell. */
static void an_ambiguous_link_names_whom_it_could_be(void **state)
{
    const char *contact;
    const char *twin;

    (void)state;
    world_start(NULL);
    (void)po_create("Customers", customer);
    twin = po_create("Customers", customer);
    contact = crm_create("Contacts", "{'First_Name': 'Kari',"
                                     " 'Last_Name': 'Nordli',"
                                     " 'Email': 'kari@fjell.example'}");
    pipeline_start();
    eventually(60, stands(link_of("contacts", contact), "held"));
    tandem("explain", contact);
    says(" why: ambiguous: the record could be one of several, or only nearly");
    says(" in detail: could be the same as contacts.b.");
    says(twin);
    says(" what to do: `tandem resolve`; or make the names agree,");
    fits_a_terminal();
    pipeline_stop();
    world_stop();
}

static void a_waiting_link_says_for_what(void **state)
{
    const char *contact;

    (void)state;
    world_start(NULL);
    fault_status(PO, "GET", "/Customers", 503, 1000);
    contact = crm_create("Contacts", "{'Last_Name': 'Nordli'}");
    pipeline_start();
    eventually(60, stands(link_of("contacts", contact), "waiting"));
    tandem("explain", contact);
    says(" status: waiting: it waits for something else to happen first\n");
    says(" why: gate: nothing is created until both systems have been read "
         "once\n");
    says("`tandem status` says what has");
    tandem("status");
    says(" contacts waits for powerofficego Customers to be read whole (0 of 3 "
         "partitions)\n");
    says(" is waiting since ");
    faults_clear();
    eventually(60, stands(link_of("contacts", contact), "in-step"));
    pipeline_stop();
    world_stop();
}

/* A customer that is a company, where only persons are kept in step. */
static void a_record_that_no_flow_wants_says_why(void **state)
{
    struct world_settings only_contacts = { 0 };
    char *flow = entities_file("flows/contacts.json");
    const char *company;

    (void)state;
    (void)environment_file("contacts.json", flow);
    free(flow);
    flow = mem_print("TANDEM_FLOWS=%s", environment_folder());
    only_contacts.variables[0] = flow;
    world_start(&only_contacts);
    company = po_create("Customers", "{'Name': 'Fjell AS', 'IsPerson': false}");
    pipeline_start();
    eventually(60, journal_count("GET", "/v2/Customers") > 1);
    quiet(30);
    tandem("explain", company);
    says("powerofficego Customers ");
    says(" has no link\n");
    says("contacts the flow is for records whose IsPerson is true\n");
    says_not("Fjell");
    pipeline_stop();
    world_stop();
    assert_int_equal(environment_folder_remove(), 0);
    free(flow);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(a_link_tells_who_won_what_until_it_is_closed),
        world_test(links_that_are_not_in_step_say_why),
        world_test(an_ambiguous_link_names_whom_it_could_be),
        world_test(a_waiting_link_says_for_what),
        world_test(a_record_that_no_flow_wants_says_why),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
