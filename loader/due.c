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
#include <string.h>

#define DUE_EVERY_MS 200
/* The inbox takes no more beyond this: memory stays flat, whatever waits. An
 * event takes some 400 bytes, and a batch takes 500 of them. */
#define DUE_INBOX_MAX 5000
/* So many of those at the gate are looked at together. */
#define PLACE_WINDOW 1000
/* What a sweep may believe: more is an API that forgot, not people deleting. */
#define SWEEP_SHARE 10 /* percent */
#define SWEEP_LEAST 20
/* So many are read directly after a scan, in each partition; the next scan
 * misses the others again. */
#define SWEEP_MAX 10000
/* Reading times come from a Date header of whole seconds. */
#define SWEEP_TOLERANCE_MS 2000

static void put_due(struct loader *loader, const char *id)
{
    struct event event;

    event_init(&event, EVENT_DUE, id);
    inbox_put(&loader->inbox, &event);
}

static int take_due(struct loader *loader, struct partition *partition,
                    int64_t until_ms, size_t max, struct err *err)
{
    char **ids = mem_new(max, sizeof *ids);
    size_t count = 0;
    int result = cache_due(loader->cache, partition->number, until_ms, max, ids,
                           &count, err);

    for (size_t i = 0; i < count; i++) {
        put_due(loader, ids[i]);
        free(ids[i]);
    }
    free(ids);
    return result;
}

/* ---- the gate, and the brake ---- */

/* Where links stand until it opens. */
struct place {
    int64_t due_ms; /* of who stands there */
    bool *opened;
    char **after; /* the last one looked at; NULL: all have been */
};

static bool place_is_open(const struct place *place)
{
    return *place->opened || *place->after != NULL;
}

/* Whether the brake lets it go is for the link to see. */
static void place_visit(struct loader *loader, struct partition *partition,
                        const struct place *place, const char *id)
{
    const struct flow *flow = loader_flow(loader, id);

    mem_replace(place->after, id);
    if (flow != NULL && (place->due_ms == LINK_DUE_AT_BRAKE ||
                         partition_gate(partition, flow, id)))
        put_due(loader, id);
}

/*
 * Each of them once, in the order of their ids, until the inbox is full. Those
 * who stay (their gate is still closed) stand among the others the next time
 * and are passed over.
 */
static int take_place(struct loader *loader, struct partition *partition,
                      const struct place *place, struct err *err)
{
    char *ids[PLACE_WINDOW];
    size_t skip = 0;
    size_t count;

    if (*place->opened)
        mem_replace(place->after, "");
    *place->opened = false;
    do {
        if (cache_due_at(loader->cache, partition->number, place->due_ms, skip,
                         PLACE_WINDOW, ids, &count, err) != 0)
            return -1;
        for (size_t i = 0; i < count; i++) {
            if (strcmp(ids[i], *place->after) > 0)
                place_visit(loader, partition, place, ids[i]);
            free(ids[i]);
        }
        skip += count;
    } while (count == PLACE_WINDOW && loader->inbox.count < DUE_INBOX_MAX);
    if (count < PLACE_WINDOW)
        mem_replace(place->after, NULL);
    return 0;
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
    struct cache_unseen unseen = {
        .entity = scan->entity,
        .before_ms = scan->scan_ms - SWEEP_TOLERANCE_MS,
        .max = SWEEP_MAX,
        .ret_ids = mem_new(SWEEP_MAX, sizeof(char *)),
    };
    int result = cache_unseen(loader->cache, partition->number, &unseen, err);
    bool credible =
        result == 0 && sweep_is_credible(scan, partition->number,
                                         unseen.ret_unseen, unseen.ret_total);

    if (unseen.ret_count > 0)
        fault_point("loader.sweeping");
    for (size_t i = 0; i < unseen.ret_count; i++) {
        if (credible)
            put_unseen(loader, scan->entity, unseen.ret_ids[i]);
        free(unseen.ret_ids[i]);
    }
    free(unseen.ret_ids);
    if (result == 0)
        scan->swept = true;
    if (unseen.ret_count > 0)
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
    const struct place gate = { LINK_DUE_AT_GATE, &partition->gate_opened,
                                &partition->gate_after };
    const struct place brake = { LINK_DUE_AT_BRAKE, &partition->brake_opened,
                                 &partition->brake_after };

    if (place_is_open(&gate) || place_is_open(&brake)) {
        if ((place_is_open(&gate) &&
             take_place(loader, partition, &gate, err) != 0) ||
            (place_is_open(&brake) &&
             take_place(loader, partition, &brake, err) != 0))
            return -1;
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
