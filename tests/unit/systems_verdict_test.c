/*
 * What each answer that the two APIs are known to give means: is the system
 * unwell (asked again, nobody is held), or is this record bad (held)?
 *
 * One row for every status and every code that the official descriptions and
 * their users name.
 */
#include "base/mem.h"
#include "support/exchange.h"
#include "support/test.h"

#include <stdlib.h>

/* What a create, an update and a read of one record are to make of it. */
/* NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding): reads so */
struct row {
    int status;
    const char *code; /* NULL: no body */
    enum verdict create;
    enum verdict update;
    enum verdict read;
};

#define ALL(verdict) VERDICT_##verdict, VERDICT_##verdict, VERDICT_##verdict
#define BAD          ALL(REJECT)
#define DENIED       ALL(DENIED)
#define NOTHING_DONE ALL(RETRY)
#define PERHAPS_DONE VERDICT_UNKNOWN, VERDICT_UNKNOWN, VERDICT_RETRY

static const struct row zohocrm[] = {
    /* the system, or who may use it */
    { 429, "TOO_MANY_REQUESTS", NOTHING_DONE },
    { 429, "RATE_LIMIT_EXCEEDED", NOTHING_DONE },
    { 429, NULL, NOTHING_DONE },
    { 400, "TOO_MANY_REQUESTS", NOTHING_DONE },
    { 500, "INTERNAL_ERROR", PERHAPS_DONE },
    { 500, NULL, PERHAPS_DONE },
    { 502, NULL, PERHAPS_DONE },
    { 503, NULL, PERHAPS_DONE },
    { 504, NULL, PERHAPS_DONE },
    { 408, NULL, PERHAPS_DONE },
    { 301, NULL, NOTHING_DONE },
    { 302, NULL, NOTHING_DONE },
    { 307, NULL, NOTHING_DONE },
    { 401, "INVALID_TOKEN", DENIED },
    { 401, "AUTHENTICATION_FAILURE", DENIED },
    { 401, "INVALID_OAUTHTOKEN", DENIED },
    { 401, "UNAUTHORIZED", DENIED },
    { 401, NULL, DENIED },
    /* a right that a person has to give: no waiting helps */
    { 401, "OAUTH_SCOPE_MISMATCH", BAD },
    { 403, "NO_PERMISSION", BAD },
    { 400, "AUTHORIZATION_FAILED", BAD },
    { 403, NULL, BAD },
    /* the record */
    { 400, "MANDATORY_NOT_FOUND", BAD },
    { 400, "MULTIPLE_OR_MULTI_ERRORS", BAD },
    { 400, "DEPENDENT_FIELD_MISSING", BAD },
    { 400, "DEPENDENT_MISMATCH", BAD },
    { 400, "EXPECTED_FIELD_MISSING", BAD },
    { 400, "DEPENDENT_SERVICE_ERROR", BAD },
    { 400, "DUPLICATE_LINKING_DATA", BAD },
    { 400, "RECORD_LOCKED", BAD },
    { 400, "RECORD_IN_BLUEPRINT", BAD },
    { 400, "NOT_APPROVED", BAD },
    { 400, "NOT_REVIEWED", BAD },
    { 403, "NOT_ALLOWED", BAD },
    { 400, "CANNOT_DELETE", BAD },
    { 400, "CONVERTED_RECORD", BAD },
    { 400, "PATTERN_NOT_MATCHED", BAD },
    { 400, "UNABLE_TO_PARSE_DATA_TYPE", BAD },
    { 400, "AMBIGUITY_DURING_PROCESSING", BAD },
    { 400, "LIMIT_EXCEEDED", BAD },
    { 400, "STORAGE_SPACE_EXCEEDED", BAD },
    /* our own mistakes */
    { 400, "REQUIRED_PARAM_MISSING", BAD },
    { 400, "INVALID_MODULE", BAD },
    { 405, "INVALID_REQUEST_METHOD", BAD },
    { 404, "INVALID_URL_PATTERN", BAD },
    { 413, NULL, BAD },
    { 415, NULL, BAD },
    /* what depends on what was asked */
    { 412, "ALREADY_MODIFIED", ALL(STALE) },
    { 400, "DUPLICATE_DATA", VERDICT_EXISTS, VERDICT_REJECT, VERDICT_REJECT },
    { 400, "INVALID_DATA", VERDICT_REJECT, VERDICT_GONE, VERDICT_GONE },
    { 404, NULL, VERDICT_REJECT, VERDICT_GONE, VERDICT_GONE },
    { 204, NULL, VERDICT_UNKNOWN, VERDICT_UNKNOWN, VERDICT_GONE },
};

