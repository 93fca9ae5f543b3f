/*
 * remote/remote.h: asking a system, politely.
 *
 * One remote per system: it keeps the access token (shared through Redis,
 * refreshed by one process at a time), the request budget (shared too), and
 * the breaker that stops asking a system that is unwell. Calls are queued by
 * priority and answered, in the order they finish, from within http_step();
 * those that never left are given back from within remote_step().
 *
 * A read (list, read, find, match) that fails because the system is unwell is
 * repeated up to three times; a call whose token was denied is sent again once
 * with a new one. Every other verdict is the caller's to judge.
 */
#ifndef TANDEM_REMOTE_REMOTE_H
#define TANDEM_REMOTE_REMOTE_H

#include "base/err.h"
#include "base/histogram.h"
#include "io/http.h"
#include "io/redis.h"
#include "systems/system.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* An intent that could not be sent within this time is decided again. */
#define REMOTE_SEND_WITHIN_MS 10000

struct remote;

struct remote_settings {
    const char *name_space; /* prefix of Redis keys */
    int rate;               /* requests a second, over all programs; 0: none */
    int concurrency;        /* requests at once, over all programs; 0: 8 of
                               this one */
    int limit_ms;           /* time limit of one request */
    bool guarded;           /* nothing but CALL_TENANT before remote_admit() */
};

/* system, http and redis are borrowed until remote_close(). */
struct remote *remote_open(struct system *system, struct http *http,
                           struct redis *redis,
                           const struct remote_settings *settings);

/* Calls that are queued or in flight are forgotten: nobody is called back. */
void remote_close(struct remote *remote);

/*
 * The outcome of one call. answer is the caller's to take from (zero what is
 * taken); it is freed afterwards. unsent: the call never left (time ran out
 * while queued, or remote_cancel()); then verdict is VERDICT_RETRY.
 */
typedef void remote_done(struct answer *answer, bool unsent, void *arg);

/* Takes call's members (call is empty afterwards). send_within_ms: 0 means as
 * long as it takes. A call that cannot be said in this API is VERDICT_REJECT.
 */
void remote_call(struct remote *remote, struct call *call, int send_within_ms,
                 remote_done *done, void *arg);

/* Is the system well enough to be given writes? False while the breaker is
 * open, no token can be had, or Redis is away. */
bool remote_ready(const struct remote *remote);

/* What is wrong, for logs and health, or NULL: "powerofficego: HTTP 503, asked
 * again in 4 s"; "zohocrm: credentials refused (invalid_code): correct
 * TANDEM_...". Borrowed. */
const char *remote_trouble(const struct remote *remote);

/* It is known whose records our keys open, and they are the right ones. */
void remote_admit(struct remote *remote);

/* Are our keys of no use, as far as is known? Then others may be given: true
 * if they are others; what is queued goes on with them, when admitted. */
bool remote_is_refused(const struct remote *remote);
bool remote_renew(struct remote *remote,
                  const struct system_settings *settings);

/* Calls queued and calls in flight. */
size_t remote_queued(const struct remote *remote);
size_t remote_pending(const struct remote *remote);

/* Starts what may start. Call it whenever time has passed; answers come from
 * http_step(). Never waits (but for one quick Redis round trip). */
void remote_step(struct remote *remote);

/* Gives back every queued call as unsent. Those in flight go on. */
void remote_cancel(struct remote *remote);

/* For /metrics: since the start, and how it stands. */
struct remote_counts {
    uint64_t requests;
    struct histogram took; /* from sending to the answer, or its failure */
    bool breaker_open;
    int rate; /* as the settings say; 0: no such limit */
    int concurrency;
    uint64_t by_verdict[8]; /* enum verdict */
    uint64_t token_refreshes;
    uint64_t throttled_ms; /* time spent waiting for the budget */
};
void remote_count(const struct remote *remote,
                  struct remote_counts *ret_counts);

#endif
