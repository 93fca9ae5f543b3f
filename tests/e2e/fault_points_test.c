/*
 * Nothing lost, nothing twice, wherever a program dies.
 *
 * Each row of the matrix kills one program at one place of its code, in a
 * world of its own; another takes its place, and all must end as if nothing
 * had happened. The places are the fault points (base/fault.h): each of them is
 * here.
 */
#include "support/copy_check.h"
#include "support/e2e.h"
#include "support/fault_matrix.h"
#include "support/lanes.h"
#include "support/ledger.h"
#include "support/pipeline.h"

#include "base/buf.h"
#include "base/map.h"
#include "base/mem.h"
#include "support/environment.h"

#include <glob.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LANES     10
#define ROWS_MAX  100
#define DEATH_S   60
#define REST_S    90
#define PROGRAMS  3
#define CUSTOMERS 4
#define CREATED   3 /* of them; one was there before */
#define ANSWER_MS 3000
#define POINT_MAX 64
#define FILE_MAX  ((size_t)64 * 1024)

/* ---- the world ---- */

static struct {
    const char *kari; /* contacts: with an account and a deal */
    const char *ola;  /* a customer already */
    const char *per;
    const char *account;
    const char *deal;
    const char *olas; /* that customer */
} made;

static const char *const names[PROGRAMS] = { "extractor", "transformer",
                                             "loader" };
static struct program *running[PROGRAMS];

static const char *deal_create(const char *account, const char *contact)
{
    char *text = mem_print("{'Deal_Name': 'D', 'Stage': 'Closed Won',"
                           " 'Probability': 100,"
                           " 'Closing_Date': '2026-11-28',"
                           " 'Account_Name': {'id': '%s'},"
                           " 'Contact_Name': {'id': '%s'}}",
                           account, contact);
    const char *id = crm_create("Deals", text);

    free(text);
    return id;
}

static void records_create(void)
{
    made.kari =
        crm_create("Contacts", "{'First_Name': 'Kari', 'Last_Name': 'Nordli',"
                               " 'Email': 'kari@fjell.example'}");
    made.ola =
        crm_create("Contacts", "{'First_Name': 'Ola', 'Last_Name': 'Berg',"
                               " 'Email': 'ola@voss.example'}");
    made.per =
        crm_create("Contacts", "{'First_Name': 'Per', 'Last_Name': 'Dal'}");
    made.account = crm_create("Accounts", "{'Account_Name': 'Fjell AS'}");
    made.deal = deal_create(made.account, made.kari);
    made.olas =
        po_create("Customers", "{'FirstName': 'Ola', 'LastName': 'Berg',"
                               " 'IsPerson': true,"
                               " 'EmailAddress': 'ola@voss.example'}");
}

/* Each property on one side only: there is nothing to choose between. */
static void both_sides_are_edited(const char *phone, const char *date)
{
    crm_edit("Contacts", made.kari, "Phone", phone);
    crm_edit("Deals", made.deal, "Closing_Date", date);
    po_edit("Customers", made.olas, "PhoneNumber", phone);
}

static bool edits_are_on_both_sides(const char *phone, const char *date)
{
    const char *kari = po_linked("Customers", made.kari);
    const char *order = po_linked("SalesOrders", made.deal);

    return kari != NULL && order != NULL &&
           po_has("Customers", kari, "PhoneNumber", phone) &&
           po_has("SalesOrders", order, "SalesOrderDate", date) &&
           crm_has("Contacts", made.ola, "Phone", phone);
}

/* ---- at rest ---- */

static size_t links_at_work(void)
{
    struct ledger *ledger = ledger_read();
    size_t count = ledger_is_whole(ledger) ? ledger_unsettled(ledger) : 1;

    ledger_free(ledger);
    return count;
}

static bool everything_is_made(void)
{
    return po_linked_count("Customers", made.kari) > 0 &&
           po_linked_count("Customers", made.ola) > 0 &&
           po_linked_count("Customers", made.per) > 0 &&
           po_linked_count("Customers", made.account) > 0 &&
           po_linked_count("SalesOrders", made.deal) > 0;
}

