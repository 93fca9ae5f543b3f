/*
 * Every contact is one person customer, and stays in step.
 */
#include "support/e2e.h"
#include "support/people.h"
#include "support/pipeline.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SEED  20261123
#define CROWD 2000
/* Items 32, 65, ... of the crowd, the four kinds in turn. */
#define AWKWARD 60
#define REFUSED 15

static const char *const kari_in_zoho =
    "{'First_Name': 'Kari', 'Last_Name': 'Nordli',"
    " 'Email': 'kari@fjell.example', 'Phone': '+47 22 00 00 00',"
    " 'Mailing_City': 'Oslo', 'Mailing_Zip': '0155',"
    " 'Mailing_Country': 'Norge'}";

/* Kari is a contact and a customer, and nothing is left to do. */
static const char *kari(const char **ret_customer)
{
    const char *contact;

    world_start(NULL);
    contact = crm_create("Contacts", kari_in_zoho);
    pipeline_start();
    eventually(60, po_linked("Customers", contact) != NULL);
    quiet(60);
    *ret_customer = po_linked("Customers", contact);
    return contact;
}

static void a_contact_becomes_a_customer_with_all_its_rows(void **state)
{
    const char *customer;
    const char *contact = kari(&customer);

    (void)state;
    (void)contact;
    assert_true(po_has("Customers", customer, "IsPerson", "true"));
    assert_true(po_has("Customers", customer, "FirstName", "Kari"));
    assert_true(po_has("Customers", customer, "LastName", "Nordli"));
    assert_true(
        po_has("Customers", customer, "EmailAddress", "kari@fjell.example"));
    assert_true(
        po_has("Customers", customer, "PhoneNumber", "+47 22 00 00 00"));
    assert_true(po_has("Customers", customer, "MailAddress.City", "Oslo"));
    assert_true(po_has("Customers", customer, "MailAddress.ZipCode", "0155"));
    assert_true(po_has("Customers", customer, "MailAddress.CountryCode", "NO"));
    assert_int_equal(po_count("Customers"), 1);
    assert_true(journal_since(0, "POST", "/v2/Customers") == 1);
    assert_true(journal_since(0, "GET", "/v2/Customers/") <= 1);
    pipeline_stop();
    world_stop();
}

static void the_second_fields_supply_what_the_first_lack(void **state)
{
    const char *contact;
    const char *customer;

    (void)state;
    world_start(NULL);
    contact = crm_create(
        "Contacts",
        "{'Last_Name': 'Nordli', 'Secondary_Email': 'kari@dal.example',"
        " 'Other_Phone': '22 11 11 11', 'Other_City': 'Voss',"
        " 'Other_Zip': '5700', 'Other_Country': 'Sverige'}");
    pipeline_start();
    eventually(60, po_linked("Customers", contact) != NULL);
    customer = po_linked("Customers", contact);
    assert_true(
        po_has("Customers", customer, "EmailAddress", "kari@dal.example"));
    assert_true(po_has("Customers", customer, "PhoneNumber", "22 11 11 11"));
    assert_true(po_has("Customers", customer, "MailAddress.City", "Voss"));
    assert_true(po_has("Customers", customer, "MailAddress.ZipCode", "5700"));
    assert_true(po_has("Customers", customer, "MailAddress.CountryCode", "SE"));
    assert_true(po_has("Customers", customer, "FirstName", "-"));
    pipeline_stop();
    world_stop();
}

static void edits_in_zoho_arrive_with_one_patch_per_record(void **state)
{
    const char *customer;
    const char *contact = kari(&customer);
    size_t mark = journal_mark();

    (void)state;
    crm_patch("Contacts", contact,
              "{'Last_Name': 'Holm', 'Email': 'kari@dal.example',"
              " 'Phone': '+47 22 11 11 11', 'Mailing_City': 'Voss',"
              " 'Mailing_Zip': '5700', 'Mailing_Country': 'Danmark'}");
    eventually(20, po_has("Customers", customer, "LastName", "Holm"));
    quiet(30);
    assert_true(
        po_has("Customers", customer, "EmailAddress", "kari@dal.example"));
    assert_true(
        po_has("Customers", customer, "PhoneNumber", "+47 22 11 11 11"));
    assert_true(po_has("Customers", customer, "MailAddress.City", "Voss"));
    assert_true(po_has("Customers", customer, "MailAddress.ZipCode", "5700"));
    assert_true(po_has("Customers", customer, "MailAddress.CountryCode", "DK"));
    assert_int_equal(journal_writes_since(mark), 1);
    assert_int_equal(journal_since(mark, "PATCH", "/v2/Customers"), 1);
    pipeline_stop();
    world_stop();
}

