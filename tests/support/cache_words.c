#include "support/cache_words.h"

#include "support/entities.h"
#include "support/test.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define IDS_MAX 600

int copy_open(void **state)
{
    struct copy *copy = mem_new(1, sizeof *copy);

    (void)kafka_words_start(state);
    new_name(copy->name);
    entities_flows(&copy->flows);
    copy->contacts = entities_find("zohocrm", "Contacts", NULL);
    copy->customers = entities_find("powerofficego", "Customers", NULL);
    copy->redis = redis_open(variable("TEST_REDIS"), LIMIT_MS, &last_err);
    assert_non_null(copy->redis);
    copy->cache = cache_open(copy->redis, copy->name, &copy->flows);
    *state = copy;
    return 0;
}

int copy_close(void **state)
{
    struct copy *copy = *state;

    cache_close(copy->cache);
    redis_close(copy->redis);
    flows_free(&copy->flows);
    free(copy);
    return 0;
}

void redis_words(struct copy *copy, const char *a, const char *b, const char *c,
                 const char *d)
{
    if (redis_do(copy->redis, &last_err, a, b, c, d, NULL) == NULL)
        fail_msg("%s: %s", a, last_err.text);
}

void writes(struct copy *copy, int64_t before, int64_t after,
            const struct cache_item *items, size_t count)
{
    bool refused = true;

    ok(cache_write(copy->cache, 0, before, after, items, count, &refused,
                   &last_err));
    assert_false(refused);
}

char *state_of(struct copy *copy, const char *id)
{
    char *text = NULL;
    struct cache_load load = { .ids = &id, .count = 1, .ret_texts = &text };

    ok(cache_read(copy->cache, &load, 1, &last_err));
    return text;
}

int64_t checkpoint_of(struct copy *copy)
{
    struct cache_load load = { 0 };

    ok(cache_read(copy->cache, &load, 1, &last_err));
    return load.ret_checkpoint;
}

/* ---- the picture ---- */

static int text_compare(const void *one, const void *other)
{
    return strcmp(*(char *const *)one, *(char *const *)other);
}

/* Replies are pairs of a name and a value, or names alone. */
static void picture_add(struct copy *copy, struct buf *picture,
                        const char *const *words, size_t step)
{
    size_t argc = 0;
    const struct redis_reply *reply;
    char *lines[IDS_MAX];
    size_t count = 0;

    while (words[argc] != NULL)
        argc++;
    reply = redis_command(copy->redis, argc, words, NULL, &last_err);
    assert_non_null(reply);
    for (size_t i = 0; i < reply->count; i += step) {
        assert_true(count < IDS_MAX);
        lines[count++] = mem_print("%s %s\n", reply->items[i].text,
                                   step == 2 ? reply->items[i + 1].text : "");
    }
    qsort(lines, count, sizeof(lines[0]), text_compare);
    buf_print(picture, "%s:\n", words[1] + strlen(copy->name));
    for (size_t i = 0; i < count; i++) {
        buf_text_append(picture, lines[i]);
        free(lines[i]);
    }
}

char *picture(struct copy *copy)
{
    struct buf picture = { 0 };
    const struct entity *entities[2 * FLOWS_MAX];
    size_t count = flows_entities(&copy->flows, entities);
    char *links = mem_print("%s:links:0", copy->name);
    char *due = mem_print("%s:due:0", copy->name);

    picture_add(copy, &picture, (const char *[]){ "HGETALL", links, NULL }, 2);
    picture_add(
        copy, &picture,
        (const char *[]){ "ZRANGE", due, "0", "-1", "WITHSCORES", NULL }, 2);
    for (size_t i = 0; i < count; i++) {
        char *seen = mem_print("%s:seen:0:%s.%s", copy->name,
                               entities[i]->system, entities[i]->name);

        picture_add(copy, &picture,
                    (const char *[]){ "ZRANGE", seen, "0", "-1", NULL }, 1);
        free(seen);
    }
    free(links);
    free(due);
    return buf_take(&picture);
}

/* ---- lists of ids ---- */

static void ids_join(struct buf *text, char **ids, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        buf_print(text, "%s ", ids[i]);
        free(ids[i]);
    }
}

char *due_until(struct copy *copy, int64_t until_ms, size_t max)
{
    char *ids[IDS_MAX];
    struct buf text = { 0 };
    size_t count;

    ok(cache_due(copy->cache, 0, until_ms, max, ids, &count, &last_err));
    ids_join(&text, ids, count);
    return buf_take(&text);
}

char *at_gate(struct copy *copy, size_t skip, size_t max)
{
    char *ids[IDS_MAX];
    struct buf text = { 0 };
    size_t count;

    ok(cache_due_at(copy->cache, 0, LINK_DUE_AT_GATE, skip, max, ids, &count,
                    &last_err));
    ids_join(&text, ids, count);
    return buf_take(&text);
}

char *unseen_before(struct copy *copy, const struct entity *entity,
                    int64_t before_ms, size_t max)
{
    char *ids[IDS_MAX];
    struct buf text = { 0 };
    struct cache_unseen unseen = {
        .entity = entity, .before_ms = before_ms, .max = max, .ret_ids = ids
    };

    ok(cache_unseen(copy->cache, 0, &unseen, &last_err));
    ids_join(&text, ids, unseen.ret_count);
    if (unseen.ret_unseen > unseen.ret_count)
        buf_print(&text, "and %zu more ", unseen.ret_unseen - unseen.ret_count);
    buf_print(&text, "of %zu", unseen.ret_total);
    return buf_take(&text);
}

void assert_text(char *freed, const char *expected)
{
    assert_string_equal(freed, expected);
    free(freed);
}
