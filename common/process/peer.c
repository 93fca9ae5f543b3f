#include "process/peer.h"

#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "process/log.h"
#include "process/metrics.h"

#include <stdlib.h>

/* Nobody reads metrics more often. */
#define PEER_COUNT_MS 1000

struct peer {
    struct service *service;
    struct system *system;
    struct remote *remote;
    struct tenant *tenant;
    char *labels; /* of its metrics */
    bool asked;   /* whose its records are; the answer is under way, or here */
    bool known;   /* it is here: */
    char *owner;  /* or NULL: the system does not tell */
    int64_t count_ms;
    int64_t look_ms;
};

struct peer *peer_open(const char *name, const struct peer_needs *needs)
{
    const struct config *config = service_config(needs->service);
    struct peer *peer = mem_new(1, sizeof *peer);
    struct remote_settings settings = {
        .name_space = config->name_space,
        .limit_ms = config->request_s * 1000,
        .guarded = true,
    };

    if (text_equal(name, "powerofficego")) {
        settings.rate = config->powerofficego_rate;
    } else {
        settings.concurrency = config->zohocrm_concurrency;
    }
    peer->service = needs->service;
    peer->tenant = needs->tenant;
    peer->system = system_new(name, &config->systems);
    peer->remote =
        remote_open(peer->system, needs->http, needs->redis, &settings);
    peer->labels = mem_print("system=\"%s\"", name);
    return peer;
}

void peer_close(struct peer *peer)
{
    if (peer == NULL)
        return;
    remote_close(peer->remote);
    system_free(peer->system);
    free(peer->labels);
    free(peer->owner);
    free(peer);
}

const char *peer_name(const struct peer *peer)
{
    return system_name(peer->system);
}

struct remote *peer_remote(const struct peer *peer)
{
    return peer->remote;
}

const char *peer_tenant(const struct peer *peer)
{
    return peer->owner;
}

/* ---- whose records these are ---- */

/* Without the right to be told, nobody is the wiser: it goes on. */
static void peer_untold(const struct peer *peer, const struct answer *answer)
{
    log_event(LOG_WARNING, "tenant.untold", LOG_TEXT, "system", peer_name(peer),
              LOG_TEXT, "cause", answer->code == NULL ? "" : answer->code,
              LOG_END);
}

static void peer_told(struct answer *answer, bool unsent, void *arg)
{
    struct peer *peer = arg;

    bool unwell = answer->verdict == VERDICT_RETRY ||
                  answer->verdict == VERDICT_UNKNOWN ||
                  answer->verdict == VERDICT_DENIED;

    peer->known = !unsent && !unwell;
    peer->asked = peer->known; /* else it is asked again */
    if (!peer->known)
        return;
    mem_replace(&peer->owner, answer->id);
    if (peer->owner == NULL)
        peer_untold(peer, answer);
}

static void peer_ask(struct peer *peer)
{
    bool is_zoho = text_equal(peer_name(peer), "zohocrm");
    struct call call = { .kind = CALL_TENANT, .priority = PRIORITY_READ };

    call.entity =
        system_entity(peer_name(peer), is_zoho ? "Contacts" : "Customers");
    peer->asked = true;
    remote_call(peer->remote, &call, 0, peer_told, peer);
}

/* Whoever comes before the founder has been written down goes on, and looks
 * again. */
static int peer_compare(struct peer *peer, int64_t now_ms, struct err *err)
{
    const char *name = peer_name(peer);
    const char *founder = tenant_founder(peer->tenant, name);
    struct err late = { 0 };

    if (founder == NULL && tenant_look(peer->tenant, now_ms, &late) != 0) {
        service_stuck(peer->service, name, late.text);
        return 0;
    }
    founder = tenant_founder(peer->tenant, name);
    if (founder == NULL || text_equal(founder, peer->owner)) {
        remote_admit(peer->remote);
        return 0;
    }
    return err_set(err, ERR_USAGE,
                   "%s: the keys open the records of '%s', but namespace '%s' "
                   "was founded with those of '%s': give keys of '%s' (%s), or "
                   "for another tenant another TANDEM_NAMESPACE",
                   name, peer->owner, service_config(peer->service)->name_space,
                   founder, founder, system_credentials(peer->system));
}

