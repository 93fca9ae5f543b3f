#include "console/story_parts.h"

#include "base/text.h"
#include "domain/cause.h"
#include "domain/lens.h"

#include <stdlib.h>

/* The first filled of a property's fields; NULL: all are empty. */
static const struct json *value_at(const struct property *property,
                                   enum side side, const struct json *map)
{
    for (size_t i = 0; i < property->path_count[side]; i++) {
        const struct json *value = json_get(map, property->paths[side][i]);

        if (!lens_is_empty(value))
            return value;
    }
    return NULL;
}

static bool is_known(const struct property *property, enum side side,
                     const struct json *map)
{
    for (size_t i = 0; i < property->path_count[side]; i++) {
        if (json_get(map, property->paths[side][i]) != NULL)
            return true;
    }
    return false;
}

/* A reference says the same when b refers to what a's record is in b. */
static bool is_same_reference(const struct link *link,
                              const struct property *property,
                              const struct json *there)
{
    const char *id = json_get_text(json_get(link->refs, property->name), "id");
    char *text = json_is_text(there) ? NULL : json_string(there);
    bool same =
        id != NULL && text_equal(id, text == NULL ? json_text(there) : text);

    free(text);
    return same;
}

static const char *state_of(const struct link *link,
                            const struct property *property,
                            const struct json *a, const struct json *b)
{
    if (a == NULL && b == NULL)
        return "empty";
    if (a != NULL && b != NULL) {
        bool same = property->type == TYPE_LINK
                        ? is_same_reference(link, property, b)
                        : lens_same(property, a, b);

        return same ? "same" : "different";
    }
    if (property->type != TYPE_LINK && lens_same(property, a, b))
        return "same"; /* a fallback stands for empty */
    return a != NULL ? "only a" : "only b";
}

static void owed_tell(const struct link *link, const char *name,
                      struct json *tree)
{
    const struct json *owed = json_get(link->owed, name);
    const char *cause = json_get_text(owed, "cause");
    const struct cause_owed *known = cause_owed_find(cause);

    if (cause == NULL)
        return;
    json_set_text(tree, "owed_to", json_get_text(owed, "to"));
    json_set_text(tree, "owed_cause", cause);
    if (known != NULL)
        json_set_text(tree, "remedy", known->remedy);
}

static struct json *property_tell(const struct link *link,
                                  const struct property *property, bool values)
{
    const struct json *value[SIDES];
    bool known = true;
    struct json *tree = json_new_object();

    for (int s = 0; s < SIDES; s++) {
        const struct json *map = link->sides[s].observed;

        value[s] = value_at(property, (enum side)s, map);
        known = known && is_known(property, (enum side)s, map);
    }
    json_set_text(tree, "name", property->name);
    json_set_text(tree, "state",
                  known || !link_is_whole(link)
                      ? state_of(link, property, value[SIDE_A], value[SIDE_B])
                      : "unknown");
    for (int s = 0; s < SIDES && values; s++) {
        json_set(tree, side_name((enum side)s),
                 value[s] == NULL ? json_new_null() : json_clone(value[s]));
    }
    owed_tell(link, property->name, tree);
    return tree;
}

/* Who won it last: the members of the trail's entry. */
static void provenance_tell(const struct json *entry, struct json *tree)
{
    for (const struct json *m = json_first(entry); m != NULL; m = json_next(m))
        json_set(tree, json_name(m), json_clone(m));
}

/* Whose value it is, and why. The trail may be too old to tell. */
static void winner_tell(struct json *tree)
{
    const char *to = json_get_text(tree, "to");
    const char *rule = json_get_text(tree, "rule");

    if (to == NULL)
        return;
    json_set_text(tree, "won", text_equal(to, "a") ? "b" : "a");
    json_set_text(tree, "why",
                  rule != NULL ? provenance_rule(rule)
                  : text_equal(json_get_text(tree, "action"), "updated")
                      ? "what it refers to"
                      : "the other was made from it");
}

struct json *story_properties(const struct flow *flow, const struct link *link,
                              const struct provenance *provenance, bool values)
{
    struct json *list = json_new_array();

    for (size_t i = 0; i < flow->property_count; i++) {
        const struct property *property = &flow->properties[i];
        struct json *tree = property_tell(link, property, values);

        provenance_tell(json_get(provenance->properties, property->name), tree);
        winner_tell(tree);
        json_append(list, tree);
    }
    return list;
}
