/*
 * The extractor at its limits.
 */
#include "support/e2e.h"
#include "support/published.h"

#include "base/buf.h"

#define CUSTOMERS "powerofficego.Customers"

#define CUSTOMERS_MANY 5000
#define RSS_MAX_KB     (50 * 1024)

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
        world_test(pages_of_a_thousand_rows_need_little_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
