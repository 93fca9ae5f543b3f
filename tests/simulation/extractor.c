#include "simulation/extractor.h"

#include "base/hash.h"
#include "base/mem.h"
#include "base/text.h"
#include "domain/record.h"

#include <stdlib.h>
#include <string.h>

#define POLL_MS    INT64_C(30000)
#define SCAN_MS    INT64_C(240000) /* shorter than usual: the story is short */
#define OVERLAP_MS 120000
#define PAGE_ROWS  4

/* A list that is being read. */
struct walk {
    char **ids;
    size_t count;
    size_t at;
    int64_t begin_ms; /* 0: it does not go on */
    int64_t serial;   /* tells it from one that was forgotten */
};

struct extractor {
    struct fake *fake;
    size_t number;
    bool known; /* there is a cursor */
    int64_t watermark_ms;
    struct map *prints; /* record id to the hash of what was published */
    struct walk poll;
    struct walk scan;
    int64_t serial;
    bool scanned;
};

int64_t extractor_read_ms(const struct sim *sim, int64_t duration_ms)
{
    return sim->now_ms / 1000 * 1000 - duration_ms;
}

/* ---- walks ---- */

static void walk_end(struct walk *walk)
{
    for (size_t i = 0; i < walk->count; i++)
        free(walk->ids[i]);
    free(walk->ids);
    *walk = (struct walk){ 0 };
}

static void walk_begin(struct extractor *extractor, struct walk *walk,
                       int64_t since_ms, int64_t begin_ms)
{
    const struct fake *fake = extractor->fake;

    walk_end(walk);
    walk->ids = mem_new(fake->count + 1, sizeof *walk->ids);
    walk->begin_ms = begin_ms;
    walk->serial = ++extractor->serial;
    for (size_t i = 0; i < fake->count; i++) {
        const struct fake_record *record = fake->records[i];

        if (!record->gone && !record->invoiced &&
            record->modified_ms > since_ms)
            walk->ids[walk->count++] = mem_copy(record->id);
    }
}

/* ---- publishing ---- */

static void publish(struct sim *sim, const struct extractor *extractor,
                    const char *key, int32_t partition, struct buf *value)
{
    (void)tape_append(&sim->broker.records[extractor->number][partition], key,
                      value->data);
    buf_free(value);
}

static int32_t record_partition(const struct sim *sim, const char *id)
{
    return hash_partition(id, strlen(id), sim->broker.record_partitions);
}

/* Has it changed since it was last published? */
static bool print_is_new(struct extractor *extractor, const char *id,
                         const char *raw)
{
    char *hash = mem_new(1, HASH_TEXT_MAX);
    char *before;
    bool same;

    hash_text(raw, strlen(raw), hash);
    before = map_put(extractor->prints, id, hash);
    same = text_equal(before, hash);
    free(before);
    return !same;
}

static void publish_record(struct sim *sim, struct extractor *extractor,
                           const struct fake_record *record, int64_t read_ms,
                           bool whole)
{
    const struct entity *entity = record->fake->entity;
    struct json *body = fake_body(record);
    char *raw = json_string(body);
    struct buf value = { 0 };
    struct record seen = { .read_ms = read_ms, .id = record->id };

    if (print_is_new(extractor, record->id, raw) || whole) {
        seen.system = mem_copy(entity->system);
        seen.entity = mem_copy(entity->name);
        record_encode_seen(&value, &seen, raw, strlen(raw));
        free(seen.system);
        free(seen.entity);
        publish(sim, extractor, record->id, record_partition(sim, record->id),
                &value);
    }
    free(raw);
    json_free(body);
}

static void publish_markers(struct sim *sim, struct extractor *extractor,
                            int64_t scan_ms)
{
    const struct entity *entity = extractor->fake->entity;
    int32_t partitions = sim->broker.record_partitions;

    for (int32_t p = 0; p < partitions; p++) {
        struct buf value = { 0 };
        struct record marker = { .scan_ms = scan_ms,
                                 .partition = p,
                                 .partitions = partitions };

        marker.system = mem_copy(entity->system);
        marker.entity = mem_copy(entity->name);
        record_encode_scanned(&value, &marker);
        free(marker.system);
        free(marker.entity);
        publish(sim, extractor, RECORD_MARKER_KEY, p, &value);
    }
    extractor->scanned = true;
    sim_trace(sim, "%s has been scanned", entity->name);
}

