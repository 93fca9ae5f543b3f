/*
 * Three-way merge, property by property: the base is what both sides held
 * when they were last in step (`agreed`), so that an edit on one side is told
 * from the other side's standing still.
 */
#include "domain/work.h"

#include "base/mem.h"
#include "base/text.h"
#include "domain/lens.h"

#include <stdlib.h>
#include <string.h>

enum choice { CHOICE_NOTHING, CHOICE_A, CHOICE_B, CHOICE_HOLD };

/* Both sides of one property, as the merge sees them. */
struct view {
    const struct property *property;
    const struct json *value[SIDES]; /* NULL: empty */
    bool changed[SIDES];             /* since they agreed */
    const char *rule;                /* why the chosen side wins */
    bool based;
};

static bool view_changed(const struct work *work,
                         const struct property *property, enum side s)
{
    const struct link_side *side = &work->link->sides[s];

    return !value_equal(value_of(property, s, side->observed),
                        value_of(property, s, side->agreed));
}

static struct view view_of(const struct work *work,
                           const struct property *property)
{
    struct view view = { .property = property,
                         .based = agreed_exists(work->link, property) };

    for (int s = 0; s < SIDES; s++) {
        view.value[s] =
            value_of(property, (enum side)s, work->link->sides[s].observed);
        view.changed[s] = view_changed(work, property, (enum side)s);
    }
    return view;
}

/* The constant that stands for an empty value on one side is no value. */
static bool is_fallback(const struct property *property, enum side s,
                        const struct json *const value[SIDES])
{
    return value[side_other(s)] == NULL && property->fallback[s] != NULL &&
           text_equal(json_text(value[s]), property->fallback[s]);
}

static bool values_same(const struct property *property,
                        const struct json *const value[SIDES])
{
    return is_fallback(property, SIDE_A, value) ||
           is_fallback(property, SIDE_B, value) ||
           lens_same(property, value[SIDE_A], value[SIDE_B]);
}

bool merge_value_is_same(const struct property *property,
                         const struct link *link)
{
    const struct json *value[SIDES];

    for (int s = 0; s < SIDES; s++) {
        value[s] = value_of(property, (enum side)s, link->sides[s].observed);
    }
    return values_same(property, value);
}

static int64_t changed_at(const struct work *work, const char *name,
                          enum side s)
{
    return json_get_int(work->link->sides[s].changed_ms, name, 0);
}

static enum choice newest(const struct work *work, struct view *view)
{
    const char *name = view->property->name;

    view->rule = "preferred";
    switch (view->property->prefer) {
    case PREFER_A:
        return CHOICE_A;
    case PREFER_B:
        return CHOICE_B;
    case PREFER_HOLD:
        return CHOICE_HOLD;
    case PREFER_NEWEST:
        break;
    }
    view->rule = "newest";
    return changed_at(work, name, SIDE_B) > changed_at(work, name, SIDE_A)
               ? CHOICE_B
               : CHOICE_A;
}

/* A value that was owed is tried again, toward the side it was owed to. */
static enum choice choose_owed(const struct work *work, struct view *view)
{
    const char *to =
        json_get_text(json_get(work->link->owed, view->property->name), "to");

    view->rule = "owed";
    if (to == NULL)
        return CHOICE_NOTHING;
    return text_equal(to, "a") ? CHOICE_B : CHOICE_A;
}

static enum choice choose(const struct work *work, struct view *view)
{
    const char *wanted =
        json_get_text(work->link->prefer, view->property->name);

    view->rule = "decided";
    if (wanted != NULL)
        return text_equal(wanted, "a") ? CHOICE_A : CHOICE_B;
    view->rule = view->based ? "edited" : "filled";
    if (!view->based) {
        if (view->value[SIDE_A] == NULL)
            return CHOICE_B;
        if (view->value[SIDE_B] == NULL)
            return CHOICE_A;
        return newest(work, view);
    }
    if (view->changed[SIDE_A] && view->changed[SIDE_B])
        return newest(work, view);
    if (view->changed[SIDE_A])
        return CHOICE_A;
    if (view->changed[SIDE_B])
        return CHOICE_B;
    return choose_owed(work, view);
}

void merge_agree(struct work *work, const struct property *property)
{
    struct link *link = work->link;

    agreed_set(link, property, SIDE_A, link->sides[SIDE_A].observed);
    agreed_set(link, property, SIDE_B, link->sides[SIDE_B].observed);
    agreed_define(link, property);
    owed_set(work, property, SIDE_B, NULL);
    json_remove(link->prefer, property->name);
    returns_settle(link, property);
}

/* An emptied value: passed on only where the flow says so; else it stays as
 * its user left it, and the other side's, too. */
static void merge_emptied(struct work *work, const struct view *view,
                          enum side to, struct plan *plan)
{
    const struct property *property = view->property;
    const char *path =
        value_target(property, to, work->link->sides[to].observed);

    if (property->clear != CLEAR_PROPAGATE) {
        merge_agree(work, property);
    } else if (property->fallback[to] != NULL) {
        json_set_text(plan->fields[to], path, property->fallback[to]);
    } else {
        json_set(plan->fields[to], path, json_new_null());
    }
}

