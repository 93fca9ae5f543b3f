/*
 * console/status_parts.h: the chapters of `tandem status`, each a tree for
 * people and programs alike. Only status*.c include it.
 */
#ifndef TANDEM_CONSOLE_STATUS_PARTS_H
#define TANDEM_CONSOLE_STATUS_PARTS_H

#include "base/buf.h"
#include "console/arguments.h"
#include "console/session.h"

/* How far back `done` looks. */
#define STATUS_MINUTES 5
/* More than this that waits is an estimate. */
#define STATUS_LAG_COUNTED 1000

/*
 * Per flow: [{flow, enabled, in-step, pending, waiting, held, closed, lonely,
 * owed, oldest: {link, status, since_ms}, gate: {open, missing: [{entity,
 * partitions_done}]}}]. NULL: an error.
 */
struct json *status_flows(struct session *session, struct err *err) MUST_CHECK;

/*
 * Whether pairs say the same: {counted, partitions, counted_ms, flows: [{flow,
 * pairs, equal, agreed, open, unexplained, as_of_ms}]}. counted: partitions
 * whose figures are there; without any, or without Redis, flows is empty.
 */
struct json *status_pairs(struct session *session);

/* Messages that wait, per stage: [{stage, reads, waiting,
 * position, end}]; the latter two are sums of offsets. */
struct json *status_stages(struct session *session, struct err *err) MUST_CHECK;

/* How far each entity has been read: [{system, entity, polled_ms, scanned_ms,
 * reader}]; what Redis does not know is left out. */
struct json *status_entities(struct session *session);

/* What was done in the last minutes: {minutes, actions: {created: 4}}. */
struct json *status_done(struct session *session, struct err *err) MUST_CHECK;

/* The systems, as far as Redis knows: [{system, requests, limit, trouble}].
 * Empty without their keys. */
struct json *status_systems(struct session *session,
                            const struct arguments *arguments);

/* The brakes that are engaged or released; empty when all are free, there are
 * none, or Redis does not know. */
struct json *status_brakes(struct session *session);

/* The page; tree: {flows, pairs, stages, entities, done, brakes, systems}. */
void status_print(const struct json *tree, struct buf *ret_text);

#endif
