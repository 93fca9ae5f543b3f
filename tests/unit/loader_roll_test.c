#include "base/mem.h"
#include "loader/partition.h"
#include "support/actor.h"
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

#define BOTH   "[\"contacts\",\"contactpersons\"]"
#define OTHERS "[\"contactpersons\"]"

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
    rolls_free(partition);
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

/* A marker of one of two partitions; flows: what came before it was routed
 * for. */
static void marker(const char *system, const char *entity, int64_t scan_ms,
                   int32_t number, const char *flows)
{
    struct event event;
    struct err err;

    event_init(&event, EVENT_SCANNED, "~scanned");
    event.system = mem_copy(system);
    event.entity = mem_copy(entity);
    event.scan_ms = scan_ms;
    event.partition = number;
    event.partitions = 2;
    event.body = json_parse(flows, strlen(flows), &err);
    scan_take(partition, &event);
    event_free(&event);
}

static void contacts_scanned(int64_t scan_ms, const char *flows)
{
    marker("zohocrm", "Contacts", scan_ms, 0, flows);
    marker("zohocrm", "Contacts", scan_ms, 1, flows);
}

static void customers_scanned(int64_t scan_ms, const char *flows)
{
    marker("powerofficego", "Customers", scan_ms, 0, flows);
    marker("powerofficego", "Customers", scan_ms, 1, flows);
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

/* What one loader has written down, another one reads. */
static void handed_on(void)
{
    struct buf texts[FLOWS_MAX] = { 0 };

    for (size_t i = 0; i < partition->roll_count; i++)
        roll_encode(&texts[i], &partition->rolls[i]);
    partition_end();
    partition_begin();
    for (size_t i = 0; i < partition->roll_count; i++) {
        roll_decode(&partition->rolls[i], texts[i].data);
        buf_free(&texts[i]);
    }
}

static void a_partition_registers_once_when_both_sides_were_read(void **state)
{
    (void)state;
    contacts_scanned(100, BOTH);
    marker("powerofficego", "Customers", 100, 0, BOTH);
    assert_false(registers());
    marker("powerofficego", "Customers", 100, 1, BOTH);
    assert_true(registers());
    assert_true(rolls_announced(partition));
    assert_false(registers());
}

static void a_scan_that_was_not_for_the_flow_does_not_count(void **state)
{
    (void)state;
    contacts_scanned(100, BOTH);
    customers_scanned(100, OTHERS); /* before the flow was turned on */
    assert_false(registers());
    customers_scanned(200, BOTH);
    assert_true(registers());
}

static void
a_scan_that_was_only_partly_for_the_flow_does_not_count(void **state)
{
    (void)state;
    contacts_scanned(100, BOTH);
    marker("powerofficego", "Customers", 100, 0, OTHERS);
    marker("powerofficego", "Customers", 100, 1, BOTH);
    assert_false(registers());
    customers_scanned(200, BOTH);
    assert_true(registers());
}

static void what_has_come_is_handed_on(void **state)
{
    (void)state;
    contacts_scanned(100, BOTH);
    marker("powerofficego", "Customers", 100, 0, BOTH);
    assert_true(partition->rolls[0].changed);
    handed_on();
    assert_false(registers());
    marker("powerofficego", "Customers", 100, 1, BOTH);
    handed_on();
    assert_true(registers());
}

static void what_came_before_the_ledger_was_read_is_kept(void **state)
{
    struct buf text = { 0 };
    struct roll *roll = &partition->rolls[0];

    (void)state;
    contacts_scanned(100, BOTH);
    marker("powerofficego", "Customers", 100, 0, BOTH);
    roll_encode(&text, roll); /* a predecessor's */
    partition_end();
    partition_begin();
    marker("powerofficego", "Customers", 100, 1, BOTH);
    roll_decode(&partition->rolls[0], text.data);
    buf_free(&text);
    assert_true(registers());
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_partition_registers_once_when_both_sides_were_read),
        TEST(a_scan_that_was_not_for_the_flow_does_not_count),
        TEST(a_scan_that_was_only_partly_for_the_flow_does_not_count),
        TEST(what_has_come_is_handed_on),
        TEST(what_came_before_the_ledger_was_read_is_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
