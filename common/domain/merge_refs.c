/*
 * The merge of references: does the order still belong to what its deal refers
 * to?
 */
#include "domain/work.h"

#include "base/mem.h"
#include "base/text.h"
#include "domain/lens.h"

#include <stdlib.h>
#include <string.h>

/* A record's id as that entity writes references to it. */
struct json *merge_reference_value(const struct flows *flows,
                                   const struct property *property,
                                   const char *id)
{
    const struct flow *flow = flows_find(flows, property->flows[0]);
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

bool merge_reference_is_same(const struct flows *flows,
                             const struct property *property,
                             const struct link *link)
{
    const struct json *there =
        value_of(property, SIDE_B, link->sides[SIDE_B].observed);
    char *target = refs_target(property, link->sides[SIDE_A].observed);
    const char *id = refs_id(link, property->name);
    struct json *value =
        id == NULL ? NULL : merge_reference_value(flows, property, id);
    bool same = target == NULL ? there == NULL
                               : value != NULL && value_equal(value, there);

    free(target);
    json_free(value);
    return same;
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

/* Where on side a that record is referred to; elsewhere it would not count. */
static void plan_back(struct work *work, const struct property *property,
                      size_t position, const char *id, struct plan *plan)
{
    const struct json *a = work->link->sides[SIDE_A].observed;
    int supplier = value_supplier(property, SIDE_A, a);
    char *cause;

    if (supplier >= 0 && (size_t)supplier < position) {
        cause = mem_print("belongs to %s, but %s comes first: empty that one",
                          property->paths[SIDE_A][position],
                          property->paths[SIDE_A][supplier]);
        owed_set(work, property, SIDE_A, cause);
        free(cause);
        return;
    }
    json_set_text(plan->fields[SIDE_A], property->paths[SIDE_A][position], id);
    plan_explain(
        plan, SIDE_A, property, "edited",
        json_get_int(work->link->sides[SIDE_B].changed_ms, property->name, 0));
}

/* Somebody made the b record refer to another one. */
static void merge_back(struct work *work, const struct property *property,
                       const struct json *there, struct plan *plan)
{
    const char *id = NULL;
    size_t position = 0;

    if (!work->flow->sides[SIDE_A].share)
        return;
    switch (back_resolve(work, property, there, &position, &id)) {
    case BACK_FOUND:
        plan_back(work, property, position, id, plan);
        break;
    case BACK_ASKED:
        plan->asking = property;
        break;
    case BACK_NOBODY:
        owed_set(work, property, SIDE_A,
                 "refers to a record that has no partner over there");
        break;
    }
}

/* Which side moved the reference, and last. */
static bool b_has_moved(const struct work *work,
                        const struct property *property, bool a_moved)
{
    const struct link *link = work->link;
    const struct json *there =
        value_of(property, SIDE_B, link->sides[SIDE_B].observed);

    if (there == NULL || !agreed_exists(link, property) ||
        value_equal(there,
                    value_of(property, SIDE_B, link->sides[SIDE_B].agreed)))
        return false;
    return !a_moved ||
           json_get_int(link->sides[SIDE_B].changed_ms, property->name, 0) >
               json_get_int(link->sides[SIDE_A].changed_ms, property->name, 0);
}

/* Does side b still refer to what the reference leads to? */
void merge_reference(struct work *work, const struct property *property,
                     struct plan *plan)
{
    struct link *link = work->link;
    const char *id = refs_id(link, property->name);
    char *target = refs_target(property, link->sides[SIDE_A].observed);
    struct json *value =
        id == NULL ? NULL : merge_reference_value(work->flows, property, id);
    const struct json *there =
        value_of(property, SIDE_B, link->sides[SIDE_B].observed);
    const char *wanted = json_get_text(link->prefer, property->name);
    bool moved = wanted != NULL || reference_moved(work, property, target);
    bool back = wanted == NULL ? b_has_moved(work, property, moved)
                               : text_equal(wanted, "b") && there != NULL;
    bool same = value != NULL ? value_equal(value, there)
                              : target == NULL && moved && !back;

    if (same) {
        merge_agree(work, property);
    } else if (back) {
        merge_back(work, property, there, plan);
    } else if (value != NULL && moved && work->flow->sides[SIDE_B].share) {
        json_set(plan->fields[SIDE_B], property->paths[SIDE_B][0],
                 json_clone(value));
    }
    if (!back)
        back_forget(link, property);
    free(target);
    json_free(value);
}

void merge_references_later(const struct work *work, struct plan *plan)
{
    for (size_t i = 0; i < work->flow->property_count; i++) {
        const struct property *property = &work->flow->properties[i];

        for (size_t p = 0;
             property->type == TYPE_LINK && p < property->path_count[SIDE_A];
             p++)
            json_remove(plan->fields[SIDE_A], property->paths[SIDE_A][p]);
    }
}
