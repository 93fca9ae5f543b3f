/*
 * Records that are no JSON, among others that are: of both systems.
 */
#include "base/buf.h"
#include "base/mem.h"
#include "support/exchange.h"
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

/* What no JSON parser takes, though some server has sent it. */
static const char *const bad[] = {
    "{\"id\":\"2\",\"Id\":2,\"x\":\"a\\u0000b\"}",
    "{\"id\":\"2\",\"Id\":2,\"x\":\"\\ud83d\"}",
    "{\"id\":\"2\",\"Id\":2,\"x\":\"caf\xe9\"}",
    "{\"id\":\"2\",\"Id\":2,\"x\":NaN}",
};
#define BAD (sizeof bad / sizeof *bad)

static struct answer answered(enum call_kind kind, const char *system,
                              const char *body)
{
    struct call call = exchange_call(
        kind, system,
        strcmp(system, "zohocrm") == 0 ? "Contacts" : "Customers");
    struct answer answer;

    call.id = mem_copy("2");
    call.reference = mem_copy("zohocrm:2");
    call.key_path = mem_copy("EmailAddress");
    call.keys = exchange_json("[\"a@b.no\"]");
    answer = exchange_answer(&call, system, 200, body, NULL, NULL);
    call_free(&call);
    return answer;
}

static void row_is(const struct answer *answer, size_t n, const char *expected)
{
    assert_true(answer->row_count > n);
    assert_int_equal(answer->rows[n].length, strlen(expected));
    assert_memory_equal(answer->rows[n].text, expected, strlen(expected));
}

static void a_bad_row_does_not_hide_its_neighbours(void **state)
{
    (void)state;
    for (size_t i = 0; i < BAD; i++) {
        char *body = mem_print("[ {\"Id\":1} , %s,{\"Id\":3}]", bad[i]);
        struct answer answer = answered(CALL_LIST, "powerofficego", body);

        assert_int_equal(answer.verdict, VERDICT_DONE);
        assert_int_equal(answer.row_count, 3);
        row_is(&answer, 0, "{\"Id\":1}");
        row_is(&answer, 1, bad[i]);
        row_is(&answer, 2, "{\"Id\":3}");
        answer_free(&answer);
        free(body);
    }
}

static void a_bad_row_does_not_hide_the_next_page(void **state)
{
    (void)state;
    for (size_t i = 0; i < BAD; i++) {
        char *body = mem_print("{\"data\":[%s,{\"id\":\"3\"}],\"info\":{"
                               "\"more_records\":true,"
                               "\"next_page_token\":\"t\"}}",
                               bad[i]);
        struct answer answer = answered(CALL_LIST, "zohocrm", body);

        assert_int_equal(answer.verdict, VERDICT_DONE);
        assert_string_equal(answer.next_page, "2:t");
        row_is(&answer, 0, bad[i]);
        row_is(&answer, 1, "{\"id\":\"3\"}");
        answer_free(&answer);
        free(body);
    }
}

static void a_thousand_brackets_are_one_bad_row(void **state)
{
    struct buf body = { 0 };
    struct answer answer;

    (void)state;
    buf_text_append(&body, "[{\"Id\":1,\"x\":");
    for (int i = 0; i < 1000; i++)
        buf_text_append(&body, "[");
    for (int i = 0; i < 1000; i++)
        buf_text_append(&body, "]");
    buf_text_append(&body, "},{\"Id\":3}]");
    answer = answered(CALL_LIST, "powerofficego", body.data);
    assert_int_equal(answer.verdict, VERDICT_DONE);
    assert_int_equal(answer.row_count, 2);
    answer_free(&answer);
    buf_free(&body);
}

static void verdict_is(enum call_kind kind, const char *system,
                       const char *body, enum verdict expected)
{
    struct answer answer = answered(kind, system, body);

    if (answer.verdict != expected)
        fail_msg("%s: %s", body, verdict_name(answer.verdict));
    if (expected == VERDICT_REJECT)
        assert_string_equal(answer.code, "unreadable record");
    answer_free(&answer);
}

/* Else the whole system would be thought unwell. */
static void a_record_that_cannot_be_read_is_its_own_trouble(void **state)
{
    (void)state;
    for (size_t i = 0; i < BAD; i++) {
        char *data = mem_print("{\"data\":[%s]}", bad[i]);
        char *list = mem_print("[%s]", bad[i]);

        verdict_is(CALL_READ, "zohocrm", data, VERDICT_REJECT);
        verdict_is(CALL_READ, "powerofficego", bad[i], VERDICT_REJECT);
        verdict_is(CALL_FIND, "zohocrm", data, VERDICT_REJECT);
        verdict_is(CALL_FIND, "powerofficego", list, VERDICT_REJECT);
        verdict_is(CALL_MATCH, "powerofficego", list, VERDICT_DONE);
        /* What a write has done is looked for. */
        verdict_is(CALL_CREATE, "powerofficego", bad[i], VERDICT_UNKNOWN);
        free(data);
        free(list);
    }
}

static void what_is_no_list_is_the_system_s_trouble(void **state)
{
    static const char *const bodies[] = { "<html>",
                                          "[",
                                          "[{\"Id\":1},{\"Id\":",
                                          "[{\"Id\":1},oops]",
                                          "[{]",
                                          "{\"data\":[{\"id\":",
                                          "oops",
                                          "\"",
                                          "{\"Id\":2,\"x\":\"\\ud83d" };

    (void)state;
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        verdict_is(CALL_LIST, "powerofficego", bodies[i], VERDICT_RETRY);
        verdict_is(CALL_LIST, "zohocrm", bodies[i], VERDICT_RETRY);
        verdict_is(CALL_READ, "powerofficego", bodies[i], VERDICT_RETRY);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bad_row_does_not_hide_its_neighbours),
        cmocka_unit_test(a_bad_row_does_not_hide_the_next_page),
        cmocka_unit_test(a_thousand_brackets_are_one_bad_row),
        cmocka_unit_test(a_record_that_cannot_be_read_is_its_own_trouble),
        cmocka_unit_test(what_is_no_list_is_the_system_s_trouble),
    };

    system_zohocrm_reference_field("Tandem_Ref");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
