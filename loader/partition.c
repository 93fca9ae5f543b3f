#include "loader/batch.h"

#include "base/fault.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/text.h"
#include "process/log.h"

#include <stdlib.h>
#include <string.h>

#define PARTITION_KAFKA_TIMEOUT_MS 30000
#define PARTITION_DRAIN_MS         1000

void partition_assigned(void *arg, const char *topic, int32_t number)
{
    struct loader *loader = arg;
    struct partition *partition = mem_new(1, sizeof *partition);

    (void)topic;
    partition->number = number;
    scans_init(partition, &loader->flows);
    rolls_init(partition, &loader->flows, loader->topics.partitions);
    loader->partitions[number] = partition;
    loader->owned++;
    log_event(LOG_DEBUG, "partition.assigned", LOG_INT, "partition",
              (int64_t)number, LOG_END);
}

/* While it is still ours, what is out is settled; once it is lost, another
 * loader has it, and will look for itself. */
void partition_revoked(void *arg, const char *topic, int32_t number, bool lost)
{
    struct loader *loader = arg;

    (void)topic;
    if (!lost && !loader->closing)
        loader_drain(loader, PARTITION_DRAIN_MS);
    partition_free(loader->partitions[number]);
    loader->partitions[number] = NULL;
    loader->owned--;
    log_event(LOG_DEBUG, lost ? "partition.lost" : "partition.revoked", LOG_INT,
              "partition", (int64_t)number, LOG_END);
}

void partition_free(struct partition *partition)
{
    if (partition == NULL)
        return;
    for (size_t i = 0; i < partition->scan_count; i++)
        free(partition->scans[i].passed);
    rolls_free(partition);
    free(partition->gate_after);
    survey_free(partition);
    free(partition->brake_after);
    json_free(partition->founding.founders);
    free(partition);
}

struct partition *partition_of_link(struct loader *loader, const char *link_id)
{
    return loader->partitions[hash_partition(link_id, strlen(link_id),
                                             loader->topics.partitions)];
}

/* A link waits for the scans of both its entities, a key actor for all links
 * that may enter it. */
bool partition_gate(const struct partition *partition, const struct flow *flow,
                    const char *id)
{
    return text_starts(id, "key.") ? roll_is_complete(partition, flow)
                                   : scan_gate(partition, flow);
}

/* ---- restoring ---- */

static void restore_progress(void *arg)
{
    struct loader *loader = arg;

    (void)service_running(loader->service);
}

static int restore_marks(struct loader *loader, struct partition *partition,
                         struct err *err)
{
    struct mark marks[MARKS_MAX];
    const char *ids[MARKS_MAX];
    char *texts[MARKS_MAX] = { NULL };
    struct cache_load load = { .partition = partition->number,
                               .ids = ids,
                               .ret_texts = texts };
    int result;

    while (mark_of(partition, load.count, &marks[load.count])) {
        ids[load.count] = marks[load.count].id;
        load.count++;
    }
    result = cache_read(loader->cache, &load, 1, err);
    for (size_t i = 0; i < load.count; i++) {
        if (texts[i] != NULL)
            mark_decode(&marks[i], texts[i]);
        free(texts[i]);
        free(marks[i].id);
    }
    return result;
}

/*
 * The stable offsets first: they wait for a predecessor's open transaction, so
 * that all it has written down lies below the ledger's end that is read next.
 */
static int restore_one(struct loader *loader, struct partition *partition,
                       struct err *err)
{
    const struct cache_watch watch = { .progress = restore_progress,
                                       .unreadable = dead_state,
                                       .arg = loader };
    int64_t next;

    fault_point("loader.restoring");
    if (kafka_committed(loader->consumer, loader->topics.changes,
                        partition->number, &next, PARTITION_KAFKA_TIMEOUT_MS,
                        err) != 0 ||
        cache_rebuild(loader->cache, &loader->consuming, &loader->topics,
                      partition->number, &watch, &partition->checkpoint,
                      err) != 0 ||
        restore_marks(loader, partition, err) != 0) {
        return err_prefix(err, "cannot restore partition %d",
                          (int)partition->number);
    }
    if (partition->next == 0 && next != KAFKA_NO_OFFSET)
        partition->next = next;
    fault_point("loader.restored");
    partition->restored = true;
    partition->gate_opened = true; /* links at an open gate may go on */
    partition->brake_opened = true;
    log_event(LOG_DEBUG, "partition.restored", LOG_INT, "partition",
              (int64_t)partition->number, LOG_INT, "checkpoint",
              partition->checkpoint, LOG_END);
    return 0;
}

/* One line for a whole rebalance. */
static void report_owned(struct loader *loader)
{
    if (loader->owned == loader->reported)
        return;
    loader->reported = loader->owned;
    log_event(LOG_INFO, "assigned", LOG_INT, "partitions", loader->owned,
              LOG_END);
}

int partitions_restore(struct loader *loader, struct err *err)
{
    int64_t restored = 0;
    int result = 0;

    report_owned(loader);
    for (int32_t p = 0; p < loader->topics.partitions && result == 0; p++) {
        struct partition *partition = loader->partitions[p];

        if (partition == NULL || partition->restored)
            continue;
        result = restore_one(loader, partition, err);
        restored += result == 0;
    }
    if (restored > 0) {
        log_event(LOG_INFO, "restored", LOG_INT, "partitions", restored,
                  LOG_END);
    }
    return result;
}
