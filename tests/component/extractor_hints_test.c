/*
 * Zoho tells the extractor what has changed: simulated APIs, a real Kafka and
 * a real Redis.
 */
#include "support/e2e.h"
#include "support/hints.h"
#include "support/http_client.h"
#include "support/pipeline.h"
#include "support/published.h"

#include "base/buf.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define LIMIT_S  30
#define CONTACTS "zohocrm.Contacts"
#define WATCH    "/crm/v8/actions/watch"
#define BY_ID    "/crm/v8/Contacts/"

#define COUNT(result) "tandem_hints_total{result=\"" result "\"}"

/* Polls that are too rare to be what published it. */
static const struct world_settings rare = { .variables = {
                                                "TANDEM_POLL_SECONDS=3600" } };

static double counted(const struct program *extractor, const char *name)
{
    double value = program_metric(extractor, name);

    return value < 0 ? 0 : value;
}

/* An extractor that has scanned what there is and is told what changes. */
static struct program *extractor_told(void)
{
    struct program *extractor = program_start("extractor", hints_listen());

    eventually(LIMIT_S, hints_stand());
    eventually(LIMIT_S, published_scans(CONTACTS) == 1);
    return extractor;
}

static const char *kari_create(void)
{
    return crm_create("Contacts", "{'Last_Name': 'Nordli', 'Phone': '+47 0'}");
}

/* ---- what is published ---- */

static void a_change_is_published_without_a_poll(void **state)
{
    const char *kari;
    const char *ola;

    (void)state;
    world_start(&rare);
    kari = kari_create();
    (void)extractor_told();
    crm_edit("Contacts", kari, "Phone", "+47 1");
    eventually(LIMIT_S, published_has(CONTACTS, kari, "Phone", "+47 1"));
    assert_true(published_read_ms(CONTACTS, kari) > 0);
    ola = crm_create("Contacts", "{'Last_Name': 'Lie'}");
    eventually(LIMIT_S, published_has(CONTACTS, ola, "Last_Name", "Lie"));
    world_stop();
}

static void a_deleted_record_is_published_as_gone(void **state)
{
    const char *kari;

    (void)state;
    world_start(&rare);
    kari = kari_create();
    (void)extractor_told();
    crm_delete("Contacts", kari);
    eventually(LIMIT_S, published_gone(CONTACTS, kari));
    world_stop();
}

static void a_record_that_was_said_to_be_deleted_is_read(void **state)
{
    const char *kari;
    char *body;

    (void)state;
    world_start(&rare);
    kari = kari_create();
    (void)extractor_told();
    body = mem_print("{'module': 'Contacts', 'operation': 'delete', "
                     "'ids': ['%s'], 'token': '%s'}",
                     kari, hints_token());
    assert_int_equal(hints_post(body), 200);
    free(body);
    eventually(LIMIT_S, published_count(CONTACTS, kari) == 2);
    assert_false(published_gone(CONTACTS, kari));
    world_stop();
}

static void a_burst_about_one_record_is_two_reads_at_most(void **state)
{
    const struct program *extractor;
    const char *kari;
    char *ids;

    (void)state;
    world_start(&rare);
    kari = kari_create();
    extractor = extractor_told();
    ids = mem_print("'%s','%s','%s','%s','%s'", kari, kari, kari, kari, kari);
    assert_int_equal(hints_notice("Contacts", ids, NULL), 200);
    free(ids);
    eventually(LIMIT_S, program_metric(extractor, COUNT("published")) == 2);
    assert_int_equal(journal_count("GET", BY_ID), 2);
    assert_true(program_metric(extractor, COUNT("repeated")) == 4);
    world_stop();
}

static void what_cannot_be_read_is_left_to_the_poll(void **state)
{
    const struct program *extractor;
    const char *kari;
    char *ids;

    (void)state;
    world_start(NULL);
    kari = kari_create();
    extractor = extractor_told();
    fault_status(CRM, "GET", "/Contacts/", 400, 1);
    ids = mem_print("'%s'", kari);
    assert_int_equal(hints_notice("Contacts", ids, NULL), 200);
    free(ids);
    eventually(LIMIT_S, program_metric(extractor, COUNT("left")) == 1);
    eventually(LIMIT_S, program_is_healthy(extractor));
    fault_status(CRM, "GET", "/Contacts/", 400, 1);
    crm_edit("Contacts", kari, "Phone", "+47 1");
    eventually(LIMIT_S, published_has(CONTACTS, kari, "Phone", "+47 1"));
    world_stop();
}

/* ---- what is not believed ---- */

