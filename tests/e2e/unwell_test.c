/*
 * Systems that are unwell: whatever their answers look like, no record is held
 * for it, none is there twice, and nobody asks all the time.
 */
#include "support/e2e.h"
#include "support/kari.h"
#include "support/pipeline.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PEOPLE 24

#define PAGE "'type': 'text/html', 'body': '<html>We will be back.</html>'"

/* What may come instead of an answer; the limit of a request is 3 s. */
static const char *const illnesses[] = {
    "'kind': 'status', 'status': 400, " PAGE, /* NOLINT: no comma missing */
    "'kind': 'status', 'status': 200, 'when': 'after', " PAGE,
    "'kind': 'status', 'status': 201, 'when': 'after', 'body': '{\\u0022I'",
    "'kind': 'status', 'status': 200, 'when': 'after'",
    "'kind': 'status', 'status': 302, 'location': '/v2/Elsewhere'",
    "'kind': 'flood'",
    "'kind': 'truncate'",
    "'kind': 'cut', 'when': 'before'",
    "'kind': 'cut', 'when': 'after'",
    "'kind': 'delay', 'delay_ms': 3600",
};

#define ILLNESSES (sizeof illnesses / sizeof illnesses[0])

/* Each illness once, two healthy requests between them. */
static void falls_ill(const char *system, const char *method, const char *path)
{
    for (size_t i = 0; i < ILLNESSES; i++) {
        char *text = mem_print("{'system': '%s', 'method': '%s',"
                               " 'path': '%s', 'after': %zu, %s}",
                               system, method, path, 2 * i, illnesses[i]);

        fault_add(text);
        free(text);
    }
}

/* ---- any answer ---- */

static const char *people[PEOPLE + 8];

static void people_arrive(void)
{
    for (int i = 0; i < PEOPLE; i++) {
        char *text = mem_print("{'First_Name': 'Kari', 'Last_Name': 'No. %d',"
                               " 'Email': 'kari%d@fjell.example'}",
                               i, i);

        people[i] = crm_create("Contacts", text);
        free(text);
    }
}

static bool all_stand(const char *status)
{
    for (int i = 0; i < PEOPLE; i++) {
        char *link = mem_print("contacts.a.%s", people[i]);
        bool stands = text_equal(link_text(link, "status"), status);

        free(link);
        if (!stands)
            return false;
    }
    return true;
}

static bool all_have(const char *system, const char *entity, const char *path,
                     const char *value)
{
    return record_count_of(system, entity, path, value) == PEOPLE;
}

/* Each of them once, and no more requests than there were illnesses. */
static void everybody_is_made_once(void)
{
    falls_ill(PO, "POST", "/Customers");
    people_arrive();
    eventually(120, po_count("Customers") == PEOPLE && all_stand("in-step"));
    quiet(60);
    assert_int_equal(po_count("Customers"), PEOPLE);
    for (int i = 0; i < PEOPLE; i++)
        assert_int_equal(po_linked_count("Customers", people[i]), 1);
    assert_in_range(journal_count("POST", "/v2/Customers"), PEOPLE,
                    PEOPLE + ILLNESSES);
    assert_int_equal(journal_count(NULL, "/v2/Elsewhere"), 0);
}

static void every_edit_arrives(void)
{
    size_t mark = journal_mark();

    falls_ill(PO, "PATCH", "/Customers");
    falls_ill(CRM, "PUT", "/Contacts");
    for (int i = 0; i < PEOPLE; i++) {
        crm_edit("Contacts", people[i], "Phone", "22 00 00 00");
        po_edit("Customers", po_linked("Customers", people[i]), "FirstName",
                "Karin");
    }
    eventually(120, all_have(PO, "Customers", "PhoneNumber", "22 00 00 00") &&
                        all_have(CRM, "Contacts", "First_Name", "Karin") &&
                        all_stand("in-step"));
    quiet(60);
    assert_in_range(journal_since(mark, "PATCH", "/v2/Customers"), PEOPLE,
                    PEOPLE + ILLNESSES);
    /* Who is not the last to have edited is told so, and merges again. */
    assert_in_range(journal_since(mark, "PUT", "/crm/v8/Contacts") -
                        journal_status(412),
                    PEOPLE, PEOPLE + 2 * ILLNESSES);
}

