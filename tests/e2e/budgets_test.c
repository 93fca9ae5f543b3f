/*
 * What a system allows is shared by all programs: requests a second, requests
 * at once, requests a day, and access tokens.
 */
#include "support/e2e.h"
#include "support/kari.h"
#include "support/pipeline.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define PEOPLE 30

/* Less what a busy machine may hold up one request and not the other. */
#define SECOND_MS 960

static void people_arrive(void)
{
    for (int i = 0; i < PEOPLE; i++) {
        char *text = mem_print("{'First_Name': 'Kari', 'Last_Name': 'No. %d',"
                               " 'Email': 'kari%d@fjell.example'}",
                               i, i);

        (void)crm_create("Contacts", text);
        free(text);
    }
}

static void everybody_is_renamed_in_poweroffice(void)
{
    const struct json *all =
        world_control("GET", "/powerofficego/Customers", NULL);

    for (const struct json *at = json_first(all); at != NULL;
         at = json_next(at)) {
        char *id = mem_print("%lld", (long long)json_get_int(at, "Id", 0));

        po_edit("Customers", id, "FirstName", "Karin");
        free(id);
    }
}

static void two_of_each_program_keep_to_what_the_systems_allow(void **state)
{
    static const struct world_settings settings = {
        .variables = { "TANDEM_POWEROFFICEGO_RATE=10",
                       "TANDEM_ZOHOCRM_CONCURRENCY=3" }
    };

    (void)state;
    world_start(&settings);
    people_arrive();
    simulators_set("{'zohocrm_concurrency': 3, 'latency_ms': 100}");
    pipeline_start_many(2, 1, 2);
    eventually(90, po_count("Customers") == PEOPLE);
    quiet(60);
    everybody_is_renamed_in_poweroffice();
    eventually(90, record_count_of(CRM, "Contacts", "First_Name", "Karin") ==
                       PEOPLE);
    assert_in_range(journal_most_within(SECOND_MS, "/v2"), 1, 10);
    assert_int_equal(journal_status(429), 0);
    pipeline_stop();
    world_stop();
}

/* ---- being told to wait ---- */

static int64_t pause_after(const char *fault, const char *phone)
{
    size_t mark = journal_mark();

    fault_add(fault);
    crm_edit("Contacts", kari.contact, "Phone", phone);
    eventually(60, po_has("Customers", kari.customer, "PhoneNumber", phone));
    return journal_ms(mark, "PATCH", "/v2/Customers", 1) -
           journal_ms(mark, "PATCH", "/v2/Customers", 0);
}

static void a_system_is_left_alone_as_long_as_it_asks(void **state)
{
    (void)state;
    kari_is_known(NULL);
    assert_in_range(pause_after("{'system': 'powerofficego', 'method': 'PATCH',"
                                " 'kind': 'status', 'status': 429,"
                                " 'retry_after': 4}",
                                "22 11 11 11"),
                    4000, 15000);
    assert_in_range(pause_after("{'system': 'powerofficego', 'method': 'PATCH',"
                                " 'kind': 'status', 'status': 503,"
                                " 'again_in_s': 5}",
                                "22 22 22 22"),
                    4000, 15000);
    kari_ends();
}

/* ---- a day's credits ---- */

static bool health_says(const struct program *program, const char *text)
{
    int status = 0;
    const char *body = program_ask(program, "/health", &status);

    return status == 503 && body != NULL && strstr(body, text) != NULL;
}

static void zoho_s_credits_are_waited_for(void)
{
    simulators_set("{'zohocrm_credits': 0, 'zohocrm_credits_seconds': 4}");
    po_edit("Customers", kari.customer, "LastName", "Holm");
    eventually(60, journal_status(429) >= 2);
    simulators_set("{'zohocrm_credits': 5000, 'zohocrm_credits_seconds': 0}");
    eventually(60, crm_has("Contacts", kari.contact, "Last_Name", "Holm"));
    eventually(60, text_equal(link_text(kari.link, "status"), "in-step"));
}

/* Zoho may say how long; else it is asked every quarter of an hour. */
static void zoho_is_asked_again_when_its_credits_are_back(void **state)
{
    static const char why[] =
        "zohocrm: HTTP 429 (TOO_MANY_REQUESTS): the requests of the day are "
        "used up, asked again at 20";
    size_t mark;

    (void)state;
    kari_is_known(NULL);
    zoho_s_credits_are_waited_for();
    simulators_set("{'zohocrm_credits': 0}");
    po_edit("Customers", kari.customer, "LastName", "Dal");
    eventually(60, health_says(pipeline_loader(), why));
    eventually(10, program_said(pipeline_loader(), why));
    eventually(60, text_equal(link_text(kari.link, "status"), "pending"));
    mark = journal_mark();
    eventually(60, journal_since(mark, "GET", "/v2/Customers") >= 6);
    /* The extractor's, if it was the later one. */
    assert_in_range(journal_since(mark, NULL, "/crm/v8"), 0, 1);
    kari_ends();
}

/* ---- one token for all ---- */

static const char *const tokens[] = { "/oauth/v2/token", "/OAuth/Token" };

/* None of them within a second of the one before. */
static void tokens_were_asked_for_singly(size_t mark, const char *path)
{
    size_t count = journal_since(mark, "POST", path);

    for (size_t i = 1; i < count; i++) {
        int64_t gap_ms = journal_ms(mark, "POST", path, i) -
                         journal_ms(mark, "POST", path, i - 1);

        assert_in_range(gap_ms, 1000, 60000);
    }
}

static void five_processes_ask_for_one_token_each_time(void **state)
{
    (void)state;
    world_start(NULL);
    /* Replaced when half of their life is over. */
    simulators_set("{'token_seconds': 4, 'zohocrm_refresh_max': 100}");
    pipeline_start_many(2, 0, 3);
    for (int i = 0; i < 2; i++) {
        eventually(60, journal_since(0, "POST", tokens[i]) >= 5);
        tokens_were_asked_for_singly(0, tokens[i]);
    }
    assert_int_equal(journal_status(401), 0);
    pipeline_stop();
    world_stop();
}

/* Its lock is left behind: for the limit of a request, and 5 s. */
static void who_is_killed_while_asking_is_replaced_by_one(void **state)
{
    struct program *first;

    (void)state;
    world_start(NULL);
    fault_add("{'method': 'POST', 'path': '/oauth', 'kind': 'delay',"
              " 'delay_ms': 2500, 'count': 2}");
    first = program_start("extractor");
    for (int i = 0; i < 2; i++) {
        eventually(30, journal_since(0, "POST", tokens[i]) == 1);
    }
    program_kill(first);
    pipeline_start_many(2, 0, 3);
    for (int i = 0; i < 2; i++) {
        eventually(60, journal_since(0, "POST", tokens[i]) >= 2);
    }
    eventually(60, journal_since(0, "GET", "/v2/Customers") >= 3);
    eventually(60, journal_since(0, "GET", "/crm/v8/Contacts") >= 3);
    for (int i = 0; i < 2; i++)
        assert_int_equal(journal_since(0, "POST", tokens[i]), 2);
    pipeline_stop();
    world_stop();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(two_of_each_program_keep_to_what_the_systems_allow),
        world_test(a_system_is_left_alone_as_long_as_it_asks),
        world_test(zoho_is_asked_again_when_its_credits_are_back),
        world_test(five_processes_ask_for_one_token_each_time),
        world_test(who_is_killed_while_asking_is_replaced_by_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
