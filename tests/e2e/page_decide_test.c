/*
 * The operator's page in a real browser, on the real pipeline: what a person
 * decides about one link.
 */
#include "support/console.h"
#include "support/e2e.h"
#include "support/flow_files.h"
#include "support/page.h"
#include "support/pipeline.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define LIMIT_S 30

/* Each needs another decision. */
static struct {
    const char *ola; /* could be one of two: these */
    const char *olas[2];
    const char *anne;     /* the same, but is neither */
    const char *nils;     /* the same, and is of no interest */
    const char *kari;     /* another phone number on each side */
    const char *customer; /* Kari's */
    const char *per;      /* PowerOffice did not take the address */
    const char *liv;      /* to be parted */
    const char *zoe;      /* to be forgotten */
} here;

/* ---- the world ---- */

static const char *contact(const char *first, const char *email)
{
    char *body = mem_print("{'First_Name': '%s', 'Last_Name': 'Berg',"
                           " 'Phone': '+47 22000001', 'Email': '%s'}",
                           first, email);
    const char *id = crm_create("Contacts", body);

    free(body);
    return id;
}

static const char *customer(const char *first, const char *email)
{
    char *body = mem_print("{'IsPerson': true, 'FirstName': '%s',"
                           " 'LastName': 'Berg', 'EmailAddress': '%s',"
                           " 'PhoneNumber': '+47 22000001'}",
                           first, email);
    const char *id = po_create("Customers", body);

    free(body);
    return id;
}

static void people_are_typed(void)
{
    for (int i = 0; i < 2; i++) {
        here.olas[i] = customer("Ola", "ola@fjell.example");
        (void)customer("Anne", "anne@fjell.example");
        (void)customer("Nils", "nils@fjell.example");
    }
    here.customer = customer("Kari", "kari@fjell.example");
    po_edit("Customers", here.customer, "PhoneNumber", "+47 22000002");
    here.ola = contact("Ola", "ola@fjell.example");
    here.anne = contact("Anne", "anne@fjell.example");
    here.nils = contact("Nils", "nils@fjell.example");
    here.kari = contact("Kari", "kari@fjell.example");
    here.per = contact("Per", "per..dal@fjell.example");
    here.liv = contact("Liv", "liv@fjell.example");
    here.zoe = contact("Zoe", "zoe@fjell.example");
}

static const char *link_of(const char *record)
{
    return world_keep(mem_print("contacts.a.%s", record));
}

static bool stands(const char *record, const char *status, const char *cause)
{
    const char *link = link_of(record);

    return text_equal(link_text(link, "status"), status) &&
           text_equal(link_text(link, "cause"), cause);
}

static void all_wait_for_a_person(void)
{
    world_start(NULL);
    flow_files_change("\"b\": \"PhoneNumber\", ",
                      "\"b\": \"PhoneNumber\", \"prefer\": \"hold\", ");
    people_are_typed();
    pipeline_start();
    eventually(LIMIT_S, stands(here.ola, "held", "ambiguous"));
    eventually(LIMIT_S, stands(here.anne, "held", "ambiguous"));
    eventually(LIMIT_S, stands(here.nils, "held", "ambiguous"));
    eventually(LIMIT_S, stands(here.kari, "held", "conflict"));
    eventually(LIMIT_S, stands(here.per, "held", "rejected"));
    eventually(LIMIT_S, stands(here.liv, "in-step", NULL));
    eventually(LIMIT_S, stands(here.zoe, "in-step", NULL));
    page_start(NULL);
}

static void story_of(const char *record)
{
    page_open(world_keep(mem_print("links/%s", link_of(record))));
}

/* ---- who is whom ---- */

static bool refers(const char *po_id, const char *record)
{
    char *reference = record == NULL ? NULL : mem_print("zohocrm:%s", record);
    bool same =
        po_has("Customers", po_id, "ExternalImportReference", reference);

    free(reference);
    return same;
}

