#include "loader/brake.h"

#include "base/fault.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "process/log.h"
#include "process/metrics.h"

#include <stdlib.h>
#include <string.h>

struct batch *batch_new(struct loader *loader)
{
    struct batch *batch = mem_new(1, sizeof *batch);
    size_t partitions = (size_t)loader->topics.partitions;

    batch->loader = loader;
    batch->by_id = map_new();
    batch->first = mem_new(partitions, sizeof *batch->first);
    batch->touched = mem_new(partitions, sizeof *batch->touched);
    for (size_t p = 0; p < partitions; p++)
        batch->first[p] = -1;
    return batch;
}

void batch_free(struct batch *batch)
{
    for (size_t i = 0; i < batch->event_count; i++)
        event_free(&batch->events[i]);
    for (size_t i = 0; i < batch->sending_count; i++) {
        free(batch->sendings[i].key);
        buf_free(&batch->sendings[i].value);
    }
    free(batch->sendings);
    map_free(batch->by_id, member_free);
    free(batch->first);
    free(batch->touched);
    effects_free(&batch->effects);
    free(batch);
}

void batch_send(struct batch *batch, const char *topic, int32_t partition,
                const char *key, struct buf *value)
{
    struct sending *sending;

    if (batch->sending_count == batch->sending_room) {
        batch->sending_room =
            batch->sending_room == 0 ? 256 : 2 * batch->sending_room;
        batch->sendings = mem_resize(batch->sendings, batch->sending_room,
                                     sizeof *batch->sendings);
    }
    if (partition < 0) {
        partition =
            hash_partition(key, strlen(key), batch->loader->topics.partitions);
    }
    sending = &batch->sendings[batch->sending_count++];
    *sending = (struct sending){ .topic = topic,
                                 .partition = partition,
                                 .key = mem_copy(key),
                                 .value = *value };
    *value = (struct buf){ 0 };
}

/* ---- filling ---- */

static int batch_decode(const struct kafka_message *message,
                        struct event *event, struct err *err)
{
    char *key;
    int result;

    if (message->key == NULL || message->value == NULL ||
        memchr(message->key, '\0', message->key_length) != NULL)
        return err_set(err, ERR_DATA, "a change needs a key and a value");
    key = mem_copy_n(message->key, message->key_length);
    result =
        event_decode(key, message->value, message->value_length, event, err);
    free(key);
    return result;
}

static bool is_mark(const struct event *event)
{
    return event->kind == EVENT_SCANNED || event->kind == EVENT_REGISTERED;
}

/* Why nobody here can be told, or NULL. A link's state is in the partition of
 * its id, which may be another loader's. */
static const char *misdirected(const struct batch *batch,
                               const struct event *event,
                               const struct kafka_message *message)
{
    struct loader *loader = batch->loader;

    if (is_mark(event)) {
        return event->partitions == loader->topics.partitions
                   ? NULL
                   : "made for another number of partitions";
    }
    if (loader_flow(loader, event->link) == NULL)
        return "no enabled flow owns this link";
    return partition_of_link(loader, event->link) ==
                   loader->partitions[message->partition]
               ? NULL
               : "not in the partition of its key: murmur2 is to choose it";
}

static void batch_event(struct batch *batch, struct event *event,
                        const struct kafka_message *message)
{
    struct partition *partition = batch->loader->partitions[message->partition];
    const char *cause = misdirected(batch, event, message);

    if (cause != NULL) {
        batch_dead(batch, message, cause);
    } else if (event->kind == EVENT_SCANNED) {
        scan_take(partition, event);
    } else if (event->kind == EVENT_REGISTERED) {
        roll_take(partition, event);
    } else {
        batch->events[batch->event_count++] = *event;
        return;
    }
    event_free(event);
}

