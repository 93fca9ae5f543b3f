/*
 * What the loader knows of its links, as numbers for /metrics.
 */
#include "base/mem.h"
#include "base/time.h"
#include "domain/cause.h"
#include "loader/survey.h"
#include "process/metrics.h"

#include <stdlib.h>

static void set_of_flow(const char *name, const struct flow_figures *figures,
                        const char *help, double value)
{
    char *labels = mem_print("flow=\"%s\"", figures->flow->name);

    metrics_set(name, labels, help, value);
    free(labels);
}

/* Causes come and go: all are told, so that none stays as it was. */
static void set_held(const struct flow_figures *figures, const char *cause)
{
    char *labels =
        mem_print("flow=\"%s\",cause=\"%s\"", figures->flow->name, cause);

    metrics_set("tandem_links_held", labels,
                "Links that need a person, by cause.",
                (double)json_get_int(figures->held, cause, 0));
    free(labels);
}

static void set_links(const struct flow_figures *figures)
{
    for (int s = 0; s < LINK_KEY; s++) {
        char *labels =
            mem_print("flow=\"%s\",status=\"%s\"", figures->flow->name,
                      link_status_name((enum link_status)s));

        metrics_set("tandem_links", labels, "Links, by status.",
                    (double)figures->links[s]);
        free(labels);
    }
    for (size_t i = 0; cause_at(i) != NULL; i++) {
        if (cause_at(i)->status == LINK_HELD)
            set_held(figures, cause_at(i)->name);
    }
    set_held(figures, FIGURES_UNKNOWN);
    set_of_flow("tandem_links_owed", figures,
                "Links that owe a value which could not be written.",
                (double)figures->owed);
}

static void set_pairs(const struct flow_figures *figures)
{
    set_of_flow("tandem_pairs", figures, "Links with a record on both sides.",
                (double)flow_figures_pairs(figures));
    set_of_flow("tandem_pairs_equal", figures,
                "Pairs whose records say the same.",
                (double)figures->drifts[DRIFT_EQUAL]);
    set_of_flow("tandem_pairs_agreed", figures,
                "Pairs that differ because the flow wants it.",
                (double)figures->drifts[DRIFT_AGREED]);
    set_of_flow("tandem_pairs_open", figures,
                "Pairs that differ for a reason that the link names.",
                (double)figures->drifts[DRIFT_OPEN]);
    set_of_flow("tandem_pairs_unexplained", figures,
                "Pairs that differ, and nobody knows why.",
                (double)figures->drifts[DRIFT_UNEXPLAINED]);
    set_of_flow("tandem_pairs_as_of_timestamp_seconds", figures,
                "When the older of the flow's two entities was last read "
                "whole; 0: not yet.",
                (double)figures->scanned_ms / 1000);
}

static double age_s(int64_t since_ms)
{
    int64_t now_ms = time_now_ms();

    return since_ms == 0 || since_ms > now_ms
               ? 0
               : (double)(now_ms - since_ms) / 1000;
}

static void set_ages(const struct flow_figures *figures)
{
    set_of_flow("tandem_links_oldest_waiting_seconds", figures,
                "How long the oldest link that waits has waited; 0: none "
                "does.",
                age_s(figures->waiting_ms));
    set_of_flow("tandem_links_oldest_pending_seconds", figures,
                "How long the oldest pending link has been so; 0: none is.",
                age_s(figures->pending_ms));
}

/* A counter that begins at 1 never rises: Prometheus would not see the first.
 */
static void set_counters(const struct flow_figures *figures)
{
    static const char *const ways[] = { "reading", "walk" };

    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        char *labels = mem_print("flow=\"%s\",found_by=\"%s\"",
                                 figures->flow->name, ways[i]);

        metrics_add(DRIFT_FOUND, labels, DRIFT_FOUND_HELP, 0);
        free(labels);
    }
}

void gauges_set(const struct loader *loader)
{
    struct figures sum;

    figures_init(&sum, &loader->flows);
    for (int32_t p = 0; p < loader->topics.partitions; p++) {
        const struct partition *partition = loader->partitions[p];

        if (partition != NULL && partition->figures != NULL)
            figures_add(&sum, partition->figures);
    }
    for (size_t i = 0; i < sum.flow_count; i++) {
        set_links(&sum.flows[i]);
        set_pairs(&sum.flows[i]);
        set_ages(&sum.flows[i]);
        set_counters(&sum.flows[i]);
    }
    metrics_add(DEAD_LETTERS, NULL, DEAD_LETTERS_HELP, 0);
    metrics_add(TRANSACTIONS_FAILED, NULL, TRANSACTIONS_FAILED_HELP, 0);
    metrics_set("tandem_loader_partitions", NULL,
                "Partitions that this loader works for.",
                (double)loader->owned);
    metrics_set("tandem_loader_partitions_counted", NULL,
                "Those whose links have been counted.", sum.counted);
    figures_free(&sum);
}
