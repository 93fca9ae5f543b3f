/*
 * tandem, the operator's program, as it is called from a shell: its help, its
 * exit codes, `tandem docs` and `tandem check`.
 */
#include "base/mem.h"
#include "support/entities.h"
#include "support/environment.h"
#include "support/program.h"
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

static const char *output;

static int begin(void **state)
{
    (void)state;
    environment_clean();
    return 0;
}

static int end(void **state)
{
    (void)state;
    programs_end();
    return environment_folder_remove();
}

static void said(const char *text)
{
    if (strstr(output, text) == NULL)
        fail_msg("'%s' is not in:\n%s", text, output);
}

static void help_lists_the_commands_and_each_explains_itself(void **state)
{
    (void)state;
    assert_int_equal(program_run(&output, "tandem", "--help"), 0);
    said("Usage: tandem COMMAND [OPTIONS]\n");
    said("\n  docs ");
    assert_int_equal(program_run(&output, "tandem", "docs", "--help"), 0);
    said("Usage: tandem docs [--format rst|markdown] [--flows FOLDER] "
         "[--config FILE]\n");
    said("\nExample:\n  tandem docs ");
    said("\n  TANDEM_FLOWS=flows\n");
    assert_null(strstr(output, "TANDEM_LISTEN"));
    assert_int_equal(program_run(&output, "tandem", "--version"), 0);
    assert_int_equal(strncmp(output, "tandem ", 7), 0);
}

static void a_wrong_word_is_named_in_one_sentence(void **state)
{
    (void)state;
    assert_int_equal(program_run(&output, "tandem", "dance"), 2);
    assert_string_equal(output, "tandem: unknown command 'dance': tandem "
                                "--help lists the commands\n");
    assert_int_equal(program_run(&output, "tandem", "--dance"), 2);
    assert_string_equal(output, "tandem: unknown option '--dance': tandem "
                                "--help lists the commands\n");
    assert_int_equal(program_run(&output, "tandem"), 2);
    assert_string_equal(output, "tandem: a command is missing: tandem --help "
                                "lists them\n");
    assert_int_equal(program_run(&output, "tandem", "docs", "--format", "pdf"),
                     2);
    assert_string_equal(output, "tandem: --format cannot be 'pdf': it is "
                                "rst|markdown\n");
}

static void docs_prints_the_checklist_in_both_formats(void **state)
{
    char *rst = entities_file("tests/fixtures/dataflow.rst");
    char *markdown = entities_file("tests/fixtures/dataflow.md");

    (void)state;
    assert_int_equal(program_run(&output, "tandem", "docs"), 0);
    assert_string_equal(output, rst);
    assert_int_equal(program_run(&output, "tandem", "docs", "--format=rst"), 0);
    assert_string_equal(output, rst);
    assert_int_equal(
        program_run(&output, "tandem", "docs", "--format", "markdown"), 0);
    assert_string_equal(output, markdown);
    free(rst);
    free(markdown);
}

/* A flow of one's own, whose title says nothing about systems. */
static const char own_flow[] =
    "{\"flow\": \"own\", \"title\": \"Our departments\","
    " \"a\": {\"system\": \"zohocrm\", \"entity\": \"Accounts\"},"
    " \"b\": {\"system\": \"powerofficego\", \"entity\": \"Departments\"},"
    " \"properties\": [{\"a\": \"Account_Name\", \"b\": \"Name\"}]}";

static void the_folder_is_an_option_or_a_variable(void **state)
{
    char *variable;

    (void)state;
    (void)environment_file("own.json", own_flow);
    variable = mem_print("TANDEM_FLOWS=%s", environment_folder());
    assert_int_equal(program_run(&output, "tandem", "docs", variable), 0);
    said("\nOur departments\n---------------\n");
    said("\n   * - Account_Name\n     - Name\n     - string\n");
    assert_int_equal(program_run(&output, "tandem", "docs", "--flows",
                                 environment_folder(), "TANDEM_FLOWS=/nowhere"),
                     0);
    said("\nOur departments\n---------------\n");
    free(variable);
}

static void
flows_that_cannot_be_read_are_named_and_nothing_is_printed(void **state)
{
    const char *path;
    char *wanted;

    (void)state;
    assert_int_equal(
        program_run(&output, "tandem", "docs", "--flows", "/nowhere"), 2);
    assert_string_equal(output, "tandem: TANDEM_FLOWS: cannot read the folder "
                                "'/nowhere': No such file or directory\n");
    path = environment_file("bad.json", "{\n  \"flow\": \"bad\",\n  oops\n}\n");
    wanted = mem_print("tandem: %s:3: ", path);
    assert_int_equal(
        program_run(&output, "tandem", "docs", "--flows", environment_folder()),
        2);
    assert_int_equal(strncmp(output, wanted, strlen(wanted)), 0);
    assert_null(strstr(output, "Dataflow"));
    free(wanted);
}

/* ---- check --------------------------------------------------------------- */

static void check_offline_asks_nobody(void **state)
{
    (void)state;
    assert_int_equal(program_run(&output, "tandem", "check", "--offline"), 2);
    said("tandem: TANDEM_ZOHOCRM_CLIENT_ID is not set: ");
    environment_set_secrets();
    assert_int_equal(program_run(&output, "tandem", "check", "--offline"), 0);
    said("ok       flows           5, 1 of them off; they fit together\n");
    said("\n2 ok, 0 to look at, 0 to be changed, 0 not reached\n");
    assert_int_equal(program_run(&output, "tandem", "check", "--offline",
                                 "TANDEM_POWEROFFICEGO_URL=http://x.example"),
                     2);
    said("tandem: TANDEM_POWEROFFICEGO_URL: ");
}

static void check_names_each_thing_in_the_flows_that_cannot_work(void **state)
{
    char *flow = mem_print("%.*s, \"create\": {\"a\": \"always\"}}",
                           (int)strlen(own_flow) - 1, own_flow);

    (void)state;
    environment_set_secrets();
    (void)environment_file("own.json", flow);
    environment_set("TANDEM_FLOWS", environment_folder());
    assert_int_equal(program_run(&output, "tandem", "check", "--offline"), 2);
    said("flow 'own' creates Accounts in zohocrm, which keeps no unique "
         "reference");
    said("what helps: set TANDEM_ZOHOCRM_REFERENCE_FIELD\n");
    said("\ntandem: 1 thing must be changed\n");
    assert_int_equal(program_run(&output, "tandem", "check", "--offline",
                                 "TANDEM_ZOHOCRM_REFERENCE_FIELD=Go_Id"),
                     0);
    free(flow);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(help_lists_the_commands_and_each_explains_itself),
        TEST(a_wrong_word_is_named_in_one_sentence),
        TEST(docs_prints_the_checklist_in_both_formats),
        TEST(the_folder_is_an_option_or_a_variable),
        TEST(flows_that_cannot_be_read_are_named_and_nothing_is_printed),
        TEST(check_offline_asks_nobody),
        TEST(check_names_each_thing_in_the_flows_that_cannot_work),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