/* The property is owed, and why is said. */
static void owes_because(const struct json *link, const char *property,
                         const char *cause)
{
    const struct json *owed = json_get(json_get(link, "owed"), property);

    assert_string_equal(json_get_text(link, "status"), "in-step");
    assert_non_null(json_get_text(owed, "cause"));
    assert_non_null(strstr(json_get_text(owed, "cause"), cause));
}

/* What became of an awkward contact. */
static void check_awkward(enum people_kind kind, const char *contact,
                          const char *customer)
{
    char *id = mem_print("contacts.a.%s", contact);
    const struct json *link = link_state(id);

    free(id);
    switch (kind) {
    case PEOPLE_NO_FIRST_NAME:
        assert_true(po_has("Customers", customer, "FirstName", "-"));
        break;
    case PEOPLE_LONG_CITY:
        assert_true(po_has("Customers", customer, "MailAddress.City", NULL));
        owes_because(link, "MailAddress.City", "100 characters");
        break;
    case PEOPLE_UNKNOWN_COUNTRY:
        assert_non_null(customer);
        owes_because(link, "MailAddress.CountryCode", "unknown country");
        break;
    case PEOPLE_REFUSED_EMAIL:
        assert_null(customer);
        assert_string_equal(json_get_text(link, "status"), "held");
        assert_string_equal(json_get_text(link, "cause"), "rejected");
        assert_non_null(strstr(json_get_text(link, "detail"), "EmailAddress"));
        break;
    case PEOPLE_KINDS:
        assert_non_null(customer);
        break;
    }
}

/* By reference: {"zohocrm:<id>": customer id}. */
static struct json *customers_by_reference(void)
{
    const struct json *customers =
        world_control("GET", "/powerofficego/Customers", NULL);
    struct json *by_reference = json_new_object();

    for (const struct json *c = json_first(customers); c != NULL;
         c = json_next(c)) {
        int64_t id = json_get_int(c, "Id", 0);
        char text[24];

        (void)snprintf(text, sizeof text, "%lld", (long long)id);
        assert_null(json_get(by_reference,
                             json_get_text(c, "ExternalImportReference")));
        json_set_text(by_reference, json_get_text(c, "ExternalImportReference"),
                      text);
    }
    return by_reference;
}

static void check_crowd(const struct json *ids)
{
    struct json *customers = customers_by_reference();

    for (size_t i = 0; i < CROWD; i++) {
        char reference[64];

        (void)snprintf(reference, sizeof reference, "zohocrm:%s",
                       record_id(ids, i));
        if (people_kind(i) != PEOPLE_KINDS) {
            check_awkward(people_kind(i), record_id(ids, i),
                          json_get_text(customers, reference));
        } else {
            assert_non_null(json_get(customers, reference));
        }
    }
    json_free(customers);
}

static void every_one_of_2000_contacts_is_exactly_one_customer(void **state)
{
    struct json *people = people_contacts(SEED, CROWD);
    const struct json *ids;
    size_t creates;

    (void)state;
    world_start(NULL);
    ids = record_create_all(CRM, "Contacts", people);
    pipeline_start();
    eventually(240, po_count("Customers") == CROWD - REFUSED);
    quiet(60);
    assert_int_equal(po_count("Customers"), CROWD - REFUSED);
    check_crowd(ids);
    creates = journal_count("POST", "/v2/Customers");
    assert_int_equal(creates, CROWD);
    /* Polls apart: nothing is asked of a customer that was just created. */
    assert_true(creates + journal_count("GET", "/v2/Customers/") <=
                CROWD + CROWD / 20);
    json_free(people);
    pipeline_stop();
    world_stop();
}

