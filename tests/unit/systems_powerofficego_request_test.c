#include "base/mem.h"
#include "support/exchange.h"
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

#define V2    "https://go.example/v2/"
#define ORDER "0f8fad5b-d9cb-469f-a165-70867728950e"

static struct call to(enum call_kind kind, const char *entity)
{
    return exchange_call(kind, "powerofficego", entity);
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
    char *value = exchange_header(&call, "powerofficego", name);

    assert_string_equal(value, expected);
    free(value);
    call_free(&call);
}

static void a_token_is_asked_for_with_three_keys(void **state)
{
    struct call call = { .kind = CALL_TOKEN };
    char *said = exchange_said(&call, "powerofficego");

    (void)state;
    assert_string_equal(said, "POST https://go.example/OAuth/Token "
                              "grant_type=client_credentials");
    free(said);
    header_is(call, "Authorization",
              "Basic YXBwbGljYXRpb24ta2V5OmNsaWVudC1rZXk=");
    header_is(call, "Ocp-Apim-Subscription-Key", "subscription-key");
    header_is(call, "Content-Type",
              "application/x-www-form-urlencoded; charset=utf-8");
}

static void basic_is(const char *user, const char *expected)
{
    struct system_settings settings = {
        .powerofficego_url = "https://go.example",
        .powerofficego_application_key = user,
        .powerofficego_client_key = "",
        .powerofficego_subscription_key = "s",
    };
    struct system *system = system_new("powerofficego", &settings);
    struct call call = { .kind = CALL_TOKEN };
    struct http_request request;
    struct err err;

    assert_int_equal(system_request(system, &call, NULL, NULL, &request, &err),
                     0);
    assert_string_equal(request.headers[1].value, expected);
    http_request_free(&request);
    system_free(system);
}

static void keys_of_any_length_are_encoded(void **state)
{
    (void)state;
    basic_is("a", "Basic YTo=");
    basic_is("ab", "Basic YWI6");
    basic_is("abc", "Basic YWJjOg==");
    basic_is("\xc3\xb8?>", "Basic w7g/Pjo=");
}

static void a_list_is_paged_by_flat_parameters(void **state)
{
    static const char *const names[] = { "Id", "Name", "MailAddress" };
    struct call call = to(CALL_LIST, "Customers");

    (void)state;
    exchange_says(to(CALL_LIST, "Customers"),
                  "GET " V2 "Customers?PageNumber=1&PageSize=1000&OrderBy=Id");
    columns_set(&call, names, 3);
    call.page = mem_copy("7");
    exchange_says(call,
                  "GET " V2 "Customers?PageNumber=7&PageSize=1000&OrderBy=Id"
                  "&Fields=Id%2CName%2CMailAddress");
    header_is(to(CALL_LIST, "Customers"), "Authorization", "Bearer token");
    header_is(to(CALL_LIST, "Customers"), "Ocp-Apim-Subscription-Key",
              "subscription-key");
    call = to(CALL_LIST, "Customers");
    call.page = mem_copy("https://evil.example/");
    exchange_cannot_say(call,
                        "powerofficego: 'https://evil.example/' is no page");
}

static void a_list_since_a_moment_begins_just_before_it(void **state)
{
    struct call call = to(CALL_LIST, "SalesOrders");

    (void)state;
    call.since_ms = INT64_C(1795447835000); /* 2026-11-23T15:30:35Z */
    exchange_says(call,
                  "GET " V2 "SalesOrders?PageNumber=1&PageSize=1000&OrderBy=Id"
                  "&lastChangedDateTimeOffsetGreaterThan="
                  "2026-11-23T15%3A30%3A34.9990000Z");
    call = to(CALL_LIST, "OutgoingInvoices");
    call.since_ms = 1;
    exchange_says(call, "GET " V2 "OutgoingInvoices?PageNumber=1&PageSize=1000"
                        "&OrderBy=Id&sentDateTimeOffsetGreaterThan="
                        "1970-01-01T00%3A00%3A00.0000000Z");
}

static void a_record_is_read_by_id_and_parent(void **state)
{
    struct call call = to(CALL_READ, "Customers");

    (void)state;
    call.id = mem_copy("812345");
    exchange_says(call, "GET " V2 "Customers/812345");
    call = to(CALL_READ, "ContactPersons");
    call.id = mem_copy("55001");
    call.parent = mem_copy("812345");
    exchange_says(call, "GET " V2 "ContactPersons/812345/55001");
    call = to(CALL_READ, "SalesOrders");
    call.id = mem_copy(ORDER);
    exchange_says(call, "GET " V2 "SalesOrders/" ORDER);
}

