/*
 * Redis' copy of the ledger: is it level with it, and the same?
 *
 * Of each partition the newest messages are compared; a loader that works
 * meanwhile only makes that a later moment.
 */
#include "base/map.h"
#include "base/mem.h"
#include "base/text.h"
#include "console/check_parts.h"
#include "domain/link.h"
#include "state/cache.h"

#include <stdlib.h>
#include <string.h>

#define PART     "copy"
#define NEWEST   INT64_C(5000) /* messages of each partition */
#define ATTEMPTS 3             /* while a loader writes */
#define HELPS    "stop the loaders, run tandem rebuild, start them"

/* What the ledger says last of one link. */
struct said {
    char *text; /* NULL: it has been erased */
    int64_t offset;
};

struct comparing {
    struct check *check;
    struct cache *cache;
    int32_t partition;
    struct map *said; /* by id */
    int64_t end;
    int64_t checkpoint;
    size_t compared;
    size_t behind; /* states that the copy does not have yet */
    char *differs; /* an id, or NULL */
};

static void said_free(void *value)
{
    struct said *said = value;

    free(said->text);
    free(said);
}

static int comparing_take(const struct kafka_message *message, void *arg,
                          struct err *err)
{
    struct comparing *comparing = arg;
    char *id = mem_copy_n(message->key, message->key_length);
    struct said *said = mem_new(1, sizeof *said);
    struct said *before;

    (void)err;
    if (message->value != NULL)
        said->text = mem_copy_n(message->value, message->value_length);
    said->offset = message->offset;
    before = map_put(comparing->said, id, said);
    if (before != NULL)
        said_free(before);
    free(id);
    return 0;
}

/* ---- one partition ---- */

struct ids {
    const char **items;
    size_t count;
};

static int ids_add(const char *key, void *value, void *arg)
{
    struct ids *ids = arg;

    (void)value;
    ids->items[ids->count++] = key;
    return 0;
}

/* A state that is none is left out of the copy. */
static bool is_state(const char *text)
{
    struct err ignored;
    struct link *link = NULL;
    bool is_one = text == NULL;

    if (!is_one) {
        link = link_decode(text, strlen(text), &ignored);
        is_one = link != NULL;
    }
    link_free(link);
    return is_one;
}

static void compare_one(struct comparing *comparing, const char *id,
                        const char *copied)
{
    const struct said *said = map_get(comparing->said, id);

    if (*id == '~') /* notes do not move the checkpoint */
        return;
    if (said->offset >= comparing->checkpoint) {
        comparing->behind++;
        return;
    }
    comparing->compared++;
    if (!text_equal(said->text, copied) && is_state(said->text))
        mem_replace(&comparing->differs, id);
}

static int compare_with_copy(struct comparing *comparing, struct err *err)
{
    size_t most = map_count(comparing->said);
    struct ids ids = { .items = mem_new(most + 1, sizeof *ids.items) };
    struct cache_load load = { .partition = comparing->partition,
                               .ids = ids.items };
    int result;

    (void)map_each(comparing->said, ids_add, &ids);
    load.count = ids.count;
    load.ret_texts = mem_new(most + 1, sizeof *load.ret_texts);
    result = cache_read(comparing->cache, &load, 1, err);
    comparing->checkpoint = load.ret_checkpoint;
    for (size_t i = 0; i < ids.count; i++) {
        if (result == 0 && load.ret_checkpoint != CACHE_NO_CHECKPOINT)
            compare_one(comparing, ids.items[i], load.ret_texts[i]);
        free(load.ret_texts[i]);
    }
    free(load.ret_texts);
    free(ids.items);
    return result;
}

