#include "state/links_private.h"

#include "base/hash.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* ---- many ---- */

void links_held_free(struct links *links)
{
    for (int32_t p = 0;
         links->held != NULL && p < links->settings.topics->partitions; p++)
        map_free(links->held[p].texts, free);
    free(links->held);
    links->held = NULL;
}

int links_hold(struct links *links, struct err *err)
{
    int32_t partitions = links->settings.topics->partitions;
    int result = 0;

    links_held_free(links);
    links->source = (struct links_source){ 0 };
    links->held = mem_new((size_t)partitions, sizeof *links->held);
    for (int32_t p = 0; result == 0 && p < partitions; p++) {
        struct held *held = &links->held[p];
        struct tail tail = { .links = links, .texts = map_new() };

        held->texts = tail.texts;
        held->checkpoint = links_checkpoint(links, p);
        result = links_tail_read(links, p, &held->checkpoint, &tail, err);
        links_source_note(links, held->checkpoint, &tail);
    }
    return result;
}

/* The newer one of what both say; "" was erased. Takes text. */
static char *held_newest(const struct held *held, const char *id, char *text)
{
    const char *later = map_get(held->texts, id);

    if (later == NULL)
        return text;
    if (text != NULL && *later != '\0' && links_is_older(later, text))
        return text;
    free(text);
    return *later == '\0' ? NULL : mem_copy(later);
}

int links_fetch(struct links *links, int32_t partition, const char *const *ids,
                size_t count, char **ret_texts, struct err *err)
{
    const struct held *held = &links->held[partition];
    struct cache_load load = { .partition = partition,
                               .ids = ids,
                               .count = count,
                               .ret_texts = ret_texts };
    int result = 0;

    memset(ret_texts, 0, count * sizeof *ret_texts);
    if (held->checkpoint != CACHE_NO_CHECKPOINT)
        result = cache_read(links->cache, &load, 1, err);
    for (size_t i = 0; result == 0 && i < count; i++)
        ret_texts[i] = held_newest(held, ids[i], ret_texts[i]);
    return result;
}

/* ---- one link ---- */

static char *copy_of(struct links *links, int32_t partition, const char *id)
{
    char *text = NULL;
    struct cache_load load = {
        .partition = partition, .ids = &id, .count = 1, .ret_texts = &text
    };
    struct err ignored;

    if (cache_read(links->cache, &load, 1, &ignored) != 0)
        return NULL;
    return text;
}

static struct link *one_decode(const char *text, struct err *err)
{
    return text == NULL || *text == '\0' ? NULL
                                         : link_decode(text, strlen(text), err);
}

int links_get(struct links *links, const char *id, struct link **ret_link,
              struct err *err)
{
    const int32_t partition =
        hash_partition(id, strlen(id), links->settings.topics->partitions);
    struct tail tail = { .links = links, .texts = map_new(), .only = id };
    int64_t checkpoint;
    char *text = NULL;
    int result;

    links->source = (struct links_source){ 0 };
    *ret_link = NULL;
    checkpoint = links_checkpoint(links, partition);
    result = links_tail_read(links, partition, &checkpoint, &tail, err);
    links_source_note(links, checkpoint, &tail);
    if (result == 0) {
        const char *later = map_get(tail.texts, id);

        if (later == NULL && checkpoint != CACHE_NO_CHECKPOINT)
            text = copy_of(links, partition, id);
        err->kind = ERR_NONE;
        *ret_link = one_decode(later != NULL ? later : text, err);
        result = err->kind == ERR_NONE ? 0 : -1;
    }
    free(text);
    map_free(tail.texts, free);
    return result;
}
