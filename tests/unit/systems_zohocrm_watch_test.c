#include "base/mem.h"
#include "support/exchange.h"
#include "support/test.h"
#include "systems/notice.h"

#include <stdlib.h>
#include <string.h>

#define CONTACT "5843104000002417009"
#define ACCOUNT "5843104000002417010"

#define GRANTED(expiry)                                             \
    "{\"watch\":[{\"code\":\"SUCCESS\",\"status\":\"success\","     \
    "\"details\":{\"events\":[{\"channel_expiry\":\"" expiry "\"}," \
    "{\"channel_expiry\":\"2026-11-29T16:30:35+01:00\"}]}}]}"
#define REFUSED(code)                                          \
    "{\"watch\":[{\"code\":\"" code "\",\"status\":\"error\"," \
    "\"message\":\"no\",\"details\":{\"api_name\":\"notify_url\"}}]}"

static struct call watch(enum call_kind kind)
{
    struct call call = exchange_call(kind, "zohocrm", "Contacts");

    call.id = mem_copy("1000020261105001");
    call.keys = exchange_json("[\"Contacts\",\"Deals\"]");
    call.notify_url = mem_copy("https://hooks.example/hints/zohocrm");
    call.secret = mem_copy("s3cret");
    call.until_ms = INT64_C(1795966235999); /* 2026-11-29T15:30:35.999Z */
    return call;
}

#define BODY                                                       \
    " {\"watch\":[{\"channel_id\":\"1000020261105001\","           \
    "\"events\":[\"Contacts.all\",\"Deals.all\"],"                 \
    "\"notify_url\":\"https://hooks.example/hints/zohocrm\","      \
    "\"channel_expiry\":\"2026-11-29T15:30:35+00:00\","            \
    "\"token\":\"s3cret\",\"return_affected_field_values\":false," \
    "\"notify_on_related_action\":false}]}"

static void a_channel_is_begun_for_every_change_without_values(void **state)
{
    (void)state;
    exchange_says(watch(CALL_SUBSCRIBE),
                  "POST https://crm.example/crm/v8/actions/watch" BODY);
}

static void a_channel_is_renewed_with_all_that_it_was_begun_with(void **state)
{
    (void)state;
    exchange_says(watch(CALL_RENEW),
                  "PATCH https://crm.example/crm/v8/actions/watch" BODY);
}

static struct answer answered(enum call_kind kind, int status, const char *body)
{
    struct call call = watch(kind);
    struct answer answer =
        exchange_answer(&call, "zohocrm", status, body, NULL, NULL);

    call_free(&call);
    return answer;
}

static void verdict_is(enum call_kind kind, int status, const char *body,
                       enum verdict expected)
{
    struct answer answer = answered(kind, status, body);

    assert_int_equal(answer.verdict, expected);
    answer_free(&answer);
}

static void the_earliest_expiry_is_told(void **state)
{
    struct answer answer =
        answered(CALL_SUBSCRIBE, 201, GRANTED("2026-11-23T17:30:35+01:00"));

    (void)state;
    assert_int_equal(answer.verdict, VERDICT_DONE);
    assert_int_equal(answer.until_ms - answer.server_ms, 3600000 + 200);
    answer_free(&answer);
    answer = answered(CALL_RENEW, 200,
                      "{\"watch\":[{\"code\":\"SUCCESS\",\"details\":{}}]}");
    assert_int_equal(answer.verdict, VERDICT_DONE);
    assert_int_equal(answer.until_ms, 0);
    answer_free(&answer);
}

static void a_channel_that_has_ended_is_gone(void **state)
{
    (void)state;
    verdict_is(CALL_RENEW, 400, REFUSED("NOT_SUBSCRIBED"), VERDICT_GONE);
    verdict_is(CALL_RENEW, 400, "{\"code\":\"NOT_SUBSCRIBED\",\"details\":{}}",
               VERDICT_GONE);
    verdict_is(CALL_SUBSCRIBE, 400, REFUSED("NOT_SUBSCRIBED"), VERDICT_REJECT);
}

static void a_refused_channel_says_why(void **state)
{
    struct answer answer =
        answered(CALL_SUBSCRIBE, 400, REFUSED("INVALID_DATA"));

    (void)state;
    assert_int_equal(answer.verdict, VERDICT_REJECT);
    assert_string_equal(answer.code, "INVALID_DATA");
    assert_string_equal(answer.field, "notify_url");
    answer_free(&answer);
    verdict_is(CALL_SUBSCRIBE, 207, REFUSED("INVALID_DATA"), VERDICT_REJECT);
    verdict_is(CALL_SUBSCRIBE, 401, "{\"code\":\"INVALID_TOKEN\"}",
               VERDICT_DENIED);
}

