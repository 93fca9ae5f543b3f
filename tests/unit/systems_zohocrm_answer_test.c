#include "base/mem.h"
#include "support/exchange.h"
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

#define CONTACT "5843104000002417009"
#define ROW(code, details)                                   \
    "{\"data\":[{\"code\":\"" code "\",\"details\":" details \
    ",\"message\":\"said\",\"status\":\"error\"}]}"
#define ERROR(code, details)                      \
    "{\"code\":\"" code "\",\"details\":" details \
    ",\"message\":\"said\",\"status\":\"error\"}"

static struct call contacts(enum call_kind kind)
{
    struct call call = exchange_call(kind, "zohocrm", "Contacts");

    call.id = mem_copy(CONTACT);
    return call;
}

static struct answer answered(enum call_kind kind, int status, const char *body)
{
    struct call call = contacts(kind);
    struct answer answer =
        exchange_answer(&call, "zohocrm", status, body, NULL, NULL);

    call_free(&call);
    return answer;
}

static struct answer page(const char *at, int status, const char *body)
{
    struct call call = contacts(CALL_LIST);
    struct answer answer;

    call.page = mem_copy(at);
    answer = exchange_answer(&call, "zohocrm", status, body, NULL, NULL);
    call_free(&call);
    return answer;
}

static void verdict_is(enum call_kind kind, int status, const char *body,
                       enum verdict expected)
{
    struct answer answer = answered(kind, status, body);

    if (answer.verdict != expected)
        fail_msg("HTTP %d %s: %s", status, body, verdict_name(answer.verdict));
    answer_free(&answer);
}

/* ---- lists ---- */

static void rows_are_handed_on_in_their_own_bytes(void **state)
{
    static const char row[] = "{ \"id\":\"58\",\"Email\" : null,\"N\":1.50 }";
    struct answer answer =
        page(NULL, 200,
             "{\"data\":[{ \"id\":\"58\",\"Email\" : null,\"N\":1.50 } ,{}],"
             "\"info\":{\"more_records\":true,\"next_page_token\":\"abc\"}}");

    (void)state;
    assert_int_equal(answer.verdict, VERDICT_DONE);
    assert_int_equal(answer.row_count, 2);
    assert_int_equal(answer.rows[0].length, strlen(row));
    assert_memory_equal(answer.rows[0].text, row, strlen(row));
    assert_string_equal(answer.next_page, "2:abc");
    assert_false(answer.truncated);
    answer_free(&answer);
}

static void an_empty_page_is_204_or_304(void **state)
{
    static const int empty[] = { 204, 304 };

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct answer answer = page(NULL, empty[i], NULL);

        assert_int_equal(answer.verdict, VERDICT_DONE);
        assert_int_equal(answer.row_count, 0);
        assert_null(answer.next_page);
        answer_free(&answer);
    }
}

static void the_last_page_has_no_next(void **state)
{
    struct answer answer =
        page("200:abc", 200,
             "{\"data\":[{}],\"info\":{\"more_records\":false,"
             "\"next_page_token\":null}}");

    (void)state;
    assert_null(answer.next_page);
    assert_false(answer.truncated);
    answer_free(&answer);
}

static void a_walk_stops_before_the_ceiling(void **state)
{
    static const char body[] = "{\"data\":[{}],\"info\":{\"more_records\":true,"
                               "\"next_page_token\":\"abc\"}}";
    struct answer near = page("99799:x", 200, body);
    struct answer at = page("99800:x", 200, body);

    (void)state;
    assert_string_equal(near.next_page, "99800:abc");
    assert_false(near.truncated);
    assert_int_equal(at.verdict, VERDICT_DONE);
    assert_int_equal(at.row_count, 1);
    assert_null(at.next_page);
    assert_true(at.truncated);
    answer_free(&near);
    answer_free(&at);
}

static void restarts(const char *at, const char *body)
{
    struct answer answer = page(at, 400, body);

    assert_int_equal(answer.verdict, VERDICT_RETRY);
    assert_true(answer.truncated);
    answer_free(&answer);
}

