#include "simulation/batch.h"

#include "base/mem.h"
#include "base/text.h"
#include "simulation/brakes.h"
#include "simulation/flight.h"
#include "simulation/invariants.h"

#include <stdlib.h>
#include <string.h>

/* ---- filling ---- */

static void take_message(struct batch *batch, struct partition *partition)
{
    const struct tape *tape = &batch->sim->broker.changes[partition->number];
    const struct message *message = &tape->messages[partition->next];
    struct event event;
    struct err err;

    if (batch->first[partition->number] < 0)
        batch->first[partition->number] = partition->next;
    batch->touched[partition->number] = true;
    partition->next++;
    if (event_decode(message->key, message->value, strlen(message->value),
                     &event, &err) != 0) {
        sim_fail(batch->sim, "decode", "%s", err.text);
        event_free(&event);
    } else if (event.kind == EVENT_SCANNED) {
        scan_take(partition, &event);
        event_free(&event);
    } else if (event.kind == EVENT_REGISTERED) {
        roll_take(partition, &event);
        event_free(&event);
    } else {
        batch->events[batch->event_count++] = event;
    }
}

static void take_messages(struct batch *batch, size_t most)
{
    for (int32_t p = 0; p < batch->sim->broker.partitions; p++) {
        struct partition *partition = batch->worker->partitions[p];
        size_t count = batch->sim->broker.changes[p].count;

        for (size_t i = 0;
             partition != NULL && i < most && partition->next < (int64_t)count;
             i++)
            take_message(batch, partition);
    }
}

static void take_inbox(struct batch *batch)
{
    struct inbox *inbox = &batch->worker->inbox;
    size_t taken = 0;

    for (; taken < inbox->count && batch->event_count < BATCH_EVENTS_MAX;
         taken++) {
        struct event *event = &inbox->events[taken];
        int32_t p = broker_partition(&batch->sim->broker, event->link);

        if (batch->worker->partitions[p] != NULL) {
            batch->events[batch->event_count++] = *event;
        } else {
            event_free(event); /* its new owner looks for itself */
        }
    }
    inbox->count -= taken;
    if (inbox->count > 0) {
        memmove(inbox->events, inbox->events + taken,
                inbox->count * sizeof *inbox->events);
    }
}

/* ---- judging ---- */

static void judge_effects(struct batch *batch, struct member *member)
{
    struct effects *effects = &batch->sim->effects;

    for (size_t i = 0; i < effects->message_count; i++)
        batch_send(batch, -1, &effects->messages[i]);
    member->changed = member->changed || effects->changed;
    if (effects->seen)
        member->seen_ms[effects->seen_side] = effects->seen_ms;
    if (effects->request) {
        member->request = true;
        batch->worker->out[sim_system(
            member->flow->sides[member->link->request.side].entity)]++;
    }
}

/* What was met when the target was asked goes to whom it concerns. */
static void judge_hits(struct batch *batch, const struct event *event)
{
    for (size_t i = 0; i < event->hit_count; i++)
        batch_send(batch, -1, &event->hits[i]);
}

static bool gate_of(const struct batch *batch, const struct member *member)
{
    const struct partition *partition =
        batch->worker->partitions[member->partition];

    return text_starts(member->id, "key.")
               ? roll_is_complete(partition, member->flow)
               : scan_gate(partition, member->flow);
}

static void judge(struct batch *batch, struct event *event)
{
    struct sim *sim = batch->sim;
    struct member *member = map_get(batch->by_id, event->link);
    struct before before;

    event->gate = gate_of(batch, member);
    for (int s = 0; s < SIDES; s++) {
        int system = sim_system(member->flow->sides[s].entity);

        event->room[s] = batch->worker->out[system] < sim->temper.out_max &&
                         sim->now_ms >= batch->worker->unwell_until_ms[system];
        event->brake[s] = brakes_stand(sim, member->flow->sides[s].entity);
    }
    member->due = member->due || event->kind == EVENT_DUE;
    invariants_before(&before, member->link);
    reconcile(&sim->flows, member->flow, &sim->settings, member->link, event,
              sim->now_ms, &batch->sim->effects);
    invariants_judged(sim, &before, member->flow, member->link, event,
                      &batch->sim->effects);
    brakes_judged(sim, member->flow, member->link, &sim->effects);
    judge_hits(batch, event);
    judge_effects(batch, member);
    effects_free(&batch->sim->effects);
}

/* ---- registering ---- */

static void announce_say(const struct event *event, int32_t to, void *arg)
{
    batch_send(arg, to, event);
}

/* After all that the links of a partition have said to their key actors. */
static void announce(struct batch *batch)
{
    for (int32_t p = 0; p < batch->sim->broker.partitions; p++) {
        if (batch->worker->partitions[p] != NULL) {
            rolls_announce(batch->worker->partitions[p],
                           batch->sim->broker.partitions, announce_say, batch);
        }
    }
}

