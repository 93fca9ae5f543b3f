/*
 * Strange records: what an API may give although nobody thought of it. Each
 * ends applied, owed or held with its cause, or in the dead letters; and those
 * beside it go on.
 */
#include "support/e2e.h"
#include "support/mailbox.h"
#include "support/pipeline.h"
#include "support/published.h"

#include "base/buf.h"
#include "base/mem.h"
#include "domain/link.h"

#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

struct strange {
    const char *fields; /* besides the last name */
    const char *path;   /* of the customer, or of a property that is owed */
    const char *value;  /* what the customer has there */
    const char *owed;   /* why it has not */
};

static const struct strange stranges[] = {
    { "\"Email\":\"o'brien@fjell.example\"", "EmailAddress",
      "o'brien@fjell.example", NULL },
    { "\"Email\":\"a@b.example') or (id > '0\"", "EmailAddress", NULL,
      "not an e-mail address" },
    { "\"Email\":\"k&Fields=*#,x@fjell.example\"", "EmailAddress",
      "k&Fields=*#,x@fjell.example", NULL },
    { "\"First_Name\":\"Kari\\nAnne\"", "FirstName", "Kari\nAnne", NULL },
    { "\"First_Name\":\"\\ud83d\\ude00 \\u202eirak\\u202c\"", "FirstName",
      "\xf0\x9f\x98\x80 \xe2\x80\xaeirak\xe2\x80\xac", NULL },
    { "\"First_Name\":\"';--<b>\\\"\\\\\\u0001\"", "FirstName",
      "';--<b>\"\\\x01", NULL },
    { "\"First_Name\":null", "FirstName", "-", NULL },
    { "\"Mailing_Zip\":\"0155\",\"Mailing_City\":[]", "MailAddress.City", NULL,
      "not a plain value but array" },
    { "\"Phone\":4722000000", "PhoneNumber", "4722000000", NULL },
    { "\"Phone\":9007199254740993.5", "PhoneNumber", "9007199254740994", NULL },
    { "\"Phone\":{\"home\":\"1\"}", "PhoneNumber", NULL,
      "not a plain value but object" },
    { "\"Phone\":true", "PhoneNumber", "true", NULL },
};

/* "contacts.a.<id>"; valid until the world ends. */
static const char *link_of(const char *contact)
{
    return world_keep(mem_print("contacts.a.%s", contact));
}

static const char *state_of(const char *contact)
{
    return link_text(link_of(contact), "status");
}

static const char *owed_of(const char *contact, const char *property)
{
    const struct json *owed = json_get(link_state(link_of(contact)), "owed");

    return json_get_text(json_get(owed, property), "cause");
}

static const char *contact_with(const char *last_name, const char *fields)
{
    return crm_create(
        "Contacts",
        world_keep(mem_print("{\"Last_Name\":\"%s\",%s}", last_name, fields)));
}

static void is_as_expected(const struct strange *strange, const char *contact)
{
    const char *customer = po_linked("Customers", contact);
    const char *cause = owed_of(contact, strange->path);

    if (customer == NULL)
        fail_msg("no customer for %s", strange->fields);
    if (strange->owed == NULL) {
        if (!po_has("Customers", customer, strange->path, strange->value))
            fail_msg("%s: not '%s'", strange->fields, strange->value);
        assert_null(cause);
    } else if (cause == NULL || strstr(cause, strange->owed) == NULL) {
        fail_msg("%s: owed because of '%s'", strange->fields,
                 cause == NULL ? "nothing" : cause);
    }
}

static void strange_values_arrive_or_are_owed(void **state)
{
    const char *contacts[COUNT(stranges)];

    (void)state;
    world_start(NULL);
    for (size_t i = 0; i < COUNT(stranges); i++) {
        contacts[i] = contact_with(world_keep(mem_print("Nordli%zu", i)),
                                   stranges[i].fields);
    }
    pipeline_start();
    eventually(60, po_count("Customers") == COUNT(stranges));
    quiet(60);
    for (size_t i = 0; i < COUNT(stranges); i++) {
        is_as_expected(&stranges[i], contacts[i]);
        assert_string_equal(state_of(contacts[i]), "in-step");
    }
    pipeline_stop();
    world_stop();
}

/* ---- too much ---- */

/* "<path>": "xxx...", so many characters. */
static const char *long_field(const char *path, size_t length)
{
    char *text = mem_new(length + 1, 1);
    char *field;

    memset(text, 'x', length);
    field = mem_print("\"%s\":\"%s\"", path, text);
    free(text);
    return world_keep(field);
}

static bool is_small(const char *contact)
{
    char *text = json_string(link_state(link_of(contact)));
    bool small = strlen(text) <= LINK_BYTES_MAX;

    free(text);
    return small;
}

static const char *address(const char *city)
{
    return world_keep(mem_print(
        "\"Mailing_Zip\":\"0155\",\"Phone\":\"22 00 00 00\",%s", city));
}

static const char *largest_contact(void)
{
    return contact_with(
        "Largest",
        world_keep(mem_print("%s,%s", long_field("Mailing_City", 600000),
                             long_field("Other_City", 600000))));
}

static void owes_its_city(const char *contact, const char *cause)
{
    assert_string_equal(owed_of(contact, "MailAddress.City"), cause);
    assert_string_equal(state_of(contact), "in-step");
    assert_true(is_small(contact));
    assert_true(po_has("Customers", po_linked("Customers", contact),
                       "PhoneNumber", "22 00 00 00"));
}

