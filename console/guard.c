#include "console/guard.h"

#include "base/mem.h"
#include "base/text.h"
#include "io/http.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define HTTP  "http://"
#define HTTPS "https://"

bool guard_is_loopback(const char *host)
{
    char *url = mem_print(HTTP "%s", host);
    bool is_loopback = http_is_safe(url);

    free(url);
    return is_loopback;
}

/* Behind a proxy with TLS our own page has no plain origin. */
static bool is_same_origin(const struct guard_facts *facts)
{
    bool is_tls = text_equal(facts->proto, "https");
    const char *host = NULL;

    if (text_starts(facts->origin, HTTPS)) {
        host = facts->origin + strlen(HTTPS);
    } else if (!is_tls && text_starts(facts->origin, HTTP)) {
        host = facts->origin + strlen(HTTP);
    }
    return host != NULL && strcasecmp(host, facts->host) == 0;
}

static bool is_foreign_site(const char *site)
{
    return site != NULL && !text_equal(site, "same-origin") &&
           !text_equal(site, "none");
}

const char *guard_refuses(const struct guard_facts *facts, bool is_open,
                          bool on_loopback)
{
    if (is_open && facts->is_forwarded) {
        return "behind a proxy the page needs a password: set "
               "TANDEM_CONSOLE_PASSWORD_HASH";
    }
    if (facts->host == NULL)
        return "the request has no Host";
    if (on_loopback && !facts->is_forwarded &&
        !guard_is_loopback(facts->host)) {
        return "the page is at 127.0.0.1, localhost or [::1]; a proxy in "
               "front of it must add X-Forwarded-For";
    }
    if (facts->origin != NULL && !is_same_origin(facts)) {
        return "the request comes from another page; a proxy must pass on the "
               "Host that it was asked for";
    }
    if (is_foreign_site(facts->site))
        return "the request comes from another page";
    return NULL;
}
