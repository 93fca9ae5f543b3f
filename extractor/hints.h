/*
 * extractor/hints.h: Zoho says which records have changed, and they are read
 * at once instead of by the next poll.
 *
 *     hints_new(); service_handle(service, hints_serve, hints);
 *     loop: hints_step(hints, now_ms);
 *           http_step(...);
 *           if (hints_wait(hints)) { publish_flush(...); }
 *           hints_acknowledged(hints);
 *
 * The poll stays the truth: a hint that is lost, late, or one too many costs
 * nothing but the time until the next poll.
 */
#ifndef TANDEM_EXTRACTOR_HINTS_H
#define TANDEM_EXTRACTOR_HINTS_H

#include "domain/flow.h"
#include "extractor/publish.h"
#include "io/redis.h"
#include "io/serve.h"
#include "remote/remote.h"
#include "state/topics.h"

#include <stdbool.h>
#include <stdint.h>

/* Beneath TANDEM_LISTEN, and beneath the notify URL. */
#define HINTS_PATH "/hints/zohocrm"

/* All borrowed until hints_free(). */
struct hints_settings {
    struct redis *redis;
    struct remote *remote; /* of zohocrm */
    struct publish *publish;
    const struct topics *topics;
    const struct flows *flows;
    const char *name_space;
    const char *notify_url; /* the public address, without HINTS_PATH */
    const char *owner;      /* unlike any other process' name */
};

struct hints;

/* Do the flows use anything that Zoho could tell of? */
bool hints_are_of_use(const struct hints_settings *settings);

struct hints *hints_new(const struct hints_settings *settings);

/* Only after remote_close(), which ends what is in flight. */
void hints_free(struct hints *hints);

/* Answers what Zoho posts to HINTS_PATH. arg: the hints. */
serve_handler hints_serve;

/* Keeps the subscription up. */
void hints_step(struct hints *hints, int64_t now_ms);

/* Something was sent that Kafka has not acknowledged, as far as we know. */
bool hints_wait(const struct hints *hints);

/* All that was sent is acknowledged. */
void hints_acknowledged(struct hints *hints);

#endif
