#include "extractor/run.h"

#include "base/fault.h"
#include "base/mem.h"
#include "extractor/cursor.h"
#include "extractor/fingerprint.h"
#include "extractor/page.h"
#include "process/log.h"
#include "process/metrics.h"

#include <stdlib.h>

/* A person who watches a long scan wants to see it move. */
#define PROGRESS_MS 5000

struct run {
    struct run_settings settings;
    bool whole;
    struct walk *walk;
    struct record envelope; /* of its records and markers */
    char *labels;           /* of its metrics */
    struct page page;       /* published, not known to be acknowledged */
    bool marked;            /* the markers have been sent */
    bool done;
    int64_t progress_ms; /* when to speak again; 0: not yet begun */
    int64_t records;
    int64_t published;
};

static walk_page run_page;

static const char *run_name(const struct run *run)
{
    return run->whole ? "scan" : "poll";
}

static void run_count_dead(const struct run *run, double count)
{
    metrics_add("tandem_dead_letters_total", run->labels,
                "Records that cannot be published.", count);
}

struct run *run_new(const struct run_settings *settings, bool whole)
{
    struct run *run = mem_new(1, sizeof(*run));
    struct walk_settings walk = {
        .remote = settings->remote,
        .entity = settings->entity,
        .priority = whole ? PRIORITY_SCAN : PRIORITY_POLL,
        .columns = settings->columns,
        .column_count = settings->column_count,
        .page = run_page,
        .arg = run,
    };

    run->settings = *settings;
    run->whole = whole;
    run->walk = walk_new(&walk);
    run->envelope.system = mem_copy(settings->entity->system);
    run->envelope.entity = mem_copy(settings->entity->name);
    run->envelope.by = mem_copy(run_name(run));
    run->labels = mem_print("entity=\"%s\",system=\"%s\"",
                            settings->entity->name, settings->entity->system);
    run_count_dead(run, 0); /* a counter that begins at 1 never rises */
    return run;
}

void run_free(struct run *run)
{
    if (run == NULL)
        return;
    walk_free(run->walk);
    page_free(&run->page);
    record_free(&run->envelope);
    free(run->labels);
    free(run);
}

void run_start(struct run *run, int64_t since_ms)
{
    run->marked = false;
    run->done = false;
    run->progress_ms = 0;
    run->records = 0;
    run->published = 0;
    walk_start(run->walk, since_ms);
}

void run_stop(struct run *run)
{
    walk_stop(run->walk);
    page_free(&run->page);
}

void run_report(const struct run *run)
{
    /* A poll that found nothing is no event: there are thousands a day. */
    log_event(run->whole || run->published > 0 ? LOG_INFO : LOG_DEBUG,
              !run->whole ? "poll.done"
              : run->done ? "scan.done"
                          : "scan.progress",
              LOG_TEXT, "system", run->settings.entity->system, LOG_TEXT,
              "entity", run->settings.entity->name, LOG_INT, "records",
              run->records, LOG_INT, "published", run->published, LOG_END);
}

void run_step(struct run *run, int64_t now_ms)
{
    walk_step(run->walk, now_ms);
    if (!run->whole || !run_goes(run) || now_ms < run->progress_ms)
        return;
    if (run->progress_ms != 0)
        run_report(run);
    run->progress_ms = now_ms + PROGRESS_MS;
}

static int row_bury(struct run *run, const struct row *row, const char *cause,
                    struct err *err)
{
    run_count_dead(run, 1);
    log_event(LOG_WARNING, "record.dead", LOG_TEXT, "system",
              run->envelope.system, LOG_TEXT, "entity", run->envelope.entity,
              LOG_TEXT, "id", row->id == NULL ? "" : row->id, LOG_TEXT, "cause",
              cause, LOG_END);
    return publish_dead(run->settings.publish, run->settings.topic, row->id,
                        row->raw, cause, err);
}

