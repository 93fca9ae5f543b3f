/*
 * The extractor between simulated APIs, a real Kafka and a real Redis.
 */
#include "support/e2e.h"
#include "support/published.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/time.h"
#include "io/redis.h"
#include "support/entities.h"
#include "support/environment.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LIMIT_S 30

#define CONTACTS  "zohocrm.Contacts"
#define CUSTOMERS "powerofficego.Customers"

static const char *const entities[] = {
    CONTACTS,  "zohocrm.Accounts",          "zohocrm.Deals",
    CUSTOMERS, "powerofficego.SalesOrders", "powerofficego.ContactPersons",
};
#define ENTITIES (sizeof(entities) / sizeof(entities[0]))

/* ---- short words ---- */

static const char *variable(const char *name)
{
    return getenv(name); /* NOLINT(concurrency-mt-unsafe) */
}

/* One command without arguments or with one; a reply that is no text is "". */
static const char *redis_text(const char *command, const char *argument)
{
    struct err err = { 0 };
    struct redis *redis = redis_open(variable("TEST_REDIS"), 2000, &err);
    const struct redis_reply *reply =
        redis_do(redis, &err, command, argument, NULL);
    const char *text;

    if (reply == NULL)
        fail_msg("%s: %s", command, err.text);
    text = reply != NULL && reply->kind == REDIS_TEXT
               ? world_keep(mem_copy(reply->text))
               : "";
    redis_close(redis);
    return text;
}

/* What is kept in Redis for an entity: its "cursor", its "lease". */
static const char *kept_text(const char *what, const char *entity)
{
    return redis_text("GET", world_keep(mem_print("%s:%s:%s", world_namespace(),
                                                  what, entity)));
}

/* Sends a signal to Kafka or Redis; SIGCONT at the end of every test. */
static void server_signal(const char *pid, int signal_number)
{
    assert_int_equal(
        kill((pid_t)strtol(variable(pid), NULL, 10), signal_number), 0);
}

static int teardown(void **state)
{
    server_signal("TEST_KAFKA_PID", SIGCONT);
    server_signal("TEST_REDIS_PID", SIGCONT);
    return world_teardown(state);
}

static void contacts_create(size_t count)
{
    struct buf all = { 0 };

    for (size_t i = 0; i < count; i++) {
        buf_print(&all, "%s{'Last_Name': 'Nordli', 'Phone': '+47 %zu'}",
                  i == 0 ? "[" : ",", i);
    }
    buf_text_append(&all, "]");
    (void)world_control("POST", "/zohocrm/Contacts", buf_text(&all));
    buf_free(&all);
}

static const char *customer_create(void)
{
    return po_create("Customers",
                     "{'Name': 'Fjell AS', 'IsPerson': false, 'MailAddress': "
                     "{'City': 'Oslo', 'ZipCode': '0150'}}");
}

static double polls(const struct program *extractor)
{
    return program_metric(extractor, "tandem_polls_total{entity=\"Contacts\","
                                     "system=\"zohocrm\"}");
}

/* ---- what is published ---- */

static void at_first_everything_is_scanned_and_marked(void **state)
{
    (void)state;
    world_start(NULL);
    contacts_create(450);
    program_start("extractor");
    for (size_t i = 0; i < ENTITIES; i++) {
        eventually(LIMIT_S, published_scans(entities[i]) == 1);
    }
    assert_int_equal(published_count(CONTACTS, NULL), 450);
    assert_int_equal(published_ids(CONTACTS), 450);
    assert_int_equal(published_count("zohocrm.Deals", NULL), 0);
    world_stop();
}

static void an_edit_is_published_by_the_next_poll_and_only_once(void **state)
{
    const struct program *extractor;
    const char *kari;
    double before;

    (void)state;
    world_start(NULL);
    kari = crm_create("Contacts", "{'Last_Name': 'Nordli'}");
    extractor = program_start("extractor");
    eventually(LIMIT_S, published_scans(CONTACTS) == 1);
    crm_edit("Contacts", kari, "Phone", "+47 1");
    eventually(LIMIT_S, published_has(CONTACTS, kari, "Phone", "+47 1"));
    before = polls(extractor);
    eventually(LIMIT_S, polls(extractor) >= before + 3);
    assert_int_equal(published_count(CONTACTS, kari), 2);
    world_stop();
}

static void an_address_edit_is_found_by_a_scan(void **state)
{
    struct world_settings settings = { .variables = {
                                           "TANDEM_SCAN_SECONDS=2" } };
    const char *fjell;

    (void)state;
    world_start(&settings);
    fjell = customer_create();
    program_start("extractor");
    eventually(LIMIT_S, published_scans(CUSTOMERS) >= 1);
    po_edit("Customers", fjell, "MailAddress.City", "Bergen");
    eventually(LIMIT_S,
               published_has(CUSTOMERS, fjell, "MailAddress.City", "Bergen"));
    world_stop();
}

