/*
 * Many held links try again with one command: `tandem retry` with options.
 */
#include "support/console.h"
#include "support/e2e.h"
#include "support/pipeline.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define CROWD 4000

static bool counts(const char *what, size_t number)
{
    char *wanted = mem_print("\n%zu links.\n", number);
    bool found;

    tandem("links", "--status", what, "--limit", "1");
    found = strstr(console_output, wanted) != NULL;
    free(wanted);
    return found;
}

static void contacts_create(void)
{
    struct json *all = json_new_array();

    for (size_t i = 0; i < CROWD; i++) {
        char *one = mem_print("{\"First_Name\":\"Kari\","
                              "\"Last_Name\":\"Nordli\","
                              "\"Email\":\"k%zu@fjell.example\"}",
                              i);
        struct err err;

        json_append(all, json_parse(one, strlen(one), &err));
        free(one);
    }
    (void)record_create_all(CRM, "Contacts", all);
    json_free(all);
}

/* A whole crowd is refused, for a reason that lies in the system. */
static void a_crowd_is_held(void)
{
    const struct world_settings settings = {
        .variables = { "TANDEM_POWEROFFICEGO_RATE=1000" }
    };

    world_start(&settings);
    fault_status(PO, "POST", "/Customers", 400, CROWD);
    contacts_create();
    pipeline_start();
    eventually(120, journal_since(0, "POST", "/v2/Customers") >= CROWD);
    eventually(60, counts("held", CROWD));
    assert_int_equal(po_count("Customers"), 0);
    faults_clear();
}

static void they_are_one_row(void)
{
    tandem("held", "--json");
    assert_int_equal(json_count(json_get(said_json(), "groups")), 1);
    tandem("held");
    says("rejected");
    says(" 4000 ");
}

static void wrong_words_retry_nothing(void)
{
    refused_tandem("retry");
    says("tandem: tandem retry needs a link, or --flow, --status, --cause or "
         "--older to choose many\n");
    refused_tandem("retry", "contacts.a.1", "--flow", "contacts");
    says("tandem: either a link or options that choose many, not both\n");
    refused_tandem("retry", "contacts.a.1");
    says("tandem: there is no link 'contacts.a.1': tandem explain finds");
    refused_tandem("retry", "kari");
    says("tandem: 'kari' is no link id: ");
    refused_tandem("retry", "departments.a.1");
    says("there is no such flow, or it is off\n");
    refused_tandem("retry", "--cause", "gone");
    says("tandem: no held link has the cause 'gone': --status closed makes "
         "deleted records again\n");
}

static void thousands_try_again_with_one_command(void **state)
{
    size_t mark;

    (void)state;
    a_crowd_is_held();
    they_are_one_row();
    wrong_words_retry_nothing();
    tandem("retry", "--flow", "accounts");
    assert_string_equal(console_output, "0 links try again\n");
    tandem("retry", "--cause", "rejected", "--dry-run");
    assert_string_equal(console_output, "4000 links would try again\n");
    quiet(30);
    assert_true(counts("held", CROWD));
    assert_int_equal(po_count("Customers"), 0);
    mark = journal_mark();
    tandem("retry", "--cause", "rejected");
    assert_string_equal(console_output, "4000 links try again\n");
    eventually(120, po_count("Customers") == CROWD);
    eventually(60, counts("in-step", CROWD));
    assert_int_equal(journal_since(mark, "POST", "/v2/Customers"), CROWD);
    tandem("held");
    says("0 links held.\n");
    tandem("retry", "--status", "held", "--json");
    assert_string_equal(console_output,
                        "{\"v\":1,\"links\":0,\"done\":true}\n");
    pipeline_stop();
    world_stop();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(thousands_try_again_with_one_command),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