static void announced(struct batch *batch)
{
    for (int32_t p = 0; p < batch->sim->broker.partitions; p++) {
        if (batch->worker->partitions[p] != NULL)
            (void)rolls_announced(batch->worker->partitions[p]);
    }
}

/* ---- undoing ---- */

static bool is_own(const struct event *event)
{
    return event->kind == EVENT_ANSWERED || event->kind == EVENT_DUE ||
           event->kind == EVENT_UNSEEN;
}

static void undo(struct batch *batch, bool doubt)
{
    struct worker *worker = batch->worker;

    for (size_t i = 0; i < batch->member_count; i++) {
        const struct member *member = batch->members[i];

        if (member->request) {
            worker->out[sim_system(
                member->flow->sides[member->link->request.side].entity)]--;
        }
    }
    for (size_t i = 0; i < batch->event_count; i++) {
        if (is_own(&batch->events[i]))
            worker_inbox_add(&worker->inbox, &batch->events[i]);
    }
    for (int32_t p = 0; p < batch->sim->broker.partitions; p++) {
        struct partition *partition = worker->partitions[p];

        if (partition == NULL)
            continue;
        if (doubt && batch->touched[p])
            partition->restored = false;
        if (batch->first[p] >= 0)
            partition->next = batch->first[p];
    }
}

/* ---- the whole ---- */

/* True when it is killed here. */
static bool dies(struct batch *batch, const char *where)
{
    if (!sim_trouble(batch->sim, 1) || !sim_trouble(batch->sim, 30))
        return false;
    sim_trace(batch->sim, "it happens %s", where);
    worker_kill(batch->sim, batch->worker);
    return true;
}

/* The brake holds it. */
static void stop_request(struct batch *batch, const struct member *member)
{
    struct event event;

    event_init(&event, EVENT_ANSWERED, member->link->id);
    event.side = member->link->request.side;
    event.request_at = member->link->request.at_ms;
    event.verdict = VERDICT_RETRY;
    event.unsent = true;
    event.braked = true;
    event.read_ms = batch->sim->now_ms;
    worker_hear(batch->worker, member->flow, &event);
}

/* Write down, then act: no request leaves before its intent is committed. */
static void send_requests(struct batch *batch)
{
    for (size_t i = 0; i < batch->member_count; i++) {
        const struct member *member = batch->members[i];

        if (!member->request)
            continue;
        if (dies(batch, "before a request is sent"))
            return;
        if (brakes_let(batch->sim, member->flow, member->link)) {
            flight_start(batch->sim, batch->worker, member->flow, member->link);
        } else {
            stop_request(batch, member);
        }
    }
}

static bool has_work(const struct batch *batch)
{
    for (size_t i = 0; i < batch->member_count; i++) {
        if (batch->members[i]->changed)
            return true;
    }
    for (int32_t p = 0; p < batch->sim->broker.partitions; p++) {
        if (batch->first[p] >= 0 ||
            (batch->touched[p] && batch->worker->partitions[p] != NULL &&
             marks_changed(batch->worker->partitions[p])))
            return true;
    }
    return batch->sending_count > 0;
}

static bool run(struct batch *batch)
{
    enum commit result = COMMIT_DONE;

    members_restore(batch);
    take_inbox(batch);
    if (!members_load(batch)) {
        undo(batch, false);
        return false;
    }
    for (size_t i = 0; i < batch->event_count; i++)
        judge(batch, &batch->events[i]);
    announce(batch);
    if (dies(batch, "before it is written down"))
        return true;
    if (has_work(batch))
        result = commit_ledger(batch);
    if (result != COMMIT_DONE) {
        undo(batch, result != COMMIT_ABORTED);
        return false;
    }
    announced(batch);
    if (dies(batch, "when it is written down"))
        return true;
    commit_copy(batch);
    send_requests(batch);
    return true;
}

static void batch_free(struct batch *batch)
{
    for (size_t i = 0; i < batch->event_count; i++)
        event_free(&batch->events[i]);
    for (size_t i = 0; i < batch->sending_count; i++) {
        free(batch->sendings[i].key);
        buf_free(&batch->sendings[i].value);
    }
    free(batch->sendings);
    map_free(batch->by_id, member_free);
    free(batch);
}

bool batch_step(struct sim *sim, struct worker *worker, size_t most)
{
    struct batch *batch = mem_new(1, sizeof *batch);
    bool result = true;

    batch->sim = sim;
    batch->worker = worker;
    batch->by_id = map_new();
    for (int32_t p = 0; p < BROKER_PARTITIONS_MAX; p++)
        batch->first[p] = -1;
    take_messages(batch, most);
    if (batch->event_count > 0 || worker->inbox.count > 0 ||
        batch->first[0] >= 0 || batch->first[1] >= 0 || batch->first[2] >= 0)
        result = run(batch);
    batch_free(batch);
    return result;
}