static void what_is_no_id_stays_out_of_the_url(void **state)
{
    struct call call = to(CALL_READ, "Customers");

    (void)state;
    call.id = mem_copy("1/../2");
    exchange_cannot_say(call, "powerofficego: '1/../2' is no id of Customers");
    call = to(CALL_READ, "SalesOrders");
    call.id = mem_copy("812345");
    exchange_cannot_say(call,
                        "powerofficego: '812345' is no id of SalesOrders");
    call = to(CALL_READ, "ContactPersons");
    call.id = mem_copy("55001");
    exchange_cannot_say(
        call, "powerofficego: '' is no id of a parent of ContactPersons");
    call = to(CALL_UPDATE, "Customers");
    call.fields = exchange_json("{\"Name\":\"x\"}");
    call.id = mem_copy("1?");
    exchange_cannot_say(call, "powerofficego: '1?' is no id of Customers");
}

static void finds(const char *entity, const char *expected)
{
    struct call call = to(CALL_FIND, entity);

    call.reference = mem_copy("zohocrm:5843@5842");
    exchange_says(call, expected);
}

static void each_entity_is_found_by_its_own_filter(void **state)
{
    struct call call = to(CALL_FIND, "Departments");

    (void)state;
    finds("Customers", "GET " V2 "Customers?externalImportReference="
                       "zohocrm%3A5843%405842");
    finds("SalesOrders", "GET " V2 "SalesOrders?externalImportReferences="
                         "zohocrm%3A5843%405842");
    finds("OutgoingInvoices",
          "GET " V2 "OutgoingInvoices?externalImportReferences="
          "zohocrm%3A5843%405842");
    finds("ContactPersons", "GET " V2 "ContactPersons?externalCodes="
                            "zohocrm%3A5843%405842");
    call.reference = mem_copy("zohocrm:1");
    exchange_cannot_say(call, "powerofficego: Departments hold no reference");
}

static void a_find_names_what_it_compares(void **state)
{
    static const char *const names[] = { "Name" };
    struct call call = to(CALL_FIND, "Customers");

    (void)state;
    call.reference = mem_copy("zohocrm:1");
    columns_set(&call, names, 1);
    exchange_says(call,
                  "GET " V2 "Customers?externalImportReference=zohocrm%3A1"
                  "&Fields=Id%2CExternalImportReference%2CName");
    call = to(CALL_FIND, "Customers");
    call.reference = mem_copy("zohocrm:1,zohocrm:2");
    exchange_cannot_say(call,
                        "powerofficego: 'zohocrm:1,zohocrm:2' is no reference");
}

static void keys_are_asked_for_as_a_list(void **state)
{
    struct call call = to(CALL_MATCH, "Customers");

    (void)state;
    call.key_path = mem_copy("EmailAddress");
    call.keys = exchange_json("[\"kari+x@fjell.example\",\"a,b\",null,"
                              "\"post@x.example\"]");
    exchange_says(call, "GET " V2 "Customers?emailAddresses="
                        "kari%2Bx%40fjell.example%2Cpost%40x.example");
    call = to(CALL_MATCH, "Customers");
    call.key_path = mem_copy("Name");
    call.keys = exchange_json("[\"Fjell AS\"]");
    exchange_cannot_say(
        call, "powerofficego: Customers cannot be asked for by 'Name'");
    call = to(CALL_MATCH, "Customers");
    call.key_path = mem_copy("EmailAddress");
    call.keys = exchange_json("[\"a,b\"]");
    exchange_cannot_say(call, "powerofficego: no key can be asked for");
}

static void a_customer_is_created_with_its_address_nested(void **state)
{
    struct call call = to(CALL_CREATE, "Customers");

    (void)state;
    call.fields = exchange_json(
        "{\"Name\":\"Fjell AS\",\"IsPerson\":false,\"KeepUpdated\":false,"
        "\"MailAddress.City\":\"Oslo\",\"WebsiteUrl\":null,"
        "\"MailAddress.ZipCode\":\"0155\",\"DepartmentId\":\"1610\"}");
    call.reference = mem_copy("zohocrm:5842");
    exchange_says(call,
                  "POST " V2 "Customers {\"Name\":\"Fjell AS\","
                  "\"IsPerson\":false,\"KeepUpdated\":false,"
                  "\"MailAddress\":{\"City\":\"Oslo\",\"ZipCode\":\"0155\"},"
                  "\"DepartmentId\":1610,"
                  "\"ExternalImportReference\":\"zohocrm:5842\"}");
    call = to(CALL_CREATE, "Customers");
    call.fields = exchange_json("{\"Name\":\"x\","
                                "\"MailAddress.City\":null}");
    exchange_says(call, "POST " V2 "Customers {\"Name\":\"x\"}");
}

static void a_contact_person_is_created_below_its_customer(void **state)
{
    struct call call = to(CALL_CREATE, "ContactPersons");

    (void)state;
    call.fields = exchange_json("{\"FirstName\":\"Kari\"}");
    call.reference = mem_copy("zohocrm:5843@5842");
    call.parent = mem_copy("812345");
    exchange_says(call, "POST " V2 "ContactPersons/812345 "
                        "{\"FirstName\":\"Kari\","
                        "\"ExternalCode\":\"zohocrm:5843@5842\"}");
    call = to(CALL_CREATE, "ContactPersons");
    call.fields = exchange_json("{}");
    exchange_cannot_say(
        call, "powerofficego: '' is no id of a parent of ContactPersons");
}

