/*
 * A loader at work: creating, finding nothing to do, and updating. Its events
 * wait for it in Kafka, so that nobody but it is measured.
 */
#include "base/time.h"
#include "bench/bench.h"
#include "support/faults.h"
#include "support/lag.h"
#include "support/pipeline.h"
#include "support/records.h"
#include "support/test.h"
#include "support/world.h"

#include "base/mem.h"

#include <stdlib.h>

#define LIMIT_S        600
#define INFO           "TANDEM_LOG=info"
#define EVENTS         "tandem_loader_events_total"
#define CREATES        "tandem_loader_requests_total{kind=\"create\"}"
#define UPDATES        "tandem_loader_requests_total{kind=\"update\"}"
#define TO_CONTACTS    "zohocrm", "Contacts"
#define ROUTED(s, e)   RECORDS_OF("tandem_transformer_records_total", s, e)
#define READ_ALL(s, e) RECORDS_OF("tandem_records_published_total", s, e)

static const struct world_settings settings = {
    .variables = { "TANDEM_PARTITIONS=12", "TANDEM_POLL_SECONDS=1",
                   "TANDEM_BRAKE_RECORDS=0" }
};

/* Both sides have been read by an extractor that starts now, and every event
 * that follows is in Kafka. */
static void events_gather(size_t contacts, size_t customers)
{
    struct program *extractor = program_start("extractor", INFO);
    struct program *transformer = program_start("transformer", INFO);
    char *group = mem_print("%s.transformer", world_namespace());
    char *topics = mem_print("%s.records.", world_namespace());

    until(LIMIT_S, bench_counter(extractor, READ_ALL("zohocrm", "Contacts")) >=
                       (double)contacts);
    until(LIMIT_S,
          bench_counter(extractor, READ_ALL("powerofficego", "Customers")) >=
              (double)customers);
    until(LIMIT_S, !lag_exists(group, topics));
    bench_stop(extractor, "extractor", "after work");
    bench_stop(transformer, "transformer", "after work");
    free(group);
    free(topics);
}

/* The loader takes all that has been gathered. */
static struct program *loader_begins(const char *counter, double *ret_before)
{
    struct program *loader = program_start("loader", INFO);

    until(LIMIT_S, bench_counter(loader, counter) > 0);
    *ret_before = bench_counter(loader, counter);
    return loader;
}

static void loader_ends(struct program *loader)
{
    char *group = mem_print("%s.loader", world_namespace());
    char *topics = mem_print("%s.changes", world_namespace());

    until(LIMIT_S, !lag_exists(group, topics));
    bench_stop(loader, "loader", "after work");
    free(group);
    free(topics);
}

static void creates(size_t contacts)
{
    struct program *loader;
    struct stretch stretch;
    double before;

    events_gather(contacts, 0);
    loader = loader_begins(CREATES, &before);
    stretch = stretch_start(loader, before);
    until(LIMIT_S, bench_counter(loader, CREATES) >= (double)contacts);
    stretch_end(&stretch, loader, (double)contacts, "loader", "creates");
    until(LIMIT_S, po_count("Customers") == contacts);
    loader_ends(loader);
}

/* A scan of both sides, long after all are in step: its own writes have come
 * back before. */
static void nothing(size_t contacts, const char *what)
{
    struct program *loader;
    struct stretch stretch;
    double before;
    double all = 4 * (double)contacts; /* two flows on either side */

    cursors_forget();
    events_gather(contacts, contacts);
    loader = loader_begins(EVENTS, &before);
    stretch = stretch_start(loader, before);
    until(LIMIT_S, bench_counter(loader, EVENTS) >= all);
    if (what != NULL) {
        stretch_end(&stretch, loader, bench_counter(loader, EVENTS), "loader",
                    what);
    }
    loader_ends(loader);
}

static void updates(size_t contacts)
{
    struct program *loader;
    struct stretch stretch;
    double before;

    contacts_edit("+47 9");
    events_gather(contacts, 0);
    loader = loader_begins(UPDATES, &before);
    stretch = stretch_start(loader, before);
    until(LIMIT_S, bench_counter(loader, UPDATES) >= (double)contacts);
    stretch_end(&stretch, loader, bench_counter(loader, UPDATES), "loader",
                "updates, each after a direct read");
    loader_ends(loader);
}

/* In the middle of updates. */
static void stop(void)
{
    struct program *loader;
    double before;

    contacts_edit("+47 4");
    events_gather(1, 0);
    loader = loader_begins(UPDATES, &before);
    bench_stop(loader, "loader", "at work");
}

void bench_loader(const struct scale *scale)
{
    world_start(&settings);
    simulators_set("{'create_ms': 0}");
    contacts_create(scale->contacts);
    creates(scale->contacts);
    nothing(scale->contacts, NULL);
    nothing(scale->contacts, "events that change nothing");
    updates(scale->contacts);
    stop();
    world_stop();
}
