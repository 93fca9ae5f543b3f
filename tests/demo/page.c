/*
 * The end of the demo: the operator's page, open upon all that has happened.
 */
#include "demo/report.h"
#include "demo/story.h"

#include "base/mem.h"
#include "base/text.h"
#include "support/browser.h"
#include "support/http_client.h"
#include "support/program.h"
#include "support/waiting.h"
#include "support/world.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LIMIT_S 30

static char *address; /* "http://127.0.0.1:4711" */

static bool page_start(void)
{
    static const char member[] = "\"listen\":\"";
    struct program *server =
        program_start("tandem", "serve", "TANDEM_CONSOLE=127.0.0.1:0");
    const char *start;

    eventually(LIMIT_S,
               program_said(server, member) || !program_is_running(server));
    start = strstr(program_output(server), member);
    if (start == NULL)
        return false;
    start += strlen(member);
    address = mem_print("http://%.*s", (int)strcspn(start, "\""), start);
    return true;
}

static bool page_answers(const char *path, const char *text)
{
    char *url = mem_print("%s%s", address, path);
    int status = 0;
    char *answer = http_client_do("GET", url, NULL, NULL, &status);
    bool good = status == 200 && strstr(answer, text) != NULL;

    free(url);
    free(answer);
    return good;
}

bool page_is_open(void)
{
    report_step("the operator's page");
    if (!page_start())
        return report_failure("tandem serve does not start");
    if (!page_answers("/", "<main") ||
        !page_answers("/api/status", "\"flows\""))
        return report_failure("the page does not answer");
    report_result("", "open at %s", address);
    return true;
}

/* ---- somebody looks at it ---- */

void page_wait(void)
{
    sigset_t end;
    int number;

    (void)sigemptyset(&end);
    (void)sigaddset(&end, SIGINT);
    (void)sigaddset(&end, SIGTERM);
    (void)pthread_sigmask(SIG_BLOCK, &end, NULL);
    (void)printf("\nThe page is open: %s/#/ (Ctrl-C ends the demo)\n"
                 "The story of one contact: %s/#/links/contacts.a.%s\n",
                 address, address, contacts_id(0));
    (void)fflush(stdout);
    (void)sigwait(&end, &number);
    programs_end();
}

/* ---- pictures ---- */

static void picture(const char *folder, const char *name, const char *place,
                    const char *ready)
{
    char *url = mem_print("%s/#/%s", address, place);
    char *path = mem_print("%s/%s.png", folder, name);

    browser_go(url);
    eventually(LIMIT_S, browser_is(ready));
    browser_picture(path);
    free(url);
    free(path);
}

void page_pictures(const char *folder)
{
    const char *held = "document.querySelectorAll('.card').length > 0 ||"
                       " document.querySelector('.empty')";
    char *story = mem_print("links/contacts.a.%s", contacts_id(0));

    browser_open();
    browser_size(1100, 820);
    picture(folder, "overview", "",
            "document.querySelectorAll('.stage').length === 4 &&"
            " document.querySelectorAll('.spark-line').length > 2");
    picture(folder, "story", story,
            "document.querySelectorAll('.history li').length > 0");
    browser_dark(true);
    picture(folder, "overview-dark", "",
            "document.querySelectorAll('.spark-line').length > 2");
    browser_dark(false);
    browser_size(360, 740);
    picture(folder, "phone", "owed", held);
    browser_close();
    free(story);
}
