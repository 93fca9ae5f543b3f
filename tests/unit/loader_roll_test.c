#include "base/mem.h"
#include "loader/partition.h"
#include "support/actor.h"
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

static struct partition *partition;

static void partition_begin(void)
{
    partition = mem_new(1, sizeof *partition);
    scans_init(partition, &actor.flows);
    rolls_init(partition, &actor.flows, 1);
}

static void partition_end(void)
{
    for (size_t i = 0; i < partition->scan_count; i++)
        free(partition->scans[i].passed);
    for (size_t i = 0; i < partition->roll_count; i++)
        free(partition->rolls[i].present);
    free(partition);
}

static int setup(void **state)
{
    (void)actor_setup_matching(state);
    partition_begin();
    return 0;
}

static int teardown(void **state)
{
    partition_end();
    return actor_teardown(state);
}

static void scanned(const char *system, const char *entity, int64_t scan_ms)
{
    struct event event;

    event_init(&event, EVENT_SCANNED, "~scanned");
    event.system = mem_copy(system);
    event.entity = mem_copy(entity);
    event.scan_ms = scan_ms;
    event.partition = 0;
    event.partitions = 1;
    scan_take(partition, &event);
    event_free(&event);
}

static void both_scanned(int64_t scan_ms)
{
    scanned("zohocrm", "Contacts", scan_ms);
    scanned("powerofficego", "Customers", scan_ms);
}

static void note(const struct event *event, int32_t to, void *arg)
{
    (void)to;
    *(bool *)arg |= strcmp(event->flow, "contacts") == 0;
}

/* Does the partition tell the others that its contacts have all entered? */
static bool registers(void)
{
    bool said = false;

    rolls_announce(partition, 1, note, &said);
    return said;
}

/* What one loader has written down, another one reads: all of it, or the scans
 * alone, as where the flow is new. */
static void handed_on(bool with_rolls)
{
    struct buf scans[SCANS_MAX] = { 0 };
    struct buf rolls[FLOWS_MAX] = { 0 };

    for (size_t i = 0; i < partition->scan_count; i++) {
        if (partition->scans[i].passed != NULL)
            scan_encode(&scans[i], &partition->scans[i]);
    }
    for (size_t i = 0; i < partition->roll_count; i++)
        roll_encode(&rolls[i], &partition->rolls[i]);
    partition_end();
    partition_begin();
    for (size_t i = 0; i < partition->scan_count; i++) {
        if (scans[i].data != NULL)
            scan_decode(&partition->scans[i], scans[i].data);
        buf_free(&scans[i]);
    }
    for (size_t i = 0; i < partition->roll_count; i++) {
        if (with_rolls)
            roll_decode(&partition->rolls[i], rolls[i].data);
        buf_free(&rolls[i]);
    }
    rolls_begin(partition);
}

static void the_first_scan_of_both_sides_is_enough(void **state)
{
    (void)state;
    rolls_begin(partition);
    scanned("zohocrm", "Contacts", 100);
    assert_false(registers());
    scanned("powerofficego", "Customers", 100);
    assert_true(registers());
    assert_true(rolls_announced(partition));
    assert_false(registers());
}

static void markers_that_outran_the_restoring_are_enough(void **state)
{
    (void)state;
    both_scanned(100); /* read while a predecessor was still waited for */
    rolls_begin(partition);
    assert_true(registers());
}

static void a_new_flow_waits_for_scans_of_its_own(void **state)
{
    (void)state;
    rolls_begin(partition);
    both_scanned(100);
    handed_on(false);
    assert_false(registers());
    scanned("zohocrm", "Contacts", 200);
    assert_false(registers());
    scanned("powerofficego", "Customers", 200);
    assert_true(registers());
}

static void what_it_waits_for_is_handed_on(void **state)
{
    (void)state;
    rolls_begin(partition);
    both_scanned(100);
    handed_on(false);
    handed_on(true);
    assert_false(registers());
    both_scanned(200);
    handed_on(true);
    assert_true(registers());
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_first_scan_of_both_sides_is_enough),
        TEST(markers_that_outran_the_restoring_are_enough),
        TEST(a_new_flow_waits_for_scans_of_its_own),
        TEST(what_it_waits_for_is_handed_on),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
