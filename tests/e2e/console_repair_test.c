/*
 * `tandem export`, `rebuild` and `completion` on the real pipeline.
 */
#include "support/child.h"
#include "support/console.h"
#include "support/e2e.h"
#include "support/kari.h"
#include "support/pipeline.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void links_are_exported_without_what_the_records_hold(void)
{
    char *row = mem_print("\r\n%s,contacts,%s,%s,zohocrm:%s,in-step,,2",
                          kari.link, kari.contact, kari.customer, kari.contact);

    tandem("export");
    says(row);
    assert_int_equal(strncmp(console_output,
                             "link,flow,a,b,reference,status,cause,since\r\n",
                             44),
                     0);
    says_not("Nordli");
    tandem("export", "--status", "held");
    assert_string_equal(console_output,
                        "link,flow,a,b,reference,status,cause,since\r\n");
    tandem("export", "--json");
    assert_string_equal(json_get_text(said_json(), "link"), kari.link);
    free(row);
}

static void a_copy_can_be_made_anew_while_loaders_run(void)
{
    size_t mark = journal_mark();

    assert_int_equal(program_run(&console_output, "tandem", "rebuild"), 0);
    says("Redis' copy of 3 partitions has been made anew from the ledger\n");
    crm_edit("Contacts", kari.contact, "Last_Name", "Holm");
    eventually(30, po_has("Customers", kari.customer, "LastName", "Holm"));
    assert_int_equal(journal_writes_since(mark), 1);
}

/* "a person decides": and this is how. */
static void a_copy_of_another_ledger_is_replaced(void)
{
    pipeline_stop();
    checkpoint_write(0, 1000000);
    tandem("links");
    says("(Redis: its copy of partition 0 is of another ledger)");
    tandem("rebuild", "--json");
    assert_string_equal(console_output, "{\"v\":1,\"partitions\":3}\n");
    tandem("links");
    says(", from Redis, which is level with the ledger\n");
    says(kari.link);
    pipeline_start();
    crm_edit("Contacts", kari.contact, "Last_Name", "Dahl");
    eventually(30, po_has("Customers", kari.customer, "LastName", "Dahl"));
}

static void links_can_be_taken_out_and_made_anew(void **state)
{
    (void)state;
    kari_is_known(NULL);
    links_are_exported_without_what_the_records_hold();
    a_copy_can_be_made_anew_while_loaders_run();
    a_copy_of_another_ledger_is_replaced();
    kari_ends();
}

/* ---- bash ---- */

static int bash_runs(void *script)
{
    (void)execlp("bash", "bash", "-c", script, (char *)NULL);
    return 1;
}

/* line: the words so far; the last one is completed. */
static void completes(const char *line, const char *expected)
{
    char *script = mem_print("eval \"$(%s/tandem completion)\"; "
                             "COMP_WORDS=(tandem %s); "
                             "COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _tandem; "
                             "echo \"<${COMPREPLY[*]}>\"",
                             program_folder(), line);

    child_start(bash_runs, script);
    assert_int_equal(child_exit(), 0);
    assert_string_equal(child_said(), expected);
    child_end();
    free(script);
}

static void bash_completes_commands_options_and_words(void **state)
{
    (void)state;
    completes("re", "<retry resolve replay rebuild>\n");
    completes("links --st", "<--status>\n");
    completes("links --status wa", "<waiting>\n");
    completes("docs --format ''", "<rst markdown>\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bash_completes_commands_options_and_words),
        world_test(links_can_be_taken_out_and_made_anew),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
