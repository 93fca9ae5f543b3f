/*
 * The merge of references: does the order still belong to what its deal refers
 * to?
 */
#include "domain/work.h"

#include "base/text.h"
#include "domain/lens.h"

#include <stdlib.h>
#include <string.h>

/* A record's id as that entity writes references to it. */
struct json *merge_reference_value(const struct work *work,
                                   const struct property *property,
                                   const char *id)
{
    const struct flow *flow = flows_find(work->flows, property->flows[0]);
    int64_t number;
    struct json *text = json_new_text(id);
    struct json *parsed = NULL;
    struct err err;

    if (flow != NULL && flow->sides[SIDE_B].entity->id_is_number)
        parsed = json_parse(id, strlen(id), &err);
    if (!json_int(parsed, &number)) {
        json_free(parsed);
        return text;
    }
    json_free(text);
    return parsed;
}

/* Does the reference lead elsewhere than agreed, or had it no record to lead
 * to then? */
static bool reference_moved(const struct work *work,
                            const struct property *property, const char *target)
{
    const struct link_side *a = &work->link->sides[SIDE_A];
    const struct link_side *b = &work->link->sides[SIDE_B];

    return !agreed_exists(work->link, property) ||
           !text_equal(target, json_get_text(a->agreed, property->name)) ||
           (value_of(property, SIDE_B, b->observed) == NULL &&
            value_of(property, SIDE_B, b->agreed) == NULL);
}

/* Somebody made the b record refer to another one. Links are found by their
 * founding record, not by their b record, so what it is in a is not known. */
static void merge_reference_back(struct work *work,
                                 const struct property *property)
{
    const struct link_side *b = &work->link->sides[SIDE_B];
    const struct json *there = value_of(property, SIDE_B, b->observed);
    bool edited = there != NULL &&
                  !value_equal(there, value_of(property, SIDE_B, b->agreed));

    owed_set(work, property, SIDE_A,
             edited ? "cannot be read backwards" : NULL);
}

/* Does side b still refer to what the reference leads to? */
void merge_reference(struct work *work, const struct property *property,
                     struct plan *plan)
{
    struct link *link = work->link;
    const char *id = refs_id(link, property->name);
    char *target = refs_target(property, link->sides[SIDE_A].observed);
    struct json *value =
        id == NULL ? NULL : merge_reference_value(work, property, id);
    const struct json *there =
        value_of(property, SIDE_B, link->sides[SIDE_B].observed);
    bool moved = reference_moved(work, property, target);

    if (value != NULL ? value_equal(value, there) : target == NULL && moved) {
        merge_agree(work, property);
    } else if (value != NULL && moved && work->flow->sides[SIDE_B].share) {
        json_set(plan->fields[SIDE_B], property->paths[SIDE_B][0],
                 json_clone(value));
    } else if (!moved && (value != NULL || target == NULL)) {
        merge_reference_back(work, property);
    }
    free(target);
    json_free(value);
}
