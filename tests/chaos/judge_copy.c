#include "chaos/judge.h"

#include "base/mem.h"
#include "base/text.h"
#include "chaos/finding.h"
#include "io/redis.h"
#include "support/test.h"
#include "support/world.h"

#include <stdlib.h>

#define ANSWER_MS 5000

/* Each state, byte for byte. How many there are. */
static size_t partition_judge(struct redis *redis, const struct ledger *ledger,
                              int partition)
{
    char *key = mem_print("%s:links:%d", world_namespace(), partition);
    struct err err = { 0 };
    const struct redis_reply *reply =
        redis_do(redis, &err, "HGETALL", key, NULL);
    size_t count = 0;

    if (reply == NULL)
        finding_add(FINDING_COPY, NULL, "HGETALL: %s", err.text);
    for (size_t i = 0; reply != NULL && i + 1 < reply->count; i += 2) {
        const char *id = reply->items[i].text;
        const char *text = ledger_text(ledger, partition, id);

        if (text_equal(id, "~checkpoint"))
            continue;
        count++;
        if (!text_equal(text, reply->items[i + 1].text)) {
            finding_add(FINDING_COPY, id, "%s: Redis has %s, the ledger %s", id,
                        reply->items[i + 1].text,
                        text == NULL ? "nothing" : text);
        }
    }
    free(key);
    return count;
}

void judge_copy(const struct ledger *ledger)
{
    struct err err = { 0 };
    const char *url = getenv("TEST_REDIS"); /* NOLINT(concurrency-mt-unsafe) */
    struct redis *redis = redis_open(url, ANSWER_MS, &err);
    size_t count = 0;

    assert_non_null(redis);
    for (int p = 0; p < WORLD_PARTITIONS; p++)
        count += partition_judge(redis, ledger, p);
    if (count != ledger_texts(ledger)) {
        finding_add(FINDING_COPY, NULL,
                    "Redis has %zu states, the ledger has %zu", count,
                    ledger_texts(ledger));
    }
    redis_close(redis);
}
