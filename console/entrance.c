#include "console/entrance.h"

#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "console/answer.h"
#include "console/attempts.h"
#include "console/cookie.h"
#include "console/guard.h"
#include "io/password.h"
#include "process/log.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define BODY_MAX    4096
#define ADDRESS_MAX 46 /* an IPv6 address in full */

struct entrance {
    const struct config *config;
    char *cookie; /* its name: consoles of one host share its cookies */
    struct logins *logins;
    struct attempts *attempts;
    const struct login *everybody; /* while there is no password */
};

struct entrance *entrance_open(const struct config *config, struct err *err)
{
    struct entrance *entrance = mem_new(1, sizeof *entrance);

    entrance->config = config;
    entrance->cookie = mem_print("tandem-%s", config->name_space);
    entrance->logins = logins_new();
    entrance->attempts = attempts_new();
    if (!entrance_is_open(entrance))
        return entrance;
    entrance->everybody =
        logins_add(entrance->logins, ROLE_OPERATOR, time_boot_ms(), err);
    if (entrance->everybody != NULL)
        return entrance;
    entrance_close(entrance);
    return NULL;
}

void entrance_close(struct entrance *entrance)
{
    if (entrance == NULL)
        return;
    attempts_free(entrance->attempts);
    logins_free(entrance->logins);
    free(entrance->cookie);
    free(entrance);
}

bool entrance_is_open(const struct entrance *entrance)
{
    return entrance->config->console_password_hash == NULL &&
           entrance->config->console_reader_password_hash == NULL;
}

/* ---- where from ---- */

/* Whom the nearest proxy names, which is the last in the list; "": nobody, or
 * what is no address. */
static void forwarded_for(const struct serve_request *request,
                          char ret_address[ADDRESS_MAX])
{
    const char *list = serve_header(request, "X-Forwarded-For");
    const char *comma = list == NULL ? NULL : strrchr(list, ',');
    const char *last = comma == NULL ? list : comma + 1;
    size_t length;

    ret_address[0] = '\0';
    if (last == NULL)
        return;
    last += strspn(last, " \t");
    length = strspn(last, "0123456789abcdefABCDEF:.");
    if (length >= ADDRESS_MAX || last[length + strspn(last + length, " \t")])
        return;
    memcpy(ret_address, last, length);
    ret_address[length] = '\0';
}

/* "203.0.113.7 via 127.0.0.1". The caller frees. */
static char *address_of(const struct serve_request *request)
{
    char address[ADDRESS_MAX];

    forwarded_for(request, address);
    return address[0] == '\0' ? mem_copy(request->peer)
                              : mem_print("%s via %s", address, request->peer);
}

/* From this machine, and not for somebody else. */
static bool is_here(const struct serve_request *request)
{
    return serve_header(request, "X-Forwarded-For") == NULL &&
           (text_equal(request->peer, "::1") ||
            guard_is_loopback(request->peer));
}

char *entrance_who(const struct login *login,
                   const struct serve_request *request)
{
    char *address = address_of(request);
    char *who =
        mem_print("%s@%s (page)", login_role_name(login->role), address);

    free(address);
    return who;
}

/* ---- who is in ---- */

const struct login *entrance_login(struct entrance *entrance,
                                   const struct serve_request *request)
{
    char token[LOGIN_SECRET_MAX];
    const struct login *login;
    int64_t now_ms = time_boot_ms();

    if (entrance_is_open(entrance))
        return entrance->everybody;
    if (!cookie_read(serve_header(request, "Cookie"), entrance->cookie, token,
                     sizeof token))
        return NULL;
    login = logins_find(entrance->logins, token, now_ms);
    if (login != NULL && serve_header(request, ENTRANCE_BACKGROUND) == NULL)
        logins_touch(entrance->logins, login, now_ms);
    return login;
}

bool entrance_knows_csrf(const struct login *login,
                         const struct serve_request *request)
{
    const char *csrf = serve_header(request, ENTRANCE_CSRF);

    return csrf != NULL && password_equal(csrf, login->csrf);
}

/* ---- coming in ---- */

/* Secure where the browser speaks TLS. Who lies about that harms himself: he
 * is not logged in over plain HTTP. */