static void an_order_is_created_complete_with_numbers_as_ids(void **state)
{
    struct call call = to(CALL_CREATE, "SalesOrders");

    (void)state;
    call.fields = exchange_json(
        "{\"CustomerId\":\"812345\",\"SalesOrderStatus\":\"Draft\","
        "\"CustomerReferenceContactPersonId\":55001,"
        "\"PurchaseOrderReference\":\"7781\"}");
    call.reference = mem_copy("zohocrm:58");
    exchange_says(call, "POST " V2 "SalesOrders/Complete "
                        "{\"CustomerId\":812345,"
                        "\"SalesOrderStatus\":\"Draft\","
                        "\"CustomerReferenceContactPersonId\":55001,"
                        "\"PurchaseOrderReference\":\"7781\","
                        "\"ExternalImportReference\":\"zohocrm:58\"}");
    call = to(CALL_CREATE, "OutgoingInvoices");
    call.fields = exchange_json("{}");
    exchange_cannot_say(call,
                        "powerofficego: OutgoingInvoices cannot be created");
}

static struct call update(const char *fields, const char *current)
{
    struct call call = to(CALL_UPDATE, "Customers");

    call.id = mem_copy("812345");
    call.fields = exchange_json(fields);
    call.current = current == NULL ? NULL : exchange_json(current);
    return call;
}

static void an_update_replaces_member_by_member(void **state)
{
    static const char expected[] =
        "PATCH " V2 "Customers/812345 "
        "[{\"op\":\"replace\",\"path\":\"/EmailAddress\",\"value\":null},"
        "{\"op\":\"replace\",\"path\":\"/MailAddress/ZipCode\","
        "\"value\":\"5004\"}]";
    static const char fields[] =
        "{\"EmailAddress\":null,\"MailAddress.ZipCode\":\"5004\"}";

    (void)state;
    exchange_says(update(fields, NULL), expected);
    exchange_says(update(fields, "{\"EmailAddress\":null}"), expected);
    exchange_says(update(fields, "{\"MailAddress.City\":\"Bergen\","
                                 "\"MailAddress.ZipCode\":null}"),
                  expected);
    header_is(update(fields, NULL), "Content-Type",
              "application/json-patch+json");
}

static void the_names_of_members_are_escaped(void **state)
{
    (void)state;
    exchange_says(update("{\"a~b/c.d\":1}", NULL),
                  "PATCH " V2 "Customers/812345 [{\"op\":\"replace\","
                  "\"path\":\"/a~0b~1c/d\",\"value\":1}]");
}

static void a_missing_address_is_added_whole(void **state)
{
    static const char fields[] =
        "{\"MailAddress.City\":\"Bergen\",\"Name\":\"x\","
        "\"MailAddress.ZipCode\":\"5004\",\"MailAddress.CountryCode\":null}";
    static const char expected[] =
        "PATCH " V2 "Customers/812345 "
        "[{\"op\":\"add\",\"path\":\"/MailAddress\",\"value\":"
        "{\"City\":\"Bergen\",\"ZipCode\":\"5004\"}},"
        "{\"op\":\"replace\",\"path\":\"/Name\",\"value\":\"x\"}]";

    (void)state;
    exchange_says(update(fields, "{\"MailAddress\":null}"), expected);
    exchange_says(update(fields, "{\"MailAddress.City\":null,"
                                 "\"MailAddress.ZipCode\":\"\","
                                 "\"Name\":\"y\"}"),
                  expected);
}

static void clearing_what_is_missing_adds_nothing(void **state)
{
    (void)state;
    exchange_says(
        update("{\"MailAddress.City\":null}", "{\"MailAddress\":null}"),
        "PATCH " V2 "Customers/812345 [{\"op\":\"replace\","
        "\"path\":\"/MailAddress/City\",\"value\":null}]");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_token_is_asked_for_with_three_keys),
        cmocka_unit_test(keys_of_any_length_are_encoded),
        cmocka_unit_test(a_list_is_paged_by_flat_parameters),
        cmocka_unit_test(a_list_since_a_moment_begins_just_before_it),
        cmocka_unit_test(a_record_is_read_by_id_and_parent),
        cmocka_unit_test(what_is_no_id_stays_out_of_the_url),
        cmocka_unit_test(each_entity_is_found_by_its_own_filter),
        cmocka_unit_test(a_find_names_what_it_compares),
        cmocka_unit_test(keys_are_asked_for_as_a_list),
        cmocka_unit_test(a_customer_is_created_with_its_address_nested),
        cmocka_unit_test(a_contact_person_is_created_below_its_customer),
        cmocka_unit_test(an_order_is_created_complete_with_numbers_as_ids),
        cmocka_unit_test(an_update_replaces_member_by_member),
        cmocka_unit_test(the_names_of_members_are_escaped),
        cmocka_unit_test(a_missing_address_is_added_whole),
        cmocka_unit_test(clearing_what_is_missing_adds_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