static int peer_watch(struct peer *peer, int64_t now_ms, struct err *err)
{
    if (!peer->asked)
        peer_ask(peer);
    if (!peer->known)
        return 0;
    if (peer->owner != NULL)
        return peer_compare(peer, now_ms, err);
    remote_admit(peer->remote);
    return 0;
}

/* ---- other keys ---- */

/* A file that cannot be read is perhaps being replaced just now; why the keys
 * are of no use stands in /health already. */
static void peer_look(struct peer *peer, int64_t now_ms)
{
    struct err err = { 0 };

    if (!remote_is_refused(peer->remote) || now_ms < peer->look_ms)
        return;
    peer->look_ms = now_ms + PEER_LOOK_MS;
    if (service_renew(peer->service, &err) != 0)
        return;
    if (remote_renew(peer->remote, &service_config(peer->service)->systems)) {
        log_event(LOG_INFO, "keys.replaced", LOG_TEXT, "system",
                  peer_name(peer), LOG_END);
        peer->asked = peer->asked && !peer->known;
        peer->known = false;
    }
}

/* ---- how it stands ---- */

static void peer_count_verdicts(const struct peer *peer,
                                const struct remote_counts *counts)
{
    for (int verdict = 0; verdict <= VERDICT_EXISTS; verdict++) {
        char *labels = mem_print("%s,verdict=\"%s\"", peer->labels,
                                 verdict_name((enum verdict)verdict));

        metrics_set("tandem_system_answers_total", labels,
                    "Answers of a system, by what they meant.",
                    (double)counts->by_verdict[verdict]);
        free(labels);
    }
}

/* What it is limited to, over all programs. */
static void peer_count_limits(const struct peer *peer,
                              const struct remote_counts *counts)
{
    if (counts->rate > 0) {
        metrics_set("tandem_system_limit_requests_per_second", peer->labels,
                    "Requests a second that all programs together may send.",
                    counts->rate);
    }
    if (counts->concurrency > 0) {
        metrics_set("tandem_system_limit_concurrent_requests", peer->labels,
                    "Requests that all programs together may have out.",
                    counts->concurrency);
    }
}

static void peer_count(const struct peer *peer)
{
    struct remote_counts counts;

    remote_count(peer->remote, &counts);
    metrics_set("tandem_system_up", peer->labels,
                "1 while a system may be asked; 0 while it is unwell, refuses "
                "the credentials, or Redis is away.",
                remote_trouble(peer->remote) == NULL);
    metrics_set("tandem_credentials_refused", peer->labels,
                "1 while a system refuses the credentials: /health names the "
                "variables to correct.",
                remote_is_refused(peer->remote));
    metrics_set("tandem_system_requests_total", peer->labels,
                "Requests sent to a system.", (double)counts.requests);
    metrics_set("tandem_token_refreshes_total", peer->labels,
                "Access tokens asked for.", (double)counts.token_refreshes);
    metrics_set("tandem_throttled_seconds_total", peer->labels,
                "Time spent waiting for the request budget.",
                (double)counts.throttled_ms / 1000);
    metrics_set("tandem_breaker_open", peer->labels,
                "1 while a system is unwell and only asked now and then.",
                counts.breaker_open);
    metrics_histogram("tandem_system_request_duration_seconds", peer->labels,
                      "How long requests took, from sending to the answer.",
                      &counts.took);
    peer_count_limits(peer, &counts);
    peer_count_verdicts(peer, &counts);
}

int peer_step(struct peer *peer, struct err *err)
{
    const char *trouble = remote_trouble(peer->remote);
    int64_t now_ms = time_boot_ms();

    if (trouble == NULL) {
        service_moved(peer->service, peer_name(peer));
    } else {
        service_stuck(peer->service, peer_name(peer), trouble);
    }
    peer_look(peer, now_ms);
    if (now_ms >= peer->count_ms) {
        peer->count_ms = now_ms + PEER_COUNT_MS;
        peer_count(peer);
    }
    return peer_watch(peer, now_ms, err);
}