static int compare_once(struct comparing *comparing, struct err *err)
{
    const struct kafka_settings *kafka = &comparing->check->config->kafka;
    const char *topic = comparing->check->topics->links;
    int64_t low;
    int64_t high;
    int result;

    mem_replace(&comparing->differs, NULL);
    comparing->compared = 0;
    comparing->behind = 0;
    if (kafka_watermarks(kafka, topic, comparing->partition, &low, &high,
                         CHECK_TIMEOUT_MS, err) != 0)
        return -1;
    if (high - low > NEWEST)
        low = high - NEWEST;
    comparing->said = map_new();
    result = kafka_read_partition(kafka, topic, comparing->partition, low,
                                  comparing_take, comparing, &comparing->end,
                                  CHECK_TIMEOUT_MS, err);
    if (result == 0)
        result = compare_with_copy(comparing, err);
    map_free(comparing->said, said_free);
    return result;
}

/* What the copy holds of later than the ledger was read proves nothing. */
static int compare(struct comparing *comparing, struct err *err)
{
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        if (compare_once(comparing, err) != 0)
            return -1;
        if (comparing->differs == NULL ||
            comparing->checkpoint <= comparing->end)
            return 0;
    }
    mem_replace(&comparing->differs, NULL);
    return 0;
}

/* ---- all ---- */

/* How much is missing in how many partitions. */
struct copy_state {
    size_t absent;
    size_t wrong;
    size_t compared;
    size_t behind;
};

static void tell_partition(const struct comparing *comparing,
                           struct copy_state *state)
{
    struct checkup *checkup = comparing->check->checkup;
    state->compared += comparing->compared;
    state->behind += comparing->behind;
    if (comparing->checkpoint == CACHE_NO_CHECKPOINT) {
        state->absent += comparing->end > 0;
        return;
    }
    state->wrong += comparing->differs != NULL;
    if (comparing->differs == NULL)
        return;
    checkup_say(checkup, CHECKUP_ERROR, PART, HELPS,
                "Redis' copy of partition %d is not what the ledger says: %s "
                "differs",
                (int)comparing->partition, comparing->differs);
}

static int look_at_end(const struct comparing *comparing,
                       struct copy_state *state, struct err *err)
{
    const struct check *check = comparing->check;
    int64_t low;
    int64_t high;

    if (comparing->checkpoint <= comparing->end)
        return 0;
    if (kafka_watermarks(&check->config->kafka, check->topics->links,
                         comparing->partition, &low, &high, CHECK_TIMEOUT_MS,
                         err) != 0)
        return -1;
    if (comparing->checkpoint <= high)
        return 0;
    state->wrong++;
    checkup_say(check->checkup, CHECKUP_ERROR, PART,
                "see whether TANDEM_BROKERS and TANDEM_REDIS belong together; "
                "if they do, " HELPS,
                "Redis' copy of partition %d is ahead of the ledger: it is "
                "another ledger's",
                (int)comparing->partition);
    return 0;
}

static void tell_all(const struct check *check, const struct copy_state *state)
{
    if (state->absent > 0) {
        checkup_say(check->checkup, CHECKUP_WARNING, PART,
                    "nothing: the loader that has the partition makes it anew",
                    "%zu of %d partitions have no copy in Redis", state->absent,
                    (int)check->topics->partitions);
    }
    if (state->wrong == 0) {
        checkup_say(check->checkup, CHECKUP_OK, PART, NULL,
                    "Redis says the same as the ledger: %zu states compared, "
                    "%zu that it will have next",
                    state->compared, state->behind);
    }
}

void check_copy(struct check *check)
{
    struct comparing comparing = { .check = check };
    struct copy_state state = { 0 };
    struct err err = { 0 };
    int result = 0;

    if (!check->has_topics || !check->has_redis)
        return;
    comparing.cache =
        cache_open(check->redis, check->config->name_space, check->flows);
    for (int32_t p = 0; result == 0 && p < check->topics->partitions; p++) {
        comparing.partition = p;
        result = compare(&comparing, &err);
        if (result == 0)
            result = look_at_end(&comparing, &state, &err);
        if (result == 0)
            tell_partition(&comparing, &state);
    }
    if (result == 0) {
        tell_all(check, &state);
    } else {
        checkup_fail(check->checkup, PART, NULL, &err);
    }
    free(comparing.differs);
    cache_close(comparing.cache);
}
