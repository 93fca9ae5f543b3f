/*
 * The operator's page in a real browser, on the real pipeline.
 */
#include "support/browser.h"
#include "support/console.h"
#include "support/e2e.h"
#include "support/kafka_words.h"
#include "support/pipeline.h"

#include "base/hash.h"
#include "base/mem.h"
#include "domain/letter.h"

#include <stdlib.h>
#include <string.h>

#define LIMIT 30 /* seconds */
#define ENTER "\ue007"
#define TAB   "\ue004"

/* Of "guest", made by mkpasswd with few rounds: a try is quick. */
#define GUEST                                                                  \
    "TANDEM_CONSOLE_READER_PASSWORD_HASH="                                     \
    "$6$rounds=1000$3krqi3D6/a4MGpK1$jaWyKbY/"                                 \
    "iQBR30r5/tMDo1QcvtbISMlOYS1kg13KAkteDar3euksG3QplBUL1M3349QqOaURMOQPwgAl" \
    "WbHcr."

static struct program *server;
static const char *address;

/* Who is in the world: each stands differently. */
static const char *kari;      /* in step */
static const char *ambiguous; /* held: could be two others */
static const char *refused;   /* held: PowerOffice did not take it */
static const char *hostile;   /* its name is markup */

static const char *link_of(const char *record)
{
    return world_keep(mem_print("contacts.a.%s", record));
}

static bool stands(const char *record, const char *status)
{
    return text_equal(link_text(link_of(record), "status"), status);
}

/* ---- the world ---- */

static void people_are_typed(void)
{
    static const char *const twin =
        "{'IsPerson': true, 'FirstName': 'Ola', 'LastName': 'Berg',"
        " 'EmailAddress': 'ola@fjell.example'}";

    (void)po_create("Customers", twin);
    (void)po_create("Customers", twin);
    ambiguous = crm_create("Contacts", "{'First_Name': 'Ola',"
                                       " 'Last_Name': 'Berg',"
                                       " 'Email': 'ola@fjell.example'}");
    kari = crm_create("Contacts", "{'First_Name': 'Kari',"
                                  " 'Last_Name': 'Nordli', 'Phone': '+47 1',"
                                  " 'Email': 'kari@fjell.example'}");
    refused = crm_create("Contacts", "{'First_Name': 'Per',"
                                     " 'Last_Name': 'Dal',"
                                     " 'Email': 'per..dal@fjell.example'}");
    hostile =
        crm_create("Contacts", "{'First_Name': 'Bell\\u0007',"
                               " 'Last_Name': '<img src=x onerror=alert(1)>',"
                               " 'Email': 'img@fjell.example'}");
}

/* variable: "NAME=value" for it, or NULL. */
static void server_is_started(const char *variable)
{
    static const char member[] = "\"listen\":\"";
    const char *start;

    server = program_start("tandem", "serve", "TANDEM_CONSOLE=127.0.0.1:0",
                           variable);
    eventually(LIMIT, program_said(server, member));
    start = strstr(program_output(server), member) + strlen(member);
    address =
        world_keep(mem_print("http://%.*s", (int)strcspn(start, "\""), start));
}

static void begin(void **state)
{
    (void)kafka_words_start(state);
    world_start(NULL);
    people_are_typed();
    pipeline_start();
    eventually(60, stands(ambiguous, "held"));
    eventually(60, stands(refused, "held"));
    eventually(60, stands(kari, "in-step"));
    eventually(60, stands(hostile, "in-step"));
    server_is_started(NULL);
    browser_open();
}

static void end(void)
{
    browser_close();
    pipeline_stop();
    world_stop();
}

static int ended(void **state)
{
    browser_close();
    return world_teardown(state);
}

static void open_at(const char *place)
{
    char *url = mem_print("%s/#/%s", address, place);

    browser_go(url);
    free(url);
}

static void nothing_went_wrong(void)
{
    assert_string_equal(browser_errors(), "");
    assert_true(
        browser_is("performance.getEntriesByType('resource').every((e) =>"
                   " e.name.startsWith(location.origin + '/'))"));
}

/* ---- looking ---- */

static void the_overview_says_how_all_stands(void)
{
    open_at("");
    eventually(LIMIT, browser_shows("2 links need a person"));
    eventually(LIMIT, browser_shows("Held 2"));
    assert_true(browser_shows("extractor"));
    assert_true(browser_shows("PowerOffice Go"));
    nothing_went_wrong();
}

static void links_are_filtered_and_lead_to_stories(void)
{
    open_at("links?flow=contacts&status=held");
    eventually(LIMIT, browser_shows("2 links."));
    browser_run("const s = document.querySelector('#filter-status');"
                "s.value = 'in-step';"
                "s.dispatchEvent(new Event('change', {bubbles: true}));");
    eventually(LIMIT, browser_shows(link_of(kari)));
    assert_false(browser_shows(link_of(refused)));
    browser_press(link_of(kari));
    eventually(LIMIT, browser_shows("both records say the same"));
    nothing_went_wrong();
}

/* Deep in the page, by the keyboard alone. */
static void a_record_is_found_by_its_address_with_the_keyboard(void)
{
    open_at("");
    eventually(LIMIT, browser_shows("2 links need a person"));
    browser_type(TAB);
    assert_true(browser_is("document.activeElement.className === 'skip'"));
    browser_type(TAB TAB);
    assert_true(browser_is("document.activeElement.id === 'find-text'"));
    browser_type("kari@fjell.example" ENTER);
    eventually(LIMIT, browser_shows("both records say the same"));
    assert_true(browser_shows(link_of(kari)));
    assert_false(browser_shows("+47 1"));
}

