/*
 * The operator's page in a real browser, on the real pipeline: what it shows.
 */
#include "support/console.h"
#include "support/e2e.h"
#include "support/page.h"
#include "support/pipeline.h"

#include "base/mem.h"

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

static void begin(void **state)
{
    (void)state;
    world_start(NULL);
    people_are_typed();
    pipeline_start();
    eventually(60, stands(ambiguous, "held"));
    eventually(60, stands(refused, "held"));
    eventually(60, stands(kari, "in-step"));
    eventually(60, stands(hostile, "in-step"));
    page_start(NULL);
}

static void end(void)
{
    page_close();
    pipeline_stop();
    world_stop();
}

/* ---- looking ---- */

static void the_overview_says_how_all_stands(void)
{
    page_open("");
    eventually(PAGE_LIMIT_S, browser_shows("2 links need a person"));
    eventually(PAGE_LIMIT_S, browser_shows("Held 2"));
    assert_true(browser_shows("extractor"));
    assert_true(browser_shows("PowerOffice Go"));
    page_is_well();
}

static void links_are_filtered_and_lead_to_stories(void)
{
    page_open("links?flow=contacts&status=held");
    eventually(PAGE_LIMIT_S, browser_shows("2 links."));
    browser_run("const s = document.querySelector('#filter-status');"
                "s.value = 'in-step';"
                "s.dispatchEvent(new Event('change', {bubbles: true}));");
    eventually(PAGE_LIMIT_S, browser_shows(link_of(kari)));
    assert_false(browser_shows(link_of(refused)));
    browser_press(link_of(kari));
    eventually(PAGE_LIMIT_S, browser_shows("both records say the same"));
    page_is_well();
}

/* Deep in the page, by the keyboard alone. */
static void a_record_is_found_by_its_address_with_the_keyboard(void)
{
    page_open("");
    eventually(PAGE_LIMIT_S, browser_shows("2 links need a person"));
    browser_type(TAB);
    assert_true(browser_is("document.activeElement.className === 'skip'"));
    browser_type(TAB TAB);
    assert_true(browser_is("document.activeElement.id === 'find-text'"));
    browser_type("kari@fjell.example" ENTER);
    eventually(PAGE_LIMIT_S, browser_shows("both records say the same"));
    assert_true(browser_shows(link_of(kari)));
    assert_false(browser_shows("+47 1"));
}

/* Who has looked is written down, and only once. */
static void values_are_shown_by_a_click_and_that_is_noted(void)
{
    browser_press("Show values");
    eventually(PAGE_LIMIT_S, browser_shows("+47 1"));
    page_is_well();
    tandem("explain", kari);
    says(" viewed operator@127.0.0.1");
    browser_press("Hide values");
    eventually(PAGE_LIMIT_S, !browser_shows("+47 1"));
    assert_true(browser_shows("viewed"));
}

static void a_name_that_is_markup_stays_text(void)
{
    page_open(world_keep(mem_print("links/%s", hostile)));
    browser_press("Show values");
    eventually(PAGE_LIMIT_S, browser_shows("<img src=x onerror=alert(1)>"));
    assert_true(browser_shows("Bell\\u0007"));
    assert_true(browser_is("document.querySelector('main img') === null"));
    page_is_well();
}

static void the_page_fits_a_phone(void)
{
    const char *const places[] = {
        "",     "links",        "held",
        "owed", "dead-letters", world_keep(mem_print("links/%s", ambiguous)),
    };

    browser_size(360, 740);
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        page_open(places[i]);
        assert_true(browser_is("document.documentElement.scrollWidth <="
                               " document.documentElement.clientWidth"));
    }
    browser_size(1200, 900);
}

/* ---- by the keyboard alone ---- */

/* Everything that can be pressed or typed into, and that nobody has met. */
static void focus_is_watched(void)
{
    browser_run("window.dim = [];"
                "window.unmet = new Set([...document.querySelectorAll("
                "'a[href], button, input, select, [tabindex=\"0\"]')]"
                ".filter((e) => e.checkVisibility() && !e.disabled));");
}

static bool focus_has_met_all(void)
{
    browser_type(TAB);
    return browser_is("(() => {"
                      "const e = document.activeElement;"
                      "const style = getComputedStyle(e);"
                      "if (unmet.delete(e) && style.outlineStyle === 'none')"
                      "  dim.push(e.outerHTML);"
                      "for (const u of unmet) u.isConnected || unmet.delete(u);"
                      "return unmet.size === 0; })()");
}

static void all_is_reached_by_tab(void)
{
    const char *const places[] = {
        "",       "links",
        "held",   "dead-letters",
        "replay", world_keep(mem_print("links/%s", ambiguous)),
    };

    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        page_open(places[i]);
        focus_is_watched();
        for (int n = 0; n < 100 && !focus_has_met_all(); n++)
            continue;
        assert_string_equal(
            json_text(browser_run("return [...unmet].map((e) => e.outerHTML)"
                                  ".join();")),
            "");
        assert_string_equal(json_text(browser_run("return dim.join();")), "");
    }
}

/* Whoever leaves it has done nothing, and is where they were. */
static void a_dialog_keeps_the_focus_until_escape(void)
{
    size_t mark = journal_mark();

    page_open("held");
    browser_click("[data-key^='contacts,rejected'] [data-do=retry]");
    assert_true(browser_shows("tandem retry --flow contacts --cause rejected"));
    for (int n = 0; n < 5; n++) {
        browser_type(TAB);
        assert_true(browser_is("document.activeElement.closest('#ask') ||"
                               " document.activeElement === document.body"));
    }
    browser_type(ESCAPE);
    eventually(PAGE_LIMIT_S, browser_is("!ask.open"));
    assert_true(browser_is("document.activeElement.dataset.do === 'retry'"));
    assert_true(stands(refused, "held"));
    assert_int_equal(journal_writes_since(mark), 0);
}

/* ---- who may come in ---- */

static void nobody_comes_in_without_the_password(void)
{
    page_restart("TANDEM_CONSOLE_PASSWORD_HASH=" PAGE_GUEST);
    page_open_at("held");
    eventually(PAGE_LIMIT_S, browser_is("document.querySelector('#password')"));
    browser_type("gest" ENTER);
    eventually(PAGE_LIMIT_S, browser_shows("that is not the password"));
    assert_false(browser_shows("rejected"));
}

static void the_operator_logs_in_and_out(void)
{
    page_log_in();
    eventually(PAGE_LIMIT_S, browser_shows("1 rejected"));
    assert_true(browser_shows("operator"));
    assert_false(page_is_only_to_be_read());
    browser_press("Log out");
    eventually(PAGE_LIMIT_S, browser_is("document.querySelector('#password')"));
    page_open_at("held");
    eventually(PAGE_LIMIT_S, browser_is("document.querySelector('#password')"));
    assert_false(browser_shows("rejected"));
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
    all_is_reached_by_tab();
    a_dialog_keeps_the_focus_until_escape();
    nobody_comes_in_without_the_password();
    the_operator_logs_in_and_out();
    end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(an_operator_sees_how_all_stands,
                                  page_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