static void whatever_a_write_is_answered_it_is_done_once(void **state)
{
    (void)state;
    world_start(NULL);
    pipeline_start();
    everybody_is_made_once();
    every_edit_arrives();
    pipeline_stop();
    world_stop();
}

static void whatever_a_poll_is_answered_nothing_is_missed(void **state)
{
    size_t mark;

    (void)state;
    kari_is_known(NULL);
    mark = journal_mark();
    falls_ill(CRM, "GET", "/Contacts");
    falls_ill(PO, "GET", "/Customers");
    crm_edit("Contacts", kari.contact, "Phone", "22 11 11 11");
    po_edit("Customers", kari.customer, "LastName", "Holm");
    eventually(
        60, po_has("Customers", kari.customer, "PhoneNumber", "22 11 11 11"));
    eventually(60, crm_has("Contacts", kari.contact, "Last_Name", "Holm"));
    eventually(90,
               journal_since(mark, "GET", "/crm/v8/Contacts") > 3 * ILLNESSES &&
                   journal_since(mark, "GET", "/v2/Customers") > 3 * ILLNESSES);
    crm_edit("Contacts", kari.contact, "Phone", "22 22 22 22");
    eventually(
        60, po_has("Customers", kari.customer, "PhoneNumber", "22 22 22 22"));
    eventually(60, text_equal(link_text(kari.link, "status"), "in-step"));
    assert_int_equal(po_count("Customers"), 1);
    kari_ends();
}

/* ---- one system of two ---- */

static bool says(struct program *program, const char *path, const char *text)
{
    int status = 0;
    const char *body = program_ask(program, path, &status);

    return body != NULL && strstr(body, text) != NULL;
}

static void where_writes_fail_the_other_direction_goes_on(void **state)
{
    const char *ola;
    size_t mark;

    (void)state;
    kari_is_known(NULL);
    fault_status(PO, "POST", "/Customers", 503, -1);
    ola = crm_create("Contacts", "{'Last_Name': 'Ola'}");
    eventually(30, journal_status(503) > 0);
    mark = journal_mark();
    po_edit("Customers", kari.customer, "LastName", "Holm");
    eventually(60, crm_has("Contacts", kari.contact, "Last_Name", "Holm"));
    eventually(30, journal_since(mark, "GET", "/v2/Customers") >= 8);
    /* 1, 2, 4, 8 s between them; polls are another process'. */
    assert_in_range(journal_since(mark, "POST", "/v2/Customers"), 0, 5);
    faults_clear();
    eventually(90, po_linked("Customers", ola) != NULL);
    quiet(60);
    assert_int_equal(po_count("Customers"), 2);
    kari_ends();
}

static void what_came_in_while_one_was_down_goes_out_afterwards(void **state)
{
    size_t down;

    (void)state;
    kari_is_known(NULL);
    fault_status(PO, NULL, "", 503, -1);
    crm_edit("Contacts", kari.contact, "Phone", "22 11 11 11");
    eventually(30, says(pipeline_loader(), "/health", "HTTP 503, asked again"));
    eventually(
        30, program_metric(pipeline_loader(),
                           "tandem_system_up{system=\"powerofficego\"}") == 0);
    down = journal_mark();
    people[0] = crm_create("Contacts", "{'Last_Name': 'Ola'}");
    people[1] = crm_create("Contacts", "{'Last_Name': 'Per'}");
    eventually(30, text_equal(link_text(kari.link, "status"), "pending"));
    eventually(30, journal_since(down, "GET", "/crm/v8/Contacts") >= 8);
    assert_true(program_metric(pipeline_loader(),
                               "tandem_system_up{system=\"zohocrm\"}") == 1);
    assert_in_range(journal_since(down, NULL, "/v2"), 1, 16);
    faults_clear();
    eventually(90, po_linked("Customers", people[0]) != NULL &&
                       po_linked("Customers", people[1]) != NULL &&
                       po_has("Customers", kari.customer, "PhoneNumber",
                              "22 11 11 11"));
    quiet(60);
    assert_int_equal(po_count("Customers"), 3);
    kari_ends();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(whatever_a_write_is_answered_it_is_done_once),
        world_test(whatever_a_poll_is_answered_nothing_is_missed),
        world_test(where_writes_fail_the_other_direction_goes_on),
        world_test(what_came_in_while_one_was_down_goes_out_afterwards),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
