/*
 * How many pairs say the same, and what becomes of those that do not.
 */
#include "base/mem.h"
#include "support/console.h"
#include "support/e2e.h"
#include "support/environment.h"
#include "support/kari.h"
#include "support/pipeline.h"

#include <stdlib.h>
#include <string.h>

/* What `tandem status` says of the contacts; -1: nothing yet. */
static int64_t pairs(const char *name)
{
    const struct json *f;

    if (program_run(&console_output, "tandem", "status", "--json") != 0)
        return -1;
    f = json_first(json_at(said_json(), "pairs.flows"));
    while (f != NULL && !text_equal(json_get_text(f, "flow"), "contacts"))
        f = json_next(f);
    return json_get_int(f, name, -1);
}

static bool all_are_counted(void)
{
    return program_run(&console_output, "tandem", "status", "--json") == 0 &&
           json_get_int(json_at(said_json(), "pairs"), "counted", 0) ==
               WORLD_PARTITIONS;
}

static void ten_contacts(void)
{
    for (int i = 0; i < 10; i++) {
        char *body = mem_print("{'Last_Name': 'Nordli %d', "
                               "'Email': 'n%d@fjell.example'}",
                               i, i);

        (void)crm_create("Contacts", body);
        free(body);
    }
}

static void figures_equal_the_truth(void **state)
{
    (void)state;
    world_start(NULL);
    ten_contacts();
    pipeline_start_many(1, 1, 2);
    eventually(60, pairs("equal") == 10);
    assert_int_equal(pairs("pairs"), 10);
    assert_int_equal(pairs("unexplained"), 0);
    assert_true(pairs("as_of_ms") > 0);
    assert_true(all_are_counted());
    tandem("status");
    says("contacts: 10 of 10 pairs equal as of ");
    fits_a_terminal();

    /* An emptied value stays on the other side, as the flow wants it. */
    crm_edit("Contacts", crm_find("Contacts", "Last_Name", "Nordli 3"), "Email",
             NULL);
    eventually(40, pairs("agreed") == 1);
    assert_int_equal(pairs("equal"), 9);
    pipeline_stop();
    world_stop();
}

static void figures_are_counted_anew_when_redis_has_lost_them(void **state)
{
    (void)state;
    kari_is_known(NULL);
    eventually(30, pairs("equal") == 1);
    (void)keys_forget("figures");
    eventually(30, pairs("equal") == 1 && all_are_counted());
    kari_ends();
}

/* PowerOffice's timestamp stands still when an address is edited: no poll sees
 * that, only the next scan. */
static void a_change_that_slipped_by_every_poll_is_found(void **state)
{
    static const struct world_settings settings = {
        .variables = { "TANDEM_SCAN_SECONDS=5" }
    };

    (void)state;
    kari_is_known(&settings);
    po_patch("Customers", kari.customer,
             "{'MailAddress': {'City': 'Lund', 'ZipCode': '22100'}}");
    eventually(60, crm_has("Contacts", kari.contact, "Mailing_City", "Lund"));
    assert_true(program_metric(pipeline_loader(),
                               "tandem_drift_found_total{flow="
                               "\"contacts\",found_by=\"reading\"}") > 0);
    eventually(30, pairs("equal") == 1);
    kari_ends();
}

/* A state that says something else than both records, and that nobody judges
 * again: both are read, and all is well. */
static void a_difference_that_nobody_knows_of_is_read_and_healed(void **state)
{
    char *state_text;
    char *at;

    (void)state;
    kari_is_known(NULL);
    eventually(30, pairs("equal") == 1);
    eventually(20, link_state(kari.link) != NULL);
    state_text = json_string(link_state(kari.link));
    at = strstr(state_text, "\"LastName\":\"Nordli\"");
    assert_non_null(at);
    at[strlen("\"LastName\":\"")] = 'F';
    link_spoil(kari.link, state_text);
    free(state_text);
    eventually(40, program_said(pipeline_loader(), "\"drift.found\""));
    eventually(40, pairs("equal") == 1 && pairs("unexplained") == 0);
    assert_string_equal(po_text("Customers", kari.customer, "LastName"),
                        "Nordli");
    assert_string_equal(crm_text("Contacts", kari.contact, "Last_Name"),
                        "Nordli");
    kari_ends();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(figures_equal_the_truth),
        world_test(figures_are_counted_anew_when_redis_has_lost_them),
        world_test(a_change_that_slipped_by_every_poll_is_found),
        world_test(a_difference_that_nobody_knows_of_is_read_and_healed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
