/*
 * Asking a system whose records our keys open.
 */
#include "base/mem.h"
#include "support/exchange.h"
#include "support/test.h"

#include <stdlib.h>

static struct call asking(const char *system)
{
    return exchange_call(CALL_TENANT, system,
                         system[0] == 'z' ? "Contacts" : "Customers");
}

static void tells(const char *system, int status, const char *body,
                  enum verdict verdict, const char *id)
{
    struct call call = asking(system);
    struct answer answer =
        exchange_answer(&call, system, status, body, NULL, NULL);

    if (answer.verdict != verdict)
        fail_msg("%d %s: %s", status, body, verdict_name(answer.verdict));
    if (id == NULL) {
        assert_null(answer.id);
    } else {
        assert_string_equal(answer.id, id);
    }
    answer_free(&answer);
    call_free(&call);
}

static void each_system_is_asked_in_its_own_words(void **state)
{
    (void)state;
    exchange_says(asking("zohocrm"), "GET https://crm.example/crm/v8/org");
    exchange_says(asking("powerofficego"),
                  "GET https://go.example/v2/ClientIntegrationInformation");
}

static void zoho_names_its_organisation(void **state)
{
    (void)state;
    tells("zohocrm", 200, "{\"org\":[{\"id\":\"58\",\"zgid\":\"74822955\"}]}",
          VERDICT_DONE, "74822955");
    tells("zohocrm", 200, "{\"org\":[{\"id\":\"58\"}]}", VERDICT_DONE, "58");
    tells("zohocrm", 200, "{\"org\":[]}", VERDICT_RETRY, NULL);
    tells("zohocrm", 200, "<html>", VERDICT_RETRY, NULL);
}

static void poweroffice_names_its_client_whatever_the_case(void **state)
{
    (void)state;
    tells("powerofficego", 200, "{\"ClientId\":\"6f0c\",\"ClientName\":\"F\"}",
          VERDICT_DONE, "6f0c");
    tells("powerofficego", 200, "{\"clientId\":\"6f0c\"}", VERDICT_DONE,
          "6f0c");
    tells("powerofficego", 200, "{}", VERDICT_RETRY, NULL);
    tells("powerofficego", 200, "[]", VERDICT_RETRY, NULL);
}

/* Nobody waits for a right that may never be given. */
static void a_missing_right_is_a_refusal(void **state)
{
    (void)state;
    tells("zohocrm", 401, "{\"code\":\"OAUTH_SCOPE_MISMATCH\",\"details\":{}}",
          VERDICT_REJECT, NULL);
    tells("zohocrm", 403, "{\"code\":\"NO_PERMISSION\",\"details\":{}}",
          VERDICT_REJECT, NULL);
    tells("powerofficego", 403, NULL, VERDICT_REJECT, NULL);
    tells("powerofficego", 404,
          "{\"statusCode\":404,\"message\":\"Resource not found\"}",
          VERDICT_REJECT, NULL);
}

static void who_is_unwell_is_asked_again(void **state)
{
    (void)state;
    tells("zohocrm", 503, NULL, VERDICT_RETRY, NULL);
    tells("powerofficego", 503, NULL, VERDICT_RETRY, NULL);
    tells("powerofficego", 401, NULL, VERDICT_DENIED, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_system_is_asked_in_its_own_words),
        cmocka_unit_test(zoho_names_its_organisation),
        cmocka_unit_test(poweroffice_names_its_client_whatever_the_case),
        cmocka_unit_test(a_missing_right_is_a_refusal),
        cmocka_unit_test(who_is_unwell_is_asked_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
