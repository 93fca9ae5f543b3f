#include "loader/survey.h"

#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "process/log.h"
#include "process/metrics.h"

#include <stdio.h>
#include <stdlib.h>

/* A walk over all partitions begins so long after the one before it, or when
 * it has rested so many times as long as it worked. */
#define SURVEY_EVERY_MS 3000
#define SURVEY_REST     20
/* Also who is busy for hours takes a step as often as this: some hundredth of
 * the time. */
#define SURVEY_BUSY_MS  1000
#define SURVEY_GAUGE_MS 1000
/* Of each partition: so many are remembered to be looked at once more, and so
 * many are read in each walk. */
#define SURVEY_SUSPECTS_MAX 100
#define SURVEY_READS_MAX    5

struct survey {
    int32_t partition;             /* that is being walked; -1: at rest */
    char cursor[CACHE_CURSOR_MAX]; /* how far */
    struct figures *figures;       /* so far */
    struct json *suspects;
    int reads;
    int64_t work_ms; /* what this walk has taken so far */
    int64_t next_ms; /* boot time: the next walk, or step of a busy loader */
    int64_t gauge_ms;
};

/* One partition's links, as they are visited. */
struct visit {
    struct loader *loader;
    struct partition *partition;
    struct survey *survey;
    bool may_read;
};

/* ---- those that differ ---- */

static void survey_read(struct loader *loader, const char *id)
{
    for (int s = 0; s < SIDES; s++) {
        struct event event;

        event_init(&event, EVENT_UNSEEN, id);
        event.side = (enum side)s;
        inbox_put(&loader->inbox, &event);
    }
}

static void found(const struct link *link)
{
    char *labels = mem_print("flow=\"%s\",found_by=\"walk\"", link->flow);

    metrics_add(DRIFT_FOUND, labels, DRIFT_FOUND_HELP, 1);
    free(labels);
    log_event(LOG_WARNING, "drift.found", LOG_TEXT, "link", link->id, LOG_END);
}

/* Once may be a change on its way. Whoever differs twice, and has not been
 * judged in between, is not going to be. */
static void suspect(struct visit *visit, const struct link *link)
{
    struct survey *survey = visit->survey;
    bool again = json_get_int(visit->partition->suspects, link->id, -1) ==
                 link->revision;

    if (again && visit->may_read && survey->reads < SURVEY_READS_MAX) {
        survey->reads++;
        found(link);
        survey_read(visit->loader, link->id);
    } else if (json_count(survey->suspects) < SURVEY_SUSPECTS_MAX) {
        json_set_int(survey->suspects, link->id, link->revision);
    }
}

/* ---- counting ---- */

static void visit_link(const char *id, const char *text, size_t length,
                       void *arg)
{
    struct visit *visit = arg;
    const struct flow *flow = loader_flow(visit->loader, id);
    struct err unreadable; /* restoring will tell */
    enum drift drift;
    struct link *link;

    if (id[0] == '~' || flow == NULL || text_starts(id, "key."))
        return;
    link = link_decode(text, length, &unreadable);
    if (link == NULL)
        return;
    drift = drift_of(&visit->loader->flows, flow, link, time_now_ms());
    flow_figures_take(figures_of(visit->survey->figures, flow->name), link,
                      drift);
    if (drift == DRIFT_UNEXPLAINED)
        suspect(visit, link);
    link_free(link);
}

/* ---- the walk ---- */

static void survey_drop(struct survey *survey)
{
    if (survey->figures != NULL)
        figures_free(survey->figures);
    free(survey->figures);
    json_free(survey->suspects);
    survey->figures = NULL;
    survey->suspects = NULL;
}

static void survey_rest(struct survey *survey)
{
    int64_t rest_ms = survey->work_ms * SURVEY_REST;

    survey_drop(survey);
    survey->partition = -1;
    survey->next_ms = time_boot_ms() +
                      (rest_ms < SURVEY_EVERY_MS ? SURVEY_EVERY_MS : rest_ms);
    survey->work_ms = 0;
}

/* The next partition of ours; at rest after the last. */
static void survey_next(struct loader *loader)
{
    struct survey *survey = loader->survey;

    survey_drop(survey);
    while (++survey->partition < loader->topics.partitions) {
        const struct partition *partition =
            loader->partitions[survey->partition];

        if (partition == NULL || !partition->restored)
            continue;
        (void)snprintf(survey->cursor, sizeof survey->cursor, "0");
        survey->figures = mem_new(1, sizeof *survey->figures);
        figures_init(survey->figures, &loader->flows);
        survey->suspects = json_new_object();
        survey->reads = 0;
        return;
    }
    survey_rest(survey);
}

/* All of a partition has been counted. */
static void survey_done(struct loader *loader, struct partition *partition)
{
    struct survey *survey = loader->survey;
    struct figures *figures = survey->figures;
    struct err err;

    figures->at_ms = time_now_ms();
    figures->counted = 1;
    for (size_t i = 0; i < figures->flow_count; i++) {
        figures->flows[i].scanned_ms =
            scan_whole_ms(partition, figures->flows[i].flow);
    }
    if (figures_write(loader->redis, loader->config->name_space,
                      partition->number, figures, &err) != 0) {
        survey_rest(survey);
        return;
    }
    survey_free(partition);
    partition->figures = figures;
    partition->suspects = survey->suspects;
    survey->figures = NULL;
    survey->suspects = NULL;
    survey_next(loader);
}

/* Reading costs requests that others may need. */
static bool systems_are_idle(const struct loader *loader)
{
    for (size_t i = 0; i < LOADER_SYSTEMS_MAX; i++) {
        const struct loader_system *system = &loader->systems[i];

        if (system->out > 0 || !remote_ready(system->remote) ||
            remote_pending(system->remote) > 0)
            return false;
    }
    return true;
}

static void survey_walk(struct loader *loader, bool idle)
{
    struct survey *survey = loader->survey;
    struct partition *partition =
        survey->partition < 0 ? NULL : loader->partitions[survey->partition];
    struct visit visit = { .loader = loader,
                           .partition = partition,
                           .survey = survey,
                           .may_read = idle && systems_are_idle(loader) };
    struct err err;

    if (partition == NULL || !partition->restored) {
        survey_next(loader);
    } else if (cache_scan(loader->cache, partition->number, survey->cursor,
                          visit_link, &visit, &err) != 0) {
        survey_rest(survey);
    } else if (text_equal(survey->cursor, "0")) {
        survey_done(loader, partition);
    }
}

void survey_step(struct loader *loader, bool idle)
{
    struct survey *survey = loader->survey;
    int64_t now_ms = time_boot_ms();

    if (survey == NULL) {
        survey = loader->survey = mem_new(1, sizeof *survey);
        survey->partition = -1;
    }
    if (now_ms >= survey->gauge_ms) {
        survey->gauge_ms = now_ms + SURVEY_GAUGE_MS;
        gauges_set(loader);
    }
    if (now_ms < survey->next_ms)
        return;
    survey_walk(loader, idle);
    survey->work_ms += time_boot_ms() - now_ms;
    if (!idle && survey->partition >= 0)
        survey->next_ms = now_ms + SURVEY_BUSY_MS;
}

void survey_free(struct partition *partition)
{
    if (partition->figures != NULL)
        figures_free(partition->figures);
    free(partition->figures);
    json_free(partition->suspects);
    partition->figures = NULL;
    partition->suspects = NULL;
}

void survey_close(struct loader *loader)
{
    if (loader->survey != NULL)
        survey_drop(loader->survey);
    free(loader->survey);
    loader->survey = NULL;
}
