/*
 * The extractor at its limits: killed at the worst moments, and full.
 */
#include "support/e2e.h"
#include "support/published.h"

#include "base/buf.h"

#include <signal.h>

#define LIMIT_S   30
#define CONTACTS  "zohocrm.Contacts"
#define CUSTOMERS "powerofficego.Customers"

#define CUSTOMERS_MANY 5000
#define RSS_MAX_KB     (50 * 1024)

/* An edit is read by an extractor that is killed right then; the next one must
 * publish it. */
static void killed_at(const char *fault)
{
    struct program *extractor;
    const char *kari;

    world_start(NULL);
    kari = crm_create("Contacts", "{'Last_Name': 'Nordli'}");
    extractor = program_start("extractor");
    eventually(LIMIT_S, program_metric(extractor,
                                       "tandem_polls_total{entity=\"Contacts\","
                                       "system=\"zohocrm\"}") >= 1);
    assert_int_equal(program_stop(extractor, NULL), 0);
    crm_edit("Contacts", kari, "Phone", "+47 1");
    extractor = program_start("extractor", fault);
    assert_int_equal(program_wait(extractor, LIMIT_S), 128 + SIGKILL);
    program_start("extractor");
    eventually(LIMIT_S, published_has(CONTACTS, kari, "Phone", "+47 1"));
    world_stop();
}

static void a_record_that_kafka_may_not_have_is_read_again(void **state)
{
    (void)state;
    killed_at("TANDEM_FAULT=extractor.sent");
}

static void a_record_whose_cursor_has_not_moved_is_read_again(void **state)
{
    (void)state;
    killed_at("TANDEM_FAULT=extractor.acknowledged");
}

static void customers_create(size_t count)
{
    struct buf all = { 0 };

    for (size_t i = 0; i < count; i++) {
        buf_print(&all,
                  "%s{'Name': 'Fjell og fjord nummer %zu AS', 'IsPerson': "
                  "false, 'EmailAddress': 'post%zu@fjell.example', "
                  "'PhoneNumber': '+47 22 00 00 00', 'WebsiteUrl': "
                  "'https://fjell.example', 'MailAddress': {'City': 'Oslo', "
                  "'ZipCode': '0150', 'AddressLine1': 'Storgata %zu'}}",
                  i == 0 ? "[" : ",", i, i, i);
    }
    buf_text_append(&all, "]");
    (void)world_control("POST", "/powerofficego/Customers", buf_text(&all));
    buf_free(&all);
}

static void pages_of_a_thousand_rows_need_little_memory(void **state)
{
    const struct program *extractor;

    (void)state;
    world_start(NULL);
    customers_create(CUSTOMERS_MANY);
    extractor = program_start("extractor");
    eventually(60, published_scans(CUSTOMERS) == 1);
    assert_int_equal(published_ids(CUSTOMERS), CUSTOMERS_MANY);
    /* The polls after it read all of them again, for two minutes. */
    eventually(60, program_metric(extractor,
                                  "tandem_polls_total{entity=\"Customers\","
                                  "system=\"powerofficego\"}") >= 3);
    assert_in_range(program_rss_kb(extractor), 1, RSS_MAX_KB);
    assert_int_equal(published_count(CUSTOMERS, NULL), CUSTOMERS_MANY);
    world_stop();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(a_record_that_kafka_may_not_have_is_read_again),
        world_test(a_record_whose_cursor_has_not_moved_is_read_again),
        world_test(pages_of_a_thousand_rows_need_little_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