static const struct row powerofficego[] = {
    { 429, "Rate limit is exceeded. Try again in 1 seconds.", NOTHING_DONE },
    { 403, "Out of call volume quota. Quota will be replenished in 01:00:00.",
      NOTHING_DONE },
    { 500, NULL, PERHAPS_DONE },
    { 503, NULL, PERHAPS_DONE },
    { 502, NULL, PERHAPS_DONE },
    { 504, NULL, PERHAPS_DONE },
    { 408, NULL, PERHAPS_DONE },
    { 302, NULL, NOTHING_DONE },
    { 401, NULL, DENIED },
    { 401, "Access denied due to invalid subscription key.", DENIED },
    { 403, NULL, BAD },
    { 400, "Missing privilege", BAD },
    { 400, "Customer validation error(s)", BAD },
    { 400, NULL, BAD },
    { 409, "Customer conflict", BAD },
    { 404, "Resource not found", NOTHING_DONE },
    { 404, NULL, VERDICT_REJECT, VERDICT_GONE, VERDICT_GONE },
    { 204, NULL, PERHAPS_DONE },
    { 202, NULL, PERHAPS_DONE },
};

/* The three shapes that an error has. */
static char *body_of(const char *system, const struct row *row, bool as_row)
{
    if (row->code == NULL)
        return NULL;
    if (system[0] == 'p') {
        return mem_print("{\"statusCode\":%d,\"message\":\"%s\"}", row->status,
                         row->code);
    }
    return mem_print(as_row ? "{\"data\":[{\"code\":\"%s\",\"details\":{},"
                              "\"message\":\"m\",\"status\":\"error\"}]}"
                            : "{\"code\":\"%s\",\"details\":{},"
                              "\"message\":\"m\",\"status\":\"error\"}",
                     row->code);
}

static void means(const char *system, enum call_kind kind,
                  const struct row *row, bool as_row, enum verdict expected)
{
    bool is_zoho = system[0] == 'z';
    struct call call =
        exchange_call(kind, system, is_zoho ? "Contacts" : "Customers");
    char *body = body_of(system, row, as_row);
    struct answer answer;

    call.id = mem_copy(is_zoho ? "5843104000002417009" : "812345");
    answer = exchange_answer(&call, system, row->status, body, NULL, NULL);
    if (answer.verdict != expected) {
        fail_msg("%s, kind %d: HTTP %d %s is '%s', not '%s'", system, (int)kind,
                 row->status, row->code == NULL ? "without a body" : row->code,
                 verdict_name(answer.verdict), verdict_name(expected));
    }
    answer_free(&answer);
    call_free(&call);
    free(body);
}

static void row_means(const char *system, const struct row *row, bool as_row)
{
    means(system, CALL_CREATE, row, as_row, row->create);
    means(system, CALL_UPDATE, row, as_row, row->update);
    means(system, CALL_READ, row, as_row, row->read);
}

static void every_code_of_zoho_s_has_its_verdict(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof zohocrm / sizeof zohocrm[0]; i++) {
        row_means("zohocrm", &zohocrm[i], false);
        row_means("zohocrm", &zohocrm[i], true);
    }
}

static void every_status_of_poweroffice_s_has_its_verdict(void **state)
{
    size_t count = sizeof powerofficego / sizeof powerofficego[0];

    (void)state;
    for (size_t i = 0; i < count; i++)
        row_means("powerofficego", &powerofficego[i], false);
}

/* 207 and 200 may hold an error of the one row. */
static void a_row_s_error_counts_whatever_the_status(void **state)
{
    static const struct row of_several[] = {
        { 207, "MANDATORY_NOT_FOUND", BAD },
        { 200, "RECORD_LOCKED", BAD },
        { 207, "INTERNAL_ERROR", PERHAPS_DONE },
        { 200, "TOO_MANY_REQUESTS", NOTHING_DONE },
        { 207, "ALREADY_MODIFIED", ALL(STALE) },
    };

    (void)state;
    for (size_t i = 0; i < sizeof of_several / sizeof of_several[0]; i++) {
        means("zohocrm", CALL_CREATE, &of_several[i], true,
              of_several[i].create);
        means("zohocrm", CALL_UPDATE, &of_several[i], true,
              of_several[i].update);
    }
}

static void another_service_of_zoho_s_that_failed_is_waited_for(void **state)
{
    struct call call = exchange_call(CALL_CREATE, "zohocrm", "Contacts");
    struct answer answer = exchange_answer(
        &call, "zohocrm", 400,
        "{\"data\":[{\"code\":\"DEPENDENT_SERVICE_ERROR\",\"details\":"
        "{\"dependency_error\":\"PROCESSING_ERROR\"}}]}",
        NULL, NULL);

    (void)state;
    assert_int_equal(answer.verdict, VERDICT_UNKNOWN);
    answer_free(&answer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_of_zoho_s_has_its_verdict),
        cmocka_unit_test(every_status_of_poweroffice_s_has_its_verdict),
        cmocka_unit_test(a_row_s_error_counts_whatever_the_status),
        cmocka_unit_test(another_service_of_zoho_s_that_failed_is_waited_for),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
