#include "support/page.h"

#include "base/mem.h"
#include "support/e2e.h"

#include <stdlib.h>
#include <string.h>

static struct {
    struct program *server;
    const char *address;
    bool browses;
} page;

static void server_start(const char *variable)
{
    static const char member[] = "\"listen\":\"";
    const char *start;

    page.server = program_start("tandem", "serve", "TANDEM_CONSOLE=127.0.0.1:0",
                                variable);
    eventually(PAGE_LIMIT_S, program_said(page.server, member));
    start = strstr(program_output(page.server), member) + strlen(member);
    page.address =
        world_keep(mem_print("http://%.*s", (int)strcspn(start, "\""), start));
}

void page_start(const char *variable)
{
    server_start(variable);
    if (!page.browses)
        browser_open();
    page.browses = true;
}

void page_close(void)
{
    browser_close();
    page.browses = false;
}

int page_teardown(void **state)
{
    page_close();
    return world_teardown(state);
}

struct program *page_server(void)
{
    return page.server;
}

void page_restart(const char *variable)
{
    browser_go("about:blank"); /* else it would ask in vain */
    assert_int_equal(program_stop(page.server, NULL), 0);
    server_start(variable);
}

/* ---- looking ---- */

bool page_is_shown(void)
{
    return browser_is("document.querySelector('main h1') &&"
                      " !document.querySelector('main')"
                      ".hasAttribute('aria-busy')");
}

void page_open_at(const char *place)
{
    char *url = mem_print("%s/#/%s", page.address, place);

    browser_go(url);
    free(url);
}

void page_open(const char *place)
{
    page_open_at(place);
    eventually(PAGE_LIMIT_S, page_is_shown());
}

/* Anybody on this machine has a try a second. */
static bool password_is_taken(void)
{
    if (browser_is("document.querySelector('#tabs')"))
        return page_is_shown();
    if (browser_is(
            "(document.querySelector('#trouble')?.innerText ?? '') !== ''"))
        browser_type("guest" ENTER);
    return false;
}

void page_log_in(void)
{
    eventually(PAGE_LIMIT_S, browser_is("document.querySelector('#password')"));
    browser_type("guest" ENTER);
    eventually(PAGE_LIMIT_S, password_is_taken());
}

void page_is_well(void)
{
    assert_string_equal(browser_errors(), "");
    assert_true(
        browser_is("performance.getEntriesByType('resource').every((e) =>"
                   " e.name.startsWith(location.origin + '/'))"));
}

bool page_is_only_to_be_read(void)
{
    return browser_is("document.querySelectorAll('[data-do]').length === 0");
}

/* ---- doing ---- */

void page_do(const char *button, const char *yes, const char *told)
{
    browser_press(button);
    eventually(PAGE_LIMIT_S, browser_is("document.querySelector('#ask-yes')"));
    browser_press(yes);
    eventually(
        2 * PAGE_LIMIT_S,
        browser_is("document.querySelector('#ask .done, #ask .trouble')"));
    if (!browser_shows(told))
        fail_msg("%s", json_text(browser_run("return ask.innerText;")));
    browser_press("Close");
    page_is_well();
}
