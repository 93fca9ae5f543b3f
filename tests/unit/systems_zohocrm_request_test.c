#include "base/mem.h"
#include "support/exchange.h"
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

#define CONTACT "5843104000002417009"
#define LIST_URL                                                        \
    "GET https://crm.example/crm/v8/Contacts?fields=id%2CModified_Time" \
    "&per_page=200&sort_by=Modified_Time&sort_order=asc"

static struct call contacts(enum call_kind kind)
{
    return exchange_call(kind, "zohocrm", "Contacts");
}

static void columns_set(struct call *call, const char *const *names,
                        size_t count)
{
    call->columns = mem_new(count, sizeof *call->columns);
    call->column_count = count;
    for (size_t i = 0; i < count; i++)
        call->columns[i] = mem_copy(names[i]);
}

static void header_is(struct call call, const char *name, const char *expected)
{
    char *value = exchange_header(&call, "zohocrm", name);

    if (expected == NULL) {
        assert_null(value);
    } else {
        assert_string_equal(value, expected);
    }
    free(value);
    call_free(&call);
}

static void a_token_is_asked_for_by_a_form(void **state)
{
    struct call call = { .kind = CALL_TOKEN };
    char *said = exchange_said(&call, "zohocrm");

    (void)state;
    assert_string_equal(
        said, "POST https://accounts.example/oauth/v2/token "
              "grant_type=refresh_token&client_id=1000.CLIENT"
              "&client_secret=crm%26secret&refresh_token=1000.refresh");
    free(said);
    header_is(call, "Content-Type", "application/x-www-form-urlencoded");
    header_is(call, "Authorization", NULL);
}

static void a_walk_asks_for_fields_in_order_of_change(void **state)
{
    static const char *const names[] = { "id", "Last_Name", "Account_Name" };
    struct call call = contacts(CALL_LIST);

    (void)state;
    columns_set(&call, names, 3);
    exchange_says(call, "GET https://crm.example/crm/v8/Contacts"
                        "?fields=id%2CLast_Name%2CAccount_Name&per_page=200"
                        "&sort_by=Modified_Time&sort_order=asc");
    exchange_says(contacts(CALL_LIST), LIST_URL);
    header_is(contacts(CALL_LIST), "Authorization", "Zoho-oauthtoken token");
    header_is(contacts(CALL_LIST), "If-Modified-Since", NULL);
}

static void a_walk_since_a_moment_begins_a_second_earlier(void **state)
{
    struct call call = contacts(CALL_LIST);

    (void)state;
    call.since_ms = INT64_C(1795447835123); /* 2026-11-23T15:30:35.123Z */
    header_is(call, "If-Modified-Since", "2026-11-23T15:30:34+00:00");
    exchange_says(call, LIST_URL);
}

static void a_further_page_is_asked_for_by_its_token(void **state)
{
    struct call call = contacts(CALL_LIST);

    (void)state;
    call.page = mem_copy("400:a+b/c=");
    exchange_says(call, LIST_URL "&page_token=a%2Bb%2Fc%3D");
    call = contacts(CALL_LIST);
    call.page = mem_copy("abc");
    exchange_cannot_say(call, "zohocrm: 'abc' is no page");
}

static void more_than_fifty_fields_cannot_be_asked_for(void **state)
{
    static const char *const names[51] = {
        "A", "A", "A", "A", "A", "A", "A", "A", "A", "A", "A", "A", "A",
        "A", "A", "A", "A", "A", "A", "A", "A", "A", "A", "A", "A", "A",
        "A", "A", "A", "A", "A", "A", "A", "A", "A", "A", "A", "A", "A",
        "A", "A", "A", "A", "A", "A", "A", "A", "A", "A", "A", "A"
    };
    struct call call = contacts(CALL_LIST);

    (void)state;
    columns_set(&call, names, 51);
    exchange_cannot_say(call, "zohocrm: 51 fields are more than 50");
}

static void one_record_is_read_by_id(void **state)
{
    static const char *const names[] = { "id", "Email" };
    struct call call = contacts(CALL_READ);

    (void)state;
    call.id = mem_copy(CONTACT);
    exchange_says(call, "GET https://crm.example/crm/v8/Contacts/" CONTACT);
    call = contacts(CALL_READ);
    call.id = mem_copy(CONTACT);
    columns_set(&call, names, 2);
    exchange_says(call, "GET https://crm.example/crm/v8/Contacts/" CONTACT
                        "?fields=id%2CEmail");
}

static void what_is_no_id_stays_out_of_the_url(void **state)
{
    struct call call = contacts(CALL_READ);

    (void)state;
    call.id = mem_copy("58/../x?");
    exchange_cannot_say(call, "zohocrm: '58/../x?' is no id of Contacts");
    exchange_cannot_say(contacts(CALL_READ),
                        "zohocrm: '' is no id of Contacts");
    call = contacts(CALL_UPDATE);
    call.fields = exchange_json("{}");
    call.id = mem_copy("12345678901234567890");
    exchange_cannot_say(call,
                        "zohocrm: '12345678901234567890' is no id of Contacts");
}