static void a_lost_page_makes_the_walk_begin_anew(void **state)
{
    struct answer first = page(NULL, 400, ERROR("INVALID_DATA", "{}"));

    (void)state;
    restarts("2:a", ERROR("EXPIRED_VALUE", "{\"api_name\":\"page_token\"}"));
    restarts("2:a", ERROR("TOKEN_BOUND_DATA_MISMATCH", "{}"));
    restarts("2:a", ERROR("PAGINATION_LIMIT_EXCEEDED", "{}"));
    restarts("2:a", ERROR("INVALID_DATA", "{}"));
    assert_int_equal(first.verdict, VERDICT_REJECT);
    assert_false(first.truncated);
    answer_free(&first);
}

static void a_page_that_is_cut_off_is_asked_for_again(void **state)
{
    (void)state;
    verdict_is(CALL_LIST, 200, "{\"data\":[{\"id\":", VERDICT_RETRY);
    verdict_is(CALL_LIST, 200, "{}", VERDICT_RETRY);
    verdict_is(CALL_READ, 200, "", VERDICT_RETRY);
    verdict_is(CALL_FIND, 200, "[]", VERDICT_RETRY);
}

/* ---- one record ---- */

static void a_record_is_read_whole(void **state)
{
    struct answer answer =
        answered(CALL_READ, 200,
                 "{\"data\":[{\"id\":\"" CONTACT "\",\"Modified_Time\":"
                 "\"2026-11-03T09:14:05+01:00\"}]}");

    (void)state;
    assert_int_equal(answer.verdict, VERDICT_DONE);
    assert_string_equal(answer.id, CONTACT);
    assert_string_equal(answer.modified, "2026-11-03T09:14:05+01:00");
    assert_string_equal(json_get_text(answer.record, "id"), CONTACT);
    answer_free(&answer);
}

static void a_missing_record_is_gone_in_every_dialect(void **state)
{
    (void)state;
    verdict_is(CALL_READ, 204, NULL, VERDICT_GONE);
    verdict_is(CALL_READ, 200, "{\"data\":[]}", VERDICT_GONE);
    verdict_is(CALL_READ, 404, ERROR("INVALID_DATA", "{}"), VERDICT_GONE);
    verdict_is(CALL_READ, 400, ERROR("INVALID_DATA", "{}"), VERDICT_GONE);
    verdict_is(CALL_READ, 400, ROW("INVALID_DATA", "{\"api_name\":\"id\"}"),
               VERDICT_GONE);
    verdict_is(CALL_UPDATE, 400,
               ROW("INVALID_DATA",
                   "{\"api_name\":\"id\",\"json_path\":\"$.data[0].id\"}"),
               VERDICT_GONE);
}

static void our_own_mistakes_are_not_gone_records(void **state)
{
    (void)state;
    verdict_is(CALL_READ, 404, ERROR("INVALID_URL_PATTERN", "{}"),
               VERDICT_REJECT);
    verdict_is(CALL_READ, 400,
               ERROR("INVALID_DATA", "{\"param_name\":\"fields\"}"),
               VERDICT_REJECT);
    verdict_is(CALL_UPDATE, 400,
               ROW("INVALID_DATA", "{\"api_name\":\"id\",\"json_path\":"
                                   "\"$.data[0].Account_Name.id\"}"),
               VERDICT_REJECT);
}

static void only_the_holder_of_the_reference_is_found(void **state)
{
    struct call call = contacts(CALL_FIND);
    struct answer answer;

    (void)state;
    system_zohocrm_reference_field("Po_Id");
    call.reference = mem_copy("powerofficego:7");
    answer = exchange_answer(&call, "zohocrm", 200,
                             "{\"data\":[{\"id\":\"1\",\"Po_Id\":\"other\"},"
                             "{\"id\":\"2\",\"Po_Id\":\"powerofficego:7\"}]}",
                             NULL, NULL);
    assert_int_equal(answer.verdict, VERDICT_DONE);
    assert_int_equal(answer.row_count, 1);
    assert_string_equal(answer.id, "2");
    assert_memory_equal(answer.rows[0].text, "{\"id\":\"2\"", 9);
    answer_free(&answer);
    answer = exchange_answer(&call, "zohocrm", 204, NULL, NULL, NULL);
    assert_int_equal(answer.verdict, VERDICT_DONE);
    assert_int_equal(answer.row_count, 0);
    assert_null(answer.record);
    answer_free(&answer);
    call_free(&call);
    system_zohocrm_reference_field(NULL);
}