void batch_message(struct batch *batch, const struct kafka_message *message)
{
    struct partition *partition = batch->loader->partitions[message->partition];
    struct event event = { 0 };
    struct err err;

    if (partition == NULL || message->offset < partition->next)
        return; /* another loader's by now, or read again after a seek */
    if (batch->first[message->partition] < 0)
        batch->first[message->partition] = message->offset;
    batch->touched[message->partition] = true;
    partition->next = message->offset + 1;
    if (batch_decode(message, &event, &err) == 0) {
        batch_event(batch, &event, message);
        return;
    }
    batch_dead(batch, message, err.text);
    event_free(&event);
}

/* Answers for links that are another loader's by now are dropped: that loader
 * finds the request in the ledger, and looks for itself. */
void batch_inbox(struct batch *batch)
{
    struct inbox *inbox = &batch->loader->inbox;
    size_t taken = 0;

    for (; taken < inbox->count && batch->event_count < BATCH_EVENTS_MAX;
         taken++) {
        struct event *event = &inbox->events[taken];
        struct partition *partition =
            partition_of_link(batch->loader, event->link);

        if (partition != NULL) {
            batch->events[batch->event_count++] = *event;
        } else {
            event_free(event);
        }
    }
    if (taken == 0)
        return; /* there may be no inbox yet */
    inbox->count -= taken;
    memmove(inbox->events, inbox->events + taken,
            inbox->count * sizeof *inbox->events);
}

/* ---- judging ---- */

static bool batch_room(const struct loader *loader, const char *name)
{
    for (size_t i = 0; i < LOADER_SYSTEMS_MAX && !loader->draining; i++) {
        const struct loader_system *system = &loader->systems[i];

        if (text_equal(peer_name(system->peer), name)) {
            return system->out < system->out_max &&
                   remote_ready(system->remote);
        }
    }
    return false;
}

static struct loader_system *requested_system(struct loader *loader,
                                              const struct member *member)
{
    enum side side = member->link->request.side;

    return loader_system_find(loader, member->flow->sides[side].system);
}

/* Questions are asked for many links at once: each takes one place when it is
 * asked (loader/ask.c), not one for every link. */
static bool takes_a_place(const struct member *member)
{
    return member->link->request.kind != REQUEST_MATCH;
}

static void judge_slipped(const struct member *member)
{
    char *labels =
        mem_print("flow=\"%s\",found_by=\"reading\"", member->flow->name);

    metrics_add(DRIFT_FOUND, labels, DRIFT_FOUND_HELP, 1);
    free(labels);
}

static void judge_effects(struct batch *batch, struct member *member)
{
    struct loader *loader = batch->loader;
    struct effects *effects = &batch->effects;

    for (size_t i = 0; i < effects->message_count; i++) {
        struct buf value = { 0 };

        event_encode(&value, &effects->messages[i]);
        batch_send(batch, loader->topics.changes, -1, effects->messages[i].link,
                   &value);
    }
    for (size_t i = 0; i < effects->outcome_count; i++) {
        struct buf value = { 0 };

        outcome_encode(&value, &effects->outcomes[i], member->link,
                       time_now_ms());
        batch_send(batch, loader->topics.outcomes, -1, member->link->id,
                   &value);
    }
    if (effects->slipped)
        judge_slipped(member);
    for (int s = 0; s < SIDES; s++) {
        if (effects->braked[s]) {
            brake_met(loader, member->flow->sides[s].entity,
                      member->link->since_ms);
        }
    }
    member->changed = member->changed || effects->changed;
    if (effects->seen)
        member->seen_ms[effects->seen_side] = effects->seen_ms;
    if (effects->request) {
        member->request = true;
        if (takes_a_place(member))
            requested_system(loader, member)->out++;
    }
}

/* What was met when the target was asked goes to whom it concerns. */
static void judge_hits(struct batch *batch, const struct event *event)
{
    for (size_t i = 0; i < event->hit_count; i++) {
        struct buf value = { 0 };

        event_encode(&value, &event->hits[i]);
        batch_send(batch, batch->loader->topics.changes, -1,
                   event->hits[i].link, &value);
    }
}

