#include "base/mem.h"
#include "loader/partition.h"
#include "support/actor.h"
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

static struct partition *partition;

static int setup(void **state)
{
    (void)actor_setup(state);
    partition = mem_new(1, sizeof *partition);
    scans_init(partition, &actor.flows);
    return 0;
}

static int teardown(void **state)
{
    for (size_t i = 0; i < partition->scan_count; i++)
        free(partition->scans[i].passed);
    free(partition);
    return actor_teardown(state);
}

static void marker(const char *system, const char *entity, int64_t scan_ms,
                   int32_t number)
{
    struct event event;

    event_init(&event, EVENT_SCANNED, "~scanned");
    event.system = mem_copy(system);
    event.entity = mem_copy(entity);
    event.scan_ms = scan_ms;
    event.partition = number;
    event.partitions = 2;
    scan_take(partition, &event);
    event_free(&event);
}

static bool gate(const char *flow)
{
    return scan_gate(partition, flows_find(&actor.flows, flow));
}

static struct scan *scan_of(const char *entity)
{
    for (size_t i = 0; i < partition->scan_count; i++) {
        if (strcmp(partition->scans[i].entity->name, entity) == 0)
            return &partition->scans[i];
    }
    fail_msg("no scan of %s", entity);
    return NULL;
}

static void the_gate_opens_when_both_entities_passed_whole(void **state)
{
    (void)state;
    marker("zohocrm", "Contacts", 100, 0);
    marker("zohocrm", "Contacts", 100, 1);
    marker("powerofficego", "Customers", 90, 0);
    assert_false(gate("contacts"));
    marker("powerofficego", "Customers", 90, 0);
    assert_false(gate("contacts"));
    marker("powerofficego", "Customers", 90, 1);
    assert_true(gate("contacts"));
    assert_true(partition->gate_opened);
    assert_false(gate("deals"));
}

static void markers_of_two_scans_do_not_make_one(void **state)
{
    (void)state;
    marker("zohocrm", "Contacts", 100, 0);
    marker("zohocrm", "Contacts", 200, 1);
    assert_false(scan_of("Contacts")->once);
    marker("zohocrm", "Contacts", 100, 1);
    assert_false(scan_of("Contacts")->once);
    marker("zohocrm", "Contacts", 200, 0);
    assert_true(scan_of("Contacts")->once);
}

static void the_gate_never_closes_again(void **state)
{
    the_gate_opens_when_both_entities_passed_whole(state);
    marker("zohocrm", "Contacts", 300, 0);
    assert_true(gate("contacts"));
}

static void every_whole_scan_is_followed_by_a_sweep(void **state)
{
    (void)state;
    marker("zohocrm", "Deals", 100, 0);
    assert_false(scan_of("Deals")->sweep);
    marker("zohocrm", "Deals", 100, 1);
    assert_true(scan_of("Deals")->sweep);
    scan_of("Deals")->sweep = false;
    marker("zohocrm", "Deals", 100, 1); /* delivered again */
    assert_false(scan_of("Deals")->sweep);
}

/* As the next loader finds it. */
static struct scan restored(const struct scan *scan)
{
    struct buf text = { 0 };
    struct scan back = { 0 };

    scan_encode(&text, scan);
    scan_decode(&back, text.data);
    buf_free(&text);
    return back;
}

static void a_sweep_is_done_only_when_all_were_asked(void **state)
{
    struct scan next;
    struct scan last;

    (void)state;
    marker("zohocrm", "Deals", 200, 0);
    marker("zohocrm", "Deals", 200, 1);
    next = restored(scan_of("Deals"));
    assert_true(next.sweep);
    scan_settle(&next); /* nobody was put into the inbox yet */
    assert_true(next.sweep);
    next.swept = true;
    scan_settle(&next);
    assert_true(next.changed);
    last = restored(&next);
    assert_false(last.sweep);
    free(next.passed);
    free(last.passed);
}

static void a_new_scan_takes_the_place_of_a_sweep(void **state)
{
    (void)state;
    marker("zohocrm", "Deals", 100, 0);
    marker("zohocrm", "Deals", 100, 1);
    marker("zohocrm", "Deals", 200, 0);
    assert_false(scan_of("Deals")->sweep);
}

static void a_scan_survives_its_document(void **state)
{
    struct scan back;

    (void)state;
    marker("zohocrm", "Contacts", 100, 0);
    marker("zohocrm", "Contacts", 100, 1);
    marker("zohocrm", "Contacts", 200, 1);
    back = restored(scan_of("Contacts"));
    assert_true(back.once);
    assert_int_equal(back.scan_ms, 200);
    assert_string_equal(back.passed, "01");
    free(back.passed);
}

/* As when the loader restarts amidst a scan: messages come first. */
static void a_marker_counts_although_it_came_before_the_document(void **state)
{
    (void)state;
    marker("zohocrm", "Contacts", 100, 1);
    scan_decode(scan_of("Contacts"),
                "{\"v\":1,\"scan_ms\":100,\"passed\":\"10\"}");
    assert_string_equal(scan_of("Contacts")->passed, "11");
    assert_true(scan_of("Contacts")->once);
    assert_true(scan_of("Contacts")->sweep);
    assert_true(scan_of("Contacts")->changed);
}

static void an_older_document_takes_nothing_back(void **state)
{
    (void)state;
    marker("zohocrm", "Contacts", 200, 0);
    scan_decode(scan_of("Contacts"),
                "{\"v\":1,\"scan_ms\":100,\"passed\":\"11\",\"once\":true}");
    assert_int_equal(scan_of("Contacts")->scan_ms, 200);
    assert_string_equal(scan_of("Contacts")->passed, "10");
    assert_true(scan_of("Contacts")->once);
}

static void a_newer_document_wins(void **state)
{
    (void)state;
    marker("zohocrm", "Contacts", 100, 0);
    marker("zohocrm", "Contacts", 100, 1);
    scan_decode(scan_of("Contacts"),
                "{\"v\":1,\"scan_ms\":200,\"passed\":\"01\",\"once\":true}");
    assert_int_equal(scan_of("Contacts")->scan_ms, 200);
    assert_string_equal(scan_of("Contacts")->passed, "01");
    assert_false(scan_of("Contacts")->sweep);
}

static void a_document_without_its_time_is_none(void **state)
{
    (void)state;
    scan_decode(scan_of("Contacts"), "{\"v\":1,\"passed\":\"11\"}");
    assert_null(scan_of("Contacts")->passed);
    assert_false(scan_of("Contacts")->once);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_gate_opens_when_both_entities_passed_whole),
        TEST(markers_of_two_scans_do_not_make_one),
        TEST(the_gate_never_closes_again),
        TEST(every_whole_scan_is_followed_by_a_sweep),
        TEST(a_sweep_is_done_only_when_all_were_asked),
        TEST(a_new_scan_takes_the_place_of_a_sweep),
        TEST(a_scan_survives_its_document),
        TEST(a_marker_counts_although_it_came_before_the_document),
        TEST(an_older_document_takes_nothing_back),
        TEST(a_newer_document_wins),
        TEST(a_document_without_its_time_is_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