static void an_unclear_answer_is_asked_for_again(void **state)
{
    (void)state;
    verdict_is(CALL_SUBSCRIBE, 201, "{}", VERDICT_RETRY);
    verdict_is(CALL_SUBSCRIBE, 204, NULL, VERDICT_RETRY);
    verdict_is(CALL_RENEW, 200, "<html>", VERDICT_RETRY);
    verdict_is(CALL_RENEW, 503, NULL, VERDICT_RETRY);
}

static void poweroffice_tells_nobody(void **state)
{
    struct call call =
        exchange_call(CALL_SUBSCRIBE, "powerofficego", "Customers");

    (void)state;
    exchange_cannot_say(call, "powerofficego: no such call");
}

static void a_read_gives_the_records_own_bytes(void **state)
{
    struct call call = exchange_call(CALL_READ, "zohocrm", "Contacts");
    struct answer answer =
        exchange_answer(&call, "zohocrm", 200,
                        "{\"data\":[{ \"id\":\"" CONTACT "\" }]}", NULL, NULL);

    (void)state;
    assert_int_equal(answer.row_count, 1);
    assert_memory_equal(answer.rows[0].text, "{ \"id\":\"" CONTACT "\" }",
                        answer.rows[0].length);
    answer_free(&answer);
    call_free(&call);
}

/* ---- notices ---- */

static struct notice notice_of(const char *body)
{
    struct notice notice;
    struct err err;

    assert_int_equal(notice_zohocrm(body, strlen(body), &notice, &err), 0);
    return notice;
}

static void a_notice_names_records_and_carries_the_token(void **state)
{
    struct notice notice = notice_of(
        "{\"server_time\":1794041265123,\"query_params\":{},"
        "\"module\":\"Contacts\",\"ids\":[\"" CONTACT "\",\"" ACCOUNT "\"],"
        "\"operation\":\"update\",\"channel_id\":\"1\",\"token\":\"s3cret\","
        "\"affected_fields\":[{\"" CONTACT "\":[\"Email\"]}]}");

    (void)state;
    assert_string_equal(notice.entity->name, "Contacts");
    assert_string_equal(notice.secret, "s3cret");
    assert_int_equal(notice.id_count, 2);
    assert_string_equal(notice.ids[0], CONTACT);
    assert_string_equal(notice.ids[1], ACCOUNT);
    notice_free(&notice);
}

static void what_a_notice_lacks_stays_empty(void **state)
{
    struct notice notice = notice_of("{\"module\":\"Leads\",\"ids\":{}}");

    (void)state;
    assert_null(notice.entity);
    assert_null(notice.secret);
    assert_int_equal(notice.id_count, 0);
    notice_free(&notice);
    notice = notice_of("[1]");
    assert_null(notice.secret);
    notice_free(&notice);
}

static void only_ids_that_can_be_read_are_taken(void **state)
{
    struct notice notice = notice_of(
        "{\"ids\":[\"../1\",12,null,\"12345678901234567890\",\"\",\"77\"]}");

    (void)state;
    assert_int_equal(notice.id_count, 1);
    assert_string_equal(notice.ids[0], "77");
    notice_free(&notice);
}

static void a_hundred_ids_are_taken_at_most(void **state)
{
    struct buf body = { 0 };
    struct notice notice;

    (void)state;
    buf_text_append(&body, "{\"ids\":[\"0\"");
    for (int i = 1; i <= NOTICE_IDS_MAX; i++)
        buf_print(&body, ",\"%d\"", i);
    buf_text_append(&body, "]}");
    notice = notice_of(buf_text(&body));
    assert_int_equal(notice.id_count, NOTICE_IDS_MAX);
    assert_string_equal(notice.ids[NOTICE_IDS_MAX - 1], "99");
    notice_free(&notice);
    buf_free(&body);
}

static void what_is_no_json_is_no_notice(void **state)
{
    struct notice notice;
    struct err err;

    (void)state;
    assert_int_equal(notice_zohocrm("token=1", 7, &notice, &err), -1);
    assert_int_equal(err.kind, ERR_DATA);
    notice_free(&notice);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_channel_is_begun_for_every_change_without_values),
        cmocka_unit_test(a_channel_is_renewed_with_all_that_it_was_begun_with),
        cmocka_unit_test(the_earliest_expiry_is_told),
        cmocka_unit_test(a_channel_that_has_ended_is_gone),
        cmocka_unit_test(a_refused_channel_says_why),
        cmocka_unit_test(an_unclear_answer_is_asked_for_again),
        cmocka_unit_test(poweroffice_tells_nobody),
        cmocka_unit_test(a_read_gives_the_records_own_bytes),
        cmocka_unit_test(a_notice_names_records_and_carries_the_token),
        cmocka_unit_test(what_a_notice_lacks_stays_empty),
        cmocka_unit_test(only_ids_that_can_be_read_are_taken),
        cmocka_unit_test(a_hundred_ids_are_taken_at_most),
        cmocka_unit_test(what_is_no_json_is_no_notice),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
