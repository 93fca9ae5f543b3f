/*
 * Keys of another company do not pour its records into this one's: whose
 * records the links join stands in the ledger from the first day.
 */
#include "support/e2e.h"
#include "support/environment.h"
#include "support/kari.h"
#include "support/pipeline.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define CLIENT "6f0c3f5e-0c5d-4f43-9d59-00000000000"

static void refuses(const char *name, const char *why)
{
    const char *output = NULL;

    assert_int_equal(program_run(&output, name), 2);
    if (strstr(output, why) == NULL)
        fail_msg("%s does not say: %s", name, why);
}

/* Whatever was read from the wrong organisation would be theirs. */
static void keys_of_another_tenant_are_refused_by_every_program(void **state)
{
    static const char other_org[] =
        "zohocrm: the keys open the records of '700002', but namespace '";
    static const char founder[] =
        "was founded with those of '700001': give keys of '700001' "
        "(TANDEM_ZOHOCRM_CLIENT_ID, _CLIENT_SECRET and _REFRESH_TOKEN), or "
        "for another tenant another TANDEM_NAMESPACE";
    static const char other_client[] =
        "powerofficego: the keys open the records of '" CLIENT "2'";
    size_t mark;

    (void)state;
    kari_is_known(NULL);
    pipeline_stop();
    simulators_set("{'zohocrm_org': 700002}");
    mark = journal_mark();
    refuses("extractor", other_org);
    refuses("extractor", founder);
    refuses("loader", other_org);
    assert_int_equal(journal_since(mark, NULL, "/crm/v8/Contacts"), 0);
    simulators_set("{'zohocrm_org': 700001, 'powerofficego_client': 2}");
    refuses("loader", other_client);
    redis_forget(); /* the ledger knows */
    refuses("extractor", other_client);
    assert_int_equal(journal_since(mark, NULL, "/v2/Customers"), 0);
    simulators_set("{'powerofficego_client': 1}");
    pipeline_start();
    crm_edit("Contacts", kari.contact, "Phone", "22 11 11 11");
    eventually(
        60, po_has("Customers", kari.customer, "PhoneNumber", "22 11 11 11"));
    kari_ends();
}

/* The keys are others, the company is the same. */
static void a_new_key_of_the_same_tenant_is_welcome(void **state)
{
    (void)state;
    kari_is_known(NULL);
    pipeline_stop();
    simulators_set("{'zohocrm_key': 1, 'powerofficego_key': 1}");
    environment_set("TANDEM_ZOHOCRM_REFRESH_TOKEN", "1000.refresh-1");
    environment_set("TANDEM_POWEROFFICEGO_CLIENT_KEY", "client-key-1");
    pipeline_start();
    crm_edit("Contacts", kari.contact, "Phone", "22 11 11 11");
    eventually(
        60, po_has("Customers", kari.customer, "PhoneNumber", "22 11 11 11"));
    kari_ends();
}

static void ends_as_of_another_tenant(struct program *program)
{
    assert_int_equal(program_wait(program, 60), 2);
    assert_true(
        program_said(program, "was founded with those of '" CLIENT "1'"));
}

static void keys_of_another_tenant_in_the_files_end_who_runs(void **state)
{
    char *variable = mem_print("TANDEM_POWEROFFICEGO_CLIENT_KEY_FILE=%s",
                               environment_file("client", "client-key"));
    struct world_settings settings = {
        .variables = { "TANDEM_POWEROFFICEGO_CLIENT_KEY=", variable }
    };
    struct program *extractor;
    struct program *loader;

    (void)state;
    world_start(&settings);
    extractor = program_start("extractor");
    loader = program_start("loader");
    eventually(60, program_said(loader, "tenant\":\"" CLIENT "1"));
    simulators_set("{'powerofficego_key': 1, 'powerofficego_client': 2}");
    assert_non_null(world_control("POST", "/tokens/expire", "{}"));
    eventually(60, journal_since(0, "POST", "/OAuth/Token") >= 2);
    (void)environment_file("client", "client-key-1");
    ends_as_of_another_tenant(extractor);
    free(variable);
    world_stop();
}

/* Zoho's scope and PowerOffice's privilege are missing. */
static void who_may_not_be_told_works_all_the_same(void **state)
{
    (void)state;
    world_start(NULL);
    simulators_set("{'zohocrm_org': 0, 'powerofficego_client': 0}");
    kari.contact = crm_create("Contacts", "{'Last_Name': 'Nordli'}");
    pipeline_start();
    eventually(60, po_linked("Customers", kari.contact) != NULL);
    assert_true(program_said(pipeline_loader(), "\"tenant.untold\""));
    assert_false(program_said(pipeline_loader(), "\"tenant.founded\""));
    pipeline_stop();
    world_stop();
}

static int files_end(void **state)
{
    (void)state;
    return environment_folder_remove();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(keys_of_another_tenant_are_refused_by_every_program),
        world_test(a_new_key_of_the_same_tenant_is_welcome),
        world_test(keys_of_another_tenant_in_the_files_end_who_runs),
        world_test(who_may_not_be_told_works_all_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, files_end);
}
