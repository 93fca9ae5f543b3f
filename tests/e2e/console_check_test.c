/*
 * `tandem check`: everything that can be wrong is named, each with what helps.
 */
#include "support/console.h"
#include "support/e2e.h"
#include "support/kari.h"
#include "support/pipeline.h"

static void setting(const char *body)
{
    (void)world_control("POST", "/settings", body);
}

static const char *finding_text(const struct json *finding)
{
    return json_get_text(finding, "text");
}

static void a_healthy_installation_is_all_ok(void **state)
{
    const struct json *tree;

    (void)state;
    kari_is_known(NULL);
    tandem("check");
    says("ok configuration complete\n");
    says("ok flows 5, 1 of them off; they fit together\n");
    says("ok kafka 1 broker answers\n");
    says("ok kafka transactions are possible\n");
    says("ok redis maxmemory-policy is noeviction\n");
    says("ok redis the user may do what the programs do\n");
    says("ok copy Redis says the same as the ledger: ");
    says("ok zohocrm the keys open the records of 'Fjell AS' (700001)\n");
    says("ok zohocrm they are those that namespace '");
    says("ok zohocrm Contacts can be read, and have the fields that the flows "
         "name\n");
    says("ok powerofficego the keys open the records of 'Fjell Regnskap AS'");
    says("ok powerofficego the keys allow all that the flows need\n");
    says("ok powerofficego Customers can be read\n");
    says(" 0 to be changed, 0 not reached\n");
    says_not("error ");
    tandem("check", "--json");
    tree = said_json();
    assert_int_equal(json_get_int(tree, "errors", -1), 0);
    assert_string_equal(finding_text(json_first(json_get(tree, "findings"))),
                        "complete");
    kari_ends();
}

/* ---- many small wrongs ---- */

static void what_is_wrong_in_zoho_is_named(void)
{
    setting("{'zohocrm_scope': 'ZohoCRM.modules.contacts.ALL,"
            "ZohoCRM.modules.READ,ZohoCRM.settings.ALL,ZohoCRM.org.READ'}");
    setting("{'zohocrm_fields': {'Contacts': {'Phone': {'length': 20},"
            " 'Mailing_Zip': {'operation_type': {'api_create': false,"
            " 'api_update': false}}, 'Email': null,"
            " 'Last_Name': {'data_type': 'boolean'},"
            " 'Mailing_City': {'data_type': 'picklist', 'pick_list_values':"
            " [{'actual_value': 'Oslo'}]}},"
            " 'Accounts': {'Account_Name': {'length': 300}}}}");
    refused_tandem("check");
    says("error zohocrm ZohoCRM.modules.accounts.UPDATE is missing: it is "
         "needed to change Accounts\n what helps: add the scope "
         "ZohoCRM.modules.accounts.UPDATE, and make a new refresh token with "
         "it\n");
    says_not("ZohoCRM.modules.contacts.UPDATE is missing");
    says("warning zohocrm Phone of Contacts takes 20 characters: a longer "
         "value holds its link\n what helps: make the field longer in Zoho");
    says("error zohocrm flow 'contacts' writes Mailing_Zip of Contacts, which "
         "only zohocrm itself does\n");
    says("error zohocrm flow 'contacts' names Email, which Contacts do not "
         "have\n what helps: correct the flow file; Zoho lists its names");
    says("error zohocrm flow 'contacts' takes Last_Name of Contacts for what "
         "it is not: the field is of type boolean\n");
    says("warning zohocrm Mailing_City of Contacts is a picklist: ");
    says_not("Contacts can be read, and have");
    setting("{'zohocrm_scope': null, 'zohocrm_fields': {}}");
    setting("{'zohocrm_org': 0}");
    tandem("check");
    says("warning zohocrm it may not be told whose records these are: keys of "
         "another company would not be noticed (OAUTH_SCOPE_MISMATCH");
    says("add the scope ZohoCRM.org.READ");
    setting("{'zohocrm_org': 700002}");
    refused_tandem("check");
    says("error zohocrm the keys open the records of '700002', but namespace "
         "'");
    says("what helps: give keys of '700001' (TANDEM_ZOHOCRM_CLIENT_ID, ");
    setting("{'zohocrm_org': 700001}");
}

