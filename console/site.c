#include "console/site.h"

#include "base/mem.h"
#include "base/text.h"
#include "console/answer.h"
#include "console/api.h"
#include "console/entrance.h"
#include "console/errands.h"
#include "console/guard.h"
#include "console/page_files.h"
#include "process/service.h"

#include <stdlib.h>
#include <string.h>

#define API     "/api/"
#define SELF    "/proc/self/exe"
#define READ_MS 60000
/* A retry of thousands, say: what it has done until then stands. */
#define CHANGE_MS 300000

struct site {
    const struct config *config;
    const char *file; /* of --config, or NULL */
    bool on_loopback;
    struct entrance *entrance;
    struct errands *errands;
};

/* ---- commands ---- */

/* "tandem: the sentence\n" as "the sentence". The caller frees. */
static char *sentence(const struct buf *complained)
{
    const char *text = buf_text(complained);
    const char *prefix = "tandem: ";
    char *copy =
        mem_copy(text + (text_starts(text, prefix) ? strlen(prefix) : 0));
    size_t length = strlen(copy);

    while (length > 0 && copy[length - 1] == '\n')
        copy[--length] = '\0';
    text_mend(copy);
    return copy;
}

static bool is_json(const struct buf *text)
{
    struct err err;
    struct json *json = json_parse(buf_text(text), text->length, &err);
    bool result = json != NULL;

    json_free(json);
    return result;
}

/* Exit code 2 with JSON is an answer: "changes wait", say. */
static void errand_answer(const struct errand *errand,
                          struct serve_response *response)
{
    const struct buf *printed = errand_printed(errand);
    const char *why;
    int code = errand_exit(errand, &why);
    char *text;

    if (code < 0) {
        text = mem_print("the command has no answer: %s", why);
        answer_error(response, 504, text);
    } else if (code == EXIT_OK || (code == EXIT_USAGE && is_json(printed))) {
        response->content_type = "application/json";
        serve_response_header(response, "X-Tandem-Exit",
                              code == EXIT_OK ? "0" : "2");
        buf_append(&response->body, printed->data, printed->length);
        return;
    } else {
        text = sentence(errand_complained(errand));
        answer_error(response, code == EXIT_USAGE ? 422 : 503, text);
    }
    free(text);
}

static void errand_done(const struct errand *errand, const struct err *err,
                        void *arg)
{
    struct serve_response response = { .status = 200 };

    answer_headers(&response);
    answer_no_store(&response);
    if (errand == NULL) {
        answer_error(&response, 503, err->text);
    } else {
        errand_answer(errand, &response);
    }
    serve_answer(arg, &response);
}

static int call_read(struct api_call *call, const struct serve_request *request,
                     struct json **ret_body, struct err *err)
{
    for (size_t i = 0; i < request->query_count; i++) {
        if (api_call_add(call, request->query_of[i][0], request->query_of[i][1],
                         err) != 0)
            return -1;
    }
    if (request->body_length == 0)
        return 0;
    *ret_body = json_parse(request->body, request->body_length, err);
    return *ret_body == NULL ? -1 : api_call_add_all(call, *ret_body, err);
}

/* NULL: it may be done. */
static const char *call_refuses(const struct api_call *call, enum role role,
                                bool is_post, int *ret_status)
{
    bool matters = call->changes || call->looks;

    *ret_status = 403;
    if (matters && role != ROLE_OPERATOR) {
        return call->changes ? "a reader may not change anything: log in as "
                               "the operator"
                             : "a reader may not see what records hold: log in "
                               "as the operator";
    }
    *ret_status = 405;
    if (matters && !is_post)
        return "what changes something, or shows values, is sent by POST";
    return NULL;
}

static void call_start(struct site *site, struct api_call *call,
                       const struct login *login,
                       const struct serve_request *request,
                       struct serve_response *response)
{
    bool matters = call->changes || call->looks;
    char *who = entrance_who(login, request);
    struct errand_order order = { .program = SELF,
                                  .words = call->words,
                                  .who = who,
                                  .limit_ms =
                                      call->changes ? CHANGE_MS : READ_MS };
    struct err err;

    api_call_words(call, site->file);
    if (errands_ask(site->errands, &order, !matters, errand_done,
                    request->exchange, &err) == 0) {
        response->later = true;
    } else {
        answer_error(response, 503, err.text);
    }
    free(who);
}

static void site_command(struct site *site, const struct login *login,
                         const struct serve_request *request,
                         struct serve_response *response)
{
    struct api_call call;
    struct json *body = NULL;
    struct err err = { 0 };
    const char *why;
    int status;

