#include "base/mem.h"
#include "base/time.h"
#include "support/exchange.h"
#include "support/test.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static void only_known_systems_and_entities_exist(void **state)
{
    struct system_settings none = { 0 };

    (void)state;
    assert_null(system_new("v1", &none));
    assert_null(system_entity("v1", "Contacts"));
    assert_null(system_entity("zohocrm", "Leads"));
    assert_null(system_entity("powerofficego", "Contacts"));
    assert_non_null(system_entity("zohocrm", "Contacts"));
    assert_non_null(system_entity("powerofficego", "ContactPersons"));
    system_free(NULL);
    call_free(NULL);
    answer_free(NULL);
}

static void every_entity_names_itself(void **state)
{
    static const char *const all[][2] = {
        { "zohocrm", "Contacts" },
        { "zohocrm", "Accounts" },
        { "zohocrm", "Deals" },
        { "powerofficego", "Customers" },
        { "powerofficego", "ContactPersons" },
        { "powerofficego", "SalesOrders" },
        { "powerofficego", "OutgoingInvoices" },
        { "powerofficego", "Departments" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        const struct entity *entity = system_entity(all[i][0], all[i][1]);

        assert_non_null(entity);
        assert_string_equal(entity->system, all[i][0]);
        assert_string_equal(entity->name, all[i][1]);
        assert_non_null(entity->id_path);
        assert_non_null(entity->modified_path);
    }
}

static void what_an_entity_can_do_is_in_its_description(void **state)
{
    const struct entity *customers =
        system_entity("powerofficego", "Customers");
    const struct entity *persons =
        system_entity("powerofficego", "ContactPersons");
    const struct entity *contacts = system_entity("zohocrm", "Contacts");

    (void)state;
    assert_int_equal(entity_length_max(customers, "MailAddress.City"), 100);
    assert_int_equal(entity_length_max(customers, "ExternalImportReference"),
                     50);
    assert_int_equal(entity_length_max(contacts, "Last_Name"), 80);
    assert_string_equal(
        entity_group_of(customers, "MailAddress.City")->required[1],
        "MailAddress.ZipCode");
    assert_string_equal(persons->parent_path, "ContactId");
    assert_string_equal(persons->reference_path, "ExternalCode");
    assert_true(customers->id_is_number && customers->answers_whole);
    assert_true(contacts->has_lock && !contacts->answers_whole);
}

static void a_zoho_reference_needs_a_configured_field(void **state)
{
    const struct entity *deals = system_entity("zohocrm", "Deals");
    char field[] = "PowerOffice_Id";

    (void)state;
    assert_null(deals->reference_path);
    assert_false(deals->reference_is_unique);
    system_zohocrm_reference_field(field);
    field[0] = 'X';
    assert_string_equal(deals->reference_path, "PowerOffice_Id");
    assert_true(deals->reference_is_unique);
    system_zohocrm_reference_field("");
    assert_null(deals->reference_path);
}

static void an_order_becomes_an_invoice(void **state)
{
    const struct entity *orders = system_entity("powerofficego", "SalesOrders");

    (void)state;
    assert_ptr_equal(system_becomes(orders),
                     system_entity("powerofficego", "OutgoingInvoices"));
    assert_null(system_becomes(system_entity("powerofficego", "Customers")));
    assert_null(system_becomes(system_entity("zohocrm", "Deals")));
}

static void only_poweroffice_creates_alone(void **state)
{
    struct system *crm = exchange_system("zohocrm");
    struct system *go = exchange_system("powerofficego");

    (void)state;
    assert_false(system_creates_alone(crm));
    assert_true(system_creates_alone(go));
    assert_string_equal(system_name(crm), "zohocrm");
    assert_string_equal(system_name(go), "powerofficego");
    system_free(crm);
    system_free(go);
}

static char *account_of(const char *client_key)
{
    struct system_settings settings = { .powerofficego_client_key =
                                            client_key };
    struct system *system = system_new("powerofficego", &settings);
    char *account = mem_copy(system_account(system));

    system_free(system);
    return account;
}

static void an_account_is_told_by_its_keys_and_hides_them(void **state)
{
    char *one = account_of("one");
    char *same = account_of("one");
    char *other = account_of("other");

    (void)state;
    assert_string_equal(one, same);
    assert_string_not_equal(one, other);
    assert_int_equal(strlen(one), 16);
    for (const char *at = one; *at != '\0'; at++)
        assert_true(isxdigit((unsigned char)*at));
    free(one);
    free(same);
    free(other);
}

static char *budget_of(const char *name, const char *client_key,
                       const char *subscription_key)
{
    struct system_settings settings = {
        .zohocrm_client_id = client_key,
        .powerofficego_client_key = client_key,
        .powerofficego_subscription_key = subscription_key,
    };
    struct system *system = system_new(name, &settings);
    char *budget = mem_copy(system_budget(system));

    system_free(system);
    return budget;
}

static void requests_are_counted_by_subscription_key(void **state)
{
    char *budgets[] = {
        budget_of("powerofficego", "one", "key"),
        budget_of("powerofficego", "two", "key"),
        budget_of("powerofficego", "one", "another key"),
        budget_of("zohocrm", "one", "key"),
        budget_of("zohocrm", "two", "key"),
    };

    (void)state;
    assert_int_equal(strlen(budgets[0]), 16);
    assert_string_equal(budgets[0], budgets[1]);
    assert_string_not_equal(budgets[0], budgets[2]);
    assert_string_not_equal(budgets[3], budgets[4]);
    for (size_t i = 0; i < sizeof budgets / sizeof budgets[0]; i++)
        free(budgets[i]);
}

static void without_a_token_nothing_is_said(void **state)
{
    struct system *system = exchange_system("powerofficego");
    struct call call = exchange_call(CALL_LIST, "powerofficego", "Customers");
    struct http_request request;
    struct err err;

    (void)state;
    assert_int_equal(system_request(system, &call, NULL, NULL, &request, &err),
                     -1);
    assert_int_equal(err.kind, ERR_RETRY);
    system_free(system);
}

static const char *said; /* the body; NULL: none */

static void verdict_of_is(const char *system, const char *entity,
                          enum call_kind kind, int status,
                          enum verdict expected)
{
    struct call call = exchange_call(kind, system, entity);
    struct answer answer =
        exchange_answer(&call, system, status, said, NULL, NULL);
    char *code = mem_print("HTTP %d", status);

    if (answer.verdict != expected) {
        fail_msg("%s: kind %d, HTTP %d: %s", system, (int)kind, status,
                 verdict_name(answer.verdict));
    }
    assert_string_equal(answer.code, code);
    free(code);
    answer_free(&answer);
}

static void verdict_is(enum call_kind kind, int status, enum verdict expected)
{
    verdict_of_is("zohocrm", "Contacts", kind, status, expected);
    verdict_of_is("powerofficego", "Customers", kind, status, expected);
}

static void an_unwell_server_is_asked_again(void **state)
{
    static const int unwell[] = { 408, 500, 502, 503, 504 };

    (void)state;
    for (size_t i = 0; i < sizeof unwell / sizeof unwell[0]; i++) {
        verdict_is(CALL_LIST, unwell[i], VERDICT_RETRY);
        verdict_is(CALL_READ, unwell[i], VERDICT_RETRY);
        verdict_is(CALL_FIND, unwell[i], VERDICT_RETRY);
        verdict_is(CALL_MATCH, unwell[i], VERDICT_RETRY);
    }
}

static void a_write_to_an_unwell_server_may_have_happened(void **state)
{
    static const int unwell[] = { 408, 500, 502, 503, 504 };

    (void)state;
    for (size_t i = 0; i < sizeof unwell / sizeof unwell[0]; i++) {
        verdict_is(CALL_CREATE, unwell[i], VERDICT_UNKNOWN);
        verdict_is(CALL_UPDATE, unwell[i], VERDICT_UNKNOWN);
    }
}

static void a_refusal_for_haste_did_nothing(void **state)
{
    (void)state;
    verdict_is(CALL_LIST, 429, VERDICT_RETRY);
    verdict_is(CALL_CREATE, 429, VERDICT_RETRY);
    verdict_is(CALL_UPDATE, 429, VERDICT_RETRY);
    verdict_is(CALL_UPDATE, 302, VERDICT_RETRY);
}

static void denied_and_refused_are_not_confused(void **state)
{
    (void)state;
    verdict_is(CALL_LIST, 401, VERDICT_DENIED);
    verdict_is(CALL_CREATE, 401, VERDICT_DENIED);
    verdict_is(CALL_CREATE, 403, VERDICT_REJECT);
    verdict_is(CALL_CREATE, 400, VERDICT_REJECT);
    verdict_is(CALL_LIST, 404, VERDICT_REJECT);
    verdict_is(CALL_CREATE, 404, VERDICT_REJECT);
    verdict_is(CALL_READ, 404, VERDICT_GONE);
    verdict_is(CALL_CREATE, 422, VERDICT_REJECT);
}

/* A proxy, a gateway, a page "we will be back": no record is bad or gone, and
 * nobody knows what was done. */
static void a_page_in_html_says_nothing_about_a_record(void **state)
{
    static const int refusals[] = { 400, 403, 404, 405, 412, 413, 422, 500 };

    (void)state;
    said = "<html><body>Service unavailable</body></html>";
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        verdict_is(CALL_LIST, refusals[i], VERDICT_RETRY);
        verdict_is(CALL_READ, refusals[i], VERDICT_RETRY);
        verdict_is(CALL_FIND, refusals[i], VERDICT_RETRY);
        verdict_is(CALL_CREATE, refusals[i], VERDICT_UNKNOWN);
        verdict_is(CALL_UPDATE, refusals[i], VERDICT_UNKNOWN);
    }
    verdict_is(CALL_CREATE, 401, VERDICT_DENIED);
    verdict_is(CALL_CREATE, 429, VERDICT_RETRY);
    said = NULL;
}

