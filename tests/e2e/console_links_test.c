/*
 * What the operator sees of many links: `tandem links`, `held` and `owed`, on
 * the real pipeline.
 */
#include "support/console.h"
#include "support/e2e.h"
#include "support/people.h"
#include "support/pipeline.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define SEED 20261123

static const char *good;
static const char *refused[2];
static const char *owing;

static const char *person(enum people_kind kind, uint32_t seed)
{
    struct json *record = people_awkward(seed, kind);
    const char *id = crm_create("Contacts", world_keep(json_string(record)));

    json_free(record);
    return id;
}

static const char *link_of(const char *contact)
{
    return world_keep(mem_print("contacts.a.%s", contact));
}

static bool stands(const char *contact, const char *status)
{
    return text_equal(link_text(link_of(contact), "status"), status);
}

/* One is in step, two are refused, and one lacks a value. */
static void begin(void)
{
    world_start(NULL);
    good = crm_create("Contacts", "{'First_Name': 'Kari',"
                                  " 'Last_Name': 'Nordli',"
                                  " 'Email': 'kari@fjell.example'}");
    refused[0] = person(PEOPLE_REFUSED_EMAIL, SEED);
    refused[1] = person(PEOPLE_REFUSED_EMAIL, SEED + 1);
    owing = person(PEOPLE_LONG_CITY, SEED);
    pipeline_start();
    eventually(60, stands(good, "in-step") && stands(owing, "in-step"));
    eventually(60, stands(refused[0], "held") && stands(refused[1], "held"));
}

static void end(void)
{
    pipeline_stop();
    world_stop();
}

static void every_link_is_listed_with_both_records(void)
{
    char *row = mem_print("%s %s %s in-step", link_of(good), good,
                          po_linked("Customers", good));

    tandem("links");
    says("link a b status cause for\n");
    says(row);
    says("\n4 links.\nAs of 2");
    fits_a_terminal();
    free(row);
}

static void filters_pick_what_is_asked_for(void)
{
    tandem("links", "--status", "held", "--cause", "rejected", "--flow",
           "contacts");
    says(link_of(refused[0]));
    says(link_of(refused[1]));
    says_not(link_of(good));
    says("\n2 links.\n");
    tandem("links", "--older", "1d");
    says("0 links.\n");
    tandem("links", "--limit", "1");
    says("\n... and 3 more: --limit shows them\n");
    tandem("links", "--status", "in-step", "--json");
    assert_int_equal(json_get_int(said_json(), "count", 0), 2);
    assert_int_equal(json_count(json_get(said_json(), "links")), 2);
    refused_tandem("links", "--flow", "contact");
    says("tandem: there is no flow 'contact': there are accounts, ");
    refused_tandem("links", "--cause", "refused");
    says("tandem: --cause cannot be 'refused'");
    refused_tandem("links", "--older", "soon");
    says("tandem: --older cannot be 'soon': 30s, 5m, 2h and 7d are times\n");
}

static void held_links_are_one_row_with_the_remedy(void)
{
    const struct json *group;

    tandem("held");
    says("links flow cause refusal longest\n");
    says(" 2 contacts rejected Customer validation error(s) at EmailAddress ");
    says(link_of(refused[0]));
    says("\nrejected: the system refused the values\n");
    says("what helps: correct the record: it is tried again at once; or "
         "`tandem retry`\n");
    says("all at once: tandem retry --cause rejected\n");
    says("\n2 links held.\n");
    says_not("@");
    fits_a_terminal();
    tandem("held", "--json");
    group = json_first(json_get(said_json(), "groups"));
    assert_int_equal(json_get_int(group, "links", 0), 2);
    assert_string_equal(json_get_text(group, "cause"), "rejected");
    assert_int_equal(json_count(json_get(group, "samples")), 2);
    tandem("held", "--flow", "accounts");
    says("0 links held.\n");
}

static void owed_values_are_named_by_property(void)
{
    tandem("owed");
    says(" 1 contacts MailAddress.City b longer than 100 "
         "characters\n");
    says("\nlonger than 100 characters\n what helps: shorten it\n");
    says(link_of(owing));
    says("\n1 link with something owed.\n");
    fits_a_terminal();
}

static void many_links_are_told_in_few_lines(void **state)
{
    (void)state;
    begin();
    every_link_is_listed_with_both_records();
    filters_pick_what_is_asked_for();
    held_links_are_one_row_with_the_remedy();
    owed_values_are_named_by_property();
    end();
}

static void without_redis_the_ledger_tells_the_same(void **state)
{
    (void)state;
    begin();
    pipeline_stop();
    redis_forget();
    tandem("links", "--status", "held");
    says("\n2 links.\nAs of 2");
    says(", from the ledger (Redis: it has no copy of partition ");
    tandem("held", "TANDEM_REDIS=redis://127.0.0.1:1/0");
    says(" 2 contacts rejected ");
    says(", from the ledger (Redis: ");
    refused_tandem("links", "TANDEM_NAMESPACE=elsewhere");
    says("tandem: there is no topic 'elsewhere.links': TANDEM_BROKERS and "
         "TANDEM_NAMESPACE must be those of the services");
    refused_tandem("links", "TANDEM_PARTITIONS=7");
    says("has 3 partitions, not 7: set TANDEM_PARTITIONS to 3");
    world_stop();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(many_links_are_told_in_few_lines),
        world_test(without_redis_the_ledger_tells_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
