/*
 * An API that repeats the request in its answer: nothing of that is kept that
 * must not be.
 */
#include "base/mem.h"
#include "base/text.h"
#include "support/exchange.h"
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

#define MESSAGE_MAX 500
#define CODE_MAX    80

static const struct {
    const char *system;
    const char *entity;
} both[] = { { "zohocrm", "Contacts" }, { "powerofficego", "Customers" } };

/* An error whose code, field and message are these, in either API's words. */
static struct answer refused(const char *system, const char *entity,
                             const char *code, const char *message)
{
    struct call call = exchange_call(CALL_CREATE, system, entity);
    struct json *body = json_new_object();
    struct json *details = json_new_object();
    struct answer answer;
    char *text;

    json_set_text(details, "api_name", message);
    json_set_text(body, "code", code);
    json_set_text(body, "title", code);
    json_set_text(body, "message", message);
    json_set_text(body, "detail", message);
    json_set(body, "details", details);
    text = json_string(body);
    answer = exchange_answer(&call, system, 400, text, NULL, NULL);
    free(text);
    json_free(body);
    call_free(&call);
    return answer;
}

static void keys_and_token_are_concealed_wherever_they_stand(void **state)
{
    static const char *const secrets[] = {
        "1000.CLIENT", "crm&secret",       "1000.refresh",    "application-key",
        "client-key",  "subscription-key", EXCHANGE_SENT_WITH
    };

    (void)state;
    for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++) {
        for (size_t s = 0; s < 2; s++) {
            char *text =
                mem_print("%s, %s%s.", secrets[i], secrets[i], secrets[i]);
            struct answer answer =
                refused(both[s].system, both[s].entity, secrets[i], text);

            assert_null(strstr(answer.code, secrets[i]));
            assert_string_equal(answer.message, "***, ******.");
            assert_true(answer.field == NULL ||
                        strstr(answer.field, secrets[i]) == NULL);
            answer_free(&answer);
            free(text);
        }
    }
}

/* Not half of it, either, where the message is cut. */
static void a_token_at_the_cut_is_concealed(void **state)
{
    (void)state;
    for (int before = MESSAGE_MAX - 20; before <= MESSAGE_MAX; before++) {
        char *text = mem_print("%0*d" EXCHANGE_SENT_WITH, before, 0);
        struct answer answer =
            refused("powerofficego", "Customers", "Bad Request", text);

        assert_null(strstr(answer.message, "1000."));
        assert_true(strlen(answer.message) <= MESSAGE_MAX);
        answer_free(&answer);
        free(text);
    }
}

static void the_secret_of_notices_is_concealed(void **state)
{
    static const char *const body =
        "{\"watch\":[{\"code\":\"INVALID_DATA\",\"status\":\"error\","
        "\"message\":\"token 0123456789abcdef is taken\"}]}";
    struct call call = exchange_call(CALL_SUBSCRIBE, "zohocrm", "Contacts");
    struct answer answer;

    (void)state;
    call.secret = mem_copy("0123456789abcdef");
    answer = exchange_answer(&call, "zohocrm", 400, body, NULL, NULL);
    assert_string_equal(answer.message, "token *** is taken");
    answer_free(&answer);
    call_free(&call);
}

/* A code goes into logs: it is a word or a title, not what somebody typed. */
static void what_is_no_code_becomes_the_status(void **state)
{
    static const char *const none[] = {

        "kari@fjell.example is no address",
        "{\"LastName\":\"Nordli\"}",
        "two\nlines",
        "\033[31mred",
        "Nordli \xc3\xa5",
        "+47 1",
    };

    (void)state;
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        for (size_t s = 0; s < 2; s++) {
            struct answer answer =
                refused(both[s].system, both[s].entity, none[i], "because");

            assert_string_equal(answer.code, "HTTP 400");
            assert_string_equal(answer.message, "because");
            answer_free(&answer);
        }
    }
}

static void a_long_text_is_no_code(void **state)
{
    (void)state;
    for (int length = CODE_MAX; length <= CODE_MAX + 1; length++) {
        char *code = mem_print("%0*d", length, 0);
        struct answer answer = refused("zohocrm", "Contacts", code, "because");

        assert_string_equal(answer.code, length > CODE_MAX ? "HTTP 400" : code);
        answer_free(&answer);
        free(code);
    }
}

static void a_code_stays_as_it_is(void **state)
{
    static const char *const codes[] = { "MANDATORY_NOT_FOUND",
                                         "Customer validation error(s)",
                                         "One or more validation errors "
                                         "occurred." };

    (void)state;
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        for (size_t s = 0; s < 2; s++) {
            struct answer answer =
                refused(both[s].system, both[s].entity, codes[i], "because");

            assert_string_equal(answer.code, codes[i]);
            answer_free(&answer);
        }
    }
}

static void long_words_are_cut_between_characters(void **state)
{
    struct buf text = { 0 };
    struct answer answer;

    (void)state;
    buf_text_append(&text, "x");
    for (int i = 0; i < 100000; i++)
        buf_text_append(&text, "\xc3\xa5");
    answer = refused("zohocrm", "Contacts", "INVALID_DATA", buf_text(&text));
    assert_int_equal(strlen(answer.message), MESSAGE_MAX - 1);
    assert_true(text_is_utf8(answer.message, strlen(answer.message)));
    assert_true(strlen(answer.field) <= CODE_MAX);
    answer_free(&answer);
    buf_free(&text);
}

static void an_echoed_token_request_is_not_repeated(void **state)
{
    static const char *const body =
        "{\"error\":\"bad: client_secret=crm%26secret&client_id=1000.CLIENT\"}";
    struct call call = { .kind = CALL_TOKEN };

    (void)state;
    for (size_t s = 0; s < 2; s++) {
        struct answer answer =
            exchange_answer(&call, both[s].system, 400, body, NULL, NULL);

        assert_string_equal(answer.code, "HTTP 400");
        answer_free(&answer);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_and_token_are_concealed_wherever_they_stand),
        cmocka_unit_test(a_token_at_the_cut_is_concealed),
        cmocka_unit_test(the_secret_of_notices_is_concealed),
        cmocka_unit_test(what_is_no_code_becomes_the_status),
        cmocka_unit_test(a_long_text_is_no_code),
        cmocka_unit_test(a_code_stays_as_it_is),
        cmocka_unit_test(long_words_are_cut_between_characters),
        cmocka_unit_test(an_echoed_token_request_is_not_repeated),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