static void a_record_is_dated_by_the_servers_clock(void **state)
{
    const int64_t hour_ms = 3600000;
    const char *kari;
    int64_t read_ms;

    (void)state;
    world_start(NULL);
    simulators_set("{'skew_ms': {'zohocrm': 3600000}}");
    kari = crm_create("Contacts", "{'Last_Name': 'Nordli'}");
    program_start("extractor");
    eventually(LIMIT_S, published_count(CONTACTS, kari) == 1);
    read_ms = published_read_ms(CONTACTS, kari);
    assert_in_range(read_ms, time_now_ms() + hour_ms - 60000,
                    time_now_ms() + hour_ms);
    crm_edit("Contacts", kari, "Phone", "+47 1");
    eventually(LIMIT_S, published_has(CONTACTS, kari, "Phone", "+47 1"));
    world_stop();
}

static void a_row_without_an_id_is_buried_and_its_neighbour_lives(void **state)
{
    (void)state;
    world_start(NULL);
    fault_add("{\"system\": \"powerofficego\", \"method\": \"GET\","
              " \"path\": \"/Customers\", \"kind\": \"status\","
              " \"status\": 200, \"body\":"
              " \"[{\\\"Name\\\":\\\"Fjell AS\\\"},{\\\"Id\\\":77}]\"}");
    program_start("extractor");
    eventually(LIMIT_S, published_scans(CUSTOMERS) == 1);
    assert_int_equal(published_count(CUSTOMERS, "77"), 1);
    assert_int_equal(published_count(CUSTOMERS, NULL), 1);
    assert_int_equal(published_dead("no id at 'Id'"), 1);
    world_stop();
}

/* ---- what is lost and comes back ---- */

static bool kafka_is_missed(const struct program *extractor)
{
    int status;
    const char *health = program_ask(extractor, "/health", &status);

    return health != NULL && strstr(health, "\"kafka\":{\"ok\":false") != NULL;
}

static void a_cursor_waits_for_kafka(void **state)
{
    const struct program *extractor;
    const char *before;
    const char *kari;

    (void)state;
    world_start(NULL);
    kari = crm_create("Contacts", "{'Last_Name': 'Nordli'}");
    extractor = program_start("extractor");
    eventually(LIMIT_S, published_scans(CONTACTS) == 1);
    server_signal("TEST_KAFKA_PID", SIGSTOP);
    crm_edit("Contacts", kari, "Phone", "+47 1");
    eventually(LIMIT_S, kafka_is_missed(extractor));
    before = kept_text("cursor", CONTACTS);
    waiting_moment(2500); /* two polls and more, if it did not wait */
    assert_string_equal(kept_text("cursor", CONTACTS), before);
    server_signal("TEST_KAFKA_PID", SIGCONT);
    eventually(LIMIT_S, published_has(CONTACTS, kari, "Phone", "+47 1"));
    eventually(LIMIT_S, strcmp(kept_text("cursor", CONTACTS), before) != 0);
    world_stop();
}

static void a_lost_redis_is_healed_by_a_scan(void **state)
{
    const char *kari;

    (void)state;
    world_start(NULL);
    kari = crm_create("Contacts", "{'Last_Name': 'Nordli'}");
    program_start("extractor");
    eventually(LIMIT_S, kept_text("cursor", CONTACTS)[0] != '\0');
    (void)redis_text("FLUSHALL", NULL);
    eventually(LIMIT_S, published_scans(CONTACTS) == 2);
    crm_edit("Contacts", kari, "Phone", "+47 1");
    eventually(LIMIT_S, published_has(CONTACTS, kari, "Phone", "+47 1"));
    world_stop();
}

static void other_columns_or_flows_mean_a_scan(void **state)
{
    char *contacts;
    struct program *extractor;

    (void)state;
    world_start(NULL);
    contacts = entities_file("flows/contacts.json");
    (void)environment_file("contacts.json", contacts);
    free(contacts);
    extractor = program_start(
        "extractor",
        world_keep(mem_print("TANDEM_FLOWS=%s", environment_folder())));
    eventually(LIMIT_S, published_scans(CUSTOMERS) == 1);
    eventually(LIMIT_S, published_scans(CONTACTS) == 1);
    assert_int_equal(program_stop(extractor, NULL), 0);
    extractor = program_start(
        "extractor",
        world_keep(mem_print("TANDEM_FLOWS=%s", environment_folder())));
    eventually(LIMIT_S, polls(extractor) >= 1);
    assert_int_equal(published_scans(CONTACTS), 1);
    assert_int_equal(program_stop(extractor, NULL), 0);
    /* All flows read more of a customer, and are more that read a contact. */
    extractor = program_start("extractor");
    eventually(LIMIT_S, published_scans(CUSTOMERS) == 2);
    eventually(LIMIT_S, published_scans(CONTACTS) == 2);
    eventually(LIMIT_S, polls(extractor) >= 1);
    assert_int_equal(published_scans(CONTACTS), 2);
    world_stop();
    assert_int_equal(environment_folder_remove(), 0);
}

