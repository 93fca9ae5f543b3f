#include "simulation/batch.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

static void restore_marks(struct sim *sim, struct partition *partition)
{
    struct mark mark;

    for (size_t n = 0; mark_of(partition, n, &mark); n++) {
        const char *text = copy_text(&sim->copy, partition->number, mark.id);

        if (text != NULL)
            mark_decode(&mark, text);
        free(mark.id);
    }
}

void members_restore(struct batch *batch)
{
    struct sim *sim = batch->sim;

    for (int32_t p = 0; p < sim->broker.partitions; p++) {
        struct partition *partition = batch->worker->partitions[p];

        if (partition == NULL || partition->restored)
            continue;
        copy_rebuild(&sim->copy, &sim->broker, p, sim->now_ms);
        partition->checkpoint = copy_checkpoint(&sim->copy, p);
        restore_marks(sim, partition);
        partition->restored = true;
        partition->gate_opened = true;
        partition->brake_opened = true;
    }
}

static void member_load(struct batch *batch, const char *id)
{
    struct sim *sim = batch->sim;
    struct member *member = mem_new(1, sizeof *member);
    const char *text;
    struct err err;

    member->id = mem_copy(id);
    member->flow = sim_flow(sim, id);
    member->partition = broker_partition(&sim->broker, id);
    text = copy_text(&sim->copy, member->partition, id);
    member->stored = text != NULL;
    member->link =
        text == NULL ? link_new(id) : link_decode(text, strlen(text), &err);
    (void)map_put(batch->by_id, id, member);
    batch->members[batch->member_count++] = member;
    batch->touched[member->partition] = true;
}

void member_free(void *pointer)
{
    struct member *member = pointer;

    free(member->id);
    link_free(member->link);
    free(member);
}

bool members_load(struct batch *batch)
{
    for (size_t i = 0; i < batch->event_count; i++) {
        const char *id = batch->events[i].link;
        int32_t p = broker_partition(&batch->sim->broker, id);
        struct partition *partition = batch->worker->partitions[p];

        if (copy_checkpoint(&batch->sim->copy, p) != partition->checkpoint) {
            partition->restored = false;
            return false;
        }
        if (map_get(batch->by_id, id) == NULL)
            member_load(batch, id);
    }
    return true;
}
