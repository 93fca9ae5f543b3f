/*
 * console/guard.h: who may speak to the page's server at all.
 *
 * A browser carries requests of other pages, too: by its own name for our
 * address (DNS rebinding), or across origins. Without a password whoever is on
 * this machine is the operator, so there must be nobody in between.
 */
#ifndef TANDEM_CONSOLE_GUARD_H
#define TANDEM_CONSOLE_GUARD_H

#include <stdbool.h>

/* What a request says of where it comes from; NULL: nothing. */
struct guard_facts {
    const char *host;   /* Host */
    const char *origin; /* Origin */
    const char *site;   /* Sec-Fetch-Site */
    const char *proto;  /* X-Forwarded-Proto */
    bool is_forwarded;  /* by a proxy, which said so */
};

/* "127.0.0.1:8090", "localhost", "[::1]:80": this machine, and it alone. */
bool guard_is_loopback(const char *host);

/* A sentence that says why the request is refused, or NULL. is_open: there is
 * no password. on_loopback: that is where the server listens. */
const char *guard_refuses(const struct guard_facts *facts, bool is_open,
                          bool on_loopback);

#endif
