#include "base/buf.h"
#include "base/mem.h"
#include "support/exchange.h"
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

#define ORDER "0f8fad5b-d9cb-469f-a165-70867728950e"
#define PROBLEM(title, detail) \
    "{\"title\":\"" title "\",\"status\":400,\"detail\":\"" detail "\"}"

static struct answer of(enum call_kind kind, const char *entity, int status,
                        const char *body)
{
    struct call call = exchange_call(kind, "powerofficego", entity);
    struct answer answer;

    call.id = mem_copy("812345");
    call.reference = mem_copy("zohocrm:5842");
    answer = exchange_answer(&call, "powerofficego", status, body, NULL, NULL);
    call_free(&call);
    return answer;
}

static void verdict_is(enum call_kind kind, int status, const char *body,
                       enum verdict expected)
{
    struct answer answer = of(kind, "Customers", status, body);

    if (answer.verdict != expected)
        fail_msg("HTTP %d %s: %s", status, body, verdict_name(answer.verdict));
    answer_free(&answer);
}

/* ---- tokens ---- */

static void token_is(int status, const char *body, enum verdict verdict,
                     bool permanent, int64_t token_ms)
{
    struct call call = { .kind = CALL_TOKEN };
    struct answer answer =
        exchange_answer(&call, "powerofficego", status, body, NULL, NULL);

    assert_int_equal(answer.verdict, verdict);
    assert_int_equal(answer.permanent, permanent);
    assert_true(answer.token_ms == token_ms);
    assert_int_equal(answer.token != NULL, verdict == VERDICT_DONE);
    assert_int_equal(answer.code != NULL, verdict != VERDICT_DONE);
    answer_free(&answer);
}

static void a_token_lives_as_long_as_it_says(void **state)
{
    (void)state;
    token_is(200, "{\"access_token\":\"t\",\"expires_in\":1200}", VERDICT_DONE,
             false, 1200000);
    token_is(200, "{\"access_token\":\"t\"}", VERDICT_DONE, false, 600000);
}

static void bad_keys_are_permanent_and_haste_is_not(void **state)
{
    (void)state;
    token_is(400, "{\"error\":\"invalid_client\"}", VERDICT_REJECT, true, 0);
    token_is(401, "{\"statusCode\":401,\"message\":\"Access denied\"}",
             VERDICT_REJECT, true, 0);
    token_is(429, "{\"statusCode\":\"429\",\"message\":\"Rate limit\"}",
             VERDICT_RETRY, false, 0);
    token_is(429, "{\"statusCode\":429,\"message\":\"Rate limit\"}",
             VERDICT_RETRY, false, 0);
    token_is(200, "{}", VERDICT_RETRY, false, 0);
    token_is(503, "", VERDICT_RETRY, false, 0);
    token_is(403, "{\"statusCode\":403,\"message\":\"Missing right\"}",
             VERDICT_REJECT, true, 0);
    token_is(403,
             "{\"statusCode\":403,\"message\":\"Out of call volume quota.\"}",
             VERDICT_RETRY, false, 0);
    token_is(403, "<html>a proxy's</html>", VERDICT_RETRY, false, 0);
    token_is(400, "<html>a proxy's</html>", VERDICT_RETRY, false, 0);
}

/* ---- lists ---- */

/* The next page after page 3 with so many rows; NULL: none. */
static void next_is(size_t rows, const char *pagination, const char *expected)
{
    struct call call = exchange_call(CALL_LIST, "powerofficego", "Customers");
    struct buf body = { 0 };
    struct answer answer;

    for (size_t i = 0; i < rows; i++)
        buf_text_append(&body, i == 0 ? "[{}" : ",{}");
    buf_text_append(&body, rows == 0 ? "[]" : "]");
    call.page = mem_copy("3");
    answer =
        exchange_answer(&call, "powerofficego", 200, buf_text(&body),
                        pagination == NULL ? NULL : "x-pagination", pagination);
    assert_int_equal(answer.verdict, VERDICT_DONE);
    assert_int_equal(answer.row_count, rows);
    if (expected == NULL) {
        assert_null(answer.next_page);
    } else {
        assert_string_equal(answer.next_page, expected);
    }
    answer_free(&answer);
    call_free(&call);
    buf_free(&body);
}

static void the_pagination_header_decides(void **state)
{
    (void)state;
    next_is(2, "{\"nextPageLink\":\"https://x/?PageNumber=4\"}", "4");
    next_is(2, "{\"NextPageLink\":\"https://x/?PageNumber=4\"}", "4");
    next_is(1000, "{\"nextPageLink\":null}", NULL);
    next_is(1000, "{\"nextPageLink\":\"\"}", NULL);
}

static void without_it_a_full_page_means_more(void **state)
{
    (void)state;
    next_is(1000, NULL, "4");
    next_is(999, NULL, NULL);
    next_is(1000, "no json", "4");
    next_is(1000, "{\"TotalPages\":9}", "4");
    next_is(999, "{\"TotalPages\":9}", NULL);
    next_is(0, "{\"nextPageLink\":\"https://x/\"}", NULL);
}

