#include "simulation/batch.h"

#include "base/mem.h"
#include "simulation/invariants.h"

#include <stdlib.h>

/* A due link that could not go on is looked at again after this. */
#define DUE_AGAIN_MS 1000

void batch_send(struct batch *batch, int32_t partition,
                const struct event *event)
{
    struct sending *sending;

    batch->sendings = mem_resize(batch->sendings, batch->sending_count + 1,
                                 sizeof *batch->sendings);
    sending = &batch->sendings[batch->sending_count++];
    *sending = (struct sending){ .key = mem_copy(event->link) };
    sending->partition =
        partition >= 0 ? partition
                       : broker_partition(&batch->sim->broker, event->link);
    event_encode(&sending->value, event);
}

/* ---- writing down ---- */

/* The group's offsets are part of each transaction, so a loader that has not
 * heard of the newest generation commits nothing. */
static bool is_fenced(const struct batch *batch)
{
    return batch->worker->generation != batch->sim->broker.generation;
}

static void append_state(struct batch *batch, struct member *member)
{
    struct sim *sim = batch->sim;
    struct buf text = { 0 };

    link_encode(&text, member->link);
    member->offset = tape_append(&sim->broker.links[member->partition],
                                 member->id, text.data);
    invariants_committed(sim, member->flow, member->link, text.data);
    buf_free(&text);
}

static void append_marks(struct batch *batch, struct partition *partition)
{
    struct mark mark;

    for (size_t n = 0; mark_of(partition, n, &mark); n++) {
        struct buf text = { 0 };

        if (mark.changed) {
            mark_encode(&text, &mark);
            (void)tape_append(&batch->sim->broker.links[partition->number],
                              mark.id, text.data);
            buf_free(&text);
        }
        free(mark.id);
    }
}

static void append_all(struct batch *batch)
{
    struct broker *broker = &batch->sim->broker;

    for (size_t i = 0; i < batch->member_count; i++) {
        if (batch->members[i]->changed)
            append_state(batch, batch->members[i]);
    }
    for (size_t i = 0; i < batch->sending_count; i++) {
        const struct sending *sending = &batch->sendings[i];

        (void)tape_append(&broker->changes[sending->partition], sending->key,
                          sending->value.data);
    }
    for (int32_t p = 0; p < broker->partitions; p++) {
        if (!batch->touched[p] || batch->worker->partitions[p] == NULL)
            continue;
        append_marks(batch, batch->worker->partitions[p]);
        broker->next[p] = batch->worker->partitions[p]->next;
    }
}

enum commit commit_ledger(struct batch *batch)
{
    struct sim *sim = batch->sim;
    enum commit commit = COMMIT_DONE;

    if (is_fenced(batch)) {
        sim_trace(sim, "loader %d is fenced", batch->worker->number);
        return COMMIT_UNKNOWN;
    }
    if (sim_trouble(sim, sim->temper.commit_percent)) {
        commit = (enum commit)dice_between(&sim->dice, COMMIT_ABORTED,
                                           COMMIT_UNKNOWN_DONE);
    }
    if (commit == COMMIT_DONE || commit == COMMIT_UNKNOWN_DONE)
        append_all(batch);
    return commit;
}

/* ---- Redis' copy ---- */

static void copy_member(struct batch *batch, const struct member *member,
                        int64_t *after)
{
    struct sim *sim = batch->sim;
    int64_t due_ms = member->link->due_ms;

    if (member->changed) {
        const struct message *message =
            &sim->broker.links[member->partition].messages[member->offset];

        copy_put(&sim->copy, member->partition, member->id, message->value,
                 member->link, sim->now_ms);
        if (member->offset >= *after)
            *after = member->offset + 1;
    } else if (member->due && member->stored) {
        copy_due(&sim->copy, member->partition, member->id,
                 due_ms != 0 && due_ms <= sim->now_ms
                     ? sim->now_ms + DUE_AGAIN_MS
                     : due_ms);
    }
    for (int s = 0; s < SIDES; s++) {
        if (member->seen_ms[s] != 0) {
            copy_seen(&sim->copy, member->partition, member->id, (enum side)s,
                      member->seen_ms[s]);
        }
    }
}

static void copy_marks(struct batch *batch, struct partition *partition)
{
    struct mark mark;

    for (size_t n = 0; mark_of(partition, n, &mark); n++) {
        struct buf text = { 0 };

        if (mark.changed) {
            mark_encode(&text, &mark);
            copy_put(&batch->sim->copy, partition->number, mark.id, text.data,
                     NULL, 0);
            mark_written(&mark);
            buf_free(&text);
        }
        free(mark.id);
    }
}

static void copy_partition(struct batch *batch, struct partition *partition)
{
    struct copy *copy = &batch->sim->copy;
    int32_t p = partition->number;
    int64_t after = partition->checkpoint;

    if (copy_checkpoint(copy, p) != partition->checkpoint ||
        sim_trouble(batch->sim, batch->sim->temper.commit_percent)) {
        partition->restored = false; /* refused, or Redis is away */
        return;
    }
    for (size_t i = 0; i < batch->member_count; i++) {
        if (batch->members[i]->partition == p)
            copy_member(batch, batch->members[i], &after);
    }
    copy_marks(batch, partition);
    copy->checkpoints[p] = after;
    partition->checkpoint = after;
}

void commit_copy(struct batch *batch)
{
    for (int32_t p = 0; p < batch->sim->broker.partitions; p++) {
        struct partition *partition = batch->worker->partitions[p];

        if (batch->touched[p] && partition != NULL && partition->restored)
            copy_partition(batch, partition);
    }
}
