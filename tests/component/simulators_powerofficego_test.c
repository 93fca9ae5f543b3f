/*
 * The simulated PowerOffice Go keeps to what the real one's documentation
 * says, and goes wrong as it is told.
 */
#include "support/simulated.h"
#include "support/test.h"
#include "support/waiting.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Creates a customer through the API; the path of it. The caller frees. */
static char *customer_new(const char *body)
{
    char *id;
    char *path;

    assert_int_equal(po("POST", "/v2/Customers", body), 201);
    id = answer_text("Id");
    path = mem_print("/v2/Customers/%s", id);
    free(id);
    return path;
}

static void a_reference_is_given_once(void **state)
{
    char *path = customer_new(
        "{\"Name\":\"Fjell AS\",\"ExternalImportReference\":\"zohocrm:1\"}");
    char *detail =
        mem_print("ExternalImportReference is already in use. 'zohocrm:1' is "
                  "used on (contact) Id = %s.",
                  strrchr(path, '/') + 1);

    (void)state;
    assert_int_equal(po("POST", "/v2/Customers",
                        "{\"Name\":\"Fjord AS\","
                        "\"ExternalImportReference\":\"zohocrm:1\"}"),
                     400);
    answer_says("title", "Customer validation error(s)");
    answer_says("detail", detail);
    free(detail);
    free(path);
}

static void an_address_needs_city_and_zip_code(void **state)
{
    (void)state;
    assert_int_equal(po("POST", "/v2/Customers",
                        "{\"Name\":\"a\",\"MailAddress\":{\"City\":\"Oslo\","
                        "\"ZipCode\":null}}"),
                     400);
    assert_int_equal(po("POST", "/v2/Customers",
                        "{\"Name\":\"a\",\"MailAddress\":{\"City\":\"Oslo\","
                        "\"ZipCode\":\"0155\"}}"),
                     201);
    answer_says("MailAddress/CountryCode", "NO");
}

static void a_member_of_no_address_cannot_be_patched(void **state)
{
    char *path = customer_new("{\"Name\":\"Fjell AS\"}");

    (void)state;
    assert_int_equal(po("PATCH", path,
                        "[{\"op\":\"replace\",\"path\":\"/MailAddress/City\","
                        "\"value\":\"Oslo\"}]"),
                     400);
    assert_int_equal(po("PATCH", path,
                        "[{\"op\":\"add\",\"path\":\"/MailAddress\","
                        "\"value\":{\"City\":\"Oslo\",\"ZipCode\":\"0155\"}}]"),
                     200);
    assert_int_equal(po("PATCH", path,
                        "[{\"op\":\"replace\",\"path\":\"/mailaddress/city\","
                        "\"value\":\"Moss\"}]"),
                     200);
    answer_says("MailAddress/City", "Moss");
    free(path);
}

static void an_address_edit_leaves_the_customers_timestamp(void **state)
{
    char *path = customer_new("{\"Name\":\"a\",\"MailAddress\":"
                              "{\"City\":\"Oslo\",\"ZipCode\":\"0155\"}}");
    char *changed = answer_text("LastChangedDateTimeOffset");
    char *address_changed =
        answer_text("MailAddress/LastChangedDateTimeOffset");
    char *later;

    (void)state;
    (void)po("PATCH", path,
             "[{\"op\":\"replace\",\"path\":\"/MailAddress/City\","
             "\"value\":\"Moss\"}]");
    answer_says("LastChangedDateTimeOffset", changed);
    later = answer_text("MailAddress/LastChangedDateTimeOffset");
    assert_true(strcmp(later, address_changed) > 0);
    free(later);
    (void)po("PATCH", path,
             "[{\"op\":\"replace\",\"path\":\"/Name\",\"value\":\"b\"}]");
    later = answer_text("LastChangedDateTimeOffset");
    assert_true(strcmp(later, changed) > 0);
    free(later);
    free(address_changed);
    free(changed);
    free(path);
}

static void a_patch_is_done_whole_or_not_at_all(void **state)
{
    char *path = customer_new("{\"Name\":\"before\"}");

    (void)state;
    assert_int_equal(
        po("PATCH", path,
           "[{\"op\":\"replace\",\"path\":\"/Name\",\"value\":\"after\"},"
           "{\"op\":\"replace\",\"path\":\"/PaymentTerm\",\"value\":14}]"),
        400);
    assert_int_equal(po("GET", path, NULL), 200);
    answer_says("Name", "before");
    free(path);
}

static void changes_are_listed_after_a_moment_not_at_it(void **state)
{
    char *path = customer_new("{\"Name\":\"a\"}");
    char *changed = answer_text("LastChangedDateTimeOffset");
    char *list = mem_print(
        "/v2/Customers?lastChangedDateTimeOffsetGreaterThan=%s", changed);

    (void)state;
    assert_int_equal(po("GET", list, NULL), 204);
    free(customer_new("{\"Name\":\"b\"}"));
    assert_int_equal(po("GET", list, NULL), 200);
    assert_int_equal(json_count(simulated.answer), 1);
    free(list);
    free(changed);
    free(path);
}

