#include "domain/flow.h"

#include <string.h>

static const struct flow *check_other(const struct flows *flows,
                                      const struct flow *flow, const char *name,
                                      struct err *err)
{
    const struct flow *other = flows_find(flows, name);

    if (other == NULL) {
        (void)err_set(err, ERR_USAGE, "flow '%s' names flow '%s': no such flow",
                      flow->name, name);
    } else if (flow->enabled && !other->enabled) {
        (void)err_set(err, ERR_USAGE,
                      "flow '%s' needs flow '%s', which is not enabled",
                      flow->name, name);
    } else {
        return other;
    }
    return NULL;
}

/* A reference `under` a parent leads to a flow whose records live under
 * another's, and the other way round. */
static int check_reference(const struct flows *flows, const struct flow *flow,
                           const struct property *property, const char *name,
                           struct err *err)
{
    const struct flow *other = check_other(flows, flow, name, err);

    if (other == NULL)
        return -1;
    if ((property->under != NULL) != (other->parent_flow != NULL)) {
        return err_set(
            err, ERR_USAGE, "flow '%s': property '%s' %s, but flow '%s' %s",
            flow->name, property->name,
            property->under != NULL ? "has 'under'" : "has no 'under'", name,
            other->parent_flow != NULL ? "has one" : "has none");
    }
    return 0;
}

/* One record of side a may stand for several under different parents, so a
 * reference in it could name only one of them. */
static int check_under(const struct flows *flows, const struct flow *flow,
                       struct err *err)
{
    if (flow->parent_flow == NULL)
        return 0;
    if (flow->sides[SIDE_A].create != CREATE_NEVER) {
        return err_set(err, ERR_USAGE,
                       "flow '%s' has 'under', so it can create on side b only",
                       flow->name);
    }
    return check_other(flows, flow, flow->parent_flow, err) == NULL ? -1 : 0;
}

static int check_flow(const struct flows *flows, const struct flow *flow,
                      struct err *err)
{
    if (flows_find(flows, flow->name) != flow)
        return err_set(err, ERR_USAGE, "two flows are named '%s'", flow->name);
    if (check_under(flows, flow, err) != 0)
        return -1;
    for (size_t i = 0; i < flow->property_count; i++) {
        const struct property *property = &flow->properties[i];

        for (size_t j = 0; j < property->flow_count; j++) {
            if (check_reference(flows, flow, property, property->flows[j],
                                err) != 0)
                return -1;
        }
    }
    return 0;
}

/* ---- circles ------------------------------------------------------------- */

/* Flows whose records can be made: nothing they require is in a circle. */
struct makeable {
    const char *names[FLOWS_MAX];
    size_t count;
};

static bool makeable_has(const struct makeable *makeable, const char *name)
{
    for (size_t i = 0; i < makeable->count; i++) {
        if (strcmp(makeable->names[i], name) == 0)
            return true;
    }
    return false;
}

static bool flow_is_makeable(const struct flow *flow,
                             const struct makeable *makeable)
{
    if (flow->parent_flow != NULL && !makeable_has(makeable, flow->parent_flow))
        return false;
    for (size_t i = 0; i < flow->property_count; i++) {
        const struct property *property = &flow->properties[i];

        for (size_t j = 0; property->required && j < property->flow_count;
             j++) {
            if (!makeable_has(makeable, property->flows[j]))
                return false;
        }
    }
    return true;
}

/* Adds what has become makeable. Returns a flow that has not, or NULL. */
static const struct flow *makeable_grow(struct makeable *makeable,
                                        const struct flows *flows)
{
    const struct flow *stuck = NULL;

    for (size_t i = 0; i < flows->count; i++) {
        const struct flow *flow = flows->items[i];

        if (makeable_has(makeable, flow->name))
            continue;
        if (flow_is_makeable(flow, makeable)) {
            makeable->names[makeable->count++] = flow->name;
        } else {
            stuck = flow;
        }
    }
    return stuck;
}

static int check_circles(const struct flows *flows, struct err *err)
{
    struct makeable makeable = { .count = 0 };
    const struct flow *stuck;
    size_t before;

    do {
        before = makeable.count;
        stuck = makeable_grow(&makeable, flows);
    } while (makeable.count > before);
    if (stuck == NULL)
        return 0;
    return err_set(err, ERR_USAGE,
                   "flow '%s' can never write: its required references make a "
                   "circle",
                   stuck->name);
}

int flows_check(const struct flows *flows, struct err *err)
{
    for (size_t i = 0; i < flows->count; i++) {
        if (check_flow(flows, flows->items[i], err) != 0)
            return -1;
    }
    return check_circles(flows, err);
}
