/*
 * The operator's page in a real browser, on the real pipeline: what is mended
 * for many links at once.
 */
#include "support/console.h"
#include "support/e2e.h"
#include "support/flow_files.h"
#include "support/kafka_words.h"
#include "support/page.h"
#include "support/pipeline.h"

#include "base/hash.h"
#include "base/mem.h"
#include "domain/letter.h"

#include <stdlib.h>
#include <string.h>

#define LIMIT_S 30
#define CROWD   5
#define PASSED  2 /* that the brake lets through */
#define OTHER   "+47 55 00 00 00"

static const struct world_settings braking = {
    .variables = { "TANDEM_BRAKE_RECORDS=2", "TANDEM_BRAKE_PERCENT=0",
                   "TANDEM_BRAKE_SECONDS=10" },
};

static const char *crowd[CROWD]; /* in step; Zoho has two numbers of each */
static const char *refused;      /* held: PowerOffice did not take it */

/* ---- the world ---- */

static const char *link_of(const char *record)
{
    return world_keep(mem_print("contacts.a.%s", record));
}

static bool stands(const char *record, const char *status)
{
    return text_equal(link_text(link_of(record), "status"), status);
}

static size_t customers_with(const char *field, const char *value)
{
    return record_count_of(PO, "Customers", field, value);
}

static void people_are_typed(void)
{
    for (int i = 0; i < CROWD; i++) {
        char *body = mem_print("{'First_Name': 'Kari', 'Last_Name': 'Nordli',"
                               " 'Phone': '+47 22 00 00 00',"
                               " 'Email': 'kari%d@fjell.example'}",
                               i);

        crowd[i] = crm_create("Contacts", body);
        free(body);
    }
    crm_edit("Contacts", crowd[0], "Other_Phone", OTHER);
    refused = crm_create("Contacts", "{'First_Name': 'Per',"
                                     " 'Last_Name': 'Dal',"
                                     " 'Email': 'per..dal@fjell.example'}");
}

static void begin(void **state)
{
    (void)kafka_words_start(state);
    world_start(&braking);
    people_are_typed();
    pipeline_start();
    eventually(LIMIT_S, stands(refused, "held"));
    for (int i = 0; i < CROWD; i++) {
        eventually(LIMIT_S, stands(crowd[i], "in-step"));
    }
    page_start(NULL);
}

/* ---- dead letters, and what is held ---- */

/* As an older program would have left it. */
static void a_letter_is_left(void)
{
    const char *key = link_of(refused);
    const char *text = "{\"v\":1,\"kind\":\"command\",\"command\":\"retry\","
                       "\"at_ms\":1795434840000}";
    struct kafka_producer *producer = producer_new(NULL);
    char *changes = mem_print("%s.changes", world_namespace());
    char *letters = mem_print("%s.dead-letters", world_namespace());
    int32_t partition = hash_partition(key, strlen(key), WORLD_PARTITIONS);
    struct buf value = { 0 };

    letter_encode(&value, changes, partition, 0, "v: 9 is not known here", text,
                  strlen(text));
    ok(kafka_send(producer, letters, partition, key, strlen(key), value.data,
                  value.length, NULL, &last_err));
    ok(kafka_flush(producer, LIMIT_MS, &last_err));
    kafka_producer_close(producer);
    buf_free(&value);
    free(changes);
    free(letters);
}

static void a_dead_letter_is_shown(void)
{
    a_letter_is_left();
    page_open("dead-letters");
    assert_true(browser_shows("v: 9 is not known here"));
    assert_false(browser_shows("\"command\""));
    browser_press("Show");
    eventually(LIMIT_S, browser_shows("\"command\":\"retry\""));
    tandem("explain", refused);
    says(" viewed dead letter, operator@127.0.0.1 (page)");
}

/* The loader obeys a command once, however often it is sent. */
static void a_dead_letter_is_redriven(void)
{
    size_t mark = journal_mark();

    page_do("Redrive", "Redrive", "sent once more");
    eventually(LIMIT_S, journal_since(mark, "POST", "/v2/Customers") == 1);
    page_do("Redrive all", "Redrive", "sent once more");
    quiet(LIMIT_S);
    assert_int_equal(journal_since(mark, "POST", "/v2/Customers"), 1);
}

/* The system takes the address now: nobody has edited the record. */
static void all_of_a_cause_try_again(void)
{
    size_t mark = journal_mark();

    page_open("held");
    assert_true(browser_shows("1 rejected"));
    page_do("Try again", "Try again", "1 link tries again.");
    eventually(LIMIT_S, journal_since(mark, "POST", "/v2/Customers") == 1);
}

/* ---- the brake ---- */

