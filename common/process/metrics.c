#include "process/metrics.h"

#include "base/map.h"
#include "base/mem.h"
#include "base/text.h"
#include "process/metrics_process.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct metric {
    char *name;
    char *labels;     /* "" without */
    const char *help; /* a constant */
    double value;
    struct histogram *histogram; /* instead of value, or NULL */
};

static struct metric metrics[METRICS_MAX];
static size_t metric_count;
static double metrics_dropped;
static struct map *metric_index; /* of struct metric *, by name and labels */

/* NULL when there are too many. */
static struct metric *metrics_find(const char *name, const char *labels,
                                   const char *help)
{
    char *key = mem_print("%s{%s}", name, labels == NULL ? "" : labels);
    struct metric *metric;

    if (metric_index == NULL)
        metric_index = map_new();
    metric = map_get(metric_index, key);
    if (metric == NULL && metric_count < METRICS_MAX) {
        metric = &metrics[metric_count++];
        metric->name = mem_copy(name);
        metric->labels = mem_copy(labels == NULL ? "" : labels);
        metric->help = help;
        metric->value = 0;
        metric->histogram = NULL;
        (void)map_put(metric_index, key, metric);
    }
    if (metric == NULL)
        metrics_dropped++;
    free(key);
    return metric;
}

void metrics_add(const char *name, const char *labels, const char *help,
                 double value)
{
    struct metric *metric = metrics_find(name, labels, help);

    if (metric != NULL)
        metric->value += value;
}

void metrics_set(const char *name, const char *labels, const char *help,
                 double value)
{
    struct metric *metric = metrics_find(name, labels, help);

    if (metric != NULL)
        metric->value = value;
}

void metrics_histogram(const char *name, const char *labels, const char *help,
                       const struct histogram *histogram)
{
    struct metric *metric = metrics_find(name, labels, help);

    if (metric == NULL)
        return;
    if (metric->histogram == NULL)
        metric->histogram = mem_new(1, sizeof *metric->histogram);
    *metric->histogram = *histogram;
}

static void metrics_head(struct buf *out, const struct metric *metric)
{
    size_t length = strlen(metric->name);
    bool counter =
        length > 6 && text_equal(metric->name + length - 6, "_total");

    buf_print(out, "# HELP %s %s\n# TYPE %s %s\n", metric->name, metric->help,
              metric->name,
              metric->histogram != NULL ? "histogram"
              : counter                 ? "counter"
                                        : "gauge");
}

static void metrics_buckets(struct buf *out, const struct metric *metric)
{
    const struct histogram *histogram = metric->histogram;
    const char *comma = metric->labels[0] == '\0' ? "" : ",";
    const char *open = metric->labels[0] == '\0' ? "" : "{";
    const char *close = metric->labels[0] == '\0' ? "" : "}";
    uint64_t so_far = 0;

    for (size_t i = 0; i < HISTOGRAM_LIMITS; i++) {
        so_far += histogram->within[i];
        buf_print(out, "%s_bucket{%s%sle=\"%s\"} %" PRIu64 "\n", metric->name,
                  metric->labels, comma, histogram_limit(i), so_far);
    }
    buf_print(out, "%s_bucket{%s%sle=\"+Inf\"} %" PRIu64 "\n", metric->name,
              metric->labels, comma, histogram->count);
    buf_print(out, "%s_sum%s%s%s %.15g\n", metric->name, open, metric->labels,
              close, histogram->sum_s);
    buf_print(out, "%s_count%s%s%s %" PRIu64 "\n", metric->name, open,
              metric->labels, close, histogram->count);
}

/* The format wants all lines of one name together, under one head. */
static void metrics_family(struct buf *out, size_t first)
{
    const char *name = metrics[first].name;

    for (size_t i = 0; i < first; i++) {
        if (text_equal(metrics[i].name, name))
            return; /* printed already */
    }
    metrics_head(out, &metrics[first]);
    for (size_t i = first; i < metric_count; i++) {
        const struct metric *metric = &metrics[i];

        if (!text_equal(metric->name, name))
            continue;
        if (metric->histogram != NULL) {
            metrics_buckets(out, metric);
        } else if (metric->labels[0] == '\0') {
            buf_print(out, "%s %.15g\n", name, metric->value);
        } else {
            buf_print(out, "%s{%s} %.15g\n", name, metric->labels,
                      metric->value);
        }
    }
}

void metrics_print(struct buf *ret_text)
{
    for (size_t i = 0; i < metric_count; i++)
        metrics_family(ret_text, i);
    buf_print(ret_text,
              "# HELP tandem_metrics_dropped_total Values of metrics beyond "
              "the %d that are kept.\n"
              "# TYPE tandem_metrics_dropped_total counter\n"
              "tandem_metrics_dropped_total %.15g\n",
              METRICS_MAX, metrics_dropped);
    metrics_process_print(ret_text);
}

void metrics_clear(void)
{
    for (size_t i = 0; i < metric_count; i++) {
        free(metrics[i].name);
        free(metrics[i].labels);
        free(metrics[i].histogram);
    }
    metric_count = 0;
    metrics_dropped = 0;
    map_free(metric_index, NULL);
    metric_index = NULL;
}
