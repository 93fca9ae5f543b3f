#include "domain/reply.h"

#include "base/mem.h"
#include "domain/route.h"

#include <stdlib.h>

char *reply_reference(const struct flow *flow, const struct link *link,
                      enum side side)
{
    const struct entity *founder = flow->sides[side_other(side)].entity;
    struct route route;
    char *reference;

    if (!route_parse(link->id, &route))
        return NULL;
    reference = route_reference(entity_origin(founder), &route);
    route_free(&route);
    return reference;
}

const char *reply_parent(const struct link *link, enum side side)
{
    const struct link_side *of = &link->sides[side];

    return of->parent != NULL
               ? of->parent
               : json_get_text(json_get(link->refs, "~parent"), "id");
}

void reply_record(const struct flow_side *side, const struct json *record,
                  struct event *ret_event)
{
    ret_event->fields =
        entity_pick(record, (const char *const *)side->paths, side->path_count);
    ret_event->parent = entity_parent(side->entity, record);
    ret_event->reference = entity_reference(side->entity, record);
    ret_event->found = true;
    if (ret_event->record_id == NULL)
        ret_event->record_id = entity_id(side->entity, record);
    if (ret_event->modified == NULL) {
        ret_event->modified = mem_copy(entity_modified(side->entity, record));
    }
}

static void hit_add(struct event *to, struct event *hit)
{
    to->hits = mem_resize(to->hits, to->hit_count + 1, sizeof *to->hits);
    to->hits[to->hit_count++] = *hit;
}

void reply_hit(const struct flows *flows, const struct flow *flow,
               enum side side, const struct record *record,
               struct event *ret_event)
{
    struct event events[2 * FLOWS_MAX];
    size_t count = 0;
    struct err err;

    if (route_record(flows, record, events, &count, &err) != 0)
        return;
    for (size_t i = 0; i < count; i++) {
        if (reply_flow(flows, events[i].link) == flow &&
            events[i].side == side && events[i].founds) {
            hit_add(ret_event, &events[i]);
        } else {
            event_free(&events[i]);
        }
    }
}

const struct flow *reply_flow(const struct flows *flows, const char *link_id)
{
    char *name = route_key_flow(link_id);
    const struct flow *flow;
    struct route route;

    if (name == NULL && route_parse(link_id, &route)) {
        name = mem_copy(route.flow);
        route_free(&route);
    }
    flow = name == NULL ? NULL : flows_find(flows, name);
    free(name);
    return flow != NULL && flow->enabled ? flow : NULL;
}