/* Beyond the target's length, and beyond what a link holds. */
static void
a_value_that_is_too_long_is_owed_and_the_rest_goes_ahead(void **state)
{
    const char *city;
    const char *megabyte;

    (void)state;
    world_start(NULL);
    city = contact_with("City", address(long_field("Mailing_City", 5000)));
    megabyte =
        contact_with("Megabyte", address(long_field("Mailing_City", 900000)));
    pipeline_start();
    eventually(60, po_linked("Customers", city) != NULL &&
                       po_linked("Customers", megabyte) != NULL);
    quiet(60);
    owes_its_city(city, "longer than 100 characters");
    owes_its_city(megabyte, "too long to be kept in step: 900000 bytes");
    crm_edit("Contacts", megabyte, "Mailing_City", "Bergen");
    eventually(30, po_has("Customers", po_linked("Customers", megabyte),
                          "MailAddress.City", "Bergen"));
    pipeline_stop();
    world_stop();
}

/* The cursor stands behind it: once shortened, it goes its way. */
static void a_record_beyond_a_message_is_named_and_passed_over(void **state)
{
    const char *before;
    const char *largest;
    const char *after;

    (void)state;
    world_start(NULL);
    before = contact_with("Before", "\"Phone\":\"1\"");
    largest = largest_contact();
    after = contact_with("After", "\"Phone\":\"1\"");
    pipeline_start();
    eventually(60, po_linked("Customers", before) != NULL &&
                       po_linked("Customers", after) != NULL);
    quiet(60);
    assert_non_null(strstr(letter_with_key(largest), "Message size too large"));
    assert_null(po_linked("Customers", largest));
    crm_patch("Contacts", largest,
              "{'Mailing_City': 'Oslo', 'Mailing_Zip': '0155',"
              " 'Other_City': null}");
    eventually(30, po_linked("Customers", largest) != NULL);
    pipeline_stop();
    world_stop();
}

/* ---- pages ---- */

static void page_is(const char *system, const char *path, const char *body)
{
    struct json *fault = json_new_object();
    char *text;

    json_set_text(fault, "system", system);
    json_set_text(fault, "method", "GET");
    json_set_text(fault, "path", path);
    json_set_text(fault, "kind", "status");
    json_set_int(fault, "status", 200);
    json_set_text(fault, "body", body);
    text = json_string(fault);
    fault_add(text);
    free(text);
    json_free(fault);
}

static const char bad_page[] =
    "[{\"Id\":7001,\"IsPerson\":true,\"FirstName\":\"A\",\"LastName\":\"Dal\","
    "\"LastName\":\"Fjell\"},"
    "{\"Id\":7002,\"IsPerson\":true,\"LastName\":\"\\ud83d\"},"
    "{\"Id\":7003,\"IsPerson\":true,\"LastName\":\"a\\u0000b\"},"
    "{\"Id\":9007199254740993,\"IsPerson\":true},{\"Id\":null},"
    "{\"Id\":{\"a\":1}},7,"
    "{\"Id\":7004,\"IsPerson\":true,\"FirstName\":\"B\",\"LastName\":\"Holm\"}"
    "]";

static void a_page_with_bad_records_gives_its_good_ones(void **state)
{
    const char *contact;

    (void)state;
    world_start(NULL);
    contact = contact_with("Nordli", "\"Phone\":\"1\"");
    pipeline_start();
    eventually(60, po_linked("Customers", contact) != NULL);
    quiet(60);
    page_is("powerofficego", "/Customers", bad_page);
    eventually(30,
               text_equal(link_text("contacts.b.7001", "status"), "lonely"));
    eventually(30,
               text_equal(link_text("contacts.b.7004", "status"), "lonely"));
    /* Of doubled members the first counts. */
    assert_string_equal(json_get_text(json_at(link_state("contacts.b.7001"),
                                              "sides.b.observed"),
                                      "LastName"),
                        "Dal");
    eventually(30, published_dead("no id at 'Id'") == 4);
    assert_int_equal(published_dead("not JSON"), 2);
    crm_edit("Contacts", contact, "Phone", "+47 22 77 77 77");
    eventually(30, po_has("Customers", po_linked("Customers", contact),
                          "PhoneNumber", "+47 22 77 77 77"));
    pipeline_stop();
    world_stop();
}

/* Read directly before it is changed: it is held, and the system is not
 * thought unwell, so that others go on. */
static void a_record_that_cannot_be_read_is_held_alone(void **state)
{
    const char *bad;
    const char *good;
    const char *customer;

    (void)state;
    world_start(NULL);
    bad = contact_with("Nordli", "\"Phone\":\"1\"");
    good = contact_with("Dal", "\"Phone\":\"2\"");
    pipeline_start();
    eventually(60, po_linked("Customers", bad) != NULL &&
                       po_linked("Customers", good) != NULL);
    quiet(60);
    customer = po_linked("Customers", bad);
    page_is("powerofficego", world_keep(mem_print("/Customers/%s", customer)),
            world_keep(
                mem_print("{\"Id\":%s,\"LastName\":\"\\ud83d\"}", customer)));
    crm_edit("Contacts", bad, "Phone", "11");
    eventually(30, text_equal(state_of(bad), "held"));
    assert_string_equal(link_text(link_of(bad), "cause"), "unreadable");
    assert_non_null(strstr(link_text(link_of(bad), "detail"), "correct"));
    crm_edit("Contacts", good, "Phone", "22");
    eventually(30, po_has("Customers", po_linked("Customers", good),
                          "PhoneNumber", "22"));
    pipeline_stop();
    world_stop();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(strange_values_arrive_or_are_owed),
        world_test(a_value_that_is_too_long_is_owed_and_the_rest_goes_ahead),
        world_test(a_record_beyond_a_message_is_named_and_passed_over),
        world_test(a_page_with_bad_records_gives_its_good_ones),
        world_test(a_record_that_cannot_be_read_is_held_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