/* Quiet first: it costs less to find out. */
static bool is_at_rest(void)
{
    quiet(REST_S);
    return links_at_work() == 0;
}

static void comes_to_rest(void)
{
    eventually(REST_S, everything_is_made());
    eventually(REST_S, is_at_rest());
}

/* A record in the other system for each, and no request to make another. */
static void each_is_there_once(void)
{
    assert_int_equal(po_count("Customers"), CUSTOMERS);
    assert_int_equal(po_linked_count("Customers", made.kari), 1);
    assert_int_equal(po_linked_count("Customers", made.per), 1);
    assert_int_equal(po_linked_count("Customers", made.account), 1);
    assert_string_equal(po_linked("Customers", made.ola), made.olas);
    assert_int_equal(po_count("ContactPersons"), 1);
    assert_int_equal(po_count("SalesOrders"), 1);
    assert_int_equal(journal_count("POST", "/v2/Customers"), CREATED);
    assert_int_equal(journal_count("POST", "/v2/ContactPersons"), 1);
    assert_int_equal(journal_count("POST", "/v2/SalesOrders"), 1);
}

static void redis_says_what_the_ledger_says(void)
{
    const char *difference = copy_difference();

    if (difference != NULL)
        fail_msg("%s", difference);
}

/* ---- dying ---- */

static size_t place_of(const struct fault_row *row)
{
    size_t i = 0;

    while (i + 1 < PROGRAMS && !text_equal(names[i], row->program))
        i++;
    return i;
}

static void others_start(const struct fault_row *row)
{
    for (size_t i = 0; i < PROGRAMS; i++) {
        if (i != place_of(row))
            running[i] = program_start(names[i]);
    }
}

/* "POST /Customers" is answered late, so that it is out when it dies. */
static void dies_while_asking(const struct fault_row *row)
{
    size_t length = strcspn(row->point, " ");
    char *method = mem_copy_n(row->point, length);
    const char *path = row->point + length + 1;
    char *whole = mem_print("/v2%s", path);

    fault_delay(PO, method, path, ANSWER_MS);
    running[place_of(row)] = program_start(row->program);
    if (row->stage == CREATING)
        others_start(row);
    eventually(DEATH_S, journal_count(method, whole) > 0);
    program_kill(running[place_of(row)]);
    free(method);
    free(whole);
}

/* It passes the point once more later, and lives. */
static void dies_at_the_point(const struct fault_row *row)
{
    char *fault = mem_print("TANDEM_FAULT=%s", row->point);
    char *once = mem_print("TANDEM_FAULT_ONCE=%s/died", environment_folder());
    struct program *program = program_start(row->program, fault, once);

    if (row->stage == CREATING && (row->how & ALONE) == 0)
        others_start(row);
    assert_int_equal(program_wait(program, DEATH_S), 128 + SIGKILL);
    if ((row->how & ALONE) != 0)
        others_start(row);
    free(fault);
    free(once);
}

static void it_dies(const struct fault_row *row)
{
    if (fault_row_is_request(row)) {
        dies_while_asking(row);
    } else {
        dies_at_the_point(row);
    }
}

static void it_is_replaced(const struct fault_row *row)
{
    running[place_of(row)] = program_start(row->program);
}

/* All is made and at rest, and the program is about to start again. */
static void it_has_ended(const struct fault_row *row)
{
    for (size_t i = 0; i < PROGRAMS; i++)
        running[i] = program_start(names[i]);
    comes_to_rest();
    assert_int_equal(program_stop(running[place_of(row)], NULL), 0);
    if ((row->how & REDIS_IS_EMPTY) != 0)
        redis_forget();
}

/* ---- the rows ---- */

static void row_creating(const struct fault_row *row)
{
    it_dies(row);
    both_sides_are_edited("22 11 11 11", "2026-12-01");
    it_is_replaced(row);
    eventually(REST_S, edits_are_on_both_sides("22 11 11 11", "2026-12-01"));
}

