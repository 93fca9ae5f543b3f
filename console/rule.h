/*
 * console/rule.h: a flow's rules as sentences.
 *
 * Each function appends sentences that end with a full stop, or nothing.
 */
#ifndef TANDEM_CONSOLE_RULE_H
#define TANDEM_CONSOLE_RULE_H

#include "base/buf.h"
#include "console/title.h"
#include "domain/flow.h"

/* Which records get a partner. flows: all, for who refers to whom. */
void rule_create(const struct flows *flows, const struct flow *flow,
                 const struct title *title, struct buf *ret_text);

/* What happens to a link, once there is one. */
void rule_sync(const struct flow *flow, const struct title *title,
               struct buf *ret_text);

/* Which records are of this kind, where they live, and how those that are on
 * both sides already find each other. */
void rule_kind(const struct flows *flows, const struct flow *flow,
               const struct title *title, struct buf *ret_text);

/* What the property's reference leads to; nothing if it is none. */
void rule_reference(const struct flows *flows, const struct property *property,
                    struct buf *ret_text);

#endif