/* Who has looked is written down, and only once. */
static void values_are_shown_by_a_click_and_that_is_noted(void)
{
    browser_press("Show values");
    eventually(LIMIT, browser_shows("+47 1"));
    nothing_went_wrong();
    tandem("explain", kari);
    says(" viewed operator@127.0.0.1");
    browser_press("Hide values");
    eventually(LIMIT, !browser_shows("+47 1"));
    assert_true(browser_shows("viewed"));
}

static void a_name_that_is_markup_stays_text(void)
{
    open_at(world_keep(mem_print("links/%s", hostile)));
    browser_press("Show values");
    eventually(LIMIT, browser_shows("<img src=x onerror=alert(1)>"));
    assert_true(browser_shows("Bell\\u0007"));
    assert_true(browser_is("document.querySelector('main img') === null"));
    nothing_went_wrong();
}

static void the_page_fits_a_phone(void)
{
    const char *const places[] = {
        "",     "links",        "held",
        "owed", "dead-letters", world_keep(mem_print("links/%s", ambiguous)),
    };

    browser_size(360, 740);
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        open_at(places[i]);
        eventually(LIMIT, browser_is("document.querySelector('main h1') &&"
                                     " !document.querySelector('main')"
                                     ".hasAttribute('aria-busy')"));
        assert_true(browser_is("document.documentElement.scrollWidth <="
                               " document.documentElement.clientWidth"));
    }
    browser_size(1200, 900);
}

/* Whoever knows this password may look. */
static void a_reader_sees_nothing_that_changes(void)
{
    assert_int_equal(program_stop(server, NULL), 0);
    server_is_started(GUEST);
    open_at("held");
    eventually(LIMIT, browser_is("document.querySelector('#password')"));
    browser_click("#password");
    browser_type("guest" ENTER);
    eventually(LIMIT, browser_shows("1 rejected"));
    assert_true(browser_is("document.querySelectorAll('[data-do]').length"
                           " === 0"));
    browser_press(link_of(refused));
    eventually(LIMIT, browser_shows("Property by property"));
    assert_true(browser_is("document.querySelectorAll('[data-do]').length"
                           " === 0"));
}

static void an_operator_sees_how_all_stands(void **state)
{
    begin(state);
    the_overview_says_how_all_stands();
    links_are_filtered_and_lead_to_stories();
    a_record_is_found_by_its_address_with_the_keyboard();
    values_are_shown_by_a_click_and_that_is_noted();
    a_name_that_is_markup_stays_text();
    the_page_fits_a_phone();
    a_reader_sees_nothing_that_changes();
    end();
}

/* ---- deciding ---- */

static void a_retry_asks_once_and_can_be_left(void)
{
    open_at("held");
    eventually(LIMIT, browser_shows("1 rejected"));
    browser_click("[data-key^='contacts,rejected'] [data-do=retry]");
    eventually(LIMIT, browser_shows("tandem retry --flow contacts --cause "
                                    "rejected"));
    browser_type("\ue00c");
    eventually(LIMIT, browser_is("!document.querySelector('dialog').open"));
    assert_true(browser_is("document.activeElement.dataset.do === 'retry'"));
    assert_true(stands(refused, "held"));
}

/* The system takes the address now: nobody has edited the record. */
static void a_retry_is_done(void)
{
    size_t before = journal_count("POST", "/v2/Customers");

    browser_click("[data-key^='contacts,rejected'] [data-do=retry]");
    browser_press("Try again");
    eventually(LIMIT, browser_shows("1 link tries again."));
    eventually(LIMIT, journal_count("POST", "/v2/Customers") > before);
    browser_press("Close");
    nothing_went_wrong();
}

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

static void a_dead_letter_is_shown_and_redriven(void)
{
    a_letter_is_left();
    open_at("dead-letters");
    eventually(LIMIT, browser_shows("v: 9 is not known here"));
    assert_false(browser_shows("\"command\""));
    browser_press("Show");
    eventually(LIMIT, browser_shows("\"command\":\"retry\""));
    browser_press("Redrive");
    browser_press("Redrive");
    eventually(LIMIT, browser_shows("sent once more"));
    browser_press("Close");
    nothing_went_wrong();
}

/* What is typed and what has the focus stay while the page looks again. */
static void looking_again_leaves_the_person_alone(void)
{
    open_at("held");
    eventually(LIMIT, browser_shows("1 ambiguous"));
    browser_run("window.looks = 0; const f = window.fetch;"
                "window.fetch = (...a) => { window.looks++; return f(...a); };"
                "window.kept = document.querySelector('[data-do=retry]');"
                "window.kept.focus();");
    eventually(LIMIT, browser_is("window.looks > 1"));
    assert_true(browser_is("document.activeElement === window.kept"));
    assert_true(browser_is("window.kept.isConnected"));
}

static void what_cannot_be_reached_is_said_in_words(void)
{
    program_kill(server);
    eventually(LIMIT, browser_shows("tandem serve does not answer"));
    assert_true(browser_shows("1 ambiguous"));
}

static void an_operator_decides(void **state)
{
    begin(state);
    a_retry_asks_once_and_can_be_left();
    a_retry_is_done();
    a_dead_letter_is_shown_and_redriven();
    looking_again_leaves_the_person_alone();
    what_cannot_be_reached_is_said_in_words();
    end();
}

#define page_test(f) cmocka_unit_test_teardown(f, ended)

int main(void)
{
    const struct CMUnitTest tests[] = {
        page_test(an_operator_sees_how_all_stands),
        page_test(an_operator_decides),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
