/*
 * What two records have in common when people would say they are the same: a
 * key (the e-mail address), and names that must not contradict each other.
 */
#include "domain/work.h"

#include "base/hash.h"
#include "base/mem.h"
#include "base/text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define SAME_DIGITS 16

static const struct property *property_named(const struct flow *flow,
                                             const char *name)
{
    for (size_t i = 0; i < flow->property_count; i++) {
        if (text_equal(flow->properties[i].name, name))
            return &flow->properties[i];
    }
    return NULL;
}

/* An e-mail address keeps its punctuation: a.b@c and ab@c are two people. */
static char *folded_email(const char *text)
{
    char *copy = mem_copy(text + strspn(text, " \t\r\n"));

    copy[strcspn(copy, " \t\r\n")] = '\0';
    for (char *c = copy; *c != '\0'; c++)
        *c = (char)tolower((unsigned char)*c);
    return copy;
}

const struct property *key_property(const struct flow *flow)
{
    return property_named(flow, flow->match_key);
}

/* A value as people compare it, hashed; "" when it is empty or stands for
 * nothing. */
static void value_hash(const struct property *property, enum side side,
                       const struct json *map, char ret_hash[HASH_TEXT_MAX])
{
    const char *text = json_text(value_of(property, side, map));
    char *folded;

    ret_hash[0] = '\0';
    if (text_is_empty(text) || text_equal(text, property->fallback[side]))
        return;
    folded =
        property->type == TYPE_EMAIL ? folded_email(text) : text_fold(text);
    if (folded[0] != '\0')
        hash_text(folded, strlen(folded), ret_hash);
    free(folded);
}

char *key_of(const struct flow *flow, enum side side,
             const struct json *observed)
{
    char hash[HASH_TEXT_MAX];

    if (flow->match_key == NULL)
        return NULL;
    value_hash(property_named(flow, flow->match_key), side, observed, hash);
    return hash[0] == '\0' ? NULL : route_key_id(flow->name, hash);
}

struct json *key_same(const struct flow *flow, enum side side,
                      const struct json *observed)
{
    struct json *same = json_new_array();

    for (size_t i = 0; i < flow->match_same_count; i++) {
        char hash[HASH_TEXT_MAX];

        value_hash(property_named(flow, flow->match_same[i]), side, observed,
                   hash);
        json_append(same, json_new_text_n(hash, strnlen(hash, SAME_DIGITS)));
    }
    return same;
}
