/*
 * extractor/publish.h: envelopes on their way to Kafka.
 *
 * docs/envelope.md holds the schemas. A record's partition is computed from
 * its id, so that all that is ever said about it stays in order.
 */
#ifndef TANDEM_EXTRACTOR_PUBLISH_H
#define TANDEM_EXTRACTOR_PUBLISH_H

#include "base/err.h"
#include "domain/record.h"
#include "io/kafka.h"
#include "state/topics.h"
#include "systems/system.h"

struct publish;

/* All borrowed until publish_close(). */
struct publish *publish_open(const struct kafka_settings *kafka,
                             const struct topics *topics,
                             struct err *err) MUST_CHECK;
void publish_close(struct publish *publish);

/* Queues a record as it was seen; raw: its bytes as the API sent them. */
int publish_seen(struct publish *publish, const char *topic,
                 const struct record *record, struct slice raw,
                 struct err *err) MUST_CHECK;

/* Queues that a record is not there (any more). */
int publish_gone(struct publish *publish, const char *topic,
                 const struct record *record, struct err *err) MUST_CHECK;

/* Queues a marker into every partition of the topic. record: system, entity,
 * read_ms, scan_ms. */
int publish_scanned(struct publish *publish, const char *topic,
                    const struct record *record, struct err *err) MUST_CHECK;

/* Queues what cannot be published to the dead letters; topic: where it would
 * have gone; id: NULL when it has none. */
int publish_dead(struct publish *publish, const char *topic, const char *id,
                 struct slice raw, const char *cause,
                 struct err *err) MUST_CHECK;

/* Everything queued is acknowledged; errors as kafka_flush(). */
int publish_flush(struct publish *publish, int timeout_ms,
                  struct err *err) MUST_CHECK;

#endif