static void exhausted_is(const char *left, bool expected)
{
    struct call call = exchange_call(CALL_CREATE, "zohocrm", "Contacts");
    struct answer answer = exchange_answer(
        &call, "zohocrm", 429, "{\"code\":\"TOO_MANY_REQUESTS\"}",
        left == NULL ? NULL : "X-API-CREDITS-REMAINING", left);

    assert_int_equal(answer.verdict, VERDICT_RETRY);
    assert_int_equal(answer.exhausted, expected);
    answer_free(&answer);
}

static void haste_and_a_day_s_credits_are_told_apart(void **state)
{
    (void)state;
    exhausted_is(NULL, false);
    exhausted_is("12000", false);
    exhausted_is("many", false);
    exhausted_is("0", true);
    exhausted_is("-3", true);
}

static void silence_is(enum call_kind kind, bool sent, enum verdict expected)
{
    struct system *system = exchange_system("powerofficego");
    struct call call = exchange_call(kind, "powerofficego", "Customers");
    struct http_response response = { .sent = sent, .error = "cut" };
    struct answer answer;

    response.body = mem_copy("");
    system_answer(system, &call, NULL, &response, &answer);
    assert_int_equal(answer.verdict, expected);
    assert_string_equal(answer.code, "no answer");
    assert_string_equal(answer.message, "cut");
    assert_int_equal(answer.server_ms, 0);
    http_response_free(&response);
    answer_free(&answer);
    system_free(system);
}

