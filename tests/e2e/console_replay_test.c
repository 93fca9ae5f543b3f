/*
 * A flow is changed: what that would do is planned, looked at, and then done.
 */
#include "support/console.h"
#include "support/e2e.h"
#include "support/flow_files.h"
#include "support/people.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define CONTACTS 2000
#define SEED     11

static struct {
    struct program *extractor;
    struct program *transformer;
    struct program *loader;
    char *plan;
} here;

/* Mobile is a phone, too. */
static void flows_change(void)
{
    flow_files_change("[\"Phone\", \"Other_Phone\"]",
                      "[\"Phone\", \"Other_Phone\", \"Mobile\"]");
}

/* ---- who has only a mobile number ---- */

static bool is_empty(const struct json *record, const char *name)
{
    return text_is_empty(json_get_text(record, name));
}

static size_t mobile_only(const struct json *contacts)
{
    size_t count = 0;

    for (const struct json *c = json_first(contacts); c != NULL;
         c = json_next(c)) {
        const char *email = json_get_text(c, "Email");
        bool refused = email != NULL && strstr(email, "..") != NULL;

        count += !refused && !is_empty(c, "Mobile") && is_empty(c, "Phone") &&
                 is_empty(c, "Other_Phone");
    }
    return count;
}

/* ---- a plan ---- */

/* Its first line; the second one, on standard error, says that changes wait. */
static const struct json *plan_read(void)
{
    struct err err;
    struct json *plan;

    (void)program_run(&console_output, "tandem", "replay", "contacts", "--plan",
                      "--json");
    plan = json_parse(console_output, strcspn(console_output, "\n"), &err);
    assert_non_null(plan);
    return world_keep_json(plan);
}

static int64_t planned(const struct json *plan, const char *what,
                       const char *property)
{
    for (const struct json *row = json_first(json_get(plan, "rows"));
         row != NULL; row = json_next(row)) {
        const char *of = json_get_text(row, "property");

        if (text_equal(json_get_text(row, "what"), what) &&
            (property == NULL || text_equal(of, property)))
            return json_get_int(row, "count", 0);
    }
    return 0;
}

/* ---- the story ---- */

static size_t everybody_is_in_step(void)
{
    struct json *contacts = people_contacts(SEED, CONTACTS);
    size_t count = mobile_only(contacts);

    (void)record_create_all(CRM, "Contacts", contacts);
    json_free(contacts);
    here.extractor = program_start("extractor");
    here.transformer = program_start("transformer");
    here.loader = program_start("loader");
    eventually(60, po_count("Customers") > CONTACTS * 9 / 10);
    quiet(60);
    return count;
}

static void nobody_has_asked_for_it_yet(void)
{
    size_t mark = journal_mark();

    flows_change();
    tandem("replay", "contacts", "--plan");
    says("2000 records of zohocrm Contacts lack Mobile");
    assert_int_equal(journal_writes_since(mark), 0);
}

static bool mobile_is_read(void)
{
    return json_first(json_get(plan_read(), "lacking")) == NULL;
}

static void the_extractor_reads_it(void)
{
    assert_int_equal(program_stop(here.extractor, NULL), 0);
    here.extractor = program_start("extractor");
    eventually(40, mobile_is_read());
    quiet(40);
}

static void the_plan_counts(size_t expected)
{
    size_t mark = journal_mark();
    const struct json *plan = plan_read();

    assert_int_equal(planned(plan, "updated", NULL), expected);
    assert_int_equal(planned(plan, "filled", "PhoneNumber"), expected);
    here.plan = mem_copy(json_get_text(plan, "plan"));
    assert_int_equal(journal_writes_since(mark), 0);
    refused_tandem("replay", "contacts", "--plan");
    says(here.plan);
    says_not("+47");
}

static bool nothing_came_within(const char *age)
{
    return program_run(&console_output, "tandem", "replay", "contacts",
                       "--plan", "--from", age) == 0;
}

static void only_what_came_lately_is_planned_with(void)
{
    refused_tandem("replay", "contacts", "--plan", "--from", "7d");
    says(here.plan);
    eventually(30, nothing_came_within("1s"));
    says("Nothing would change.");
    refused_tandem("replay", "contacts", "--plan", "--from", "yesterday");
    says("tandem: --from cannot be 'yesterday': ");
}

static void other_flows_are_not_applied(void)
{
    refused_tandem("replay", "contacts", "--apply", here.plan);
    says("1 loader runs with other flows");
}

static void all_restart(void)
{
    assert_int_equal(program_stop(here.transformer, NULL), 0);
    assert_int_equal(program_stop(here.loader, NULL), 0);
    refused_tandem("replay", "contacts", "--apply", here.plan);
    says("no loader runs");
    here.transformer = program_start("transformer");
    here.loader = program_start("loader");
    eventually(20, program_said(here.loader, "restored"));
}

static void another_plan_is_not_applied(void)
{
    refused_tandem("replay", "contacts", "--apply", "0000-7-000000000000");
    says("the flows are others, 7 changes were planned");
    says("plan again");
}

/* PowerOffice does not take one of them, at first. */
static void just_that_is_done(size_t expected)
{
    size_t mark = journal_mark();
    char *told = mem_print("contacts updated powerofficego %zu %zu\n", expected,
                           expected - 1);

    fault_status(PO, "PATCH", "/Customers", 400, 1);
    assert_int_equal(program_run(&console_output, "tandem", "replay",
                                 "contacts", "--apply", here.plan),
                     1);
    says(told);
    says(" writes were not done: their links are held or closed instead; "
         "tandem held tells why, and what to do\n");
    quiet(20);
    assert_int_equal(journal_since(mark, "PATCH", "/v2/Customers"), expected);
    tandem("retry", "--cause", "rejected", "--flow", "contacts");
    quiet(20);
    assert_int_equal(journal_since(mark, "PATCH", "/v2/Customers"),
                     expected + 1);
    free(told);
}

static void nothing_is_left_to_do(void)
{
    size_t mark = journal_mark();

    tandem("replay", "contacts", "--plan");
    says("Nothing would change.");
    assert_int_equal(journal_writes_since(mark), 0);
}

static void a_changed_flow_is_planned_and_then_applied(void **state)
{
    const struct world_settings settings = {
        .variables = { "TANDEM_POWEROFFICEGO_RATE=1000" }
    };
    size_t expected;

    (void)state;
    world_start(&settings);
    expected = everybody_is_in_step();
    assert_true(expected > CONTACTS / 20);
    nobody_has_asked_for_it_yet();
    the_extractor_reads_it();
    the_plan_counts(expected);
    only_what_came_lately_is_planned_with();
    other_flows_are_not_applied();
    all_restart();
    another_plan_is_not_applied();
    just_that_is_done(expected);
    nothing_is_left_to_do();
    free(here.plan);
    world_stop();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(a_changed_flow_is_planned_and_then_applied),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
