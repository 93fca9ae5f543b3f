/*
 * The programs as neighbours in production: small, quick to stop, patient.
 */
#include "support/e2e.h"
#include "support/people.h"
#include "support/pipeline.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define SEED  20261123
#define CROWD 2000
#define LOST  15 /* of them PowerOffice refuses; see people.h */

#define RSS_MAX_KB (50L * 1024)

/* A stop takes this long when all is well, and when servers hang. */
#define STOP_MS      2000
#define STOP_HUNG_MS 5000

static const char *const names[] = { "extractor", "transformer", "loader" };
static struct program *programs[3];

static void programs_start(void)
{
    for (int i = 0; i < 3; i++)
        programs[i] = program_start(names[i]);
}

static void programs_end_within(int limit_ms)
{
    for (int i = 0; i < 3; i++) {
        int64_t ms;

        assert_int_equal(program_stop(programs[i], &ms), 0);
        if (ms > limit_ms)
            fail_msg("%s took %lld ms", names[i], (long long)ms);
    }
}

static void contacts_create(size_t count)
{
    struct json *people = people_contacts(SEED, count);

    (void)record_create_all(CRM, "Contacts", people);
    json_free(people);
}

/* ---- memory, health, numbers ---- */

static void each_needs_less_than_50_mb_after_2000_contacts(void **state)
{
    (void)state;
    world_start(NULL);
    contacts_create(CROWD);
    programs_start();
    eventually(240, po_count("Customers") == CROWD - LOST);
    quiet(60);
    for (int i = 0; i < 3; i++)
        assert_in_range(program_rss_kb(programs[i]), 1, RSS_MAX_KB);
    programs_end_within(STOP_MS);
    world_stop();
}

/* In so many words: at its very start a program has nothing to say yet. */
static bool is_well(const struct program *program)
{
    int status = 0;
    const char *body = program_ask(program, "/health", &status);

    return status == 200 && strstr(body, "\"ok\":true") != NULL;
}

static void each_tells_its_health_and_its_numbers(void **state)
{
    (void)state;
    world_start(NULL);
    contacts_create(10);
    programs_start();
    for (int i = 0; i < 3; i++) {
        eventually(30, is_well(programs[i]));
        assert_in_range(
            (long)program_metric(programs[i], "process_resident_memory_bytes"),
            1, RSS_MAX_KB * 1024);
    }
    eventually(60, po_count("Customers") == 10);
    eventually(10, program_metric(programs[0],
                                  "tandem_scans_total{entity=\"Contacts\","
                                  "system=\"zohocrm\"}") == 1);
    eventually(10, program_metric(programs[1],
                                  "tandem_transformer_records_total{entity="
                                  "\"Contacts\",system=\"zohocrm\"}") >= 10);
    eventually(10, program_metric(
                       programs[2],
                       "tandem_loader_requests_total{kind=\"create\"}") == 10);
    programs_end_within(STOP_MS);
    world_stop();
}

/* ---- stopping ---- */

static void a_stop_in_the_middle_of_work_loses_and_repeats_nothing(void **state)
{
    (void)state;
    world_start(NULL);
    contacts_create(600);
    for (size_t done = 50; done <= 350; done += 150) {
        programs_start();
        eventually(60, po_count("Customers") >= done);
        programs_end_within(STOP_MS);
        assert_true(po_count("Customers") < 596);
    }
    programs_start();
    eventually(90, po_count("Customers") >= 596);
    quiet(60);
    assert_int_equal(po_count("Customers"), 596); /* 4 are refused */
    assert_int_equal(journal_count("POST", "/v2/Customers"), 600);
    programs_end_within(STOP_MS);
    world_stop();
}

/* Told to stop one after another while a server hangs in the middle of work. */
static void a_hanging_server_delays_no_stop(void (*freeze)(void),
                                            void (*thaw)(void))
{
    world_start(NULL);
    contacts_create(300);
    programs_start();
    eventually(60, po_count("Customers") > 40);
    freeze();
    eventually(30, program_said(programs[2], "\"level\":\"warning\""));
    programs_end_within(STOP_HUNG_MS);
    thaw();
    programs_start();
    eventually(90, po_count("Customers") >= 298);
    quiet(60);
    assert_int_equal(po_count("Customers"), 298);
    programs_end_within(STOP_MS);
    world_stop();
}

static void a_hanging_kafka_delays_no_stop(void **state)
{
    (void)state;
    a_hanging_server_delays_no_stop(kafka_freeze, kafka_thaw);
}

static void a_hanging_redis_delays_no_stop(void **state)
{
    (void)state;
    a_hanging_server_delays_no_stop(redis_freeze, redis_thaw);
}

static void
a_stop_comes_in_time_while_kafka_has_just_begun_to_hang(void **state)
{
    (void)state;
    world_start(NULL);
    contacts_create(300);
    programs_start();
    eventually(60, po_count("Customers") > 40);
    kafka_freeze();
    programs_end_within(STOP_HUNG_MS);
    kafka_thaw();
    world_stop();
}

/* ---- starting in any order ---- */

static void says_it_waits(const struct program *program, const char *what)
{
    char *text = mem_print("\"event\":\"waiting\",\"for\":\"%s\"", what);

    eventually(30, program_said(program, text));
    assert_false(program_is_healthy(program));
    free(text);
}

static void all_is_done_and_well(void)
{
    eventually(60, po_count("Customers") == 10);
    for (int i = 0; i < 3; i++) {
        eventually(30, program_is_healthy(programs[i]));
    }
    programs_end_within(STOP_MS);
}

/* Begins with the loader; whoever needs what hangs says so and waits. */
static void they_wait_for(void (*freeze)(void), void (*thaw)(void),
                          const char *what, bool also_transformer)
{
    world_start(NULL);
    contacts_create(10);
    freeze();
    for (int i = 2; i >= 0; i--)
        programs[i] = program_start(names[i]);
    for (int i = 2; i >= 0; i--) {
        if (i != 1 || also_transformer)
            says_it_waits(programs[i], what);
    }
    thaw();
    all_is_done_and_well();
    world_stop();
}

static void they_start_before_kafka(void **state)
{
    (void)state;
    they_wait_for(kafka_freeze, kafka_thaw, "kafka", true);
}

static void they_start_before_redis(void **state)
{
    (void)state;
    they_wait_for(redis_freeze, redis_thaw, "redis", false);
}

static void they_start_before_the_systems(void **state)
{
    (void)state;
    world_start(NULL);
    contacts_create(10);
    program_freeze(world_simulators());
    programs_start();
    for (int i = 0; i <= 2; i += 2) {
        says_it_waits(programs[i], "zohocrm");
        says_it_waits(programs[i], "powerofficego");
    }
    program_thaw(world_simulators());
    all_is_done_and_well();
    world_stop();
}

static int teardown(void **state)
{
    kafka_thaw();
    redis_thaw();
    return world_teardown(state);
}

#define TEST(f) cmocka_unit_test_teardown(f, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(each_needs_less_than_50_mb_after_2000_contacts),
        TEST(each_tells_its_health_and_its_numbers),
        TEST(a_stop_in_the_middle_of_work_loses_and_repeats_nothing),
        TEST(a_hanging_kafka_delays_no_stop),
        TEST(a_hanging_redis_delays_no_stop),
        TEST(a_stop_comes_in_time_while_kafka_has_just_begun_to_hang),
        TEST(they_start_before_kafka),
        TEST(they_start_before_redis),
        TEST(they_start_before_the_systems),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
