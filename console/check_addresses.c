/*
 * Can this machine listen where it is told to, and does the address that Zoho
 * is given lead to an extractor?
 */
#include "base/mem.h"
#include "base/text.h"
#include "console/check_parts.h"
#include "io/http.h"
#include "io/serve.h"
#include "process/service.h"

#include <stdlib.h>
#include <string.h>

#define LISTEN   "TANDEM_LISTEN"
#define NOTIFY   "TANDEM_ZOHOCRM_NOTIFY_URL"
#define HINTS    "/hints/zohocrm" /* extractor/hints.h */
#define STEP_MS  100
#define NOT_POST 405

static void nobody(const struct serve_request *request,
                   struct serve_response *ret_response, void *arg)
{
    (void)request;
    (void)ret_response;
    (void)arg;
}

static void look_at_listen(const struct check *check)
{
    const char *address = check->config->listen;
    struct err err;
    struct serve *serve = serve_open(address, nobody, NULL, &err);

    if (serve == NULL && strstr(err.text, "in use") != NULL) {
        checkup_say(check->checkup, CHECKUP_OK, "addresses", NULL,
                    LISTEN "=%s is taken: a program that runs has it", address);
    } else if (serve == NULL) {
        checkup_say(check->checkup, CHECKUP_ERROR, "addresses",
                    "correct " LISTEN, "%s", err.text);
    } else {
        checkup_say(check->checkup, CHECKUP_OK, "addresses", NULL,
                    LISTEN "=%s can be listened at", address);
    }
    serve_close(serve);
}

/* ---- where Zoho posts ---- */

struct visit {
    int status;
    char *error;
    bool ended;
};

static void visit_end(struct http_response *response, void *arg)
{
    struct visit *visit = arg;

    visit->status = response->status;
    visit->error = mem_copy(response->error);
    visit->ended = true;
}

/* An extractor tells a GET there that it must be a POST. */
static void visit_make(const struct check *check, struct http *http,
                       struct visit *visit)
{
    struct http_request request = {
        .method = "GET",
        .url = mem_print("%s" HINTS, check->config->zohocrm_notify_url),
    };

    http_start(http, &request, check->config->request_s * 1000, visit_end,
               visit);
    while (!visit->ended)
        http_step(http, STEP_MS);
}

static void visit_tell(const struct check *check, const struct visit *visit)
{
    if (visit->status == NOT_POST) {
        checkup_say(check->checkup, CHECKUP_OK, "addresses", NULL,
                    NOTIFY " leads to an extractor");
    } else if (visit->status == 0) {
        checkup_say(check->checkup, CHECKUP_WARNING, "addresses",
                    "start an extractor, and let the address lead to it; until "
                    "then changes in Zoho wait for the next poll",
                    NOTIFY " is not answered, as seen from here: %s",
                    visit->error);
    } else {
        checkup_say(check->checkup, CHECKUP_WARNING, "addresses",
                    "let POST " HINTS " be passed on to an extractor's " LISTEN,
                    NOTIFY " leads to something that is no extractor: it "
                           "answers %d",
                    visit->status);
    }
}

static void look_at_notify(const struct check *check)
{
    struct visit visit = { 0 };
    struct err err;
    struct http *http;

    if (check->config->zohocrm_notify_url == NULL)
        return;
    http = http_open("tandem/" SERVICE_VERSION, &err);
    if (http == NULL) {
        checkup_fail(check->checkup, "addresses", NULL, &err);
        return;
    }
    visit_make(check, http, &visit);
    visit_tell(check, &visit);
    free(visit.error);
    http_close(http);
}

void check_addresses(struct check *check)
{
    look_at_listen(check);
    look_at_notify(check);
}
