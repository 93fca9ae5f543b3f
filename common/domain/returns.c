/*
 * Values that go back and forth: two people, or two systems' own rules, who
 * want different things of one property. Each of their writes is right by
 * itself, so only their history tells.
 *
 * link->returns: {property: {"b:<hash of the value>": {count, at_ms}}}, what we
 * have written, the newest last.
 */
#include "domain/work.h"

#include "base/hash.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define RETURNS_WITHIN_MS INT64_C(3600000)
#define RETURNS_MAX       3
/* Who goes around in a longer circle is slow enough to be seen. */
#define RETURNS_KEPT 8

static char *value_key(enum side to, const struct json *value)
{
    char *text = json_string(value);
    char hash[HASH_TEXT_MAX];

    hash_text(text, strlen(text), hash);
    free(text);
    return mem_print("%s:%s", side_name(to), hash);
}

static bool other_side_was_last(const struct json *history, enum side to)
{
    const struct json *last = NULL;

    for (const struct json *h = json_first(history); h != NULL;
         h = json_next(h))
        last = h;
    return last != NULL && json_name(last)[0] != side_name(to)[0];
}

/* How often this value has come back to that side, with this write. */
static int64_t returns_count(const struct work *work,
                             const struct json *history, const char *key,
                             enum side to)
{
    const struct json *known = json_get(history, key);
    int64_t count = json_get_int(known, "count", 0);
    int64_t at_ms = json_get_int(known, "at_ms", 0);

    if (count >= RETURNS_MAX) /* until a person has settled it */
        return count;
    if (known == NULL || work->now_ms - at_ms > RETURNS_WITHIN_MS)
        return 0;
    return count + other_side_was_last(history, to);
}

static void history_add(struct work *work, struct json *history,
                        const char *key, int64_t count)
{
    struct json *entry = json_new_object();

    json_set_int(entry, "count", count);
    json_set_int(entry, "at_ms", work->now_ms);
    json_remove(history, key);
    json_set(history, key, entry);
    if (json_count(history) > RETURNS_KEPT)
        json_remove(history, json_name(json_first(history)));
}

static struct json *history_of(const struct link *link,
                               const struct property *property)
{
    const struct json *history = json_get(link->returns, property->name);

    return history == NULL ? json_new_object() : json_clone(history);
}

static void note(struct work *work, const struct property *property,
                 enum side to, const struct json *value)
{
    struct json *history = history_of(work->link, property);
    char *key = value_key(to, value);

    history_add(work, history, key, returns_count(work, history, key, to));
    json_set(work->link->returns, property->name, history);
    free(key);
}

void returns_note(struct work *work, enum side to, const struct json *fields)
{
    for (size_t i = 0; i < work->flow->property_count; i++) {
        const struct property *property = &work->flow->properties[i];
        const struct json *value = plan_value(property, to, fields);

        if (value != NULL)
            note(work, property, to, value);
    }
}

static bool is_too_often(struct work *work, const struct property *property,
                         enum side to, const struct json *value)
{
    struct json *history = history_of(work->link, property);
    char *key = value_key(to, value);
    int64_t count = returns_count(work, history, key, to);

    if (count >= RETURNS_MAX &&
        json_get_int(json_get(history, key), "count", 0) < RETURNS_MAX) {
        history_add(work, history, key, RETURNS_MAX);
        json_set(work->link->returns, property->name, history);
    } else {
        json_free(history);
    }
    free(key);
    return count >= RETURNS_MAX;
}

const struct property *returns_too_often(struct work *work, enum side to,
                                         const struct json *fields)
{
    for (size_t i = 0; i < work->flow->property_count; i++) {
        const struct property *property = &work->flow->properties[i];
        const struct json *value = plan_value(property, to, fields);

        if (value != NULL && is_too_often(work, property, to, value))
            return property;
    }
    return NULL;
}

void returns_settle(struct link *link, const struct property *property)
{
    const struct json *history = json_get(link->returns, property->name);

    for (const struct json *h = json_first(history); h != NULL;
         h = json_next(h)) {
        if (json_get_int(h, "count", 0) >= RETURNS_MAX) {
            json_remove(link->returns, property->name);
            return;
        }
    }
}

void returns_forget(struct link *link)
{
    json_free(link->returns);
    link->returns = json_new_object();
}