static void what_is_wrong_in_poweroffice_is_named(void)
{
    setting("{'powerofficego_privileges': {'ValidPrivileges': ['Customer',"
            " 'ContactPerson_Full', 'OutgoingInvoice'],"
            " 'InvalidPrivileges': ['SalesOrders_Full']}}");
    refused_tandem("check");
    says("error powerofficego Customer_Full is missing: it is needed to create "
         "Customers\n what helps: let the integration have the privilege "
         "Customer_Full\n");
    says("error powerofficego SalesOrders_Full is not in force: it is needed "
         "to create SalesOrders\n what helps: let the client subscribe");
    setting("{'powerofficego_privileges': {}}");
    assert_int_equal(program_run(&console_output, "tandem", "check",
                                 "TANDEM_POWEROFFICEGO_CLIENT_KEY=wrong"),
                     2);
    says("error powerofficego credentials refused: invalid_client");
    says("what helps: correct TANDEM_POWEROFFICEGO_APPLICATION_KEY");
    says_not("wrong");
    assert_int_equal(program_run(&console_output, "tandem", "check",
                                 "TANDEM_POWEROFFICEGO_URL="
                                 "http://127.0.0.1:1"),
                     1);
    says("error powerofficego no access token: no answer");
    says("ok zohocrm Deals can be read");
    says("tandem: 1 thing could not be looked at\n");
}

/* 100 s: more than any machine is late. */
static void clocks_and_addresses_are_looked_at(void)
{
    setting("{'skew_ms': {'powerofficego': 100000}}");
    tandem("check", "TANDEM_ZOHOCRM_NOTIFY_URL=http://127.0.0.1:1");
    says("s behind that of the system\n what helps: let this machine take its "
         "time from the net");
    says("warning addresses TANDEM_ZOHOCRM_NOTIFY_URL is not answered, as seen "
         "from here: ");
    setting("{'skew_ms': 0}");
    refused_tandem("check", "TANDEM_LISTEN=192.0.2.1:80");
    says("error addresses cannot listen at '192.0.2.1:80'");
}

static void servers_are_looked_at(void)
{
    refused_tandem("check", "TANDEM_PARTITIONS=5");
    says("error kafka topic '");
    says("has 3 partitions, not 5\n what helps: set TANDEM_PARTITIONS to 3");
    tandem("check", "TANDEM_NAMESPACE=nobodys");
    says("warning kafka 10 of 10 topics of namespace 'nobodys' are not there");
    assert_int_equal(program_run(&console_output, "tandem", "check",
                                 "TANDEM_REDIS=redis://127.0.0.1:1/0"),
                     1);
    says("error redis ");
    says("what helps: start Redis, or correct TANDEM_REDIS\n");
    says("ok kafka 1 broker answers\n");
}

/* The loaders are told nothing: nobody else knows of it. */
static void the_copy_is_compared(void)
{
    pipeline_stop();
    link_spoil(kari.link, "{}");
    refused_tandem("check");
    says("error copy Redis' copy of partition ");
    says("is not what the ledger says: contacts.a.");
    says("what helps: stop the loaders, run tandem rebuild, start them\n");
    checkpoint_write(0, 1000000);
    refused_tandem("check");
    says("error copy Redis' copy of partition 0 is ahead of the ledger");
    tandem("rebuild");
    tandem("check");
    says("ok copy Redis says the same as the ledger: ");
}

static void every_small_wrong_is_named_with_what_helps(void **state)
{
    (void)state;
    kari_is_known(NULL);
    setting("{'zohocrm_refresh_max': 100}");
    what_is_wrong_in_zoho_is_named();
    what_is_wrong_in_poweroffice_is_named();
    clocks_and_addresses_are_looked_at();
    servers_are_looked_at();
    the_copy_is_compared();
    kari_ends();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(every_small_wrong_is_named_with_what_helps),
        world_test(a_healthy_installation_is_all_ok),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
