#include "support/copy_check.h"

#include "base/mem.h"
#include "base/text.h"
#include "io/redis.h"
#include "support/ledger.h"
#include "support/world.h"

#include <stdbool.h>
#include <stdlib.h>

#define REDIS_LIMIT_MS 5000

struct check {
    struct redis *redis;
    struct ledger *ledger;
    size_t states; /* in Redis, marks included */
    size_t due;
    size_t due_owed; /* as the ledger has it */
    char *difference;
};

static void differ(struct check *check, const char *what, const char *id,
                   const char *redis, const char *ledger)
{
    if (check->difference != NULL)
        return;
    check->difference = mem_print("%s '%s': %s in Redis, %s in the ledger",
                                  what, id, redis == NULL ? "nothing" : redis,
                                  ledger == NULL ? "nothing" : ledger);
}

static void check_states(struct check *check, int partition)
{
    char *key = mem_print("%s:links:%d", world_namespace(), partition);
    struct err err = { 0 };
    const struct redis_reply *reply =
        redis_do(check->redis, &err, "HGETALL", key, NULL);

    assert_non_null(reply);
    for (size_t i = 0; i + 1 < reply->count; i += 2) {
        const char *id = reply->items[i].text;
        const char *text = reply->items[i + 1].text;
        const char *owed = ledger_text(check->ledger, partition, id);

        if (text_equal(id, "~checkpoint"))
            continue;
        check->states++;
        if (!text_equal(text, owed))
            differ(check, "the state of", id, text, owed);
    }
    free(key);
}

/* The set is of link ids and their times, in turn. */
static void check_due(struct check *check, int partition)
{
    char *key = mem_print("%s:due:%d", world_namespace(), partition);
    struct err err = { 0 };
    const struct redis_reply *reply = redis_do(
        check->redis, &err, "ZRANGE", key, "0", "-1", "WITHSCORES", NULL);

    assert_non_null(reply);
    for (size_t i = 0; i + 1 < reply->count; i += 2) {
        const char *id = reply->items[i].text;
        const struct link *link = ledger_link(check->ledger, id);
        char *owed =
            link == NULL ? NULL : mem_print("%lld", (long long)link->due_ms);

        check->due++;
        if (!text_equal(reply->items[i + 1].text, owed)) {
            differ(check, "the due time of", id, reply->items[i + 1].text,
                   owed);
        }
        free(owed);
    }
    free(key);
}

static int count_due(const struct link *link, void *arg)
{
    struct check *check = arg;

    check->due_owed += link->due_ms != 0;
    return 0;
}

static void check_counts(struct check *check, const char *what, size_t redis,
                         size_t ledger)
{
    char *here = mem_print("%zu", redis);
    char *there = mem_print("%zu", ledger);

    if (redis != ledger)
        differ(check, "the number of", what, here, there);
    free(here);
    free(there);
}

const char *copy_difference(void)
{
    const char *url = getenv("TEST_REDIS"); /* NOLINT(concurrency-mt-unsafe) */
    struct err err = { 0 };
    struct check check = { .redis = redis_open(url, REDIS_LIMIT_MS, &err),
                           .ledger = ledger_read() };

    assert_non_null(check.redis);
    assert_true(ledger_is_whole(check.ledger));
    for (int p = 0; p < WORLD_PARTITIONS; p++) {
        check_states(&check, p);
        check_due(&check, p);
    }
    (void)ledger_each(check.ledger, count_due, &check);
    check_counts(&check, "states", check.states, ledger_texts(check.ledger));
    check_counts(&check, "due times", check.due, check.due_owed);
    ledger_free(check.ledger);
    redis_close(check.redis);
    return check.difference == NULL ? NULL : world_keep(check.difference);
}
