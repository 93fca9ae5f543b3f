#include "simulation/copy.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

static void item_free(void *pointer)
{
    struct copy_item *item = pointer;

    free(item->text);
    free(item);
}

int64_t copy_checkpoint(const struct copy *copy, int32_t partition)
{
    return copy->items[partition] == NULL ? COPY_NO_CHECKPOINT
                                          : copy->checkpoints[partition];
}

static struct copy_item *copy_item(const struct copy *copy, int32_t partition,
                                   const char *id)
{
    return copy->items[partition] == NULL ? NULL
                                          : map_get(copy->items[partition], id);
}

const char *copy_text(const struct copy *copy, int32_t partition,
                      const char *id)
{
    const struct copy_item *item = copy_item(copy, partition, id);

    return item == NULL ? NULL : item->text;
}

/* Records that are linked are kept among the seen, at first as seen now. */
static void item_link(struct copy_item *item, const struct link *link,
                      int64_t now_ms)
{
    item->due_ms = link->due_ms;
    for (int s = 0; s < SIDES; s++) {
        bool linked = link->sides[s].id != NULL && link->sides[s].gone_ms == 0;

        if (linked && !item->linked[s])
            item->seen_ms[s] = now_ms;
        item->linked[s] = linked;
    }
}

void copy_put(struct copy *copy, int32_t partition, const char *id,
              const char *text, const struct link *link, int64_t now_ms)
{
    struct copy_item *item = copy_item(copy, partition, id);

    if (item == NULL) {
        item = mem_new(1, sizeof *item);
        (void)map_put(copy->items[partition], id, item);
    }
    mem_replace(&item->text, text);
    if (link != NULL)
        item_link(item, link, now_ms);
}

void copy_due(struct copy *copy, int32_t partition, const char *id,
              int64_t due_ms)
{
    struct copy_item *item = copy_item(copy, partition, id);

    if (item != NULL)
        item->due_ms = due_ms;
}

void copy_seen(struct copy *copy, int32_t partition, const char *id,
               enum side side, int64_t seen_ms)
{
    struct copy_item *item = copy_item(copy, partition, id);

    if (item != NULL && item->linked[side] && item->seen_ms[side] < seen_ms)
        item->seen_ms[side] = seen_ms;
}

void copy_rebuild(struct copy *copy, const struct broker *broker,
                  int32_t partition, int64_t now_ms)
{
    const struct tape *tape = &broker->links[partition];

    if (copy->items[partition] == NULL) {
        copy->items[partition] = map_new();
        copy->checkpoints[partition] = 0;
    }
    for (size_t i = (size_t)copy->checkpoints[partition]; i < tape->count;
         i++) {
        const struct message *message = &tape->messages[i];
        struct link *link = NULL;
        struct err err;

        if (message->key[0] != '~')
            link = link_decode(message->value, strlen(message->value), &err);
        copy_put(copy, partition, message->key, message->value, link, now_ms);
        link_free(link);
    }
    copy->checkpoints[partition] = (int64_t)tape->count;
}

void copy_clear(struct copy *copy)
{
    for (int p = 0; p < BROKER_PARTITIONS_MAX; p++)
        map_free(copy->items[p], item_free);
    *copy = (struct copy){ 0 };
}

static int clone_item(const char *id, void *value, void *arg)
{
    const struct copy_item *item = value;
    struct copy_item *clone = mem_new(1, sizeof *clone);

    *clone = *item;
    clone->text = mem_copy(item->text);
    (void)map_put(arg, id, clone);
    return 0;
}

void copy_clone(struct copy *to, const struct copy *from)
{
    copy_clear(to);
    for (int p = 0; p < BROKER_PARTITIONS_MAX; p++) {
        if (from->items[p] == NULL)
            continue;
        to->items[p] = map_new();
        (void)map_each(from->items[p], clone_item, to->items[p]);
        to->checkpoints[p] = from->checkpoints[p];
    }
}
