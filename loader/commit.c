#include "loader/batch.h"

#include "base/fault.h"
#include "base/mem.h"
#include "base/time.h"
#include "process/log.h"
#include "process/metrics.h"

#include <stdlib.h>
#include <string.h>

#define COMMIT_TIMEOUT_MS 15000
/* A due link that could not go on is looked at again after this. */
#define COMMIT_DUE_AGAIN_MS 1000

/* ---- the ledger ---- */

static int send_state(struct batch *batch, struct member *member,
                      struct err *err)
{
    struct loader *loader = batch->loader;
    struct buf text = { 0 };
    int result;

    link_encode(&text, member->link);
    if (text.length > LINK_BYTES_MAX) {
        log_event(LOG_ERROR, "link.too_large", LOG_TEXT, "link",
                  member->link->id, LOG_INT, "bytes", (int64_t)text.length,
                  LOG_END);
    }
    free(member->stored);
    member->stored = buf_take(&text);
    result = kafka_send(loader->producer, loader->topics.links,
                        member->partition->number, member->link->id,
                        strlen(member->link->id), member->stored,
                        strlen(member->stored), &member->offset, err);
    return result;
}

static int send_mark(struct batch *batch, int32_t partition,
                     const struct mark *mark, struct err *err)
{
    struct buf text = { 0 };
    int result;

    mark_encode(&text, mark);
    result = kafka_send(batch->loader->producer, batch->loader->topics.links,
                        partition, mark->id, strlen(mark->id), text.data,
                        text.length, NULL, err);
    buf_free(&text);
    return result;
}

static int send_marks(struct batch *batch, struct partition *partition,
                      struct err *err)
{
    struct mark mark;
    int result = 0;

    for (size_t n = 0; result == 0 && mark_of(partition, n, &mark); n++) {
        if (mark.changed)
            result = send_mark(batch, partition->number, &mark, err);
        free(mark.id);
    }
    return result;
}

static int send_all(struct batch *batch, struct err *err)
{
    struct loader *loader = batch->loader;

    for (size_t i = 0; i < batch->member_count; i++) {
        if (batch->members[i]->changed &&
            send_state(batch, batch->members[i], err) != 0)
            return -1;
    }
    for (size_t i = 0; i < batch->sending_count; i++) {
        const struct sending *s = &batch->sendings[i];

        if (kafka_send(loader->producer, s->topic, s->partition, s->key,
                       strlen(s->key), s->value.data, s->value.length, NULL,
                       err) != 0)
            return -1;
    }
    for (int32_t p = 0; p < loader->topics.partitions; p++) {
        if (batch->touched[p] && loader->partitions[p] != NULL &&
            send_marks(batch, loader->partitions[p], err) != 0)
            return -1;
    }
    return 0;
}

/* Offsets go along always, also where no message was read: a loader that has
 * lost its partitions is fenced by them. */
static size_t commit_positions(const struct batch *batch,
                               struct kafka_position *positions)
{
    const struct loader *loader = batch->loader;
    size_t count = 0;

    for (int32_t p = 0; p < loader->topics.partitions; p++) {
        if (batch->touched[p] && loader->partitions[p] != NULL) {
            positions[count++] = (struct kafka_position){
                .topic = loader->topics.changes,
                .partition = p,
                .next = loader->partitions[p]->next,
            };
        }
    }
    return count;
}

static bool has_work(const struct batch *batch)
{
    for (size_t i = 0; i < batch->member_count; i++) {
        if (batch->members[i]->changed)
            return true;
    }
    for (int32_t p = 0; p < batch->loader->topics.partitions; p++) {
        if (batch->first[p] >= 0 ||
            (batch->touched[p] && batch->loader->partitions[p] != NULL &&
             marks_changed(batch->loader->partitions[p])))
            return true;
    }
    return batch->sending_count > 0;
}

static int commit_transaction(struct batch *batch, struct err *err)
{
    struct loader *loader = batch->loader;
    struct kafka_position *positions =
        mem_new((size_t)loader->topics.partitions, sizeof *positions);
    size_t count = commit_positions(batch, positions);
    int result;

    result = kafka_begin(loader->producer, err);
    if (result == 0)
        result = send_all(batch, err);
    fault_point("loader.produced");
    if (result == 0) {
        result = kafka_commit(loader->producer, loader->consumer, positions,
                              count, COMMIT_TIMEOUT_MS, err);
    }
    free(positions);
    return result;
}

/*
 * Whether a transaction that failed to commit was committed after all, only
 * the ledger knows: every partition it touched is restored from there. Doing
 * the same events again is safe either way.
 */
static void commit_doubt(struct batch *batch)
{
    for (int32_t p = 0; p < batch->loader->topics.partitions; p++) {
        if (batch->touched[p] && batch->loader->partitions[p] != NULL)
            batch->loader->partitions[p]->restored = false;
    }
}

