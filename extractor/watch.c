#include "extractor/watch.h"

#include "base/fault.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "extractor/cursor.h"
#include "extractor/run.h"
#include "process/log.h"
#include "process/metrics.h"

#include <stdlib.h>
#include <string.h>

/* How long until a cursor is asked for again that Redis would not give. */
#define CURSOR_PAUSE_MS 1000

struct watch {
    struct watch_settings settings;
    int64_t poll_every_ms;
    int64_t scan_every_ms;
    char columns[HASH_TEXT_MAX]; /* their hash */
    char *cursor_key;
    char *fingerprints; /* prefix of their keys */
    struct run *poll;
    struct run *scan;
    struct cursor cursor;
    bool known; /* cursor is what Redis holds, or has been told to hold */
    int64_t server_ms; /* when the last poll began, there */
    int64_t due_ms;
    bool held; /* its lease, as /metrics knows it, once it was counted */
    bool counted;
    char trouble[ERR_TEXT_MAX]; /* of Redis or Kafka; "": none */
};

/* A record is met again by every poll until the overlap has passed it: two
 * more polls and a minute for the walks themselves are room enough. */
static int64_t fingerprints_ms(int64_t poll_every_ms)
{
    return CURSOR_OVERLAP_MS + 2 * poll_every_ms + 60000;
}

static void watch_runs(struct watch *watch)
{
    struct run_settings run = {
        .redis = watch->settings.redis,
        .remote = watch->settings.remote,
        .publish = watch->settings.publish,
        .entity = watch->settings.entity,
        .topic = watch->settings.topic,
        .fingerprints = watch->fingerprints,
        .fingerprints_ms = fingerprints_ms(watch->poll_every_ms),
        .columns = watch->settings.columns,
        .column_count = watch->settings.column_count,
    };

    watch->poll = run_new(&run, false);
    watch->scan = run_new(&run, true);
}

struct watch *watch_new(const struct watch_settings *settings)
{
    const struct config *config = service_config(settings->service);
    struct watch *watch = mem_new(1, sizeof(*watch));

    watch->settings = *settings;
    watch->poll_every_ms = (int64_t)config->poll_s * 1000;
    watch->scan_every_ms = (int64_t)config->scan_s * 1000;
    cursor_columns(settings->flows, settings->entity, settings->columns,
                   settings->column_count, watch->columns);
    watch->cursor_key =
        mem_print("%s:cursor:%s", config->name_space, settings->part);
    watch->fingerprints =
        mem_print("%s:fingerprint:%s", config->name_space, settings->part);
    watch_runs(watch);
    return watch;
}

void watch_free(struct watch *watch)
{
    if (watch == NULL)
        return;
    run_free(watch->poll);
    run_free(watch->scan);
    for (size_t i = 0; i < watch->settings.column_count; i++)
        free(watch->settings.columns[i]);
    free(watch->settings.columns);
    free(watch->cursor_key);
    free(watch->fingerprints);
    free(watch);
}

static void watch_scan(struct watch *watch, const char *why)
{
    if (run_goes(watch->scan))
        return;
    log_event(LOG_INFO, "scan.begin", LOG_TEXT, "entity", watch->settings.part,
              LOG_TEXT, "why", why, LOG_END);
    run_start(watch->scan, 0);
}

/* The cursor is read at every poll, so that a Redis that has lost it, or has
 * come back with an old one, is noticed and healed. */
static void watch_begin(struct watch *watch, int64_t now_ms)
{
    struct err err = { 0 };

    if (run_goes(watch->poll) || now_ms < watch->due_ms)
        return;
    watch->due_ms = now_ms + CURSOR_PAUSE_MS;
    if (cursor_load(watch->settings.redis, watch->cursor_key, &watch->cursor,
                    &watch->known, &err) != 0) {
        memcpy(watch->trouble, err.text, sizeof(watch->trouble));
        return;
    }
    watch->due_ms = now_ms + watch->poll_every_ms;
    watch->trouble[0] = '\0';
    switch (cursor_plan(watch->known ? &watch->cursor : NULL, watch->columns,
                        watch->server_ms, watch->scan_every_ms)) {
    case PLAN_SCAN:
        watch_scan(watch,
                   watch->known ? "other columns or flows" : "no cursor");
        break;
    case PLAN_POLL_AND_SCAN:
        watch_scan(watch, "due");
        run_start(watch->poll, watch->cursor.watermark_ms);
        break;
    case PLAN_POLL:
        run_start(watch->poll, watch->cursor.watermark_ms);
        break;
    }
}

static const char *watch_trouble(const struct watch *watch)
{
    const char *trouble = run_trouble(watch->poll);

    if (trouble == NULL)
        trouble = run_trouble(watch->scan);
    if (trouble == NULL && watch->trouble[0] != '\0')
        trouble = watch->trouble;
    return trouble;
}

/* While an answer is awaited nothing moves; a system that does not answer
 * speaks for itself. */
