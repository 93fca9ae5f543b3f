/*
 * The subscription to Zoho's notices, as extractors keep it up: simulated
 * APIs, a real Kafka and a real Redis.
 */
#include "support/e2e.h"
#include "support/hints.h"
#include "support/pipeline.h"
#include "support/published.h"

#define LIMIT_S  30
#define CONTACTS "zohocrm.Contacts"
#define WATCH    "/crm/v8/actions/watch"

#define COUNT(result) "tandem_hints_total{result=\"" result "\"}"

/* Polls that are too rare to be what published it. */
static const struct world_settings rare = { .variables = {
                                                "TANDEM_POLL_SECONDS=3600" } };

static const char *kari_create(void)
{
    return crm_create("Contacts", "{'Last_Name': 'Nordli', 'Phone': '+47 0'}");
}

static void of_two_extractors_one_subscribes(void **state)
{
    const struct program *first;
    const struct program *second;

    (void)state;
    world_start(&rare);
    (void)hints_listen();
    simulators_set("{'latency_ms': 200}");
    first = program_start("extractor");
    second = program_start("extractor");
    eventually(LIMIT_S, hints_stand());
    eventually(LIMIT_S, program_is_healthy(first));
    eventually(LIMIT_S, program_is_healthy(second));
    assert_int_equal(journal_count("POST", WATCH), 1);
    assert_int_equal(journal_count("PATCH", WATCH), 1);
    world_stop();
}

static void an_extractor_that_did_not_subscribe_answers_too(void **state)
{
    const char *listen;
    const struct program *other;

    (void)state;
    world_start(&rare);
    listen = hints_listen();
    program_start("extractor");
    eventually(LIMIT_S, hints_stand());
    other = program_start("extractor", listen);
    eventually(LIMIT_S, program_is_healthy(other));
    eventually(LIMIT_S, hints_notice("Contacts", "'77'", NULL) == 200);
    eventually(LIMIT_S, program_metric(other, COUNT("published")) == 1);
    assert_int_equal(journal_count("POST", WATCH), 1);
    world_stop();
}

static void the_subscription_is_renewed_every_day(void **state)
{
    const int64_t day_ms = INT64_C(86400000);

    (void)state;
    world_start(&rare);
    (void)hints_extractor();
    assert_in_range(hints_renewal_ms(), day_ms - 60000, day_ms);
    world_stop();
}

static void an_hour_instead_of_days_is_noticed(void **state)
{
    const struct program *extractor;

    (void)state;
    world_start(&rare);
    simulators_set("{'zohocrm_watch_seconds': 3600}");
    extractor = hints_extractor();
    assert_in_range(hints_renewal_ms(), 1700000, 1800000);
    assert_true(program_said(extractor, "\"level\":\"warning\",\"program\":"
                                        "\"extractor\",\"event\":"
                                        "\"hints.begun\""));
    world_stop();
}

static void a_restart_does_not_subscribe_again(void **state)
{
    const char *listen;
    struct program *extractor;

    (void)state;
    world_start(&rare);
    listen = hints_listen();
    extractor = program_start("extractor", listen);
    eventually(LIMIT_S, hints_stand());
    assert_int_equal(program_stop(extractor, NULL), 0);
    (void)program_start("extractor", listen);
    eventually(LIMIT_S, hints_notice("Contacts", "'77'", NULL) == 200);
    assert_int_equal(journal_count("POST", WATCH), 1);
    assert_int_equal(journal_count("PATCH", WATCH), 1);
    world_stop();
}

static void a_channel_that_has_ended_is_begun_again(void **state)
{
    const char *kari;

    (void)state;
    world_start(&rare);
    kari = kari_create();
    simulators_set("{'zohocrm_watch_seconds': 2}");
    (void)hints_extractor();
    eventually(LIMIT_S, journal_count("POST", WATCH) >= 2);
    simulators_set("{'zohocrm_watch_seconds': 0}");
    eventually(LIMIT_S, journal_count("POST", WATCH) >= 3);
    crm_edit("Contacts", kari, "Phone", "+47 1");
    eventually(LIMIT_S, published_has(CONTACTS, kari, "Phone", "+47 1"));
    world_stop();
}

static void an_emptied_redis_gives_the_channel_another_token(void **state)
{
    const char *kari;
    const char *token;

    (void)state;
    world_start(&rare);
    kari = kari_create();
    (void)hints_extractor();
    token = hints_token();
    redis_forget();
    eventually(LIMIT_S, hints_stand());
    assert_string_not_equal(hints_token(), token);
    assert_int_equal(journal_count("POST", WATCH), 1);
    assert_int_equal(journal_count("PATCH", WATCH), 2);
    assert_int_equal(hints_notice("Contacts", "'77'", token), 403);
    crm_edit("Contacts", kari, "Phone", "+47 1");
    eventually(LIMIT_S, published_has(CONTACTS, kari, "Phone", "+47 1"));
    world_stop();
}

static void a_refused_subscription_harms_nothing(void **state)
{
    const struct program *extractor;
    const char *kari;

    (void)state;
    world_start(NULL);
    fault_status(CRM, "", "/actions/watch", 403, -1);
    extractor = program_start("extractor", hints_listen());
    eventually(LIMIT_S, program_said(extractor, "hints.failed"));
    kari = kari_create();
    eventually(LIMIT_S, published_has(CONTACTS, kari, "Phone", "+47 0"));
    eventually(LIMIT_S, program_is_healthy(extractor));
    assert_int_equal(journal_count("POST", WATCH), 1);
    world_stop();
}

static void without_an_address_zoho_is_asked_for_nothing(void **state)
{
    const struct program *extractor;
    int status = 0;

    (void)state;
    world_start(NULL);
    extractor = program_start("extractor");
    eventually(LIMIT_S, published_scans(CONTACTS) == 1);
    (void)program_ask(extractor, "/hints/zohocrm", &status);
    assert_int_equal(status, 404);
    assert_int_equal(journal_count(NULL, WATCH), 0);
    world_stop();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(of_two_extractors_one_subscribes),
        world_test(an_extractor_that_did_not_subscribe_answers_too),
        world_test(the_subscription_is_renewed_every_day),
        world_test(an_hour_instead_of_days_is_noticed),
        world_test(a_restart_does_not_subscribe_again),
        world_test(a_channel_that_has_ended_is_begun_again),
        world_test(an_emptied_redis_gives_the_channel_another_token),
        world_test(a_refused_subscription_harms_nothing),
        world_test(without_an_address_zoho_is_asked_for_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
