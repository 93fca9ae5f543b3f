/*
 * Errors of Zoho CRM: two shapes (one object, or rows in data[]), one table of
 * codes. The message's words change between versions; the codes do not.
 */
#include "base/mem.h"
#include "base/text.h"
#include "systems/zohocrm.h"

#include <stdlib.h>

static const char *const busy[] = { "TOO_MANY_REQUESTS", "RATE_LIMIT_EXCEEDED",
                                    NULL };
static const char *const bad_token[] = { "INVALID_TOKEN",
                                         "AUTHENTICATION_FAILURE",
                                         "INVALID_OAUTHTOKEN", NULL };
/* The page token is too old, or no longer fits; or the walk has reached its
 * ceiling. INVALID_DATA means that, too, but only where a token was sent. */
static const char *const lost_page[] = {
    "EXPIRED_VALUE", "TOKEN_BOUND_DATA_MISMATCH", "PAGINATION_LIMIT_EXCEEDED",
    "DISCRETE_PAGINATION_LIMIT_EXCEEDED", NULL
};

static bool is_one_of(const char *code, const char *const *codes)
{
    for (; *codes != NULL; codes++) {
        if (text_equal(code, *codes))
            return true;
    }
    return false;
}

/* The object that says what is wrong: the only row, or all of the body. */
static const struct json *error_of(const struct json *body)
{
    const struct json *rows = json_get(body, "data");

    if (rows == NULL)
        rows = json_get(body, "watch");
    return json_is_array(rows) ? json_first(rows) : body;
}

static const char *field_of(const struct json *details)
{
    const struct json *several = json_first(json_get(details, "errors"));
    const char *field = json_get_text(details, "api_name");

    if (field == NULL)
        field = json_get_text(details, "param_name");
    if (field == NULL && several != NULL)
        field = json_get_text(json_get(several, "details"), "api_name");
    return field;
}

void zohocrm_explain(const struct call *call, const struct json *body,
                     struct answer *ret_answer)
{
    const struct json *error = error_of(body);
    const struct json *details = json_get(error, "details");
    int64_t seconds = json_get_int(details, "retry_after", 0);

    (void)call;
    mem_replace(&ret_answer->code, json_get_text(error, "code"));
    mem_replace(&ret_answer->message, json_get_text(error, "message"));
    mem_replace(&ret_answer->field, field_of(details));
    if (ret_answer->retry_after_ms == 0 && seconds > 0 && seconds < 86400)
        ret_answer->retry_after_ms = seconds * 1000;
}

bool zohocrm_exhausted(const struct http_response *response)
{
    const char *left =
        http_response_header(response, "X-API-CREDITS-REMAINING");
    long credits;
    char *end;

    if (left == NULL)
        return false;
    credits = strtol(left, &end, 10);
    return end != left && credits <= 0;
}

/* INVALID_DATA about the record's own id, not about a lookup's. */
static bool is_own_id(const struct answer *answer, const struct json *body)
{
    const char *path = json_text(json_at(error_of(body), "details.json_path"));

    if (!text_equal(answer->code, "INVALID_DATA"))
        return false;
    if (answer->field != NULL && !text_equal(answer->field, "id"))
        return false;
    return path == NULL || text_equal(path, "$.data[0].id");
}

/* A wrong path is our mistake, not a record that is gone. */
static bool is_gone(const struct call *call, int status,
                    const struct json *body, const struct answer *answer)
{
    if (call->kind == CALL_RENEW)
        return text_equal(answer->code, "NOT_SUBSCRIBED");
    if (call->kind != CALL_READ && call->kind != CALL_UPDATE)
        return false;
    if (status == 404)
        return !text_equal(answer->code, "INVALID_URL_PATTERN");
    return is_own_id(answer, body);
}

static char *holder(const struct json *body)
{
    const struct json *details = json_get(error_of(body), "details");
    const char *id = json_text(json_at(details, "duplicate_record.id"));

    return mem_copy(id != NULL ? id : json_get_text(details, "id"));
}

/* Our reference is taken. Where an org keeps another field unique (e-mail
 * addresses, often), its holder is somebody else's. */
static bool is_held(const struct call *call, const struct answer *answer)
{
    return call->kind == CALL_CREATE &&
           text_equal(answer->code, "DUPLICATE_DATA") &&
           (answer->field == NULL ||
            text_equal(answer->field, call->entity->reference_path));
}

/* A refresh does not help against a missing scope. */
static bool is_denied(int status, const char *code)
{
    return is_one_of(code, bad_token) ||
           (status == 401 && !text_equal(code, "OAUTH_SCOPE_MISMATCH"));
}

/* Another of Zoho's services failed; which may also have meant "no". */
static bool is_passing(const char *code, const struct json *body)
{
    const struct json *details = json_get(error_of(body), "details");

    return text_equal(code, "DEPENDENT_SERVICE_ERROR") &&
           text_equal(json_get_text(details, "dependency_error"),
                      "PROCESSING_ERROR");
}

static bool is_lost_page(const struct call *call, const char *code)
{
    if (call->kind != CALL_LIST)
        return false;
    return is_one_of(code, lost_page) ||
           (call->page != NULL && text_equal(code, "INVALID_DATA"));
}

void zohocrm_refused(const struct call *call, int status,
                     const struct json *body, struct answer *ret_answer)
{
    const char *code = ret_answer->code;

    ret_answer->verdict = VERDICT_REJECT;
    if (is_denied(status, code)) {
        ret_answer->verdict = VERDICT_DENIED;
    } else if (is_one_of(code, busy)) {
        ret_answer->verdict = VERDICT_RETRY;
    } else if (text_equal(code, "INTERNAL_ERROR") || is_passing(code, body)) {
        ret_answer->verdict = verdict_unclear(call);
    } else if (status == 412 || text_equal(code, "ALREADY_MODIFIED")) {
        ret_answer->verdict = VERDICT_STALE;
    } else if (is_lost_page(call, code)) {
        /* RETRY, truncated: walk again from the last anchor, without page. */
        ret_answer->verdict = VERDICT_RETRY;
        ret_answer->truncated = true;
    } else if (is_held(call, ret_answer)) {
        ret_answer->verdict = VERDICT_EXISTS;
        ret_answer->id = holder(body);
    } else if (is_gone(call, status, body, ret_answer)) {
        ret_answer->verdict = VERDICT_GONE;
    }
}