static void a_contact_person_belongs_to_a_company(void **state)
{
    char *person = customer_new("{\"IsPerson\":true,\"FirstName\":\"a\","
                                "\"LastName\":\"b\"}");
    char *company = customer_new("{\"Name\":\"a\"}");
    char *under_person =
        mem_print("/v2/ContactPersons/%s", strrchr(person, '/') + 1);
    char *under_company =
        mem_print("/v2/ContactPersons/%s", strrchr(company, '/') + 1);
    const char *body = "{\"FirstName\":\"a\",\"LastName\":\"b\"}";

    (void)state;
    assert_int_equal(po("POST", under_person, body), 400);
    assert_int_equal(po("POST", "/v2/ContactPersons/1", body), 404);
    assert_int_equal(po("POST", under_company, body), 201);
    free(under_company);
    free(under_person);
    free(company);
    free(person);
}

static void a_sent_order_lives_on_as_an_invoice(void **state)
{
    char *customer = customer_new("{\"Name\":\"a\"}");
    char *body = mem_print("{\"CustomerId\":%s,"
                           "\"ExternalImportReference\":\"zohocrm:9\"}",
                           strrchr(customer, '/') + 1);
    char *id;
    char *path;

    (void)state;
    assert_int_equal(po("POST", "/v2/SalesOrders/Complete", body), 201);
    id = answer_text("Id");
    path = mem_print("/powerofficego/SalesOrders/%s/send", id);
    (void)simulated_control("POST", path, NULL);
    free(path);
    path = mem_print("/v2/SalesOrders/%s", id);
    assert_int_equal(po("GET", path, NULL), 404);
    free(path);
    path = mem_print("/v2/OutgoingInvoices/%s", id);
    assert_int_equal(po("GET", path, NULL), 200);
    answer_says("ExternalImportReference", "zohocrm:9");
    assert_int_equal(po("POST", "/v2/SalesOrders/Complete", body), 400);
    free(path);
    free(id);
    free(body);
    free(customer);
}

static void more_than_the_rate_is_refused(void **state)
{
    int refused = 0;

    (void)state;
    (void)simulated_control("POST", "/settings", "{\"rate\":1}");
    for (int i = 0; i < 5; i++)
        refused += po("GET", "/v2/Customers", NULL) == 429;
    assert_in_range(refused, 1, 4);
    (void)simulated_control("POST", "/settings", "{\"rate\":0}");
    assert_int_equal(po("GET", "/v2/Customers", NULL), 204);
}

static void creates_do_not_overlap(void **state)
{
    int connection;

    (void)state;
    (void)simulated_control("POST", "/faults",
                            "{\"method\":\"POST\",\"kind\":\"delay\","
                            "\"delay_ms\":20000}");
    connection = po_unanswered("POST", "/v2/Customers", "{\"Name\":\"a\"}");
    eventually(10,
               json_count(json_get(simulated_control("GET", "/journal", NULL),
                                   "requests")) == 3);
    assert_int_equal(po("POST", "/v2/Customers", "{\"Name\":\"b\"}"), 503);
    assert_int_equal(po("GET", "/v2/Customers", NULL), 200);
    (void)close(connection);
}

static void a_cut_answer_leaves_the_write_done(void **state)
{
    (void)state;
    (void)simulated_control("POST", "/faults",
                            "{\"method\":\"POST\",\"path\":\"/Customers\","
                            "\"kind\":\"cut\"}");
    assert_int_equal(po("POST", "/v2/Customers", "{\"Name\":\"a\"}"), 0);
    assert_int_equal(po("GET", "/v2/Customers", NULL), 200);
    assert_int_equal(json_count(simulated.answer), 1);
    (void)simulated_control("POST", "/faults",
                            "{\"method\":\"POST\",\"path\":\"/Customers\","
                            "\"kind\":\"cut\",\"when\":\"before\"}");
    assert_int_equal(po("POST", "/v2/Customers", "{\"Name\":\"b\"}"), 0);
    (void)po("GET", "/v2/Customers", NULL);
    assert_int_equal(json_count(simulated.answer), 1);
}

static void a_fault_lets_some_pass_and_hits_its_count(void **state)
{
    static const int expected[] = { 204, 503, 503, 204 };

    (void)state;
    (void)simulated_control("POST", "/faults",
                            "{\"system\":\"powerofficego\",\"kind\":\"status\","
                            "\"after\":1,\"count\":2}");
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(po("GET", "/v2/Customers", NULL), expected[i]);
}

static void the_journal_tells_what_the_description_forbids(void **state)
{
    (void)state;
    (void)po("GET", "/v2/Customers?nameLike=a", NULL);
    (void)po("POST", "/v2/Customers", "{\"Name\":\"a\",\"Email\":\"b\"}");
    (void)simulated_control("GET", "/journal", NULL);
    answer_says("requests/2/problems/0", "unknown parameter 'nameLike'");
    answer_says("requests/3/problems/0",
                "CustomerPostDto has no member 'Email'");
    answer_says("requests/3/entity", "Customers");
    answer_says("requests/3/body/Email", "b");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        simulated_test(a_reference_is_given_once),
        simulated_test(an_address_needs_city_and_zip_code),
        simulated_test(a_member_of_no_address_cannot_be_patched),
        simulated_test(an_address_edit_leaves_the_customers_timestamp),
        simulated_test(a_patch_is_done_whole_or_not_at_all),
        simulated_test(changes_are_listed_after_a_moment_not_at_it),
        simulated_test(a_contact_person_belongs_to_a_company),
        simulated_test(a_sent_order_lives_on_as_an_invoice),
        simulated_test(more_than_the_rate_is_refused),
        simulated_test(creates_do_not_overlap),
        simulated_test(a_cut_answer_leaves_the_write_done),
        simulated_test(a_fault_lets_some_pass_and_hits_its_count),
        simulated_test(the_journal_tells_what_the_description_forbids),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