static void an_empty_list_is_said_in_three_ways(void **state)
{
    (void)state;
    verdict_is(CALL_LIST, 204, NULL, VERDICT_DONE);
    verdict_is(CALL_LIST, 200, "", VERDICT_DONE);
    verdict_is(CALL_LIST, 200, "[]", VERDICT_DONE);
}

static void rows_are_handed_on_in_their_own_bytes(void **state)
{
    struct answer answer =
        of(CALL_LIST, "Customers", 200, "[{\"Id\":1, \"A\":1.50},{\"Id\":2}]");

    (void)state;
    assert_int_equal(answer.row_count, 2);
    assert_int_equal(answer.rows[0].length, 18);
    assert_memory_equal(answer.rows[0].text, "{\"Id\":1, \"A\":1.50}", 18);
    answer_free(&answer);
}

/* ---- finding ---- */

static void a_filter_s_answer_is_checked_again(void **state)
{
    struct answer answer =
        of(CALL_FIND, "Customers", 200,
           "[{\"Id\":1,\"ExternalImportReference\":\"zohocrm:58420\"},"
           "{\"Id\":2,\"ExternalImportReference\":\"zohocrm:5842\","
           "\"LastChangedDateTimeOffset\":\"2026-11-23T15:30:35.1234567Z\"},"
           "{\"Id\":3}]");

    (void)state;
    assert_int_equal(answer.verdict, VERDICT_DONE);
    assert_int_equal(answer.row_count, 1);
    assert_string_equal(answer.id, "2");
    assert_string_equal(answer.modified, "2026-11-23T15:30:35.1234567Z");
    assert_non_null(answer.record);
    answer_free(&answer);
}

static void nothing_found_is_done_without_a_record(void **state)
{
    struct answer none = of(CALL_FIND, "Customers", 204, NULL);
    struct answer unknown =
        of(CALL_FIND, "Customers", 404, PROBLEM("Object(s) not found", "none"));
    struct answer no_route = of(CALL_FIND, "Customers", 404,
                                "{\"statusCode\":404,\"message\":"
                                "\"Resource not found\"}");

    (void)state;
    assert_int_equal(none.verdict, VERDICT_DONE);
    assert_null(none.record);
    assert_int_equal(unknown.verdict, VERDICT_DONE);
    assert_null(unknown.record);
    assert_int_equal(no_route.verdict, VERDICT_RETRY);
    answer_free(&none);
    answer_free(&unknown);
    answer_free(&no_route);
}

static void a_match_is_whole_whatever_the_case(void **state)
{
    struct call call = exchange_call(CALL_MATCH, "powerofficego", "Customers");
    struct answer answer;

    (void)state;
    call.key_path = mem_copy("EmailAddress");
    call.keys = exchange_json("[\"kari@x.example\",\"b@x.example\"]");
    answer = exchange_answer(&call, "powerofficego", 200,
                             "[{\"Id\":1,\"EmailAddress\":\"Kari@X.example\"},"
                             "{\"Id\":2,\"EmailAddress\":\"ikari@x.example\"},"
                             "{\"Id\":3,\"EmailAddress\":null}]",
                             NULL, NULL);
    assert_int_equal(answer.verdict, VERDICT_DONE);
    assert_int_equal(answer.row_count, 1);
    assert_memory_equal(answer.rows[0].text, "{\"Id\":1,", 8);
    assert_null(answer.record);
    answer_free(&answer);
    call_free(&call);
}

/* ---- writes ---- */

static void a_write_is_answered_by_the_record(void **state)
{
    struct answer answer =
        of(CALL_CREATE, "Customers", 201,
           "{\"Id\":812345,\"LastChangedDateTimeOffset\":"
           "\"2026-11-23T15:30:35.1234567Z\",\"Name\":\"Fjell AS\"}");

    (void)state;
    assert_int_equal(answer.verdict, VERDICT_DONE);
    assert_string_equal(answer.id, "812345");
    assert_string_equal(answer.modified, "2026-11-23T15:30:35.1234567Z");
    assert_string_equal(json_get_text(answer.record, "Name"), "Fjell AS");
    answer_free(&answer);
}

static void a_write_s_unreadable_answer_is_unknown(void **state)
{
    (void)state;
    verdict_is(CALL_CREATE, 201, "{\"Id\":8123", VERDICT_UNKNOWN);
    verdict_is(CALL_CREATE, 201, "", VERDICT_UNKNOWN);
    verdict_is(CALL_CREATE, 201, "{}", VERDICT_UNKNOWN);
    verdict_is(CALL_UPDATE, 200, "[]", VERDICT_UNKNOWN);
    verdict_is(CALL_READ, 200, "{\"Id\":8123", VERDICT_RETRY);
    verdict_is(CALL_LIST, 200, "[{\"Id\":8123", VERDICT_RETRY);
}

static void exists_is(const char *entity, const char *body,
                      enum verdict expected, const char *id)
{
    struct answer answer = of(CALL_CREATE, entity, 400, body);

    assert_int_equal(answer.verdict, expected);
    if (id == NULL) {
        assert_null(answer.id);
    } else {
        assert_string_equal(answer.id, id);
    }
    answer_free(&answer);
}