/* Somebody reads a file into Zoho that says the same of everybody. */
static void an_import_goes_wrong(const char *field, const char *value,
                                 const char *customer_field)
{
    for (int i = 0; i < CROWD; i++)
        crm_edit("Contacts", crowd[i], field, value);
    page_open("");
    eventually(LIMIT_S, browser_shows("The brake is on"));
    eventually(LIMIT_S, browser_shows("4 links need a person"));
    assert_int_equal(customers_with(customer_field, value), PASSED);
}

/* Whoever knows this password may look. */
static void a_reader_is_given_no_button(void)
{
    const char *const places[] = {
        "",
        "links",
        "held",
        "dead-letters",
        world_keep(mem_print("links/%s", refused)),
    };

    page_restart("TANDEM_CONSOLE_READER_PASSWORD_HASH=" PAGE_GUEST);
    page_open_at("");
    page_log_in();
    assert_true(browser_shows("The brake is on"));
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        page_open(places[i]);
        assert_true(page_is_only_to_be_read());
    }
    page_open("replay");
    assert_true(browser_shows("Plan"));
    page_restart(NULL);
}

static void what_the_brake_holds_is_released(void)
{
    page_open("");
    page_do("Release", "Release them", "3 links go on.");
    eventually(LIMIT_S,
               customers_with("PhoneNumber", "+47 99 99 99 99") == CROWD);
    eventually(LIMIT_S, !browser_shows("The brake is on"));
}

/* The window of a release passes, before the brake holds anything again. */
static bool brake_is_ready(void)
{
    tandem("brake");
    return strstr(console_output, "released") == NULL;
}

static void what_the_brake_holds_is_dropped(void)
{
    page_do("Drop", "Drop them", "3 links told to drop what waited.");
    eventually(LIMIT_S, !browser_shows("The brake is on"));
    for (int i = 0; i < CROWD; i++) {
        eventually(LIMIT_S, stands(crowd[i], "in-step"));
    }
    assert_int_equal(customers_with("LastName", "Feil"), PASSED);
    assert_int_equal(record_count_of(CRM, "Contacts", "Last_Name", "Feil"),
                     CROWD);
}

/* ---- replay ---- */

/* Another number comes first now: programs are restarted with that. */
static void a_flow_is_changed(void)
{
    pipeline_stop();
    flow_files_change("[\"Phone\", \"Other_Phone\"]",
                      "[\"Other_Phone\", \"Phone\"], \"prefer\": \"a\"");
    pipeline_start();
    page_restart(NULL);
}

static void it_is_planned_and_applied(void)
{
    size_t mark = journal_mark();

    page_open("replay");
    browser_run("document.querySelector('#replay-flow').value = 'contacts';");
    browser_press("Plan");
    eventually(LIMIT_S, browser_shows("The plan"));
    assert_int_equal(journal_writes_since(mark), 0);
    page_do("Apply", "Apply it", "1 write");
    eventually(LIMIT_S, customers_with("PhoneNumber", OTHER) == 1);
    assert_int_equal(journal_since(mark, "PATCH", "/v2/Customers"), 1);
}

/* ---- the page itself ---- */

/* What is typed and what has the focus stay while the page looks again. */
static void looking_again_leaves_the_person_alone(void)
{
    page_open("held");
    assert_true(browser_shows("1 rejected"));
    browser_run("window.looks = 0; const f = window.fetch;"
                "window.fetch = (...a) => { window.looks++; return f(...a); };"
                "window.kept = document.querySelector('[data-do=retry]');"
                "window.kept.focus();");
    eventually(LIMIT_S, browser_is("window.looks > 1"));
    assert_true(browser_is("document.activeElement === window.kept"));
    assert_true(browser_is("window.kept.isConnected"));
}

static void what_cannot_be_reached_is_said_in_words(void)
{
    program_kill(page_server());
    eventually(LIMIT_S, browser_shows("tandem serve does not answer"));
    assert_true(browser_shows("1 rejected"));
}

static void an_operator_mends_many_links_with_buttons(void **state)
{
    begin(state);
    a_dead_letter_is_shown();
    a_dead_letter_is_redriven();
    all_of_a_cause_try_again();
    an_import_goes_wrong("Phone", "+47 99 99 99 99", "PhoneNumber");
    a_reader_is_given_no_button();
    what_the_brake_holds_is_released();
    eventually(LIMIT_S, brake_is_ready());
    an_import_goes_wrong("Last_Name", "Feil", "LastName");
    what_the_brake_holds_is_dropped();
    a_flow_is_changed();
    it_is_planned_and_applied();
    looking_again_leaves_the_person_alone();
    what_cannot_be_reached_is_said_in_words();
    page_close();
    pipeline_stop();
    world_stop();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(an_operator_mends_many_links_with_buttons,
                                  page_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
