/*
 * As loader/due.c: links whose time has come, that stand at an open gate, or
 * that a whole scan did not see.
 */
#include "simulation/worker.h"

#include <limits.h>

#define SWEEP_TOLERANCE_MS 2000

struct search {
    struct sim *sim;
    struct worker *worker;
    const struct scan *scan; /* NULL: due ones */
    int64_t until_ms;
    int room;
};

static void put(const struct search *search, enum event_kind kind,
                const char *id, enum side side)
{
    struct inbox *inbox = &search->worker->inbox;
    struct event event;

    event_init(&event, kind, id);
    event.side = side;
    worker_inbox_add(inbox, &event);
}

static int if_due(const char *id, void *value, void *arg)
{
    const struct copy_item *item = value;
    struct search *search = arg;

    if (item->due_ms == 0 || item->due_ms > search->until_ms)
        return 0;
    put(search, EVENT_DUE, id, SIDE_A);
    return --search->room <= 0;
}

static int if_unseen(const char *id, void *value, void *arg)
{
    const struct copy_item *item = value;
    struct search *search = arg;
    const struct flow *flow = sim_flow(search->sim, id);

    for (int s = 0; s < SIDES && flow != NULL; s++) {
        if (flow->sides[s].entity == search->scan->entity && item->linked[s] &&
            item->seen_ms[s] < search->scan->scan_ms - SWEEP_TOLERANCE_MS)
            put(search, EVENT_UNSEEN, id, (enum side)s);
    }
    return 0;
}

static int room_in_all(const struct sim *sim, const struct worker *worker)
{
    int room = 0;

    for (int s = 0; s < 2; s++) {
        if (sim->now_ms >= worker->unwell_until_ms[s] &&
            worker->out[s] < sim->temper.out_max)
            room += sim->temper.out_max - worker->out[s];
    }
    return room;
}

static void partition_due(struct sim *sim, struct worker *worker,
                          struct partition *partition, int room)
{
    struct search search = {
        .sim = sim, .worker = worker, .until_ms = sim->now_ms, .room = room
    };
    const struct map *items = sim->copy.items[partition->number];

    if (items == NULL)
        return;
    if (partition->gate_opened || partition->brake_opened) {
        search.until_ms = LINK_DUE_AT_GATE;
        search.room = INT_MAX;
        partition->gate_opened = false;
        partition->brake_opened = false;
    }
    if (search.room > 0)
        (void)map_each(items, if_due, &search);
    for (size_t i = 0; i < partition->scan_count; i++) {
        struct scan *scan = &partition->scans[i];

        scan_settle(scan);
        if (!scan->sweep)
            continue;
        search.scan = scan;
        (void)map_each(items, if_unseen, &search);
        scan->swept = true;
    }
}

void due_step(struct sim *sim, struct worker *worker)
{
    int room = room_in_all(sim, worker);

    if (worker->inbox.count > 0)
        return;
    for (int32_t p = 0; p < sim->broker.partitions; p++) {
        struct partition *partition = worker->partitions[p];

        if (partition != NULL && partition->restored)
            partition_due(sim, worker, partition, room);
    }
}
