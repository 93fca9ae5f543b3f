/*
 * tandem rebuild: Redis' copy of the links, made anew from the ledger.
 */
#include "console/command.h"
#include "console/session.h"
#include "state/cache.h"

#include <stdio.h>

static const struct option_about options[] = {
    { "--json", NULL, "for programs: one JSON object" },
    { .name = NULL },
};

/* A loader that owns the partition notices, and makes its copy anew by itself:
 * whoever comes second goes on where the first has got to. */
static int partition_rebuild(struct session *session, struct cache *cache,
                             int32_t partition, struct err *err)
{
    int64_t checkpoint;

    if (cache_forget(cache, partition, err) != 0)
        return -1;
    if (cache_rebuild(cache, &session->kafka, &session->topics, partition, NULL,
                      &checkpoint, err) == 0)
        return 0;
    if (err->kind != ERR_RETRY)
        return -1;
    return err_prefix(err, "if a loader works on it, it does the same: look at "
                           "tandem status");
}

static int rebuild_all(struct session *session, struct err *err)
{
    struct cache *cache = cache_open(
        session->redis, session->config->name_space, &session->flows);
    int result = cache_check(cache, err);

    for (int32_t p = 0; result == 0 && p < session->topics.partitions; p++)
        result = partition_rebuild(session, cache, p, err);
    cache_close(cache);
    return result;
}

static int rebuild_run(const struct config *config,
                       const struct arguments *arguments, struct err *err)
{
    struct session session;
    int result = session_open(&session, config, err);

    if (result == 0)
        result = rebuild_all(&session, err);
    if (result == 0 && arguments_value(arguments, "--json") != NULL) {
        (void)printf("{\"v\":1,\"partitions\":%d}\n",
                     (int)session.topics.partitions);
    } else if (result == 0) {
        (void)printf("Redis' copy of %d partitions has been made anew from the "
                     "ledger\n",
                     (int)session.topics.partitions);
    }
    session_close(&session);
    return result;
}

const struct command rebuild_command = {
    .name = "rebuild",
    .summary = "makes Redis' copy of the links anew from the ledger",
    .text = "For a Redis that is of another ledger, or that nobody trusts any "
            "more: loaders do the same by themselves when theirs is empty or "
            "old. Only states and due times are replaced; cursors, tokens and "
            "budgets stay. Nothing is written to any system because of it. "
            "Loaders may run meanwhile.",
    .example = "tandem rebuild",
    .needs = SESSION_NEEDS,
    .options = options,
    .run = rebuild_run,
};
