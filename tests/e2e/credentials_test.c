/*
 * Keys that are of no use: nobody goes on asking, /health and /metrics say
 * which variables to correct, and all goes on by itself once they are.
 */
#include "support/e2e.h"
#include "support/environment.h"
#include "support/kari.h"
#include "support/pipeline.h"

#include "base/mem.h"
#include "simulators/simulators.h"

#include <stdlib.h>
#include <string.h>

static bool health_says(const struct program *program, const char *text)
{
    int status = 0;
    const char *body = program_ask(program, "/health", &status);

    return status == 503 && body != NULL && strstr(body, text) != NULL;
}

static bool alarm(const struct program *program, const char *system)
{
    char *name = mem_print("tandem_credentials_refused{system=\"%s\"}", system);
    bool raised = program_metric(program, name) == 1;

    free(name);
    return raised;
}

/* The keys in files, and one more person to tell of. */
static void kari_is_known_with_keys_in_files(void)
{
    char *refresh = mem_print(
        "TANDEM_ZOHOCRM_REFRESH_TOKEN_FILE=%s",
        environment_file("refresh", SIMULATORS_ZOHOCRM_REFRESH_TOKEN "\n"));
    char *client = mem_print(
        "TANDEM_POWEROFFICEGO_CLIENT_KEY_FILE=%s",
        environment_file("client", SIMULATORS_POWEROFFICEGO_CLIENT_KEY "\n"));
    struct world_settings settings = {
        .variables = { "TANDEM_ZOHOCRM_REFRESH_TOKEN=",
                       "TANDEM_POWEROFFICEGO_CLIENT_KEY=", refresh, client }
    };

    kari_is_known(&settings);
    free(refresh);
    free(client);
}

/* From now on the system knows other keys only. */
static void keys_die(const char *settings)
{
    simulators_set(settings);
    assert_non_null(world_control("POST", "/tokens/expire", "{}"));
}

/* Keys that nobody has corrected are tried once, by one process. */
static void nobody_asks_on(size_t mark, const char *token_path)
{
    assert_in_range(journal_since(mark, "POST", token_path), 1, 1);
}

static void a_new_refresh_token_is_taken_from_its_file(void)
{
    size_t mark = journal_mark();

    keys_die("{'zohocrm_key': 1}");
    po_edit("Customers", kari.customer, "LastName", "Holm");
    eventually(30, health_says(pipeline_loader(),
                               "zohocrm: credentials refused (invalid_code): "
                               "correct TANDEM_ZOHOCRM_CLIENT_ID, "
                               "_CLIENT_SECRET and _REFRESH_TOKEN"));
    eventually(10, alarm(pipeline_loader(), CRM));
    assert_false(alarm(pipeline_loader(), PO));
    eventually(30, text_equal(link_text(kari.link, "status"), "pending"));
    nobody_asks_on(mark, "/oauth/v2/token");
    (void)environment_file("refresh", SIMULATORS_ZOHOCRM_REFRESH_TOKEN "-1\n");
    eventually(30, crm_has("Contacts", kari.contact, "Last_Name", "Holm"));
    assert_int_equal(journal_since(mark, "POST", "/oauth/v2/token"), 2);
    eventually(10, !alarm(pipeline_loader(), CRM));
    eventually(10, program_is_healthy(pipeline_loader()));
}

static void a_new_client_key_is_taken_from_its_file(void)
{
    size_t mark = journal_mark();

    keys_die("{'powerofficego_key': 1}");
    crm_edit("Contacts", kari.contact, "Phone", "22 11 11 11");
    eventually(30, health_says(pipeline_loader(),
                               "powerofficego: credentials refused "
                               "(invalid_client): correct "
                               "TANDEM_POWEROFFICEGO_APPLICATION_KEY"));
    eventually(10, alarm(pipeline_loader(), PO));
    eventually(30, text_equal(link_text(kari.link, "status"), "pending"));
    nobody_asks_on(mark, "/OAuth/Token");
    (void)environment_file("client", SIMULATORS_POWEROFFICEGO_CLIENT_KEY "-1");
    eventually(
        30, po_has("Customers", kari.customer, "PhoneNumber", "22 11 11 11"));
    assert_int_equal(journal_since(mark, "POST", "/OAuth/Token"), 2);
    eventually(10, program_is_healthy(pipeline_loader()));
}

static void new_keys_are_taken_from_their_files(void **state)
{
    (void)state;
    kari_is_known_with_keys_in_files();
    a_new_refresh_token_is_taken_from_its_file();
    a_new_client_key_is_taken_from_its_file();
    kari_ends();
}

/* Ten minutes pass; a test does not wait for them. */
static void ten_minutes_pass(void)
{
    assert_true(keys_forget("token:*:refused") > 0);
}

static void keys_that_are_accepted_again_are_found_to_be(void **state)
{
    size_t mark;

    (void)state;
    kari_is_known(NULL);
    mark = journal_mark();
    keys_die("{'powerofficego_key': 1}");
    crm_edit("Contacts", kari.contact, "Phone", "22 11 11 11");
    eventually(30, alarm(pipeline_loader(), PO));
    simulators_set("{'powerofficego_key': 0}");
    nobody_asks_on(mark, "/OAuth/Token");
    ten_minutes_pass();
    eventually(
        30, po_has("Customers", kari.customer, "PhoneNumber", "22 11 11 11"));
    eventually(10, program_is_healthy(pipeline_loader()));
    kari_ends();
}

/* Tokens are issued, and none is accepted: the subscription has ended. */
static void tokens_that_are_all_denied_are_not_asked_for_on_and_on(void **state)
{
    size_t mark;

    (void)state;
    kari_is_known(NULL);
    mark = journal_mark();
    fault_add("{'system': 'powerofficego', 'path': '/Customers',"
              " 'kind': 'deny', 'count': -1}");
    crm_edit("Contacts", kari.contact, "Phone", "22 11 11 11");
    eventually(60, health_says(pipeline_loader(),
                               "fresh access tokens are denied: check "
                               "TANDEM_POWEROFFICEGO_APPLICATION_KEY"));
    assert_in_range(journal_since(mark, "POST", "/OAuth/Token"), 1, 5);
    assert_string_equal(link_text(kari.link, "status"), "pending");
    assert_in_range(journal_since(mark, NULL, "/v2/Customers"), 1, 24);
    faults_clear();
    ten_minutes_pass();
    assert_true(keys_forget("token:*:denials") > 0);
    eventually(
        60, po_has("Customers", kari.customer, "PhoneNumber", "22 11 11 11"));
    kari_ends();
}

static int files_end(void **state)
{
    (void)state;
    return environment_folder_remove();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(new_keys_are_taken_from_their_files),
        world_test(keys_that_are_accepted_again_are_found_to_be),
        world_test(tokens_that_are_all_denied_are_not_asked_for_on_and_on),
    };

    return cmocka_run_group_tests(tests, NULL, files_end);
}