static void a_reference_is_found_by_query(void **state)
{
    static const char *const names[] = { "id", "Last_Name" };
    struct call call = contacts(CALL_FIND);

    (void)state;
    system_zohocrm_reference_field("PowerOffice_Id");
    columns_set(&call, names, 2);
    call.reference = mem_copy("powerofficego:812345");
    exchange_says(call, "POST https://crm.example/crm/v8/coql "
                        "{\"select_query\":\"select Modified_Time, "
                        "PowerOffice_Id, id, Last_Name from Contacts where "
                        "PowerOffice_Id = 'powerofficego:812345' "
                        "limit 0, 2\"}");
    system_zohocrm_reference_field(NULL);
    call = contacts(CALL_FIND);
    call.reference = mem_copy("powerofficego:812345");
    exchange_cannot_say(call, "zohocrm: Contacts has no field '' to ask by");
}

static void keys_cannot_say_more_than_they_should(void **state)
{
    struct call call = contacts(CALL_MATCH);

    (void)state;
    call.key_path = mem_copy("Email");
    call.keys = exchange_json("[\"o'hara@x.example\","
                              "\"') or (id is not null\",\"a\\\\b\",7]");
    exchange_says(call, "POST https://crm.example/crm/v8/coql "
                        "{\"select_query\":\"select id, Modified_Time, Email "
                        "from Contacts where Email in ('o''hara@x.example', "
                        "''') or (id is not null') limit 0, 2000\"}");
    call = contacts(CALL_MATCH);
    call.key_path = mem_copy("Email in ('') or id");
    call.keys = exchange_json("[\"a\"]");
    exchange_cannot_say(call, "zohocrm: Contacts has no field 'Email in ('') "
                              "or id' to ask by");
    call = contacts(CALL_MATCH);
    call.key_path = mem_copy("Email");
    call.keys = exchange_json("[\"a\\\\\"]");
    exchange_cannot_say(call, "zohocrm: no key can be asked for");
}

static void a_create_runs_no_workflow_and_carries_the_reference(void **state)
{
    struct call call = contacts(CALL_CREATE);

    (void)state;
    system_zohocrm_reference_field("PowerOffice_Id");
    call.fields = exchange_json("{\"Last_Name\":\"Nordli\","
                                "\"Account_Name.id\":\"5842\"}");
    call.reference = mem_copy("powerofficego:7");
    exchange_says(call, "POST https://crm.example/crm/v8/Contacts "
                        "{\"data\":[{\"Last_Name\":\"Nordli\","
                        "\"Account_Name\":{\"id\":\"5842\"},"
                        "\"PowerOffice_Id\":\"powerofficego:7\"}],"
                        "\"trigger\":[]}");
    system_zohocrm_reference_field(NULL);
}

static void a_create_that_could_double_is_not_sent(void **state)
{
    struct call call = contacts(CALL_CREATE);

    (void)state;
    call.fields = exchange_json("{\"Last_Name\":\"Nordli\"}");
    call.reference = mem_copy("powerofficego:7");
    exchange_cannot_say(call, "zohocrm: no field is configured that could "
                              "hold 'powerofficego:7'");
}

static struct call update(void)
{
    struct call call = contacts(CALL_UPDATE);

    call.id = mem_copy(CONTACT);
    call.fields = exchange_json("{\"Email\":null,\"Account_Name.id\":null,"
                                "\"Reporting_To.id\":\"7\"}");
    call.unmodified_since = mem_copy("2026-11-05T10:00:00+01:00");
    return call;
}

static void an_update_clears_with_null_under_a_lock(void **state)
{
    struct call call = update();

    (void)state;
    exchange_says(update(),
                  "PUT https://crm.example/crm/v8/Contacts/" CONTACT
                  " {\"data\":[{\"Email\":null,\"Account_Name\":null,"
                  "\"Reporting_To\":{\"id\":\"7\"}}],\"trigger\":[]}");
    header_is(update(), "If-Unmodified-Since", "2026-11-05T10:00:00+01:00");
    header_is(update(), "Content-Type", "application/json");
    mem_replace(&call.unmodified_since, "now\r\nX-Other: 1");
    exchange_cannot_say(call, "zohocrm: 'now?"
                              "?X-Other: 1' is no time to lock on");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_token_is_asked_for_by_a_form),
        cmocka_unit_test(a_walk_asks_for_fields_in_order_of_change),
        cmocka_unit_test(a_walk_since_a_moment_begins_a_second_earlier),
        cmocka_unit_test(a_further_page_is_asked_for_by_its_token),
        cmocka_unit_test(more_than_fifty_fields_cannot_be_asked_for),
        cmocka_unit_test(one_record_is_read_by_id),
        cmocka_unit_test(what_is_no_id_stays_out_of_the_url),
        cmocka_unit_test(a_reference_is_found_by_query),
        cmocka_unit_test(keys_cannot_say_more_than_they_should),
        cmocka_unit_test(a_create_runs_no_workflow_and_carries_the_reference),
        cmocka_unit_test(a_create_that_could_double_is_not_sent),
        cmocka_unit_test(an_update_clears_with_null_under_a_lock),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