static void a_wrong_token_is_refused_and_counted(void **state)
{
    static const char *const wrong[] = {
        "", "s3cret", "000000000000000000000000000000000000000000000000"
    };
    const struct program *extractor;

    (void)state;
    world_start(&rare);
    extractor = extractor_told();
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(hints_notice("Contacts", "'77'", wrong[i]), 403);
    assert_int_equal(hints_post("{'module': 'Contacts', 'ids': ['77']}"), 403);
    assert_true(program_metric(extractor, COUNT("refused")) == 4);
    assert_int_equal(hints_notice("Contacts", "'78'", NULL), 200);
    eventually(LIMIT_S, program_metric(extractor, COUNT("published")) == 1);
    assert_int_equal(journal_count("GET", BY_ID "77"), 0);
    assert_int_equal(strlen(hints_token()), 48);
    assert_false(program_said(extractor, hints_token()));
    world_stop();
}

static char *body_of(size_t length)
{
    char *body = mem_new(length + 1, 1);

    memset(body, ' ', length);
    body[0] = '{';
    body[length - 1] = '}';
    return body;
}

static void what_is_no_notice_is_refused_or_ignored(void **state)
{
    const struct program *extractor;
    int status = 0;
    char *body = body_of((size_t)257 * 1024);

    (void)state;
    world_start(&rare);
    extractor = extractor_told();
    assert_int_equal(hints_post("token=1"), 400);
    assert_int_equal(hints_post(body), 413);
    assert_int_equal(hints_notice("Leads", "'1','2'", NULL), 200);
    assert_true(program_metric(extractor, COUNT("ignored")) == 2);
    (void)program_ask(extractor, "/hints/zohocrm", &status);
    assert_int_equal(status, 405);
    (void)program_ask(extractor, "/hints", &status);
    assert_int_equal(status, 404);
    assert_int_equal(journal_count("GET", BY_ID), 0);
    free(body);
    world_stop();
}

/* "'1001','1002',..." */
static char *ids_from(size_t first, size_t count)
{
    struct buf ids = { 0 };

    for (size_t i = 0; i < count; i++)
        buf_print(&ids, "%s'%zu'", i == 0 ? "" : ",", first + i);
    return buf_take(&ids);
}

static void more_than_a_hundred_records_are_left_to_the_poll(void **state)
{
    const struct program *extractor;
    char *ids = ids_from(1000, 80);
    char *more = ids_from(2000, 80);

    (void)state;
    world_start(&rare);
    extractor = extractor_told();
    simulators_set("{'latency_ms': 500}");
    assert_int_equal(hints_notice("Contacts", ids, NULL), 200);
    assert_int_equal(hints_notice("Contacts", more, NULL), 200);
    eventually(LIMIT_S, counted(extractor, COUNT("published")) +
                                counted(extractor, COUNT("left")) ==
                            160);
    assert_true(counted(extractor, COUNT("left")) >= 30);
    assert_true(journal_count("GET", BY_ID) <= 130);
    free(ids);
    free(more);
    world_stop();
}

/* ---- the subscription ---- */

static void one_extractor_subscribes_and_any_answers(void **state)
{
    const struct program *first;
    const struct program *second;

    (void)state;
    world_start(&rare);
    first = extractor_told();
    second = program_start("extractor"); /* not the address that Zoho has */
    eventually(LIMIT_S, program_is_healthy(second));
    assert_int_equal(hints_notice("Contacts", "'77'", NULL), 200);
    eventually(LIMIT_S, program_metric(first, COUNT("published")) == 1);
    assert_int_equal(journal_count("POST", WATCH), 1);
    assert_int_equal(journal_count("PATCH", WATCH), 1);
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
    (void)extractor_told();
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
    (void)extractor_told();
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
        world_test(a_change_is_published_without_a_poll),
        world_test(a_deleted_record_is_published_as_gone),
        world_test(a_record_that_was_said_to_be_deleted_is_read),
        world_test(a_burst_about_one_record_is_two_reads_at_most),
        world_test(what_cannot_be_read_is_left_to_the_poll),
        world_test(a_wrong_token_is_refused_and_counted),
        world_test(what_is_no_notice_is_refused_or_ignored),
        world_test(more_than_a_hundred_records_are_left_to_the_poll),
        world_test(one_extractor_subscribes_and_any_answers),
        world_test(a_restart_does_not_subscribe_again),
        world_test(a_channel_that_has_ended_is_begun_again),
        world_test(an_emptied_redis_gives_the_channel_another_token),
        world_test(a_refused_subscription_harms_nothing),
        world_test(without_an_address_zoho_is_asked_for_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