/* ---- writes ---- */

static void a_write_s_answer_names_id_and_time(void **state)
{
    struct answer answer = answered(
        CALL_CREATE, 201,
        "{\"data\":[{\"code\":\"SUCCESS\",\"status\":\"success\","
        "\"message\":\"record added\",\"details\":{\"id\":\"" CONTACT "\","
        "\"Modified_Time\":\"2026-11-05T10:00:00+01:00\"}}]}");

    (void)state;
    assert_int_equal(answer.verdict, VERDICT_DONE);
    assert_string_equal(answer.id, CONTACT);
    assert_string_equal(answer.modified, "2026-11-05T10:00:00+01:00");
    assert_null(answer.code);
    answer_free(&answer);
}

static void success_is_the_row_s_not_the_status(void **state)
{
    struct answer answer =
        answered(CALL_CREATE, 207,
                 ROW("MANDATORY_NOT_FOUND", "{\"api_name\":\"Last_Name\"}"));

    (void)state;
    assert_int_equal(answer.verdict, VERDICT_REJECT);
    assert_string_equal(answer.code, "MANDATORY_NOT_FOUND");
    assert_string_equal(answer.field, "Last_Name");
    assert_string_equal(answer.message, "said");
    answer_free(&answer);
}

static void several_errors_name_the_first_field(void **state)
{
    struct answer answer = answered(
        CALL_UPDATE, 400,
        ROW("MULTIPLE_OR_MULTI_ERRORS",
            "{\"errors\":[{\"code\":\"INVALID_DATA\",\"details\":"
            "{\"api_name\":\"Email\"}},{\"code\":\"INVALID_DATA\"}]}"));

    (void)state;
    assert_int_equal(answer.verdict, VERDICT_REJECT);
    assert_string_equal(answer.field, "Email");
    answer_free(&answer);
}

static void a_duplicate_names_the_holder(void **state)
{
    struct answer answer;
    struct answer old;

    (void)state;
    system_zohocrm_reference_field("Po_Id");
    answer =
        answered(CALL_CREATE, 400,
                 ROW("DUPLICATE_DATA", "{\"api_name\":\"Po_Id\",\"id\":\"1\","
                                       "\"duplicate_record\":{\"id\":\"2\"}}"));
    old = answered(
        CALL_CREATE, 400,
        ROW("DUPLICATE_DATA", "{\"api_name\":\"Po_Id\",\"id\":\"1\"}"));
    assert_int_equal(answer.verdict, VERDICT_EXISTS);
    assert_string_equal(answer.id, "2");
    assert_int_equal(old.verdict, VERDICT_EXISTS);
    assert_string_equal(old.id, "1");
    answer_free(&answer);
    answer_free(&old);
    verdict_is(CALL_UPDATE, 400,
               ROW("DUPLICATE_DATA", "{\"api_name\":\"Po_Id\",\"id\":\"1\"}"),
               VERDICT_REJECT);
    system_zohocrm_reference_field(NULL);
}

static void another_unique_field_is_a_reason_to_refuse(void **state)
{
    struct answer answer;

    (void)state;
    system_zohocrm_reference_field("Po_Id");
    answer = answered(
        CALL_CREATE, 400,
        ROW("DUPLICATE_DATA", "{\"api_name\":\"Email\",\"id\":\"1\"}"));
    assert_int_equal(answer.verdict, VERDICT_REJECT);
    assert_string_equal(answer.field, "Email");
    answer_free(&answer);
    system_zohocrm_reference_field(NULL);
}

