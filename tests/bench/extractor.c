/*
 * An extractor that reads a system's records for the first time.
 */
#include "base/time.h"
#include "bench/bench.h"
#include "support/world.h"

#define CONTACTS 20000
#define LIMIT_S  300

static double done(const struct program *extractor)
{
    return bench_counter(extractor, RECORDS_OF("tandem_records_published_total",
                                               "zohocrm", "Contacts"));
}

void bench_extractor(const struct scale *scale)
{
    struct program *extractor;
    struct stretch stretch;

    (void)scale;
    world_start(NULL);
    contacts_create(CONTACTS);
    extractor = bench_start("extractor", "TANDEM_LOG=info");
    stretch = stretch_start(extractor, done(extractor));
    until(LIMIT_S, done(extractor) >= CONTACTS);
    stretch_end(&stretch, extractor, done(extractor), "extractor",
                "records of a scan");
    bench_stop(extractor, "extractor", "after work");
    world_stop();
}
