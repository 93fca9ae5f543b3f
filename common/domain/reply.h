/*
 * domain/reply.h: what a link's request says to a system, and what the system
 * knows as the link's flow sees it. For everybody who plays the system's part:
 * the loader with the real one, a rehearsal with what has been read of it.
 */
#ifndef TANDEM_DOMAIN_REPLY_H
#define TANDEM_DOMAIN_REPLY_H

#include "domain/event.h"
#include "domain/flow.h"
#include "domain/link.h"
#include "domain/record.h"

/* What a record that the link creates on this side carries as our reference,
 * or NULL: none. The caller frees. */
char *reply_reference(const struct flow *flow, const struct link *link,
                      enum side side);

/* The id of the record that the one on this side lives under, or NULL: it is
 * not known. Borrowed. */
const char *reply_parent(const struct link *link, enum side side);

/* The record, as it was answered: its fields, and of id, parent, reference and
 * modified what the event does not say yet. */
void reply_record(const struct flow_side *side, const struct json *record,
                  struct event *ret_event);

/* A record that was met when the target was asked whom it knows by a key: one
 * of the event's hits, if it is of this flow's kind. */
void reply_hit(const struct flows *flows, const struct flow *flow,
               enum side side, const struct record *record,
               struct event *ret_event);

/* The enabled flow that a link, or a key actor, belongs to; else NULL. */
const struct flow *reply_flow(const struct flows *flows, const char *link_id);

#endif