/* ---- one page after another ---- */

static agenda_act read_page;

static struct walk *walk_of(struct extractor *extractor, int64_t serial)
{
    if (extractor->scan.serial == serial)
        return &extractor->scan;
    return extractor->poll.serial == serial ? &extractor->poll : NULL;
}

static void walk_finish(struct sim *sim, struct extractor *extractor,
                        struct walk *walk)
{
    bool whole = walk == &extractor->scan;

    if (whole)
        publish_markers(sim, extractor, walk->begin_ms);
    if (!whole || !extractor->known)
        extractor->watermark_ms = walk->begin_ms - OVERLAP_MS;
    extractor->known = true;
    walk_end(walk);
}

static void read_page(struct sim *sim, void *arg, int64_t serial)
{
    struct extractor *extractor = arg;
    struct walk *walk = walk_of(extractor, serial);
    int64_t duration_ms = dice_delay(&sim->dice, 100, sim->temper.limit_ms);
    int64_t read_ms = extractor_read_ms(sim, duration_ms);

    if (walk == NULL)
        return; /* forgotten */
    for (int i = 0; i < PAGE_ROWS && walk->at < walk->count; i++) {
        const struct fake_record *record =
            fake_get(extractor->fake, walk->ids[walk->at++]);

        if (!record->gone && !record->invoiced) {
            publish_record(sim, extractor, record, read_ms,
                           walk == &extractor->scan);
        }
    }
    if (walk->at < walk->count) {
        sim_later(sim, sim_lag(sim), read_page, extractor, serial);
    } else {
        walk_finish(sim, extractor, walk);
    }
}

/* ---- when to begin ---- */

static void begin(struct sim *sim, struct extractor *extractor,
                  struct walk *walk, int64_t since_ms)
{
    walk_begin(extractor, walk, since_ms,
               extractor_read_ms(sim, dice_between(&sim->dice, 1, 300)));
    read_page(sim, extractor, walk->serial);
}

static void poll(struct sim *sim, void *arg, int64_t number)
{
    struct extractor *extractor = arg;

    (void)number;
    sim_later(sim, POLL_MS, poll, extractor, 0);
    if (extractor->known && extractor->poll.begin_ms == 0)
        begin(sim, extractor, &extractor->poll, extractor->watermark_ms);
}

static void scan(struct sim *sim, void *arg, int64_t number)
{
    struct extractor *extractor = arg;

    (void)number;
    if (sim->phase == PHASE_BUSY) {
        sim_later(sim, dice_between(&sim->dice, SCAN_MS / 2, 2 * SCAN_MS), scan,
                  extractor, 0);
    }
    if (extractor->scan.begin_ms == 0)
        begin(sim, extractor, &extractor->scan, 0);
}

void extractors_scan(struct sim *sim)
{
    for (size_t i = 0; i < sim->fake_count; i++)
        scan(sim, sim->extractors[i], 0);
}

bool extractor_scanned(const struct sim *sim, const struct entity *entity)
{
    for (size_t i = 0; i < sim->fake_count; i++) {
        if (sim->fakes[i]->entity == entity)
            return sim->extractors[i]->scanned;
    }
    return false;
}

void extractors_crash(struct sim *sim)
{
    for (size_t i = 0; i < sim->fake_count; i++) {
        walk_end(&sim->extractors[i]->poll);
        walk_end(&sim->extractors[i]->scan);
    }
}

void extractors_begin(struct sim *sim)
{
    for (size_t i = 0; i < sim->fake_count; i++) {
        struct extractor *extractor = mem_new(1, sizeof *extractor);

        extractor->fake = sim->fakes[i];
        extractor->number = i;
        extractor->prints = map_new();
        sim->extractors[i] = extractor;
        sim_later(sim, dice_between(&sim->dice, 0, POLL_MS), poll, extractor,
                  0);
        sim_later(sim, dice_between(&sim->dice, 0, 2 * POLL_MS), scan,
                  extractor, 0);
    }
}

void extractors_free(struct sim *sim)
{
    for (size_t i = 0; i < sim->fake_count; i++) {
        struct extractor *extractor = sim->extractors[i];

        if (extractor == NULL)
            continue;
        walk_end(&extractor->poll);
        walk_end(&extractor->scan);
        map_free(extractor->prints, free);
        free(extractor);
    }
}
