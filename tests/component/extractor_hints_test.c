/*
 * Zoho tells the extractor what has changed: simulated APIs, a real Kafka and
 * a real Redis.
 */
#include "support/e2e.h"
#include "support/hints.h"
#include "support/http_client.h"
#include "support/published.h"

#include "base/buf.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define LIMIT_S  30
#define CONTACTS "zohocrm.Contacts"
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
    (void)hints_extractor();
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
    (void)hints_extractor();
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
    (void)hints_extractor();
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
    extractor = hints_extractor();
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
    extractor = hints_extractor();
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
    extractor = hints_extractor();
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
    extractor = hints_extractor();
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
    extractor = hints_extractor();
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
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
