#include "domain/work.h"

#include "base/mem.h"
#include "base/text.h"
#include "domain/lens.h"

#include <stdlib.h>

char *refs_target(const struct property *property, const struct json *map)
{
    int supplier = value_supplier(property, SIDE_A, map);
    const char *parent = NULL;
    size_t flow;

    if (supplier < 0)
        return NULL;
    if (property->under != NULL) {
        parent = json_text(json_get(map, property->under));
        if (text_is_empty(parent))
            return NULL;
    }
    flow = (size_t)supplier < property->flow_count ? (size_t)supplier
                                                   : property->flow_count - 1;
    return route_link_id(
        property->flows[flow], SIDE_A,
        json_text(json_get(map, property->paths[SIDE_A][supplier])), parent);
}

const char *refs_id(const struct link *link, const char *name)
{
    return json_get_text(json_get(link->refs, name), "id");
}

static bool refs_flow_is_on(const struct work *work, const char *target)
{
    const struct flow *flow = NULL;
    struct route route;

    if (route_parse(target, &route)) {
        flow = flows_find(work->flows, route.flow);
        route_free(&route);
    }
    return flow != NULL && flow->enabled;
}

static void refs_ask(struct work *work, const char *target)
{
    struct event *message = work_message(work, EVENT_WANTED, target);

    if (message != NULL)
        message->create = true;
}

/* Whatever is answered now is news. */
static struct json *ref_without_revision(const struct json *ref)
{
    struct json *copy = json_clone(ref);

    json_remove(copy, "revision");
    return copy;
}

/* One reference: asks when it leads elsewhere than before, or when the time
 * to ask again has come. */
static enum refs_state refs_one(struct work *work, const char *name,
                                const char *target)
{
    struct json *refs = work->link->refs;
    const struct json *ref = json_get(refs, name);
    bool again =
        work->event->kind == EVENT_DUE || work->event->kind == EVENT_COMMAND;

    if (target == NULL) {
        json_remove(refs, name);
        return REFS_READY;
    }
    if (!text_equal(json_get_text(ref, "link"), target)) {
        struct json *fresh = json_new_object();

        json_set_text(fresh, "link", target);
        if (!refs_flow_is_on(work, target)) {
            json_set_text(fresh, "cause", "flow-off");
        } else {
            refs_ask(work, target);
        }
        json_set(refs, name, fresh);
        ref = json_get(refs, name);
    } else if (again && json_get(ref, "id") == NULL &&
               refs_flow_is_on(work, target)) {
        json_set(refs, name, ref_without_revision(ref));
        ref = json_get(refs, name);
        refs_ask(work, target);
    }
    if (json_get(ref, "id") != NULL)
        return REFS_READY;
    return json_get(ref, "cause") != NULL ? REFS_BLOCKED : REFS_WAITING;
}

static enum refs_state refs_parent(struct work *work)
{
    enum refs_state state;
    char *target;

    if (work->flow->parent_flow == NULL)
        return REFS_READY;
    target = route_link_id(work->flow->parent_flow, SIDE_A, work->route.parent,
                           NULL);
    state = refs_one(work, WORK_PARENT_REF, target);
    free(target);
    return state;
}

/* A reference that cannot be and need not be is owed. */
static enum refs_state refs_property(struct work *work,
                                     const struct property *property)
{
    char *target = refs_target(property, work->link->sides[SIDE_A].observed);
    enum refs_state state = refs_one(work, property->name, target);

    if (state == REFS_BLOCKED && !property->required) {
        owed_set(work, property, SIDE_B, "what it refers to cannot be there");
        state = REFS_READY;
    }
    free(target);
    return state;
}

static const char *refs_link(const struct link *link, const char *name)
{
    return json_get_text(json_get(link->refs, name), "link");
}

enum refs_state refs_resolve(struct work *work, const char **ret_blocker)
{
    enum refs_state worst = refs_parent(work);

    *ret_blocker = refs_link(work->link, WORK_PARENT_REF);
    for (size_t i = 0; i < work->flow->property_count; i++) {
        const struct property *property = &work->flow->properties[i];
        enum refs_state state;

        if (property->type != TYPE_LINK)
            continue;
        state = refs_property(work, property);
        if (state > worst) {
            worst = state;
            *ret_blocker = refs_link(work->link, property->name);
        }
    }
    return worst;
}

static void refs_wake_one(struct work *work, const char *name)
{
    const struct event *event = work->event;
    const struct json *before = json_get(work->link->refs, name);
    struct json *ref;

    if (!text_equal(refs_link(work->link, name), event->from) ||
        event->revision < json_get_int(before, "revision", 0))
        return; /* not asked, or delivered again after what came later */
    ref = json_new_object();
    json_set_text(ref, "link", event->from);
    json_set_int(ref, "revision", event->revision);
    if (event->ids[SIDE_B] != NULL) {
        json_set_text(ref, "id", event->ids[SIDE_B]);
    } else if (event->cause != NULL) {
        json_set_text(ref, "cause", event->cause);
    }
    json_set(work->link->refs, name, ref);
}

void refs_wake(struct work *work)
{
    back_wake(work);
    refs_wake_one(work, WORK_PARENT_REF);
    for (size_t i = 0; i < work->flow->property_count; i++)
        refs_wake_one(work, work->flow->properties[i].name);
}
