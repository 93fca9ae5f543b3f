/*
 * extractor/run.h: one poll or one scan of one entity: a walk whose rows are
 * published.
 *
 *     run_start(run, since_ms);
 *     loop: run_step(run, now_ms);
 *           http_step(...);
 *           if (run_waits(run)) { publish_flush(...); run_acknowledged(run); }
 *     until run_done(run); note how far it came; run_stop(run);
 *
 * A poll drops the rows whose bytes have been published already; a scan
 * publishes all, and then a marker into every partition.
 */
#ifndef TANDEM_EXTRACTOR_RUN_H
#define TANDEM_EXTRACTOR_RUN_H

#include "base/err.h"
#include "extractor/publish.h"
#include "extractor/walk.h"
#include "io/redis.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* All borrowed until run_free(). */
struct run_settings {
    struct redis *redis;
    struct remote *remote;
    struct publish *publish;
    const struct entity *entity;
    const char *topic;
    const char *fingerprints; /* prefix of their keys */
    int64_t fingerprints_ms;  /* how long they are kept */
    char *const *columns;
    size_t column_count;
};

struct run;

/* whole: a scan, else a poll. */
struct run *run_new(const struct run_settings *settings, bool whole);
void run_free(struct run *run); /* as walk_free() */

void run_start(struct run *run, int64_t since_ms);
void run_stop(struct run *run);
void run_step(struct run *run, int64_t now_ms);

bool run_goes(const struct run *run); /* started and not stopped */
bool run_asks(const struct run *run); /* a page has been asked for */

/* Something was sent that Kafka has not acknowledged, as far as we know. */
bool run_waits(const struct run *run);

/* All that was sent is acknowledged. -1: Redis or Kafka would not take what
 * comes next; call it again. */
int run_acknowledged(struct run *run, struct err *err) MUST_CHECK;

/* Everything it read is acknowledged, the markers, too. */
bool run_done(const struct run *run);
int64_t run_begin_ms(const struct run *run);

/* How many records it has met. */
int64_t run_records(const struct run *run);

/* Logs what it has done. */
void run_report(const struct run *run);

/* Why it does not move on, or NULL. Borrowed. */
const char *run_trouble(const struct run *run);

#endif
