/*
 * Many contacts and a slow target: what does waiting cost?
 *
 * All three programs run, PowerOffice takes its ten requests a second, so that
 * nearly all links wait. Loaders are stopped at any moment and replaced; Redis
 * loses its copy, and a loader makes it anew. In the end PowerOffice is quick
 * for once, and every contact must have become one customer.
 */
#include "base/mem.h"
#include "base/time.h"
#include "bench/bench.h"
#include "bench/weight.h"
#include "support/faults.h"
#include "support/journal.h"
#include "support/lag.h"
#include "support/quiet.h"
#include "support/records.h"
#include "support/test.h"
#include "support/waiting.h"
#include "support/world.h"

#include <stdlib.h>
#include <string.h>

#define LIMIT_S  3600
#define STOPS    8
#define MOMENT   1237 /* ms: a stop comes at any moment between two looks */
#define SLOW     "TANDEM_POWEROFFICEGO_RATE=10"
#define QUICK    "TANDEM_POWEROFFICEGO_RATE=0"
#define ASSIGNED "\"event\":\"assigned\""
#define RESTORED "\"event\":\"restored\""
#define EVENTS   "tandem_loader_events_total"
#define READ     RECORDS_OF("tandem_records_published_total", "zohocrm", "Contacts")
#define ROUTED \
    RECORDS_OF("tandem_transformer_records_total", "zohocrm", "Contacts")

static const struct world_settings settings = {
    .rate = 10,
    .variables = { "TANDEM_PARTITIONS=12", "TANDEM_POLL_SECONDS=30",
                   "TANDEM_REQUEST_SECONDS=30", "TANDEM_BRAKE_RECORDS=0" }
};

static struct program *extractor;
static struct program *transformer;
static struct program *loader;
static double redis_before;

/* Whoever does not poll Kafka in time is thrown out of its group, and comes
 * back: it is assigned its partitions twice. */
static void assigned_once(const struct program *program)
{
    const char *first = strstr(program_output(program), ASSIGNED);

    assert_non_null(first);
    if (strstr(first + 1, ASSIGNED) != NULL)
        fail_msg("thrown out of its group");
}

static void loader_starts(const char *rate)
{
    int64_t since_ms = time_boot_ms();

    loader = program_start("loader", rate);
    until(LIMIT_S, program_said(loader, RESTORED));
    figure("large", "loader's start, Redis' copy as it was", "ms",
           (double)(time_boot_ms() - since_ms));
}

static void loader_stops(void)
{
    assigned_once(loader);
    bench_stop(loader, "large", "loader at any moment");
}

/* So that the simulators' memory is not what is measured. */
static void journal_drop(void)
{
    const char *problem = journal_problem();

    if (problem != NULL)
        fail_msg("not as the API's description has it: %s", problem);
    (void)world_control("DELETE", "/journal", NULL);
    journal_forget();
}

static bool changes_wait(void)
{
    char *group = mem_print("%s.loader", world_namespace());
    char *topics = mem_print("%s.changes", world_namespace());
    bool waits = lag_exists(group, topics);

    free(group);
    free(topics);
    return waits;
}

/* ---- what is done with them ---- */

/* Redis' weight is what has come since the world began. */
static void weigh(size_t contacts, const char *when)
{
    const double bytes[] = { weight_redis() - redis_before, weight_ledger() };
    static const char *const where[] = { "Redis", "the ledger in Kafka" };
    char *states = mem_print("states of each contact, %s", when);

    for (int i = 0; i < 2; i++) {
        char *what = mem_print("%s, for each contact, %s", where[i], when);

        figure("large", what, "bytes", bytes[i] / (double)contacts);
        free(what);
    }
    figure("large", states, "states",
           (double)weight_links() / (double)contacts);
    free(states);
}

static void intake(size_t contacts)
{
    int64_t since_ms = time_boot_ms();
    int stops = 0;

    extractor = program_start("extractor", SLOW);
    transformer = program_start("transformer", SLOW);
    loader_starts(SLOW);
    until(LIMIT_S, bench_counter(loader, EVENTS) > 0);
    while (bench_counter(extractor, READ) < (double)contacts ||
           bench_counter(transformer, ROUTED) < (double)contacts ||
           changes_wait()) {
        assert_true(time_boot_ms() - since_ms < LIMIT_S * 1000LL);
        waiting_moment(MOMENT);
        if (stops++ < STOPS) {
            loader_stops();
            loader_starts(SLOW);
        }
    }
    figure("large", "contacts taken in, loader stopped 8 times", "per second",
           (double)contacts * 1000 / (double)(time_boot_ms() - since_ms));
    weigh(contacts, "waiting");
}

static void restore(void)
{
    size_t links;
    int64_t since_ms;

    loader_stops();
    links = weight_links();
    weight_drop_links();
    since_ms = time_boot_ms();
    loader = program_start("loader", SLOW);
    until(LIMIT_S, program_said(loader, RESTORED));
    figure("large", "links restored from the ledger", "per second",
           (double)links * 1000 / (double)(time_boot_ms() - since_ms));
    assert_int_equal(weight_links(), links);
    loader_stops();
}

static void drain(size_t contacts)
{
    int64_t since_ms = time_boot_ms();

    simulators_set("{'rate': 0, 'create_ms': 0}");
    loader = program_start("loader", QUICK);
    for (size_t made = 0; made < contacts; made = po_count("Customers")) {
        assert_true(time_boot_ms() - since_ms < LIMIT_S * 1000LL);
        waiting_moment(MOMENT);
        journal_drop();
    }
    figure("large", "customers created, all programs running", "per second",
           (double)contacts * 1000 / (double)(time_boot_ms() - since_ms));
}

void bench_large(const struct scale *scale)
{
    world_start(&settings);
    contacts_create(scale->large);
    redis_before = weight_redis();
    intake(scale->large);
    journal_drop();
    restore();
    drain(scale->large);
    quiet(LIMIT_S);
    weigh(scale->large, "in step");
    loader_stops();
    assigned_once(transformer);
    bench_stop(transformer, "large", "transformer");
    bench_stop(extractor, "large", "extractor");
    assert_int_equal(po_count("Customers"), scale->large);
    journal_drop();
    world_stop();
}
