#include "transformer/progress.h"

#include "base/mem.h"
#include "process/metrics.h"

#include <stdlib.h>
#include <string.h>

/* A partition of a records topic. next 0: nothing of it is done. */
struct progress {
    const struct topics *topics;
    int64_t *next; /* [topic * partitions + partition] */
    struct kafka_position *positions;
    struct transform_counts counts[TOPICS_RECORDS_MAX];
    char *labels[TOPICS_RECORDS_MAX];
    size_t size;
};

static size_t progress_cells(const struct progress *progress)
{
    return progress->topics->record_count *
           (size_t)progress->topics->partitions;
}

static void progress_measure(const char *labels,
                             const struct transform_counts *counts)
{
    metrics_add("tandem_transformer_records_total", labels,
                "Records and markers that were transformed.",
                (double)counts->records);
    metrics_add("tandem_transformer_events_total", labels,
                "Events that followed from them.", (double)counts->events);
    metrics_add("tandem_transformer_dead_letters_total", labels,
                "Messages that could not be understood.",
                (double)counts->dead_letters);
}

struct progress *progress_new(const struct topics *topics)
{
    static const struct transform_counts none = { 0 };
    struct progress *progress = mem_new(1, sizeof *progress);

    progress->topics = topics;
    progress->next = mem_new(progress_cells(progress), sizeof *progress->next);
    progress->positions =
        mem_new(progress_cells(progress), sizeof *progress->positions);
    for (size_t i = 0; i < topics->record_count; i++) {
        progress->labels[i] = mem_print("entity=\"%s\",system=\"%s\"",
                                        topics->record_entities[i]->name,
                                        topics->record_entities[i]->system);
        progress_measure(progress->labels[i], &none); /* begins at 0 */
    }
    return progress;
}

void progress_free(struct progress *progress)
{
    if (progress == NULL)
        return;
    for (size_t i = 0; i < progress->topics->record_count; i++)
        free(progress->labels[i]);
    free(progress->next);
    free(progress->positions);
    free(progress);
}

/* record_count when it is none of ours. */
static size_t progress_topic(const struct progress *progress, const char *topic)
{
    size_t i = 0;

    while (i < progress->topics->record_count &&
           strcmp(progress->topics->records[i], topic) != 0)
        i++;
    return i;
}

static int64_t *progress_cell(struct progress *progress, size_t topic,
                              int32_t partition)
{
    return &progress->next[topic * (size_t)progress->topics->partitions +
                           (size_t)partition];
}

void progress_add(struct progress *progress,
                  const struct kafka_message *message,
                  const struct transform_counts *counts)
{
    size_t topic = progress_topic(progress, message->topic);

    *progress_cell(progress, topic, message->partition) = message->offset + 1;
    progress->counts[topic].records += counts->records;
    progress->counts[topic].events += counts->events;
    progress->counts[topic].dead_letters += counts->dead_letters;
    progress->size++;
}

void progress_drop(struct progress *progress, const char *topic,
                   int32_t partition)
{
    *progress_cell(progress, progress_topic(progress, topic), partition) = 0;
}

size_t progress_size(const struct progress *progress)
{
    return progress->size;
}

size_t progress_positions(struct progress *progress,
                          const struct kafka_position **ret_positions)
{
    size_t partitions = (size_t)progress->topics->partitions;
    size_t count = 0;

    for (size_t i = 0; i < progress_cells(progress); i++) {
        if (progress->next[i] == 0)
            continue;
        progress->positions[count++] = (struct kafka_position){
            .topic = progress->topics->records[i / partitions],
            .partition = (int32_t)(i % partitions),
            .next = progress->next[i],
        };
    }
    *ret_positions = progress->positions;
    return count;
}

void progress_clear(struct progress *progress)
{
    for (size_t i = 0; i < progress->topics->record_count; i++) {
        if (progress->counts[i].records > 0)
            progress_measure(progress->labels[i], &progress->counts[i]);
    }
    memset(progress->counts, 0, sizeof progress->counts);
    memset(progress->next, 0,
           progress_cells(progress) * sizeof *progress->next);
    progress->size = 0;
}
