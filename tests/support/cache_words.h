/*
 * tests/support/cache_words.h: short words for tests of Redis' copy, with a
 * real Redis (TEST_REDIS) and a namespace of its own for each test.
 */
#ifndef TANDEM_TESTS_CACHE_WORDS_H
#define TANDEM_TESTS_CACHE_WORDS_H

#include "base/buf.h"
#include "state/cache.h"
#include "support/kafka_words.h"

struct copy {
    char name[TOPIC_LENGTH_MAX]; /* the namespace */
    struct flows flows;          /* the five that ship */
    const struct entity *contacts;
    const struct entity *customers;
    struct redis *redis;
    struct cache *cache;
};

/* cmocka's setup and teardown; *state is the copy. */
int copy_open(void **state);
int copy_close(void **state);

/* One Redis command; its reply is dropped. */
void redis_words(struct copy *copy, const char *a, const char *b, const char *c,
                 const char *d);

/* Writes and asserts that it was not refused. */
void writes(struct copy *copy, int64_t before, int64_t after,
            const struct cache_item *items, size_t count);

/* The state, or NULL; the caller frees. */
char *state_of(struct copy *copy, const char *id);
int64_t checkpoint_of(struct copy *copy);

/* Partition 0 as one text, in an order of its own: states and due times, and
 * who is seen at all. The caller frees. */
char *picture(struct copy *copy);

/* Ids that are due until then, as one text "a b ". The caller frees. */
char *due_until(struct copy *copy, int64_t until_ms, size_t max);

/* Ids at the gate, in the same way. */
char *at_gate(struct copy *copy, size_t skip, size_t max);

/* Ids not seen since then, how many more there are, and the total: "a b of 7",
 * "a b and 3 more of 7". The caller frees. */
char *unseen_before(struct copy *copy, const struct entity *entity,
                    int64_t before_ms, size_t max);

void assert_text(char *freed, const char *expected);

#endif
