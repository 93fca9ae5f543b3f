#include "domain/route.h"

#include "base/mem.h"
#include "base/text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* A record id as the systems give it: digits or a UUID. Nothing in it can be
 * taken for a separator. */
static bool route_is_id(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (!isalnum((unsigned char)text[i]) && strchr("-_", text[i]) == NULL)
            return false;
    }
    return length > 0;
}

/* Splits "<id>[@<parent>]"; false (and nothing to free) when it is no such. */
static bool route_split(const char *text, char **ret_id, char **ret_parent)
{
    size_t length = strcspn(text, "@");
    const char *parent = text[length] == '@' ? text + length + 1 : NULL;

    if (!route_is_id(text, length) ||
        (parent != NULL && !route_is_id(parent, strlen(parent))))
        return false;
    *ret_id = mem_copy_n(text, length);
    *ret_parent = mem_copy(parent);
    return true;
}

bool route_parse(const char *link_id, struct route *ret_route)
{
    size_t length = strcspn(link_id, ".");
    const char *rest = link_id + length;

    memset(ret_route, 0, sizeof *ret_route);
    if (length == 0 || (!text_starts(rest, ".a.") && !text_starts(rest, ".b.")))
        return false;
    if (!route_split(rest + 3, &ret_route->record_id, &ret_route->parent))
        return false;
    ret_route->flow = mem_copy_n(link_id, length);
    ret_route->side = rest[1] == 'a' ? SIDE_A : SIDE_B;
    return true;
}

void route_free(struct route *route)
{
    free(route->flow);
    free(route->record_id);
    free(route->parent);
    memset(route, 0, sizeof *route);
}

char *route_key_id(const char *flow, const char *hash)
{
    return mem_print("key.%s.%s", flow, hash);
}

char *route_key_flow(const char *id)
{
    const char *flow = id + strlen("key.");

    return text_starts(id, "key.") ? mem_copy_n(flow, strcspn(flow, "."))
                                   : NULL;
}

char *route_link_id(const char *flow, enum side side, const char *record_id,
                    const char *parent)
{
    return mem_print("%s.%s.%s%s%s", flow, side_name(side), record_id,
                     parent == NULL ? "" : "@", parent == NULL ? "" : parent);
}

char *route_reference(const char *origin, const struct route *route)
{
    return mem_print("%s:%s%s%s", origin, route->record_id,
                     route->parent == NULL ? "" : "@",
                     route->parent == NULL ? "" : route->parent);
}

/* Does this flow's link of this side stand for a record under a parent? */
static bool route_is_child(const struct flow *flow, enum side founding_side)
{
    return founding_side == SIDE_A && flow->parent_flow != NULL;
}

char *route_by_reference(const struct flow *flow, enum side founding_side,
                         const char *reference)
{
    const char *origin = entity_origin(flow->sides[founding_side].entity);
    size_t length = strlen(origin);
    char *id;
    char *parent;
    char *link = NULL;

    if (reference == NULL || strncmp(reference, origin, length) != 0 ||
        reference[length] != ':' ||
        !route_split(reference + length + 1, &id, &parent))
        return NULL;
    if ((parent != NULL) == route_is_child(flow, founding_side))
        link = route_link_id(flow->name, founding_side, id, parent);
    free(id);
    free(parent);
    return link;
}

/* ---- records ------------------------------------------------------------- */

static bool route_concerns(const struct flow *flow, enum side side,
                           const struct record *record)
{
    return flow->enabled &&
           strcmp(flow->sides[side].entity_name, record->entity) == 0 &&
           strcmp(flow->sides[side].system, record->system) == 0;
}

/*
 * The link that a record concerns: the one its reference names, else the one
 * derived from itself. A contact of a flow of contact persons is a hub's: many
 * links may have it, so no reference in it can name the one.
 */
static char *route_link(const struct flow *flow, enum side side,
                        const char *record_id, const char *reference)
{
    char *link = NULL;

    if (!route_is_child(flow, side))
        link = route_by_reference(flow, side_other(side), reference);
    return link != NULL ? link
                        : route_link_id(flow->name, side, record_id, NULL);
}

static void route_seen(const struct flow *flow, enum side side,
                       const struct record *record, struct event *ret_event)
{
    const struct flow_side *own = &flow->sides[side];
    char *reference = entity_reference(own->entity, record->body);

    memset(ret_event, 0, sizeof *ret_event);
    ret_event->kind = EVENT_OBSERVED;
    ret_event->link = route_link(flow, side, record->id, reference);
    ret_event->reference = reference;
    ret_event->parent = entity_parent(own->entity, record->body);
    ret_event->modified = mem_copy(entity_modified(own->entity, record->body));
    ret_event->fields = entity_pick(
        record->body, (const char *const *)own->paths, own->path_count);
    ret_event->fits = flow_fits(own->where, ret_event->fields);
    ret_event->founds = ret_event->fits && !route_is_child(flow, side);
}

static void route_gone(const struct flow *flow, enum side side,
                       const struct record *record, struct event *ret_event)
{
    memset(ret_event, 0, sizeof *ret_event);
    ret_event->kind = EVENT_OBSERVED;
    ret_event->link = route_link_id(flow->name, side, record->id, NULL);
    ret_event->gone = true;
}

static void route_one(const struct flow *flow, enum side side,
                      const struct record *record, struct event *ret_event)
{
    if (record->kind == RECORD_GONE) {
        route_gone(flow, side, record, ret_event);
    } else {
        route_seen(flow, side, record, ret_event);
    }
    ret_event->side = side;
    ret_event->record_id = mem_copy(record->id);
    ret_event->read_ms = record->read_ms;
}

static void route_flow(const struct flow *flow, const struct record *record,
                       struct event *ret_events, size_t *count)
{
    for (unsigned side = SIDE_A; side < SIDES; side++) {
        if (route_concerns(flow, (enum side)side, record)) {
            route_one(flow, (enum side)side, record, &ret_events[*count]);
            (*count)++;
        }
    }
}

int route_record(const struct flows *flows, const struct record *record,
                 struct event *ret_events, size_t *ret_count, struct err *err)
{
    *ret_count = 0;
    if (record->id == NULL || !route_is_id(record->id, strlen(record->id))) {
        return err_set(err, ERR_DATA, "cannot route record of '%s': no id",
                       record->entity);
    }
    for (size_t i = 0; i < flows->count; i++)
        route_flow(flows->items[i], record, ret_events, ret_count);
    return 0;
}

struct json *route_flows(const struct flows *flows, const struct record *record)
{
    struct json *names = json_new_array();

    for (size_t i = 0; i < flows->count; i++) {
        const struct flow *flow = flows->items[i];

        for (int s = 0; flow->enabled && s < SIDES; s++) {
            const struct entity *entity = flow->sides[s].entity;

            if (text_equal(entity->system, record->system) &&
                text_equal(entity->name, record->entity))
                json_append(names, json_new_text(flow->name));
        }
    }
    return names;
}