static void ola_is_joined_with_the_one_that_is_chosen(void)
{
    char *button = mem_print("Join contacts.b.%s", here.olas[1]);

    story_of(here.ola);
    assert_true(browser_shows("What to do"));
    page_do(button, "Join these two records", "Done");
    eventually(LIMIT_S, refers(here.olas[1], here.ola));
    eventually(LIMIT_S, browser_shows("both records say the same"));
    assert_false(browser_shows("Create a record of its own"));
    free(button);
}

static void anne_gets_a_customer_of_her_own(void)
{
    size_t before = po_count("Customers");

    story_of(here.anne);
    page_do("Create a record of its own", "Create a record of its own", "Done");
    eventually(LIMIT_S, po_linked_count("Customers", here.anne) == 1);
    eventually(LIMIT_S, browser_shows("both records say the same"));
    assert_int_equal(po_count("Customers"), before + 1);
}

static void nils_is_left_alone(void)
{
    size_t before = po_count("Customers");

    story_of(here.nils);
    page_do("Leave it alone", "Leave it alone", "It is closed, ignored now.");
    eventually(LIMIT_S, browser_shows("closed"));
    assert_true(stands(here.nils, "closed", "ignored"));
    assert_int_equal(po_count("Customers"), before);
}

/* ---- a pair ---- */

static void one_side_wins(void)
{
    story_of(here.kari);
    page_do("Zoho CRM wins", "Zoho CRM wins", "Done");
    eventually(LIMIT_S, po_has("Customers", here.customer, "PhoneNumber",
                               "+47 22000001"));
    eventually(LIMIT_S, browser_shows("both records say the same"));
    assert_false(browser_shows("PowerOffice Go wins"));
    assert_true(crm_has("Contacts", here.kari, "Phone", "+47 22000001"));
}

/* The address has been believed to be wrong; nobody has edited it. */
static void what_was_refused_is_sent_once_more(void)
{
    size_t mark = journal_mark();

    story_of(here.per);
    page_do("Try again", "Try again", "tries again.");
    eventually(LIMIT_S, journal_since(mark, "POST", "/v2/Customers") == 1);
}

static void a_pair_is_parted(void)
{
    const char *was = po_linked("Customers", here.liv);

    story_of(here.liv);
    page_do("Part this pair", "Part them", "It is held, unlinked now.");
    eventually(LIMIT_S, browser_shows("Leave it alone"));
    assert_false(browser_shows("Part this pair"));
    eventually(LIMIT_S, refers(was, NULL));
}

/* Somebody else was quicker, at a terminal. */
static void who_comes_too_late_is_told_why(void)
{
    story_of(here.anne);
    browser_press("Part this pair");
    tandem("unlink", link_of(here.anne));
    browser_press("Part them");
    eventually(LIMIT_S, browser_shows("Not done"));
    assert_true(browser_shows("Nothing was done: it has no partner"));
    browser_press("Close");
}

/* ---- a person ---- */

static void zoe_is_forgotten(void)
{
    story_of(here.zoe);
    browser_press("Show values");
    eventually(LIMIT_S, browser_shows("zoe@fjell.example"));
    page_do("Erase this person", "Erase it", "Erased in 1 link");
    eventually(LIMIT_S, browser_shows("erased"));
    assert_false(browser_shows("zoe@fjell.example"));
    assert_true(stands(here.zoe, "closed", "erased"));
    assert_true(crm_has("Contacts", here.zoe, "Email", "zoe@fjell.example"));
    tandem("explain", here.zoe);
    says("erased operator@127.0.0.1");
}

static void a_person_decides_with_buttons(void **state)
{
    (void)state;
    all_wait_for_a_person();
    ola_is_joined_with_the_one_that_is_chosen();
    anne_gets_a_customer_of_her_own();
    nils_is_left_alone();
    one_side_wins();
    what_was_refused_is_sent_once_more();
    a_pair_is_parted();
    who_comes_too_late_is_told_why();
    zoe_is_forgotten();
    page_close();
    pipeline_stop();
    world_stop();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(a_person_decides_with_buttons, page_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