static void watch_health(struct watch *watch)
{
    const struct watch_settings *settings = &watch->settings;
    const char *trouble = watch_trouble(watch);

    if (trouble != NULL) {
        service_stuck(settings->service, settings->part, trouble);
    } else if (!run_asks(watch->poll) && !run_asks(watch->scan)) {
        service_moved(settings->service, settings->part);
    }
}

static char *watch_labels(const struct watch *watch)
{
    return mem_print("entity=\"%s\",system=\"%s\"",
                     watch->settings.entity->name,
                     watch->settings.entity->system);
}

static void watch_count_lease(struct watch *watch, bool held)
{
    char *labels;

    if (watch->counted && watch->held == held)
        return;
    watch->counted = true;
    watch->held = held;
    labels = watch_labels(watch);
    metrics_set("tandem_lease_held", labels,
                "1 while this extractor reads the entity.", held);
    free(labels);
}

static void watch_count_run(const struct watch *watch, bool whole)
{
    char *labels = watch_labels(watch);
    double now_s = (double)time_now_ms() / 1000;

    if (whole) {
        metrics_add("tandem_scans_total", labels, "Scans done.", 1);
        metrics_set("tandem_scan_done_timestamp_seconds", labels,
                    "When a scan was done last.", now_s);
    } else {
        metrics_add("tandem_polls_total", labels, "Polls done.", 1);
        metrics_set("tandem_poll_done_timestamp_seconds", labels,
                    "When a poll was done last.", now_s);
    }
    free(labels);
}

void watch_step(struct watch *watch, int64_t now_ms)
{
    const struct watch_settings *settings = &watch->settings;
    bool held = leases_held(settings->leases, settings->lease, now_ms);

    watch_count_lease(watch, held);
    if (!held) {
        run_stop(watch->poll);
        run_stop(watch->scan);
        leases_busy(settings->leases, settings->lease, false);
        watch->due_ms = 0;
        service_moved(settings->service, settings->part);
        return;
    }
    watch_begin(watch, now_ms);
    run_step(watch->poll, now_ms);
    run_step(watch->scan, now_ms);
    leases_busy(settings->leases, settings->lease, run_goes(watch->scan));
    watch_health(watch);
}

bool watch_waits(const struct watch *watch)
{
    return run_waits(watch->poll) || run_waits(watch->scan);
}

static int watch_save(struct watch *watch, const struct cursor *cursor,
                      struct err *err)
{
    const struct watch_settings *settings = &watch->settings;
    struct cursor_guard guard = {
        .lease_key = leases_key(settings->leases, settings->lease),
        .owner = leases_owner(settings->leases),
    };

    fault_point("extractor.cursor_saving");
    if (cursor_save(settings->redis, watch->cursor_key, cursor, watch->known,
                    &guard, err) != 0)
        return -1;
    fault_point("extractor.cursor_saved");
    watch->cursor = *cursor;
    watch->known = true;
    return 0;
}

static int poll_finish(struct watch *watch, struct err *err)
{
    struct cursor cursor = watch->cursor;

    watch->server_ms = run_begin_ms(watch->poll);
    cursor.watermark_ms = cursor_watermark(watch->server_ms);
    return watch_save(watch, &cursor, err);
}

static int scan_finish(struct watch *watch, struct err *err)
{
    struct cursor cursor = watch->cursor;

    cursor.scan_ms = run_begin_ms(watch->scan);
    cursor.records = run_records(watch->scan);
    /* Polls that went on beside it have come further than its beginning; a
     * scan without polls is where they begin. */
    if (!watch->known || !text_equal(cursor.columns, watch->columns)) {
        cursor.watermark_ms = cursor_watermark(cursor.scan_ms);
        memcpy(cursor.columns, watch->columns, sizeof(cursor.columns));
        watch->due_ms = 0;
    }
    return watch_save(watch, &cursor, err);
}

/* The run stays as it is, and its end is tried again until the lease is lost;
 * but what Redis refuses (ERR_DATA) is thrown away, and begun again in time. */
static void run_failed(struct watch *watch, struct run *run,
                       const struct err *why)
{
    memcpy(watch->trouble, why->text, sizeof(watch->trouble));
    if (why->kind == ERR_DATA)
        run_stop(run);
}

static void run_finish(struct watch *watch, struct run *run)
{
    bool whole = run == watch->scan;
    struct err err = { 0 };

    if (!run_waits(run))
        return;
    if (run_acknowledged(run, &err) != 0 ||
        (run_done(run) &&
         (whole ? scan_finish : poll_finish)(watch, &err) != 0)) {
        run_failed(watch, run, &err);
        return;
    }
    watch->trouble[0] = '\0';
    if (!run_done(run))
        return;
    run_report(run);
    run_stop(run);
    watch_count_run(watch, whole);
}

void watch_acknowledged(struct watch *watch)
{
    run_finish(watch, watch->poll);
    run_finish(watch, watch->scan);
}
