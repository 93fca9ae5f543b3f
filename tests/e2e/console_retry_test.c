/*
 * Many held links try again with one command: `tandem retry` with options.
 */
#include "support/console.h"
#include "support/e2e.h"
#include "support/people.h"
#include "support/pipeline.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define SEED  20261123
#define CROWD 30 /* fewer than the first awkward one of people_contacts() */

static bool counts(const char *what, size_t number)
{
    char *wanted = mem_print("\n%zu links.\n", number);
    bool found;

    tandem("links", "--status", what);
    found = strstr(console_output, wanted) != NULL;
    free(wanted);
    return found;
}

/* A whole crowd is refused, for a reason that lies in the system. */
static void a_crowd_is_held(void)
{
    struct json *people = people_contacts(SEED, CROWD);

    world_start(NULL);
    fault_status(PO, "POST", "/Customers", 400, CROWD);
    (void)record_create_all(CRM, "Contacts", people);
    json_free(people);
    pipeline_start();
    eventually(60, po_count("Customers") == 0 &&
                       journal_since(0, "POST", "/v2/Customers") >= CROWD);
    eventually(60, counts("held", CROWD));
    faults_clear();
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
    (void)state;
    a_crowd_is_held();
    wrong_words_retry_nothing();
    tandem("retry", "--flow", "accounts");
    assert_string_equal(console_output, "0 links try again\n");
    tandem("retry", "--flow", "contacts", "--cause", "rejected", "--dry-run");
    assert_string_equal(console_output, "30 links would try again\n");
    quiet(30);
    assert_true(counts("held", CROWD));
    assert_int_equal(po_count("Customers"), 0);
    tandem("retry", "--flow", "contacts", "--cause", "rejected");
    assert_string_equal(console_output, "30 links try again\n");
    eventually(60, counts("in-step", CROWD));
    assert_int_equal(po_count("Customers"), CROWD);
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
