/*
 * process/peer.h: one of the systems, as a program is in touch with it.
 *
 * Opened from the program's configuration. It is told of in /health (a part of
 * the system's name) and in /metrics. Before anything else is asked, the system
 * has to say whose records our keys open: those of anybody but the founder of
 * this namespace are left alone, and the program ends. While the system accepts
 * none of our keys, it looks whether other keys have been put into their files,
 * and goes on with those.
 */
#ifndef TANDEM_PROCESS_PEER_H
#define TANDEM_PROCESS_PEER_H

#include "process/service.h"
#include "remote/remote.h"
#include "state/tenant.h"

/* How often other keys are looked for. */
#define PEER_LOOK_MS 2000

struct peer;

/* name: "zohocrm" or "powerofficego". All arguments are borrowed until
 * peer_close(), which comes before http_close(). */
struct peer_needs {
    struct service *service;
    struct http *http;
    struct redis *redis;
    struct tenant *tenant;
};
struct peer *peer_open(const char *name, const struct peer_needs *needs);
void peer_close(struct peer *peer);

const char *peer_name(const struct peer *peer);
struct remote *peer_remote(const struct peer *peer);

/* Whose records our keys open; NULL: not known (yet). */
const char *peer_tenant(const struct peer *peer);

/* Tells how the remote stands, and watches whose it is; call it after each turn
 * of the remote. ERR_USAGE: our keys are another tenant's. */
int peer_step(struct peer *peer, struct err *err) MUST_CHECK;

#endif
