#include "support/exchange.h"
#include "support/test.h"

static struct answer token(int status, const char *body)
{
    struct call call = { .kind = CALL_TOKEN };

    return exchange_answer(&call, "zohocrm", status, body, NULL, NULL);
}

static void a_token_is_taken_whatever_the_status(void **state)
{
    struct answer answer =
        token(500, "{\"access_token\":\"1000.aaaa.bbbb\","
                   "\"api_domain\":\"https://www.zohoapis.eu/\","
                   "\"token_type\":\"Bearer\",\"expires_in\":3600}");

    (void)state;
    assert_int_equal(answer.verdict, VERDICT_DONE);
    assert_string_equal(answer.token, "1000.aaaa.bbbb");
    assert_string_equal(answer.api_url, "https://www.zohoapis.eu");
    assert_true(answer.token_ms == 3600000);
    answer_free(&answer);
}

static void lives(const char *body, int64_t expected_ms)
{
    struct answer answer = token(200, body);

    assert_int_equal(answer.verdict, VERDICT_DONE);
    assert_true(answer.token_ms == expected_ms);
    assert_null(answer.api_url);
    answer_free(&answer);
}

static void a_token_s_life_is_read_in_all_its_dialects(void **state)
{
    (void)state;
    lives("{\"access_token\":\"t\",\"expires_in\":1200}", 1200000);
    lives("{\"access_token\":\"t\",\"expires_in\":3600000}", 3600000);
    lives("{\"access_token\":\"t\",\"expires_in\":3600000,"
          "\"expires_in_sec\":3000}",
          3000000);
    lives("{\"access_token\":\"t\"}", 3600000);
}

static void refused(int status, const char *body, enum verdict verdict,
                    bool permanent, int64_t retry_after_ms)
{
    struct answer answer = token(status, body);

    assert_int_equal(answer.verdict, verdict);
    assert_int_equal(answer.permanent, permanent);
    assert_true(answer.retry_after_ms == retry_after_ms);
    assert_null(answer.token);
    assert_non_null(answer.code);
    answer_free(&answer);
}

static void dead_credentials_come_as_success_and_are_permanent(void **state)
{
    (void)state;
    refused(200, "{\"error\":\"invalid_code\"}", VERDICT_REJECT, true, 0);
    refused(200, "{\"error\":\"invalid_client\"}", VERDICT_REJECT, true, 0);
    refused(200, "{\"error\":\"something_new\"}", VERDICT_RETRY, false, 0);
    refused(502, "<html>", VERDICT_RETRY, false, 0);
    refused(200, "{\"access_token\":\"a\\r\\nX: 1\"}", VERDICT_RETRY, false, 0);
}

static void a_throttled_refresh_waits_ten_minutes(void **state)
{
    (void)state;
    refused(400,
            "{\"error\":\"Access Denied\",\"error_description\":\"You have "
            "made too many requests continuously.\",\"status\":\"failure\"}",
            VERDICT_RETRY, false, 600000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_token_is_taken_whatever_the_status),
        cmocka_unit_test(a_token_s_life_is_read_in_all_its_dialects),
        cmocka_unit_test(dead_credentials_come_as_success_and_are_permanent),
        cmocka_unit_test(a_throttled_refresh_waits_ten_minutes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
