#include "base/mem.h"
#include "base/time.h"
#include "state/cache_private.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of the script: words before the items, and in each item; how many of them
 * are numbers at most. */
#define HEAD_WORDS   3
#define ITEM_WORDS   7
#define ITEM_NUMBERS 5

/* The script's words, in room that was counted beforehand. */
struct words {
    const char **words;
    size_t *lengths;
    size_t count;
    char (*numbers)[CACHE_NUMBER_MAX];
    size_t number_count;
};

static void words_init(struct words *ret_words, size_t item_count)
{
    size_t count = CACHE_KEYS_MAX + HEAD_WORDS + item_count * ITEM_WORDS;

    memset(ret_words, 0, sizeof *ret_words);
    ret_words->words = mem_new(count, sizeof *ret_words->words);
    ret_words->lengths = mem_new(count, sizeof *ret_words->lengths);
    ret_words->numbers = mem_new(HEAD_WORDS + item_count * ITEM_NUMBERS,
                                 sizeof *ret_words->numbers);
}

static void words_free(struct words *words)
{
    free((void *)words->words);
    free(words->lengths);
    free(words->numbers);
}

static void words_text(struct words *words, const char *text)
{
    words->words[words->count] = text;
    words->lengths[words->count++] = strlen(text);
}

static void words_number(struct words *words, int64_t number)
{
    char *text = words->numbers[words->number_count++];

    (void)snprintf(text, CACHE_NUMBER_MAX, "%" PRId64, number);
    words_text(words, text);
}

/* ---- one item ---- */

static int entity_place(const struct cache *cache, const struct entity *entity)
{
    for (size_t i = 0; i < cache->entity_count; i++) {
        if (cache->entities[i] == entity)
            return (int)i + 1;
    }
    return 0;
}

static int side_place(const struct cache *cache, const struct flow *flow,
                      const struct cache_item *item, enum side side)
{
    if (item->linked[side] != NULL)
        return entity_place(cache, item->linked[side]);
    return flow == NULL ? 0 : -entity_place(cache, flow->sides[side].entity);
}

static void words_state(struct words *words, const struct cache *cache,
                        const struct cache_item *item)
{
    const struct flow *flow = cache_flow(cache, item->id);

    words_text(words, item->erased ? "" : item->text);
    words_number(words, item->erased ? 0 : item->due_ms);
    words_number(words, side_place(cache, flow, item, SIDE_A));
    words_number(words, side_place(cache, flow, item, SIDE_B));
}

static void words_item(struct words *words, const struct cache *cache,
                       const struct cache_item *item)
{
    assert(!item->erased || item->text == NULL);
    words_text(words, item->id);
    if (item->text != NULL || item->erased) {
        words_state(words, cache, item);
    } else {
        words_text(words, "");
        words_text(words, "");
        words_text(words, "0");
        words_text(words, "0");
    }
    words_number(words, entity_place(cache, item->seen));
    words_number(words, item->seen_ms);
}

/* ---- all ---- */

static void words_batch(struct words *words, const struct cache *cache,
                        const struct cache_item *items, size_t count)
{
    for (size_t i = 0; i < count; i++)
        words_item(words, cache, &items[i]);
}

static void words_checkpoint(struct words *words, int64_t checkpoint)
{
    if (checkpoint == CACHE_NO_CHECKPOINT) {
        words_text(words, "");
    } else {
        words_number(words, checkpoint);
    }
}

int cache_write(struct cache *cache, int32_t partition, int64_t before,
                int64_t after, const struct cache_item *items, size_t count,
                bool *ret_refused, struct err *err)
{
    struct words words;
    char *keys[CACHE_KEYS_MAX];
    size_t key_count = cache_keys(cache, partition, keys);
    const struct redis_reply *reply;

    words_init(&words, count);
    for (size_t i = 0; i < key_count; i++)
        words_text(&words, keys[i]);
    words_checkpoint(&words, before);
    words_number(&words, after);
    /* A record that is linked now counts as seen now. */
    words_number(&words, time_now_ms());
    words_batch(&words, cache, items, count);
    reply = redis_script(cache->redis, &cache->write, key_count, words.count,
                         words.words, words.lengths, err);
    words_free(&words);
    cache_keys_free(keys, key_count);
    if (reply == NULL)
        return -1;
    *ret_refused = reply->integer != 1;
    return 0;
}
