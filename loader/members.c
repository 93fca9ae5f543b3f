#include "loader/batch.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

struct member *member_of(struct batch *batch, const char *link_id)
{
    return map_get(batch->by_id, link_id);
}

void member_free(void *pointer)
{
    struct member *member = pointer;

    link_free(member->link);
    free(member->stored);
    free(member);
}

static struct link *member_decode(const char *id, const char *text,
                                  struct err *err)
{
    struct link *link;

    if (text == NULL)
        return link_new(id);
    link = link_decode(text, strlen(text), err);
    if (link != NULL && strcmp(link->id, id) != 0) {
        (void)err_set(err, ERR_DATA, "it is that of another, '%s'", link->id);
        link_free(link);
        link = NULL;
    }
    if (link == NULL)
        (void)err_prefix(err, "cannot read the state of link '%s'", id);
    return link;
}

static struct member *member_new(struct batch *batch, const char *id)
{
    struct member *member = mem_new(1, sizeof *member);

    member->partition = partition_of_link(batch->loader, id);
    member->flow = loader_flow(batch->loader, id);
    batch->members[batch->member_count++] = member;
    batch->touched[member->partition->number] = true;
    (void)map_put(batch->by_id, id, member);
    return member;
}

/* ---- one partition's share of the pipeline ---- */

struct share {
    const char *ids[BATCH_EVENTS_MAX];
    struct member *members[BATCH_EVENTS_MAX];
    char *texts[BATCH_EVENTS_MAX];
    struct cache_load load;
};

static void share_add(struct batch *batch, struct share **shares,
                      const char *id)
{
    struct member *member = member_new(batch, id);
    int32_t number = member->partition->number;
    struct share *share = shares[number];

    if (share == NULL) {
        share = mem_new(1, sizeof *share);
        share->load.partition = number;
        share->load.ids = share->ids;
        share->load.ret_texts = share->texts;
        shares[number] = share;
    }
    share->members[share->load.count] = member;
    share->ids[share->load.count++] = id;
}

/* Another hand has been at Redis' copy, or it has been lost: it is made anew
 * before anything is decided from it. */
static int share_check(const struct share *share, struct partition *partition,
                       struct err *err)
{
    if (share->load.ret_checkpoint == partition->checkpoint)
        return 0;
    partition->restored = false;
    return err_set(err, ERR_RETRY,
                   "Redis' copy of partition %d is at %lld instead of %lld",
                   (int)partition->number,
                   (long long)share->load.ret_checkpoint,
                   (long long)partition->checkpoint);
}

/* A state in Redis that the ledger never had: the whole copy is made anew. */
static int share_spoilt(struct loader *loader, struct partition *partition,
                        struct err *err)
{
    struct err trouble;

    partition->restored = false;
    if (cache_forget(loader->cache, partition->number, &trouble) != 0)
        *err = trouble;
    err->kind = ERR_RETRY;
    return -1;
}

static int share_take(struct share *share, struct err *err)
{
    for (size_t i = 0; i < share->load.count; i++) {
        struct member *member = share->members[i];

        member->stored = share->texts[i];
        share->texts[i] = NULL;
        member->link = member_decode(share->ids[i], member->stored, err);
        if (member->link == NULL)
            return -1;
    }
    return 0;
}

static void share_free(struct share *share)
{
    for (size_t i = 0; share != NULL && i < share->load.count; i++)
        free(share->texts[i]);
    free(share);
}

/* ---- all shares ---- */

static int shares_read(struct batch *batch, struct share **shares,
                       struct err *err)
{
    struct loader *loader = batch->loader;
    int32_t partitions = loader->topics.partitions;
    struct cache_load *loads = mem_new((size_t)partitions, sizeof *loads);
    size_t count = 0;
    int result;

    for (int32_t p = 0; p < partitions; p++) {
        if (shares[p] != NULL)
            loads[count++] = shares[p]->load;
    }
    result = cache_read(loader->cache, loads, count, err);
    count = 0;
    for (int32_t p = 0; p < partitions; p++) {
        if (shares[p] != NULL)
            shares[p]->load = loads[count++];
    }
    free(loads);
    return result;
}

static int shares_take(struct batch *batch, struct share **shares,
                       struct err *err)
{
    struct loader *loader = batch->loader;

    for (int32_t p = 0; p < loader->topics.partitions; p++) {
        if (shares[p] == NULL)
            continue;
        if (share_check(shares[p], loader->partitions[p], err) != 0)
            return -1;
        if (share_take(shares[p], err) != 0)
            return share_spoilt(loader, loader->partitions[p], err);
    }
    return 0;
}

int members_load(struct batch *batch, struct err *err)
{
    size_t partitions = (size_t)batch->loader->topics.partitions;
    struct share **shares = mem_new(partitions, sizeof(struct share *));
    int result = 0;

    for (size_t i = 0; i < batch->event_count; i++) {
        if (member_of(batch, batch->events[i].link) == NULL)
            share_add(batch, shares, batch->events[i].link);
    }
    if (batch->member_count > 0)
        result = shares_read(batch, shares, err);
    if (result == 0)
        result = shares_take(batch, shares, err);
    for (size_t p = 0; p < partitions; p++)
        share_free(shares[p]);
    free(shares);
    return result;
}