/* What cannot be published does not stop what comes behind it. */
static int row_publish(struct run *run, const struct row *row, struct err *err)
{
    struct record record = run->envelope;

    if (row->id == NULL)
        return row_bury(run, row, row->cause, err);
    record.id = row->id;
    if (publish_seen(run->settings.publish, run->settings.topic, &record,
                     row->raw, err) == 0)
        return 0;
    if (err->kind != ERR_DATA)
        return -1;
    return row_bury(run, row, err->text, err);
}

static int rows_publish(struct run *run, struct err *err)
{
    size_t published = 0;

    if (run->page.count > 0)
        fault_point("extractor.read");
    for (size_t i = 0; i < run->page.count; i++) {
        const struct row *row = &run->page.rows[i];

        if (row->repeat)
            continue;
        if (row_publish(run, row, err) != 0)
            return -1;
        published++;
    }
    if (published > 0)
        fault_point("extractor.published");
    run->records += (int64_t)run->page.count;
    run->published += (int64_t)published;
    metrics_add("tandem_records_read_total", run->labels,
                "Records read from the system.", (double)run->page.count);
    metrics_add("tandem_records_published_total", run->labels,
                "Records published to Kafka.", (double)published);
    metrics_add("tandem_records_repeated_total", run->labels,
                "Records dropped because they were published before.",
                (double)(run->page.count - published));
    return 0;
}

static int run_page(const struct answer *answer, int64_t begin_ms,
                    int64_t *ret_latest_ms, void *arg, struct err *err)
{
    struct run *run = arg;
    const struct run_settings *settings = &run->settings;

    page_free(&run->page);
    page_init(&run->page, settings->entity, answer);
    *ret_latest_ms = page_latest_ms(&run->page);
    run->envelope.read_ms = answer->server_ms;
    run->envelope.scan_ms = begin_ms;
    if ((run->whole ||
         fingerprints_mark(settings->redis, settings->fingerprints, &run->page,
                           err) == 0) &&
        rows_publish(run, err) == 0)
        return 0;
    return -1;
}

bool run_goes(const struct run *run)
{
    return walk_state(run->walk) != WALK_IDLE;
}

bool run_asks(const struct run *run)
{
    return walk_state(run->walk) == WALK_ASKED;
}

bool run_waits(const struct run *run)
{
    return walk_state(run->walk) == WALK_PAGED ||
           walk_state(run->walk) == WALK_ENDED;
}

/*
 * Acknowledge last. A page's fingerprints are saved only when Kafka has its
 * rows, else a crash in between would leave them out for good: published
 * nowhere and dropped as repeats. Markers are sent only when every row before
 * them is there, and the run is done (so that its cursor may move) only when
 * the markers are. A crash anywhere before leaves the cursor where it was, and
 * what was read after it is read and published once more.
 */
int run_acknowledged(struct run *run, struct err *err)
{
    const struct run_settings *settings = &run->settings;

    if (walk_state(run->walk) == WALK_PAGED) {
        if (run->page.count > 0)
            fault_point("extractor.acknowledged");
        if (fingerprints_save(settings->redis, settings->fingerprints,
                              &run->page,
                              cursor_watermark(walk_begin_ms(run->walk)),
                              settings->fingerprints_ms, err) != 0)
            return -1;
        if (run->page.count > 0)
            fault_point("extractor.fingerprinted");
        page_free(&run->page);
        walk_confirm(run->walk);
    }
    if (walk_state(run->walk) != WALK_ENDED)
        return 0;
    if (run->whole && !run->marked) {
        if (publish_scanned(settings->publish, settings->topic, &run->envelope,
                            err) != 0)
            return -1;
        run->marked = true;
        fault_point("extractor.marked");
        return 0;
    }
    run->done = true;
    return 0;
}

bool run_done(const struct run *run)
{
    return run->done;
}

int64_t run_begin_ms(const struct run *run)
{
    return walk_begin_ms(run->walk);
}

int64_t run_records(const struct run *run)
{
    return run->records;
}

const char *run_trouble(const struct run *run)
{
    return walk_trouble(run->walk);
}
