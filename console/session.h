/*
 * console/session.h: what a command that looks at the running system needs.
 */
#ifndef TANDEM_CONSOLE_SESSION_H
#define TANDEM_CONSOLE_SESSION_H

#include "base/buf.h"
#include "base/json.h"
#include "process/config.h"
#include "state/links.h"
#include "state/topics.h"

#define SESSION_NEEDS      (NEED_KAFKA | NEED_REDIS | NEED_FLOWS)
#define SESSION_TIMEOUT_MS 10000

struct session {
    const struct config *config; /* borrowed */
    struct kafka_settings kafka; /* config's, but in a hurry */
    struct flows flows;
    struct topics topics;
    struct redis *redis;
    struct links *links;
};

/* Reads the flows, and looks whether the topics are there; session_close()
 * either way. ret_session must stay where it is. */
int session_open(struct session *ret_session, const struct config *config,
                 struct err *err) MUST_CHECK;
void session_close(struct session *session);

/* Where what was read has come from, as a line and as JSON: "As of
 * 2026-11-23 19:20:01 UTC, from Redis, which is level with the ledger". */
void session_source(const struct session *session, struct buf *ret_text);
void session_source_json(const struct session *session, struct json *object);

/* "2026-11-23 19:20:01 UTC"; "3 min", "2 h", "5 d". Zero is nothing. */
void session_time(struct buf *ret_text, int64_t ms);
void session_age(struct buf *ret_text, int64_t ms);

#endif