static void row_editing(const struct fault_row *row)
{
    it_has_ended(row);
    both_sides_are_edited("22 11 11 11", "2026-12-01");
    it_dies(row);
    both_sides_are_edited("22 22 22 22", "2026-12-02");
    it_is_replaced(row);
    eventually(REST_S, edits_are_on_both_sides("22 22 22 22", "2026-12-02"));
}

static void row_sweeping(const struct fault_row *row)
{
    char *link = mem_print("contacts.a.%s", made.per);

    it_has_ended(row);
    crm_delete("Contacts", made.per);
    cursors_forget();
    it_dies(row);
    it_is_replaced(row);
    eventually(REST_S, text_equal(link_text(link, "status"), "closed"));
    free(link);
}

static void row_holds(void **state)
{
    const struct fault_row *row = *state;
    struct world_settings settings = {
        .variables = { "TANDEM_KAFKA_SESSION_TIMEOUT_MS=3000",
                       "TANDEM_KAFKA_HEARTBEAT_INTERVAL_MS=500" }
    };

    world_start(&settings);
    records_create();
    if (row->stage == CREATING) {
        row_creating(row);
    } else if (row->stage == EDITING) {
        row_editing(row);
    } else {
        row_sweeping(row);
    }
    comes_to_rest();
    each_is_there_once();
    redis_says_what_the_ledger_says();
    world_stop();
}

static int row_ends(void **state)
{
    (void)environment_folder_remove();
    return world_teardown(state);
}

/* only: a part of the names of those to run; NULL: all. */
static int rows_run(const char *only)
{
    struct CMUnitTest tests[ROWS_MAX] = { 0 };
    char *names_of[ROWS_MAX];
    size_t count = 0;
    size_t all = 0;
    int failed;

    for (struct fault_row *row = fault_matrix; row->program != NULL; row++) {
        char *name = fault_row_name(row);

        assert_true(all < ROWS_MAX);
        names_of[all++] = name;
        if (only == NULL || strstr(name, only) != NULL) {
            tests[count++] =
                (struct CMUnitTest){ name, row_holds, NULL, row_ends, row };
        }
    }
    failed = lanes_run(tests, count, LANES);
    while (all > 0)
        free(names_of[--all]);
    return failed;
}

/* ---- the list ---- */

/* The names in fault_point("name"); how many are not in the matrix. */
static size_t file_check(const char *path, size_t *points)
{
    static const char call[] = "fault_point(\"";
    static char text[FILE_MAX];
    FILE *file = fopen(path, "re");
    size_t missing = 0;

    assert_non_null(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    (void)fclose(file);
    for (const char *at = text; (at = strstr(at, call)) != NULL; at++) {
        const char *name = at + strlen(call);
        char *point = mem_copy_n(name, strcspn(name, "\""));

        if (!fault_matrix_has(point)) {
            print_error("%s: %s is not in the matrix\n", path, point);
            missing++;
        }
        ++*points;
        free(point);
    }
    return missing;
}

static void every_point_of_the_code_is_in_the_matrix(void **state)
{
    glob_t files = { 0 };
    size_t missing = 0;
    size_t points = 0;

    (void)state;
    /* NOLINTNEXTLINE(concurrency-mt-unsafe): one thread */
    assert_int_equal(glob("*/*.c", 0, NULL, &files), 0);
    /* NOLINTNEXTLINE(concurrency-mt-unsafe) */
    assert_int_equal(glob("common/*/*.c", GLOB_APPEND, NULL, &files), 0);
    for (size_t i = 0; i < files.gl_pathc; i++)
        missing += file_check(files.gl_pathv[i], &points);
    globfree(&files);
    assert_int_equal(missing, 0);
    assert_true(points > 0);
}

/* An argument chooses the rows whose name it is a part of. */
int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_point_of_the_code_is_in_the_matrix),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) +
           rows_run(argc > 1 ? argv[1] : NULL);
}