static void merge_filled(struct work *work, const struct view *view,
                         enum side to, struct plan *plan)
{
    const struct property *property = view->property;
    const char *path =
        value_target(property, to, work->link->sides[to].observed);
    struct err err;
    struct json *native = lens_put(property, to, path, &work->flow->sides[to],
                                   view->value[side_other(to)], &err);

    if (native == NULL) {
        owed_set(work, property, to, err.text);
    } else {
        json_set(plan->fields[to], path, native);
    }
}

static void merge_value(struct work *work, const struct property *property,
                        struct plan *plan)
{
    struct view view = view_of(work, property);
    enum choice choice;
    enum side to;

    if (!value_is_known(property, SIDE_A, work->link->sides[SIDE_A].observed) ||
        !value_is_known(property, SIDE_B, work->link->sides[SIDE_B].observed))
        return;
    if (values_same(property, view.value)) {
        merge_agree(work, property);
        return;
    }
    choice = choose(work, &view);
    if (choice == CHOICE_HOLD)
        plan->conflict = property;
    if (choice == CHOICE_NOTHING || choice == CHOICE_HOLD)
        return;
    to = choice == CHOICE_A ? SIDE_B : SIDE_A;
    if (!work->flow->sides[to].share)
        return;
    if (view.value[side_other(to)] == NULL) {
        merge_emptied(work, &view, to, plan);
    } else {
        merge_filled(work, &view, to, plan);
    }
    if (plan_value(property, to, plan->fields[to]) != NULL) {
        plan_explain(plan, to, property, view.rule,
                     changed_at(work, property->name, side_other(to)));
    }
}

/* ---- what must be written together ---- */

static bool holds_any(const struct json *fields,
                      const struct entity_group *group)
{
    size_t length = strlen(group->object);

    for (const struct json *f = json_first(fields); f != NULL;
         f = json_next(f)) {
        if (strncmp(json_name(f), group->object, length) == 0 &&
            json_name(f)[length] == '.' && !lens_is_empty(f))
            return true;
    }
    return false;
}

static const char *missing_in(const struct json *fields,
                              const struct entity_group *group)
{
    for (size_t i = 0; group->required[i] != NULL; i++) {
        if (lens_is_empty(json_get(fields, group->required[i])))
            return group->required[i];
    }
    return NULL;
}

static void group_drop(struct work *work, enum side to,
                       const struct entity_group *group, const char *missing,
                       struct json *fields)
{
    char *cause = mem_print("cannot be stored without %s", missing);

    for (size_t i = 0; i < work->flow->property_count; i++) {
        const struct property *property = &work->flow->properties[i];
        const char *path = property->paths[to][0];

        if (entity_group_of(work->flow->sides[to].entity, path) == group &&
            json_get(fields, path) != NULL) {
            json_remove(fields, path);
            owed_set(work, property, to, cause);
        }
    }
    free(cause);
}

/* An object whose members can only be created together (a mail address) is
 * left out whole while one of them is missing. */
static void merge_groups(struct work *work, enum side to, struct json *fields)
{
    const struct entity_group *group = work->flow->sides[to].entity->groups;

    for (; group != NULL && group->object != NULL; group++) {
        const char *missing = missing_in(fields, group);

        if (missing != NULL && holds_any(fields, group) &&
            !holds_any(work->link->sides[to].observed, group))
            group_drop(work, to, group, missing, fields);
    }
}

/* ---- the whole ---- */

void merge_link(struct work *work, bool refs, struct plan *plan)
{
    for (size_t i = 0; i < work->flow->property_count; i++) {
        const struct property *property = &work->flow->properties[i];

        if (property->type != TYPE_LINK) {
            merge_value(work, property, plan);
        } else if (refs) {
            merge_reference(work, property, plan);
        }
    }
    if (plan->asking != NULL)
        merge_references_later(work, plan);
    merge_groups(work, SIDE_A, plan->fields[SIDE_A]);
    merge_groups(work, SIDE_B, plan->fields[SIDE_B]);
}

static void create_value(struct work *work, const struct property *property,
                         enum side to, struct plan *plan)
{
    enum side from = side_other(to);
    struct view view = {
        .property = property,
        .value[SIDE_A] =
            from == SIDE_A
                ? value_of(property, from, work->link->sides[from].observed)
                : NULL,
        .value[SIDE_B] =
            from == SIDE_B
                ? value_of(property, from, work->link->sides[from].observed)
                : NULL,
    };

    if (property->type == TYPE_LINK) {
        const char *id = refs_id(work->link, property->name);

        if (to == SIDE_B && id != NULL) {
            json_set(plan->fields[to], property->paths[to][0],
                     merge_reference_value(work->flows, property, id));
        }
    } else if (view.value[from] != NULL) {
        merge_filled(work, &view, to, plan);
    } else if (property->fallback[to] != NULL) {
        json_set_text(plan->fields[to], property->paths[to][0],
                      property->fallback[to]);
    }
}

void merge_create(struct work *work, enum side to, struct plan *plan)
{
    const struct json *set = work->flow->sides[to].set;

    for (size_t i = 0; i < work->flow->property_count; i++)
        create_value(work, &work->flow->properties[i], to, plan);
    merge_groups(work, to, plan->fields[to]);
    for (const struct json *s = json_first(set); s != NULL; s = json_next(s))
        json_set(plan->fields[to], json_name(s), json_clone(s));
}