/* ---- who is away ---- */

static void an_unwell_system_holds_up_only_itself(void **state)
{
    const struct program *extractor;
    const char *kari;

    (void)state;
    world_start(NULL);
    kari = crm_create("Contacts", "{'Last_Name': 'Nordli'}");
    fault_status("zohocrm", "GET", "", 503, 1000);
    extractor = program_start("extractor");
    eventually(LIMIT_S, published_scans(CUSTOMERS) == 1);
    eventually(LIMIT_S, program_said(extractor, "\"event\":\"waiting\","
                                                "\"for\":\"zohocrm\""));
    assert_false(program_is_healthy(extractor));
    assert_int_equal(published_scans(CONTACTS), 0);
    faults_clear();
    eventually(60, published_count(CONTACTS, kari) == 1);
    eventually(LIMIT_S, program_is_healthy(extractor));
    world_stop();
}

static void it_starts_first_and_says_what_it_waits_for(void **state)
{
    const struct program *extractor;

    (void)state;
    world_start(NULL);
    server_signal("TEST_KAFKA_PID", SIGSTOP);
    server_signal("TEST_REDIS_PID", SIGSTOP);
    extractor = program_start("extractor");
    eventually(LIMIT_S, program_said(extractor, "\"for\":\"kafka\""));
    server_signal("TEST_KAFKA_PID", SIGCONT);
    eventually(LIMIT_S, program_said(extractor, "\"for\":\"redis\""));
    server_signal("TEST_REDIS_PID", SIGCONT);
    eventually(LIMIT_S, published_scans(CONTACTS) == 1);
    world_stop();
}

static void it_ends_within_two_seconds_whatever_is_pending(void **state)
{
    struct program *extractor;
    int64_t took_ms = 0;

    (void)state;
    world_start(NULL);
    contacts_create(3);
    fault_delay("powerofficego", "GET", "", 60000);
    extractor = program_start("extractor");
    eventually(LIMIT_S, published_scans(CONTACTS) == 1);
    server_signal("TEST_KAFKA_PID", SIGSTOP);
    contacts_create(3);
    eventually(LIMIT_S, kafka_is_missed(extractor));
    assert_int_equal(program_stop(extractor, &took_ms), 0);
    assert_in_range(took_ms, 0, 2000);
    server_signal("TEST_KAFKA_PID", SIGCONT);
    world_stop();
}

/* ---- several ---- */

static size_t leases_of(const char *owner)
{
    size_t count = 0;

    for (size_t i = 0; i < ENTITIES; i++) {
        const char *text = kept_text("lease", entities[i]);

        count += text[0] != '\0' && strstr(owner, text) != NULL ? 1 : 0;
    }
    return count;
}

static void two_share_the_work_and_one_inherits_it(void **state)
{
    struct program *first;
    const struct program *second;
    const char *kari;
    const char *fjell;

    (void)state;
    world_start(NULL);
    kari = crm_create("Contacts", "{'Last_Name': 'Nordli'}");
    fjell = customer_create();
    first = program_start("extractor");
    eventually(LIMIT_S, published_scans(CONTACTS) == 1);
    second = program_start("extractor");
    eventually(LIMIT_S, leases_of(program_output(first)) == ENTITIES / 2 &&
                            leases_of(program_output(second)) == ENTITIES / 2);
    program_kill(first);
    crm_edit("Contacts", kari, "Phone", "+47 1");
    po_edit("Customers", fjell, "PhoneNumber", "+47 2");
    eventually(LIMIT_S, leases_of(program_output(second)) == ENTITIES);
    eventually(LIMIT_S, published_has(CONTACTS, kari, "Phone", "+47 1"));
    eventually(LIMIT_S,
               published_has(CUSTOMERS, fjell, "PhoneNumber", "+47 2"));
    world_stop();
}

#define EXTRACTOR_TEST(name) cmocka_unit_test_teardown(name, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        EXTRACTOR_TEST(at_first_everything_is_scanned_and_marked),
        EXTRACTOR_TEST(an_edit_is_published_by_the_next_poll_and_only_once),
        EXTRACTOR_TEST(an_address_edit_is_found_by_a_scan),
        EXTRACTOR_TEST(a_record_is_dated_by_the_servers_clock),
        EXTRACTOR_TEST(a_row_without_an_id_is_buried_and_its_neighbour_lives),
        EXTRACTOR_TEST(a_cursor_waits_for_kafka),
        EXTRACTOR_TEST(a_lost_redis_is_healed_by_a_scan),
        EXTRACTOR_TEST(other_columns_or_flows_mean_a_scan),
        EXTRACTOR_TEST(an_unwell_system_holds_up_only_itself),
        EXTRACTOR_TEST(it_starts_first_and_says_what_it_waits_for),
        EXTRACTOR_TEST(it_ends_within_two_seconds_whatever_is_pending),
        EXTRACTOR_TEST(two_share_the_work_and_one_inherits_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
