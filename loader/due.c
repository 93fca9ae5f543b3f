/*
 * Links whose time has come: due, at an opened gate, or unseen by a scan.
 */
#include "loader/partition.h"

#include "base/fault.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "process/log.h"

#include <stdlib.h>

#define DUE_EVERY_MS 200
/* The inbox takes no more partitions beyond this: memory stays flat. */
#define DUE_INBOX_MAX 20000
/* All links at the gate of one partition: ids only, about 50 bytes each. */
#define DUE_GATE_MAX 1000000
/* What a sweep may believe: more is an API that forgot, not people deleting. */
#define SWEEP_SHARE 10 /* percent */
#define SWEEP_LEAST 20
/* Reading times come from a Date header of whole seconds. */
#define SWEEP_TOLERANCE_MS 2000

static void put_due(struct loader *loader, char **ids, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct event event;

        event_init(&event, EVENT_DUE, ids[i]);
        inbox_put(&loader->inbox, &event);
        free(ids[i]);
    }
}

static int take_due(struct loader *loader, struct partition *partition,
                    int64_t until_ms, size_t max, struct err *err)
{
    char **ids = mem_new(max, sizeof *ids);
    size_t count = 0;
    int result = cache_due(loader->cache, partition->number, until_ms, max, ids,
                           &count, err);

    put_due(loader, ids, result == 0 ? count : 0);
    free(ids);
    return result;
}

/* ---- sweeping ---- */

static void put_unseen(struct loader *loader, const struct entity *entity,
                       const char *id)
{
    const struct flow *flow = loader_flow(loader, id);
    struct event event;

    if (flow == NULL)
        return;
    event_init(&event, EVENT_UNSEEN, id);
    event.side = flow->sides[SIDE_A].entity == entity ? SIDE_A : SIDE_B;
    inbox_put(&loader->inbox, &event);
}

static bool sweep_is_credible(const struct scan *scan, int32_t partition,
                              size_t missing, size_t total)
{
    if (missing <= SWEEP_LEAST || missing * 100 <= total * SWEEP_SHARE)
        return true;
    log_event(LOG_ERROR, "sweep.not_believed", LOG_TEXT, "system",
              scan->entity->system, LOG_TEXT, "entity", scan->entity->name,
              LOG_INT, "partition", (int64_t)partition, LOG_INT, "missing",
              (int64_t)missing, LOG_INT, "linked", (int64_t)total, LOG_END);
    return false;
}

static int sweep(struct loader *loader, struct partition *partition,
                 struct scan *scan, struct err *err)
{
    char **ids = mem_new(DUE_GATE_MAX, sizeof *ids);
    size_t count = 0;
    size_t total = 0;
    int result = cache_unseen(loader->cache, partition->number, scan->entity,
                              scan->scan_ms - SWEEP_TOLERANCE_MS, DUE_GATE_MAX,
                              ids, &count, &total, err);
    bool credible =
        result == 0 && sweep_is_credible(scan, partition->number, count, total);

    if (count > 0)
        fault_point("loader.sweeping");
    for (size_t i = 0; i < count; i++) {
        if (credible)
            put_unseen(loader, scan->entity, ids[i]);
        free(ids[i]);
    }
    free(ids);
    if (result == 0)
        scan->swept = true;
    if (count > 0)
        fault_point("loader.swept");
    return result;
}

static int sweep_all(struct loader *loader, struct partition *partition,
                     struct err *err)
{
    for (size_t i = 0; i < partition->scan_count; i++) {
        struct scan *scan = &partition->scans[i];

        scan_settle(scan); /* the inbox was empty */
        if (scan->sweep && sweep(loader, partition, scan, err) != 0)
            return -1;
    }
    return 0;
}

/* ---- all ---- */

static size_t room_in_all(const struct loader *loader)
{
    size_t room = 0;

    for (size_t i = 0; i < LOADER_SYSTEMS_MAX; i++) {
        const struct loader_system *system = &loader->systems[i];

        if (remote_ready(system->remote) && system->out < system->out_max)
            room += system->out_max - system->out;
    }
    return room;
}

static int partition_due(struct loader *loader, struct partition *partition,
                         size_t room, struct err *err)
{
    if (partition->gate_opened) {
        if (take_due(loader, partition, LINK_DUE_AT_GATE, DUE_GATE_MAX, err) !=
            0)
            return -1;
        partition->gate_opened = false;
    } else if (room > 0 &&
               take_due(loader, partition, time_now_ms(), room, err) != 0) {
        return -1;
    }
    return sweep_all(loader, partition, err);
}

int partitions_due(struct loader *loader, struct err *err)
{
    size_t room = room_in_all(loader);

    if (time_boot_ms() < loader->due_next_ms || loader->inbox.count > 0)
        return 0;
    loader->due_next_ms = time_boot_ms() + DUE_EVERY_MS;
    for (int32_t p = 0;
         p < loader->topics.partitions && loader->inbox.count < DUE_INBOX_MAX;
         p++) {
        struct partition *partition = loader->partitions[p];

        if (partition != NULL && partition->restored &&
            partition_due(loader, partition, room, err) != 0)
            return -1;
    }
    return 0;
}
