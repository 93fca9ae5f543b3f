/*
 * extractor/watch.h: one entity is watched: when is what due.
 *
 * A poll every so often, a scan now and then, beside each other, under the
 * entity's lease; and how far they have come, in the cursor.
 */
#ifndef TANDEM_EXTRACTOR_WATCH_H
#define TANDEM_EXTRACTOR_WATCH_H

#include "base/err.h"
#include "extractor/lease.h"
#include "extractor/publish.h"
#include "io/redis.h"
#include "process/service.h"
#include "remote/remote.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* All borrowed until watch_free(), but for the columns, which become its own.
 */
struct watch_settings {
    struct service *service;
    struct redis *redis;
    struct remote *remote;
    struct publish *publish;
    struct leases *leases;
    size_t lease;     /* index in leases */
    const char *part; /* "zohocrm.Contacts": in health, logs and keys */
    const struct entity *entity;
    const struct flows *flows;
    const char *topic;
    char **columns;
    size_t column_count;
};

struct watch;

struct watch *watch_new(const struct watch_settings *settings);

/* Only after remote_close(), which ends what is in flight. */
void watch_free(struct watch *watch);

/* Begins what is due, goes on with what has begun, says how it is. */
void watch_step(struct watch *watch, int64_t now_ms);

/* Something was sent that Kafka has not acknowledged, as far as we know. */
bool watch_waits(const struct watch *watch);

/* All that was sent is acknowledged. */
void watch_acknowledged(struct watch *watch);

#endif