static void a_write_that_left_without_an_answer_is_unknown(void **state)
{
    (void)state;
    silence_is(CALL_CREATE, true, VERDICT_UNKNOWN);
    silence_is(CALL_UPDATE, true, VERDICT_UNKNOWN);
    silence_is(CALL_CREATE, false, VERDICT_RETRY);
    silence_is(CALL_UPDATE, false, VERDICT_RETRY);
    silence_is(CALL_READ, true, VERDICT_RETRY);
    silence_is(CALL_LIST, false, VERDICT_RETRY);
}

static void the_server_s_time_is_when_the_request_came(void **state)
{
    struct call call = exchange_call(CALL_LIST, "powerofficego", "Customers");
    struct answer answer =
        exchange_answer(&call, "powerofficego", 204, NULL, NULL, NULL);
    int64_t date;

    (void)state;
    assert_true(time_parse_http(EXCHANGE_DATE, &date));
    assert_true(answer.server_ms == date - 200);
    answer_free(&answer);
}

static void waits(const char *value, int64_t expected_ms)
{
    struct call call = exchange_call(CALL_LIST, "zohocrm", "Contacts");
    struct answer answer =
        exchange_answer(&call, "zohocrm", 429, NULL, "retry-after", value);

    if (answer.retry_after_ms != expected_ms) {
        fail_msg("Retry-After: %s gives %lld ms", value,
                 (long long)answer.retry_after_ms);
    }
    answer_free(&answer);
}

static void retry_after_is_seconds_or_a_moment(void **state)
{
    (void)state;
    waits("2", 2000);
    waits("0", 0);
    waits("Mon, 23 Nov 2026 15:31:05 GMT", 30000);
    waits("Mon, 23 Nov 2026 15:30:00 GMT", 0);
    waits("-5", 0);
    waits("soon", 0);
    waits("99999999999", 86400000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_known_systems_and_entities_exist),
        cmocka_unit_test(every_entity_names_itself),
        cmocka_unit_test(what_an_entity_can_do_is_in_its_description),
        cmocka_unit_test(a_zoho_reference_needs_a_configured_field),
        cmocka_unit_test(an_order_becomes_an_invoice),
        cmocka_unit_test(only_poweroffice_creates_alone),
        cmocka_unit_test(an_account_is_told_by_its_keys_and_hides_them),
        cmocka_unit_test(requests_are_counted_by_subscription_key),
        cmocka_unit_test(without_a_token_nothing_is_said),
        cmocka_unit_test(an_unwell_server_is_asked_again),
        cmocka_unit_test(a_write_to_an_unwell_server_may_have_happened),
        cmocka_unit_test(a_refusal_for_haste_did_nothing),
        cmocka_unit_test(denied_and_refused_are_not_confused),
        cmocka_unit_test(a_page_in_html_says_nothing_about_a_record),
        cmocka_unit_test(haste_and_a_day_s_credits_are_told_apart),
        cmocka_unit_test(a_write_that_left_without_an_answer_is_unknown),
        cmocka_unit_test(the_server_s_time_is_when_the_request_came),
        cmocka_unit_test(retry_after_is_seconds_or_a_moment),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
