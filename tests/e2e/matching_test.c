/*
 * Records that exist on both sides are joined, not doubled.
 *
 * 500 contacts and 300 customers. The first 200 customers have the e-mail of
 * the first 200 contacts, and of those
 *   0- 39  spell the name in other case or without its diacritics
 *  40- 49  have another last name: different people
 * 180-184  are claimed by two contacts of the same name: ambiguous
 * 190-199  share their e-mail with a contact of another last name
 * The last 100 customers are nobody's.
 */
#include "support/e2e.h"
#include "support/pipeline.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>

#define CONTACTS  500
#define CUSTOMERS 300
#define MATCHING  200
#define SPELLED   40
#define OTHERS    50 /* up to here: other last names */
#define TWINS     180
#define TWINS_END 185
#define SHARED    190
#define JOINED    (MATCHING - (OTHERS - SPELLED) - (TWINS_END - TWINS))
#define HELD      (2 * (TWINS_END - TWINS))
#define CREATED   (CONTACTS - JOINED - HELD)

#define LATE 300 /* contact 480 is like contact 180, and so on */

static void set_text(struct json *record, const char *name, const char *before,
                     int number, const char *behind)
{
    char *text = mem_print("%s%d%s", before, number, behind);

    json_set_text(record, name, text);
    free(text);
}

/* Whose namesake, or whose fellow user of an e-mail, a contact is. */
static int like(int i)
{
    bool twin = i >= TWINS + LATE && i < TWINS_END + LATE;

    return twin || i >= SHARED + LATE ? i - LATE : i;
}

static struct json *contact(int i)
{
    struct json *record = json_new_object();

    set_text(record, "Email", "person", like(i), "@fjell.example");
    set_text(record, "First_Name", "Kåre", like(i), "");
    if (i >= SHARED + LATE) {
        set_text(record, "Last_Name", "Fremmed", i, "");
    } else {
        set_text(record, "Last_Name", "Ødegård", like(i), "");
    }
    return record;
}

static const char *last_name(int i)
{
    if (i < SPELLED)
        return "odegard";
    return i < OTHERS ? "Hansen" : "Ødegård";
}

static struct json *customer(int i)
{
    struct json *record = json_new_object();

    set_text(record, "EmailAddress", i < MATCHING ? "person" : "nobody", i,
             "@fjell.example");
    set_text(record, "FirstName", i < SPELLED ? "KARE" : "Kåre", i, "");
    set_text(record, "LastName", last_name(i), i, "");
    json_set_bool(record, "IsPerson", true);
    return record;
}

static const struct json *all(const char *system, const char *entity,
                              struct json *(*make)(int), int count)
{
    struct json *records = json_new_array();
    const struct json *ids;

    for (int i = 0; i < count; i++)
        json_append(records, make(i));
    ids = record_create_all(system, entity, records);
    json_free(records);
    return ids;
}

static const char *status_of(const char *contact_id)
{
    char *id = mem_print("contacts.a.%s", contact_id);
    const char *status = link_text(id, "status");

    free(id);
    return status;
}

static bool is_twin(int i)
{
    return like(i) >= TWINS && like(i) < TWINS_END;
}

static bool is_joined(int i)
{
    return i < MATCHING && !is_twin(i) && (i < SPELLED || i >= OTHERS);
}

static void check(const struct json *contacts, const struct json *customers)
{
    for (int i = 0; i < CONTACTS; i++) {
        const char *id = record_id(contacts, (size_t)i);
        const char *linked = po_linked("Customers", id);

        if (is_twin(i)) {
            assert_null(linked);
            assert_string_equal(status_of(id), "held");
        } else if (is_joined(i)) {
            assert_string_equal(linked, record_id(customers, (size_t)i));
        } else {
            assert_non_null(linked);
        }
    }
}

static void existing_records_are_joined(const char *slow_system,
                                        const char *slow_entity)
{
    const struct json *contacts;
    const struct json *customers;

    world_start(NULL);
    contacts = all(CRM, "Contacts", contact, CONTACTS);
    customers = all(PO, "Customers", customer, CUSTOMERS);
    fault_status(slow_system, "GET", slow_entity, 503, 3);
    pipeline_start_many(1, 1, 2);
    eventually(180, po_count("Customers") == CUSTOMERS + CREATED);
    quiet(120);
    assert_int_equal(po_count("Customers"), CUSTOMERS + CREATED);
    assert_int_equal(journal_count("POST", "/v2/Customers"), CREATED);
    check(contacts, customers);
    assert_int_equal(crm_count("Contacts"), CONTACTS);
    pipeline_stop();
    world_stop();
}

static void clear_pairs_are_joined_if_zoho_is_read_first(void **state)
{
    (void)state;
    existing_records_are_joined(PO, "/Customers");
}

static void clear_pairs_are_joined_if_poweroffice_is_read_first(void **state)
{
    (void)state;
    existing_records_are_joined(CRM, "/Contacts");
}

static void a_customer_typed_in_a_moment_ago_is_found(void **state)
{
    const char *contact_id;
    const char *customer_id;

    (void)state;
    world_start(NULL);
    pipeline_start();
    eventually(60, journal_count("GET", "/v2/Customers") > 3);
    quiet(30);
    customer_id = po_create("Customers", "{'IsPerson': true,"
                                         " 'FirstName': 'Kari',"
                                         " 'LastName': 'Nordli',"
                                         " 'EmailAddress': 'k@fjell.example'}");
    contact_id = crm_create("Contacts", "{'First_Name': 'Kari',"
                                        " 'Last_Name': 'Nordli',"
                                        " 'Email': 'K@fjell.example'}");
    eventually(30, po_linked("Customers", contact_id) != NULL);
    quiet(30);
    assert_string_equal(po_linked("Customers", contact_id), customer_id);
    assert_int_equal(po_count("Customers"), 1);
    pipeline_stop();
    world_stop();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(clear_pairs_are_joined_if_zoho_is_read_first),
        world_test(clear_pairs_are_joined_if_poweroffice_is_read_first),
        world_test(a_customer_typed_in_a_moment_ago_is_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