static void a_lost_lock_is_stale(void **state)
{
    (void)state;
    verdict_is(CALL_UPDATE, 412, ROW("ALREADY_MODIFIED", "{\"id\":\"1\"}"),
               VERDICT_STALE);
    verdict_is(CALL_UPDATE, 412, NULL, VERDICT_STALE);
    verdict_is(CALL_UPDATE, 207, ROW("ALREADY_MODIFIED", "{}"), VERDICT_STALE);
}

static void a_write_s_unreadable_answer_is_unknown(void **state)
{
    (void)state;
    verdict_is(CALL_CREATE, 201, "{\"data\":[{\"code\":\"SUCC",
               VERDICT_UNKNOWN);
    verdict_is(CALL_CREATE, 201, "{\"data\":[]}", VERDICT_UNKNOWN);
    verdict_is(CALL_CREATE, 201, "{\"data\":[{\"code\":\"SUCCESS\"}]}",
               VERDICT_UNKNOWN);
    verdict_is(CALL_UPDATE, 200, "", VERDICT_UNKNOWN);
    verdict_is(CALL_UPDATE, 204, NULL, VERDICT_UNKNOWN);
    verdict_is(CALL_UPDATE, 400, ROW("INTERNAL_ERROR", "{}"), VERDICT_UNKNOWN);
}

/* ---- the whole system ---- */

static void token_errors_are_denied_but_for_a_missing_scope(void **state)
{
    (void)state;
    verdict_is(CALL_LIST, 401, ERROR("INVALID_TOKEN", "{}"), VERDICT_DENIED);
    verdict_is(CALL_UPDATE, 401, ERROR("AUTHENTICATION_FAILURE", "{}"),
               VERDICT_DENIED);
    verdict_is(CALL_LIST, 401, NULL, VERDICT_DENIED);
    verdict_is(CALL_LIST, 401, ERROR("OAUTH_SCOPE_MISMATCH", "{}"),
               VERDICT_REJECT);
    verdict_is(CALL_CREATE, 403, ERROR("NO_PERMISSION", "{\"permissions\":[]}"),
               VERDICT_REJECT);
    verdict_is(CALL_CREATE, 400, ERROR("AUTHORIZATION_FAILED", "{}"),
               VERDICT_REJECT);
}

static void haste_is_told_by_code_and_may_say_how_long(void **state)
{
    struct answer answer = answered(
        CALL_CREATE, 429, ERROR("TOO_MANY_REQUESTS", "{\"retry_after\":60}"));

    (void)state;
    assert_int_equal(answer.verdict, VERDICT_RETRY);
    assert_true(answer.retry_after_ms == 60000);
    assert_string_equal(answer.code, "TOO_MANY_REQUESTS");
    answer_free(&answer);
    verdict_is(CALL_CREATE, 400, ERROR("TOO_MANY_REQUESTS", "{}"),
               VERDICT_RETRY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_handed_on_in_their_own_bytes),
        cmocka_unit_test(an_empty_page_is_204_or_304),
        cmocka_unit_test(the_last_page_has_no_next),
        cmocka_unit_test(a_walk_stops_before_the_ceiling),
        cmocka_unit_test(a_lost_page_makes_the_walk_begin_anew),
        cmocka_unit_test(a_page_that_is_cut_off_is_asked_for_again),
        cmocka_unit_test(a_record_is_read_whole),
        cmocka_unit_test(a_missing_record_is_gone_in_every_dialect),
        cmocka_unit_test(our_own_mistakes_are_not_gone_records),
        cmocka_unit_test(only_the_holder_of_the_reference_is_found),
        cmocka_unit_test(a_write_s_answer_names_id_and_time),
        cmocka_unit_test(success_is_the_row_s_not_the_status),
        cmocka_unit_test(several_errors_name_the_first_field),
        cmocka_unit_test(a_duplicate_names_the_holder),
        cmocka_unit_test(another_unique_field_is_a_reason_to_refuse),
        cmocka_unit_test(a_lost_lock_is_stale),
        cmocka_unit_test(a_write_s_unreadable_answer_is_unknown),
        cmocka_unit_test(token_errors_are_denied_but_for_a_missing_scope),
        cmocka_unit_test(haste_is_told_by_code_and_may_say_how_long),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