static void a_restart_and_a_whole_scan_write_nothing(void **state)
{
    struct json *people = people_contacts(SEED, 200);
    size_t customers;
    size_t mark;

    (void)state;
    world_start(NULL);
    (void)record_create_all(CRM, "Contacts", people);
    pipeline_start();
    eventually(120, po_count("Customers") > 190);
    quiet(60);
    pipeline_stop();
    customers = po_count("Customers");
    mark = journal_mark();
    cursors_forget();
    pipeline_start();
    eventually(60, journal_since(mark, "GET", "/v2/Customers") > 2);
    eventually(60, journal_since(mark, "GET", "/crm/v8/Contacts") > 2);
    quiet(60);
    assert_int_equal(journal_writes_since(mark), 0);
    assert_int_equal(po_count("Customers"), customers);
    json_free(people);
    pipeline_stop();
    world_stop();
}

static void a_refused_record_does_not_stop_its_neighbours(void **state)
{
    struct json *refused = people_awkward(SEED, PEOPLE_REFUSED_EMAIL);
    const char *bad;
    const char *good;

    (void)state;
    world_start(NULL);
    bad = crm_create("Contacts", world_keep(json_string(refused)));
    good = crm_create("Contacts", kari_in_zoho);
    pipeline_start();
    eventually(60, po_linked("Customers", good) != NULL);
    quiet(60);
    assert_null(po_linked("Customers", bad));
    assert_int_equal(journal_count("POST", "/v2/Customers"), 2);
    crm_edit("Contacts", bad, "Email", "mended@fjell.example");
    eventually(20, po_linked("Customers", bad) != NULL);
    json_free(refused);
    pipeline_stop();
    world_stop();
}

static void a_deleted_contact_closes_its_link_and_nothing_else(void **state)
{
    const char *customer;
    const char *contact = kari(&customer);
    char *link = mem_print("contacts.a.%s", contact);
    size_t mark;

    (void)state;
    pipeline_stop();
    crm_delete("Contacts", contact);
    mark = journal_mark();
    cursors_forget();
    pipeline_start();
    eventually(60, text_equal(link_text(link, "status"), "closed"));
    assert_string_equal(link_text(link, "cause"), "gone");
    quiet(30);
    assert_int_equal(po_count("Customers"), 1);
    assert_int_equal(journal_writes_since(mark), 0);
    free(link);
    pipeline_stop();
    world_stop();
}

static void a_deleted_customer_is_made_again_only_by_retry(void **state)
{
    const char *customer;
    const char *contact = kari(&customer);
    char *link = mem_print("contacts.a.%s", contact);
    const char *output;

    (void)state;
    po_delete("Customers", customer);
    crm_edit("Contacts", contact, "Last_Name", "Holm");
    eventually(30, text_equal(link_text(link, "status"), "closed"));
    quiet(30);
    assert_int_equal(po_count("Customers"), 0);
    assert_int_equal(program_run(&output, "tandem", "retry", link), 0);
    eventually(30, po_linked("Customers", contact) != NULL);
    assert_true(po_has("Customers", po_linked("Customers", contact), "LastName",
                       "Holm"));
    assert_int_equal(program_run(&output, "tandem", "retry", "kari"), 2);
    free(link);
    pipeline_stop();
    world_stop();
}

static void ten_requests_a_second_are_obeyed(void **state)
{
    struct world_settings settings = {
        .rate = 10, .variables = { "TANDEM_POWEROFFICEGO_RATE=10" }
    };
    struct json *people = people_contacts(SEED, 30);

    (void)state;
    world_start(&settings);
    (void)record_create_all(CRM, "Contacts", people);
    pipeline_start_many(1, 1, 2);
    eventually(60, po_count("Customers") == 30);
    assert_int_equal(journal_status(429), 0);
    assert_int_equal(journal_status(503), 0);
    json_free(people);
    pipeline_stop();
    world_stop();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(a_contact_becomes_a_customer_with_all_its_rows),
        world_test(the_second_fields_supply_what_the_first_lack),
        world_test(edits_in_zoho_arrive_with_one_patch_per_record),
        world_test(every_one_of_2000_contacts_is_exactly_one_customer),
        world_test(a_restart_and_a_whole_scan_write_nothing),
        world_test(a_refused_record_does_not_stop_its_neighbours),
        world_test(a_deleted_contact_closes_its_link_and_nothing_else),
        world_test(a_deleted_customer_is_made_again_only_by_retry),
        world_test(ten_requests_a_second_are_obeyed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