static int commit_failed(struct batch *batch, struct err *err)
{
    struct loader *loader = batch->loader;
    struct err again;

    metrics_add(TRANSACTIONS_FAILED, NULL, TRANSACTIONS_FAILED_HELP, 1);
    log_event(LOG_WARNING, "transaction.failed", LOG_TEXT, "cause", err->text,
              LOG_END);
    if (err->kind == ERR_RETRY && kafka_abort(loader->producer, &again) == 0)
        return -1;
    commit_doubt(batch);
    kafka_producer_close(loader->producer);
    loader->producer = NULL; /* the loop opens another */
    err->kind = ERR_RETRY;
    return -1;
}

static void commit_count(struct batch *batch, int64_t begun_ms)
{
    struct histogram *batches = &batch->loader->batches;

    histogram_note(batches, time_boot_ms() - begun_ms);
    metrics_histogram("tandem_loader_transaction_duration_seconds", NULL,
                      "How long transactions took, until Kafka had them.",
                      batches);
    metrics_add("tandem_loader_transactions_total", NULL,
                "Transactions committed.", 1);
    metrics_add("tandem_loader_events_total", NULL,
                "Events that were judged and written down.",
                (double)batch->event_count);
}

int commit_ledger(struct batch *batch, struct err *err)
{
    int64_t begun_ms = time_boot_ms();

    if (!has_work(batch))
        return 0;
    fault_point("loader.judged");
    if (commit_transaction(batch, err) != 0)
        return commit_failed(batch, err);
    fault_point("loader.committed");
    commit_count(batch, begun_ms);
    return 0;
}

/* ---- Redis' copy ---- */

struct items {
    struct cache_item *items;
    size_t count;
    int64_t after;             /* the checkpoint that they lead to */
    char *mark_ids[MARKS_MAX]; /* owned */
    struct buf mark_texts[MARKS_MAX];
};

static const struct entity *linked_entity(const struct member *member,
                                          enum side side)
{
    const struct link_side *of = &member->link->sides[side];

    return of->id != NULL && of->gone_ms == 0 && !link_is_erased(member->link)
               ? member->flow->sides[side].entity
               : NULL;
}

static void items_state(struct items *items, const struct member *member)
{
    struct cache_item *item = &items->items[items->count];
    bool wait = member->due && !member->changed && member->stored != NULL;

    if (!member->changed && !wait)
        return;
    *item = (struct cache_item){ .id = member->link->id,
                                 .text = member->stored,
                                 .due_ms = member->link->due_ms };
    for (int s = 0; s < SIDES; s++)
        item->linked[s] = linked_entity(member, (enum side)s);
    if (wait && item->due_ms != 0 && item->due_ms <= time_now_ms())
        item->due_ms = time_now_ms() + COMMIT_DUE_AGAIN_MS;
    if (member->changed && member->offset >= items->after)
        items->after = member->offset + 1;
    items->count++;
}

static void items_seen(struct items *items, const struct member *member)
{
    for (int s = 0; s < SIDES; s++) {
        if (member->seen_ms[s] == 0 || member->link->sides[s].id == NULL)
            continue;
        items->items[items->count++] = (struct cache_item){
            .id = member->link->id,
            .seen = member->flow->sides[s].entity,
            .seen_ms = member->seen_ms[s],
        };
    }
}

/* Marks come last in the ledger, and their offsets do not matter: a copy that
 * lacks them reads them again. */
static void items_marks(struct items *items, struct partition *partition)
{
    struct mark mark;

    for (size_t n = 0; mark_of(partition, n, &mark); n++) {
        items->mark_ids[n] = mark.id;
        if (!mark.changed)
            continue;
        mark_encode(&items->mark_texts[n], &mark);
        items->items[items->count++] = (struct cache_item){
            .id = mark.id,
            .text = items->mark_texts[n].data,
        };
        mark_written(&mark);
    }
}

static void items_free(struct items *items)
{
    for (size_t i = 0; i < MARKS_MAX; i++) {
        free(items->mark_ids[i]);
        buf_free(&items->mark_texts[i]);
    }
    free(items->items);
}

static void commit_partition(struct batch *batch, struct partition *partition)
{
    struct items items = { .after = partition->checkpoint };
    struct err err;
    bool refused = false;

    items.items =
        mem_new(3 * batch->member_count + MARKS_MAX, sizeof *items.items);
    for (size_t i = 0; i < batch->member_count; i++) {
        if (batch->members[i]->partition == partition) {
            items_state(&items, batch->members[i]);
            items_seen(&items, batch->members[i]);
        }
    }
    items_marks(&items, partition);
    if (items.count == 0) {
        items_free(&items);
        return;
    }
    if (cache_write(batch->loader->cache, partition->number,
                    partition->checkpoint, items.after, items.items,
                    items.count, &refused, &err) != 0) {
        partition->restored = false;
        log_event(LOG_WARNING, "cache.failed", LOG_TEXT, "cause", err.text,
                  LOG_END);
    } else if (refused) {
        partition->restored = false;
    } else {
        partition->checkpoint = items.after;
        fault_point("loader.copied");
    }
    items_free(&items);
}

void commit_cache(struct batch *batch)
{
    for (int32_t p = 0; p < batch->loader->topics.partitions; p++) {
        struct partition *partition = batch->loader->partitions[p];

        if (batch->touched[p] && partition != NULL)
            commit_partition(batch, partition);
    }
}