static void judge(struct batch *batch, struct event *event)
{
    struct member *member = member_of(batch, event->link);
    const struct flow *flow = member->flow;

    event->gate = partition_gate(member->partition, flow, event->link);
    for (int s = 0; s < SIDES; s++) {
        event->room[s] = batch_room(batch->loader, flow->sides[s].system);
        event->brake[s] = brake_stands(batch->loader, flow->sides[s].entity);
        event->brake_decided_ms[s] =
            brake_decided_ms(batch->loader, flow->sides[s].entity);
    }
    member->due = member->due || event->kind == EVENT_DUE;
    reconcile(&batch->loader->flows, flow, &batch->loader->settings,
              member->link, event, time_now_ms(), &batch->effects);
    judge_hits(batch, event);
    judge_effects(batch, member);
    effects_free(&batch->effects);
}

/* ---- registering ---- */

static void announce_say(const struct event *event, int32_t to, void *arg)
{
    struct batch *batch = arg;
    struct buf value = { 0 };

    event_encode(&value, event);
    batch_send(batch, batch->loader->topics.changes, to, event->link, &value);
    fault_point("loader.registering");
}

/* After all events of the batch: what the links of this partition have said to
 * their key actors stands before this in every other partition. */
static void announce(struct batch *batch)
{
    int32_t partitions = batch->loader->topics.partitions;

    for (int32_t p = 0; p < partitions; p++) {
        if (batch->loader->partitions[p] != NULL) {
            rolls_announce(batch->loader->partitions[p], partitions,
                           announce_say, batch);
        }
    }
}

static void announced(struct batch *batch)
{
    for (int32_t p = 0; p < batch->loader->topics.partitions; p++) {
        if (batch->loader->partitions[p] != NULL &&
            rolls_announced(batch->loader->partitions[p]))
            fault_point("loader.registered");
    }
}

/* ---- the whole ---- */

/* Write down, then act: no request leaves before its intent is committed. */
int batch_run(struct batch *batch, struct err *err)
{
    const struct partition *first = batch->loader->partitions[0];

    if (first != NULL && first->founding.changed)
        batch->touched[0] = true; /* it is written down now */
    if (members_load(batch, err) != 0)
        return -1;
    for (size_t i = 0; i < batch->event_count; i++)
        judge(batch, &batch->events[i]);
    announce(batch);
    batch_dead_states(batch);
    if (commit_ledger(batch, err) != 0)
        return -1;
    announced(batch);
    dead_states_free(batch->loader);
    commit_cache(batch);
    perform_all(batch);
    return 0;
}

static void undo_requests(struct batch *batch)
{
    for (size_t i = 0; i < batch->member_count; i++) {
        const struct member *member = batch->members[i];

        if (member->request && takes_a_place(member))
            requested_system(batch->loader, member)->out--;
    }
}

void batch_undo(struct batch *batch)
{
    struct loader *loader = batch->loader;
    struct err err;

    undo_requests(batch);
    for (size_t i = 0; i < batch->event_count; i++) {
        enum event_kind kind = batch->events[i].kind;

        if (kind == EVENT_ANSWERED || kind == EVENT_DUE ||
            kind == EVENT_UNSEEN) {
            inbox_put(&loader->inbox, &batch->events[i]);
            batch->events[i] = (struct event){ 0 };
        }
    }
    for (int32_t p = 0; p < loader->topics.partitions; p++) {
        if (batch->first[p] < 0 || loader->partitions[p] == NULL)
            continue;
        loader->partitions[p]->next = batch->first[p];
        if (kafka_seek(loader->consumer, loader->topics.changes, p,
                       batch->first[p], &err) != 0) {
            log_event(LOG_WARNING, "seek.failed", LOG_TEXT, "cause", err.text,
                      LOG_END);
        }
    }
}