static void cookie_set(const struct entrance *entrance,
                       const struct serve_request *request, const char *token,
                       const char *more, struct serve_response *response)
{
    bool is_tls =
        text_equal(serve_header(request, "X-Forwarded-Proto"), "https");
    char *value =
        mem_print("%s=%s; Path=/; HttpOnly; SameSite=Strict%s%s",
                  entrance->cookie, token, is_tls ? "; Secure" : "", more);

    serve_response_header(response, "Set-Cookie", value);
    free(value);
}

static bool password_role(const struct config *config, const char *password,
                          enum role *ret_role)
{
    const char *operators = config->console_password_hash;
    const char *readers = config->console_reader_password_hash;

    *ret_role = ROLE_OPERATOR;
    if (operators != NULL && password_fits(password, operators))
        return true;
    *ret_role = ROLE_READER;
    return readers != NULL && password_fits(password, readers);
}

static void login_give(struct entrance *entrance, enum role role,
                       const struct serve_request *request,
                       struct serve_response *response)
{
    struct err err;
    const struct login *login =
        logins_add(entrance->logins, role, time_boot_ms(), &err);
    struct json *json;

    if (login == NULL) {
        answer_error(response, 503, err.text);
        return;
    }
    cookie_set(entrance, request, login->token, "", response);
    json = json_new_object();
    json_set_text(json, "role", login_role_name(role));
    json_set_text(json, "csrf", login->csrf);
    answer_json(response, 200, json);
}

static void login_wait(int64_t wait_ms, struct serve_response *response)
{
    int64_t s = (wait_ms + 999) / 1000;
    char *seconds = mem_print("%" PRId64, s);
    char *why = mem_print("too many passwords were tried: wait %s s", seconds);

    serve_response_header(response, "Retry-After", seconds);
    answer_error(response, 429, why);
    free(why);
    free(seconds);
}

static void login_try(struct entrance *entrance, const char *password,
                      const struct serve_request *request,
                      struct serve_response *response)
{
    bool here = is_here(request);
    char *address = address_of(request);
    int64_t wait_ms =
        attempts_begin(entrance->attempts, address, here, time_boot_ms());
    enum role role;
    bool fits;

    if (wait_ms > 0) {
        login_wait(wait_ms, response);
    } else {
        fits = password_role(entrance->config, password, &role);
        attempts_end(entrance->attempts, address, here, fits, time_boot_ms());
        log_event(fits ? LOG_INFO : LOG_WARNING,
                  fits ? "login" : "login.refused", LOG_TEXT, "from", address,
                  LOG_END);
        if (fits) {
            login_give(entrance, role, request, response);
        } else {
            answer_error(response, 403, "that is not the password");
        }
    }
    free(address);
}

void entrance_in(struct entrance *entrance, const struct serve_request *request,
                 struct serve_response *response)
{
    struct err err;
    struct json *body = NULL;
    const char *password;

    if (request->body_length <= BODY_MAX)
        body = json_parse(request->body, request->body_length, &err);
    password = json_get_text(body, "password");
    if (!text_equal(request->method, "POST")) {
        answer_error(response, 405, "a login is sent by POST");
    } else if (entrance_is_open(entrance)) {
        answer_error(response, 400, "there is no password: nobody logs in");
    } else if (password == NULL || strlen(password) > PASSWORD_MAX) {
        answer_error(response, 400,
                     "the body is {\"password\": ...}, and no more");
    } else {
        login_try(entrance, password, request, response);
    }
    json_free(body);
}

void entrance_out(struct entrance *entrance,
                  const struct serve_request *request,
                  struct serve_response *response)
{
    const struct login *login = entrance_login(entrance, request);

    if (!text_equal(request->method, "POST")) {
        answer_error(response, 405, "a logout is sent by POST");
    } else if (login == NULL || login == entrance->everybody) {
        answer_error(response, 401, "nobody is logged in");
    } else if (!entrance_knows_csrf(login, request)) {
        answer_error(response, 403,
                     "the header " ENTRANCE_CSRF " is not the one of "
                     "/api/session");
    } else {
        logins_remove(entrance->logins, login);
        cookie_set(entrance, request, "", "; Max-Age=0", response);
        answer_json(response, 200, json_new_object());
    }
}