    if (api_call_begin(&call, request->path + strlen(API), &err) != 0) {
        answer_error(response, 404, err.text);
    } else if (call_read(&call, request, &body, &err) != 0) {
        answer_error(response, 400, err.text);
    } else {
        why = call_refuses(&call, login->role,
                           text_equal(request->method, "POST"), &status);
        if (why == NULL) {
            call_start(site, &call, login, request, response);
        } else {
            answer_error(response, status, why);
        }
    }
    json_free(body);
    api_call_free(&call);
}

/* ---- who asks ---- */

static void site_session(const struct site *site, const struct login *login,
                         struct serve_response *response)
{
    struct json *json = json_new_object();

    json_set_int(json, "v", 1);
    json_set_text(json, "role", login_role_name(login->role));
    json_set_text(json, "csrf", login->csrf);
    json_set_text(json, "version", SERVICE_VERSION);
    json_set_text(json, "namespace", site->config->name_space);
    json_set_bool(json, "password", !entrance_is_open(site->entrance));
    json_set(json, "commands", api_commands(login->role == ROLE_OPERATOR));
    answer_json(response, 200, json);
}

static void site_api(struct site *site, const struct serve_request *request,
                     struct serve_response *response)
{
    const struct login *login = entrance_login(site->entrance, request);
    bool is_post = text_equal(request->method, "POST");

    if (login == NULL) {
        answer_error(response, 401, "log in first");
    } else if (!is_post && !text_equal(request->method, "GET")) {
        answer_error(response, 405, "GET and POST are what there is");
    } else if (is_post && !entrance_knows_csrf(login, request)) {
        answer_error(response, 403,
                     "the header " ENTRANCE_CSRF " is not the one of "
                     "/api/session");
    } else if (text_equal(request->path, API "session")) {
        site_session(site, login, response);
    } else {
        site_command(site, login, request, response);
    }
}

/* ---- all of it ---- */

static const char *site_refuses(const struct site *site,
                                const struct serve_request *request)
{
    struct guard_facts facts = {
        .host = serve_header(request, "Host"),
        .origin = serve_header(request, "Origin"),
        .site = serve_header(request, "Sec-Fetch-Site"),
        .proto = serve_header(request, "X-Forwarded-Proto"),
        .is_forwarded = serve_header(request, "X-Forwarded-For") != NULL ||
                        serve_header(request, "X-Forwarded-Proto") != NULL ||
                        serve_header(request, "Forwarded") != NULL ||
                        serve_header(request, "Via") != NULL,
    };

    return guard_refuses(&facts, entrance_is_open(site->entrance),
                         site->on_loopback);
}

static void site_page(struct site *site, const struct serve_request *request,
                      struct serve_response *response)
{
    /* Whoever is not logged in finds the password page there. */
    const char *path = text_equal(request->path, "/") &&
                               entrance_login(site->entrance, request) == NULL
                           ? "/page/login.html"
                           : request->path;

    if (!text_equal(request->method, "GET") &&
        !text_equal(request->method, "HEAD")) {
        answer_error(response, 405, "this is only to be read");
    } else if (!page_files_answer(path, serve_header(request, "If-None-Match"),
                                  response)) {
        answer_error(response, 404, "there is no such page");
    }
}

void site_answer(const struct serve_request *request,
                 struct serve_response *ret_response, void *arg)
{
    struct site *site = arg;
    const char *why = site_refuses(site, request);

    answer_headers(ret_response);
    if (why != NULL) {
        answer_error(ret_response, 403, why);
    } else if (text_starts(request->path, API)) {
        answer_no_store(ret_response);
        site_api(site, request, ret_response);
    } else if (text_equal(request->path, "/login")) {
        answer_no_store(ret_response);
        entrance_in(site->entrance, request, ret_response);
    } else if (text_equal(request->path, "/logout")) {
        answer_no_store(ret_response);
        entrance_out(site->entrance, request, ret_response);
    } else {
        site_page(site, request, ret_response);
    }
}

void site_step(struct site *site)
{
    errands_step(site->errands);
}

size_t site_poll(const struct site *site, struct pollfd *fds, int *wait_ms)
{
    return errands_poll(site->errands, fds, wait_ms);
}

struct site *site_open(const struct config *config, const char *file,
                       struct err *err)
{
    struct site *site = mem_new(1, sizeof *site);

    site->config = config;
    site->file = file;
    site->on_loopback = guard_is_loopback(config->console);
    site->errands = errands_new();
    site->entrance = entrance_open(config, err);
    if (site->entrance != NULL)
        return site;
    site_close(site);
    return NULL;
}

void site_close(struct site *site)
{
    if (site == NULL)
        return;
    errands_free(site->errands);
    entrance_close(site->entrance);
    free(site);
}
