/*
 * domain/route.h: which link does a record concern?
 *
 * Ids are derived, never drawn: <flow>.<side>.<record id>, for a contact
 * person of one customer among several <flow>.a.<record>@<parent record>.
 * Our reference in a target record is <founding system>:<record id>, under a
 * parent <founding system>:<record id>@<parent record id>.
 */
#ifndef TANDEM_DOMAIN_ROUTE_H
#define TANDEM_DOMAIN_ROUTE_H

#include "domain/event.h"
#include "domain/flow.h"
#include "domain/record.h"

/* The parts of a link id, borrowed from it by copy: the caller frees with
 * route_free(). parent is NULL when there is none. */
struct route {
    char *flow;
    enum side side;
    char *record_id;
    char *parent;
};

/* False when id is no link id. */
bool route_parse(const char *link_id, struct route *ret_route);
void route_free(struct route *route);

/* The id of a key actor: key.<flow>.<hash>; and the flow in one, or NULL when
 * id is no key actor's. The caller frees either. */
char *route_key_id(const char *flow, const char *hash);
char *route_key_flow(const char *id);

/* The caller frees. parent NULL: none. */
char *route_link_id(const char *flow, enum side side, const char *record_id,
                    const char *parent);

/* What a link founded by route's record writes as its reference into the
 * other system: "zohocrm:5843@5842". origin: entity_origin() of that record's
 * entity. The caller frees. */
char *route_reference(const char *origin, const struct route *route);

/* The link id that a reference names for this flow, or NULL when it names
 * none (empty, foreign, malformed, or of another system than side's). */
char *route_by_reference(const struct flow *flow, enum side founding_side,
                         const char *reference);

/*
 * The `observed` events of one record (SEEN or GONE): one for each enabled
 * flow on its entity and side. A record whose `where` does not hold makes an
 * event that may not found a link. Returns how many were appended to
 * ret_events (room for 2 * FLOWS_MAX); each is freed with event_free().
 * ERR_DATA: the record lacks an id.
 */
int route_record(const struct flows *flows, const struct record *record,
                 struct event *ret_events, size_t *ret_count,
                 struct err *err) MUST_CHECK;

/* The names of the enabled flows that its entity's records are routed for, as
 * an array; the caller frees. */
struct json *route_flows(const struct flows *flows,
                         const struct record *record);

#endif