static void a_taken_reference_may_name_the_holder(void **state)
{
    (void)state;
    exists_is("Customers",
              PROBLEM("Customer validation error(s)",
                      "ExternalImportReference is already in use. 'ZCRM-1' is "
                      "used on (contact) Id = 123456789."),
              VERDICT_EXISTS, "123456789");
    exists_is("ContactPersons", PROBLEM("x", "externalCode must be unique."),
              VERDICT_EXISTS, NULL);
    exists_is(
        "SalesOrders",
        PROBLEM("x", "ExternalImportReference 'a' exists: Id = " ORDER "."),
        VERDICT_EXISTS, ORDER);
    exists_is("SalesOrders",
              PROBLEM("x", "ExternalImportReference exists: Id = 12."),
              VERDICT_EXISTS, NULL);
    exists_is("Customers",
              PROBLEM("x", "ExternalImportReference is longer than 50."),
              VERDICT_REJECT, NULL);
    exists_is("Customers", PROBLEM("x", "Number is already in use."),
              VERDICT_REJECT, NULL);
    verdict_is(CALL_UPDATE, 400,
               PROBLEM("x", "ExternalImportReference is already in use."),
               VERDICT_REJECT);
}

static void refusal_is(int status, const char *body, const char *code,
                       const char *field, const char *message)
{
    struct answer answer = of(CALL_CREATE, "Customers", status, body);

    assert_int_equal(answer.verdict, VERDICT_REJECT);
    assert_string_equal(answer.code, code);
    if (field == NULL) {
        assert_null(answer.field);
    } else {
        assert_string_equal(answer.field, field);
    }
    if (message == NULL) {
        assert_null(answer.message);
    } else {
        assert_string_equal(answer.message, message);
    }
    answer_free(&answer);
}

static void a_refusal_names_title_field_and_words(void **state)
{
    (void)state;
    refusal_is(400,
               PROBLEM("Customer validation error(s)",
                       "EmailAddress 'kari..x' is not valid"),
               "Customer validation error(s)", "EmailAddress",
               "EmailAddress 'kari..x' is not valid");
    refusal_is(400,
               "{\"Title\":\"T\",\"Status\":\"400\",\"Detail\":\"City and "
               "ZipCode are required\"}",
               "T", "MailAddress.City", "City and ZipCode are required");
    refusal_is(422, "{\"title\":\"T\",\"errors\":{\"ZipCode\":[\"long\"]}}",
               "T", "MailAddress.ZipCode", NULL);
    refusal_is(403, NULL, "HTTP 403", NULL, NULL);
    refusal_is(
        404,
        PROBLEM("Object(s) not found", "Department with id = 5 not found."),
        "Object(s) not found", NULL, "Department with id = 5 not found.");
    refusal_is(400, "", "HTTP 400", NULL, NULL);
}

static void only_the_record_itself_can_be_gone(void **state)
{
    static const char own[] =
        PROBLEM("Object(s) not found", "Customer with id = 812345 not found.");
    static const char other[] =
        PROBLEM("Object(s) not found", "Department with id = 8 not found.");

    (void)state;
    verdict_is(CALL_READ, 404, own, VERDICT_GONE);
    verdict_is(CALL_READ, 404, NULL, VERDICT_GONE);
    verdict_is(CALL_UPDATE, 404, own, VERDICT_GONE);
    verdict_is(CALL_UPDATE, 404, NULL, VERDICT_GONE);
    verdict_is(CALL_UPDATE, 404, other, VERDICT_REJECT);
    verdict_is(CALL_CREATE, 404, own, VERDICT_REJECT);
}

static void a_used_up_quota_is_no_missing_privilege(void **state)
{
    (void)state;
    verdict_is(CALL_CREATE, 403,
               "{\"statusCode\":403,\"message\":\"Out of call volume quota. "
               "Quota will be replenished in 01:00:00.\"}",
               VERDICT_RETRY);
    verdict_is(CALL_CREATE, 403, PROBLEM("Missing privilege", "x"),
               VERDICT_REJECT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_token_lives_as_long_as_it_says),
        cmocka_unit_test(bad_keys_are_permanent_and_haste_is_not),
        cmocka_unit_test(the_pagination_header_decides),
        cmocka_unit_test(without_it_a_full_page_means_more),
        cmocka_unit_test(an_empty_list_is_said_in_three_ways),
        cmocka_unit_test(rows_are_handed_on_in_their_own_bytes),
        cmocka_unit_test(a_filter_s_answer_is_checked_again),
        cmocka_unit_test(nothing_found_is_done_without_a_record),
        cmocka_unit_test(a_match_is_whole_whatever_the_case),
        cmocka_unit_test(a_write_is_answered_by_the_record),
        cmocka_unit_test(a_write_s_unreadable_answer_is_unknown),
        cmocka_unit_test(a_taken_reference_may_name_the_holder),
        cmocka_unit_test(a_refusal_names_title_field_and_words),
        cmocka_unit_test(only_the_record_itself_can_be_gone),
        cmocka_unit_test(a_used_up_quota_is_no_missing_privilege),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
