/*
 * What a person decides: tandem import, resolve, unlink and prefer.
 */
#include "support/console.h"
#include "support/e2e.h"
#include "support/pipeline.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KARI                                                    \
    "{'EmailAddress':'kari@fjell.example','LastName':'Nordli'," \
    "'FirstName':'Kari','IsPerson':true}"

static const char *contact;
static const char *customers[2];
static char *link_id;

/* One Kari in Zoho, two in PowerOffice: nobody but a person can know. */
static void kari_is_ambiguous(void)
{
    world_start(NULL);
    contact = crm_create("Contacts", "{'Email':'kari@fjell.example',"
                                     "'Last_Name':'Nordli',"
                                     "'First_Name':'Kari','Phone':'1'}");
    for (int i = 0; i < 2; i++)
        customers[i] = po_create("Customers", KARI);
    link_id = mem_print("contacts.a.%s", contact);
    pipeline_start();
}

static bool is_held(const char *cause)
{
    /* It refuses as long as the programs have not made the topics. */
    return program_run(&console_output, "tandem", "export", "--status", "held",
                       "--cause", cause) == 0 &&
           strstr(console_output, link_id) != NULL;
}

static bool refers(const char *customer, const char *reference)
{
    const char *text =
        po_text("Customers", customer, "ExternalImportReference");

    return reference == NULL ? text == NULL || *text == '\0'
                             : text != NULL && strcmp(text, reference) == 0;
}

static void wrong_words_decide_nothing(void)
{
    refused_tandem("resolve", link_id);
    says("needs one of --join RECORD, --create and --ignore");
    refused_tandem("resolve", link_id, "--join", "404");
    says("no record '404' of Customers is known to the flow 'contacts'");
    refused_tandem("resolve", "nobody@fjell.example", "--ignore");
    says("there is no link of 'nobody@fjell.example'");
    refused_tandem("unlink", link_id);
    says("nothing was done to");
    says("it has no partner");
    refused_tandem("prefer", link_id, "--side", "c");
    says("--side is a, b, zohocrm or powerofficego");
    refused_tandem("prefer", link_id, "--side", "a", "--property", "Nonsense");
    says("has no property 'Nonsense'");
}

/* A file with these rows below the names of the columns; export's others are
 * ignored. */
static const char *table(const char *rows)
{
    static const char path[] = "build/log/console_decide_test.csv";
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    assert_true(fputs(rows, file) >= 0);
    assert_int_equal(fclose(file), 0);
    return path;
}

static void who_is_named_in_a_table_is_joined(void)
{
    char *rows = mem_print("status,flow,a,b\r\nx,contacts,%s,%s\r\n"
                           "\"x,y\",contacts,%s,404\r\n",
                           contact, customers[0], contact);

    refused_tandem("import", table("flow,a\n"));
    says("the first line names no column 'b'");
    refused_tandem("import", table(rows), "--dry-run");
    says("would be joined");
    says("line 3:");
    says("refused, not known to the flow: record 404");
    says("1 of 2 rows were refused");
    refused_tandem("import", table(rows));
    says(": joined\n");
    tandem("export");
    tandem("import", table(console_output));
    says(": already linked\n");
    says_not("joined");
    free(rows);
}

static void a_person_says_who_is_whom(void **state)
{
    char *reference;

    (void)state;
    kari_is_ambiguous();
    reference = mem_print("zohocrm:%s", contact);
    eventually(60, is_held("ambiguous"));
    wrong_words_decide_nothing();
    who_is_named_in_a_table_is_joined();
    eventually(60, refers(customers[0], reference) &&
                       po_has("Customers", customers[0], "PhoneNumber", "1"));
    refused_tandem("resolve", link_id, "--join", customers[1]);
    says("has a partner");
    tandem("prefer", link_id, "--side", "zohocrm", "--json");
    says("\"done\":true");
    tandem("unlink", customers[0], "--json");
    says("\"cause\":\"unlinked\"");
    eventually(60, refers(customers[0], NULL));
    quiet(30);
    assert_int_equal(po_count("Customers"), 2);
    tandem("resolve", link_id, "--join", customers[1]);
    eventually(60, refers(customers[1], reference));
    tandem("resolve", customers[0], "--ignore");
    says("closed, ignored");
    quiet(30);
    assert_true(refers(customers[0], NULL));
    assert_int_equal(po_count("Customers"), 2);
    free(reference);
    free(link_id);
    pipeline_stop();
    world_stop();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(a_person_says_who_is_whom),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
