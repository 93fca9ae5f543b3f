#include "console/group.h"

#include "base/map.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

struct groups {
    struct map *by_words;
    struct group **sorted; /* NULL: to be made */
    size_t total;
};

struct groups *groups_new(void)
{
    struct groups *groups = mem_new(1, sizeof *groups);

    groups->by_words = map_new();
    return groups;
}

static void group_free(void *value)
{
    struct group *group = value;

    for (size_t i = 0; i < GROUP_WORDS; i++)
        free(group->words[i]);
    for (size_t i = 0; i < GROUP_SAMPLES; i++)
        free(group->samples[i]);
    free(group);
}

void groups_free(struct groups *groups)
{
    if (groups == NULL)
        return;
    map_free(groups->by_words, group_free);
    free((void *)groups->sorted);
    free(groups);
}

static struct group *group_of(struct groups *groups,
                              const char *const words[GROUP_WORDS])
{
    struct buf key = { 0 };
    struct group *group;

    for (size_t i = 0; i < GROUP_WORDS; i++)
        buf_print(&key, "%s\n", words[i] == NULL ? "" : words[i]);
    group = map_get(groups->by_words, buf_text(&key));
    if (group == NULL) {
        group = mem_new(1, sizeof *group);
        for (size_t i = 0; i < GROUP_WORDS; i++)
            group->words[i] = mem_copy(words[i]);
        (void)map_put(groups->by_words, buf_text(&key), group);
    }
    buf_free(&key);
    return group;
}

void groups_add(struct groups *groups, const char *const words[GROUP_WORDS],
                const char *sample, int64_t since_ms)
{
    struct group *group = group_of(groups, words);

    if (group->count < GROUP_SAMPLES)
        group->samples[group->count] = mem_copy(sample);
    group->count++;
    if (since_ms != 0 && (group->since_ms == 0 || since_ms < group->since_ms))
        group->since_ms = since_ms;
    groups->total++;
    free((void *)groups->sorted);
    groups->sorted = NULL;
}

/* ---- in order ---- */

static int collect(const char *key, void *value, void *arg)
{
    struct group ***next = arg;

    (void)key;
    *(*next)++ = value;
    return 0;
}

static int words_compare(const struct group *one, const struct group *other)
{
    for (size_t i = 0; i < GROUP_WORDS; i++) {
        const char *a = one->words[i] == NULL ? "" : one->words[i];
        const char *b = other->words[i] == NULL ? "" : other->words[i];
        int order = strcmp(a, b);

        if (order != 0)
            return order;
    }
    return 0;
}

static int compare(const void *one, const void *other)
{
    const struct group *a = *(struct group *const *)one;
    const struct group *b = *(struct group *const *)other;

    if (a->count != b->count)
        return a->count > b->count ? -1 : 1;
    return words_compare(a, b);
}

const struct group *groups_at(struct groups *groups, size_t n)
{
    size_t count = map_count(groups->by_words);

    if (groups->sorted == NULL) {
        struct group **next;

        groups->sorted = mem_new(count + 1, sizeof(struct group *));
        next = groups->sorted;
        (void)map_each(groups->by_words, collect, (void *)&next);
        qsort((void *)groups->sorted, count, sizeof(struct group *), compare);
    }
    return n < count ? groups->sorted[n] : NULL;
}

size_t groups_total(const struct groups *groups)
{
    return groups->total;
}

/* ---- samples ---- */

static size_t sample_count(const struct group *group)
{
    return group->count < GROUP_SAMPLES ? group->count : GROUP_SAMPLES;
}

struct json *group_samples_json(const struct group *group)
{
    struct json *array = json_new_array();

    for (size_t i = 0; i < sample_count(group); i++)
        json_append(array, json_new_text(group->samples[i]));
    return array;
}
