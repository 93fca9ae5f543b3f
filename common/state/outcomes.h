/*
 * state/outcomes.h: the audit trail, read by link or by time
 * (docs/envelope.md).
 */
#ifndef TANDEM_STATE_OUTCOMES_H
#define TANDEM_STATE_OUTCOMES_H

#include "base/err.h"
#include "base/json.h"
#include "io/kafka.h"
#include "state/topics.h"

#include <stdint.h>

/* One line, decoded; borrowed during the call. Other than 0 ends the reading.
 */
typedef int outcomes_each(const struct json *outcome, void *arg,
                          struct err *err);

/* Those of one link, the oldest first: its partition is read whole. */
int outcomes_of_link(const struct kafka_settings *kafka,
                     const struct topics *topics, const char *link,
                     outcomes_each *each, void *arg,
                     struct err *err) MUST_CHECK;

/* Those of all links since then; in order within a partition only. */
int outcomes_since(const struct kafka_settings *kafka,
                   const struct topics *topics, int64_t since_ms,
                   outcomes_each *each, void *arg, struct err *err) MUST_CHECK;

/* Those that come from now on: first how far each partition goes (next: one
 * for each), then what has come since, again and again. */
int outcomes_ends(const struct kafka_settings *kafka,
                  const struct topics *topics, int64_t *ret_next,
                  struct err *err) MUST_CHECK;
int outcomes_after(const struct kafka_settings *kafka,
                   const struct topics *topics, int64_t *next,
                   outcomes_each *each, void *arg, struct err *err) MUST_CHECK;

/* One more line, written by a person's deed; done when Kafka has it. outcome:
 * what is to be said beside "v", "time_ms" and "link". */
int outcomes_add(const struct kafka_settings *kafka,
                 const struct topics *topics, const char *link,
                 const struct json *outcome, int64_t now_ms,
                 struct err *err) MUST_CHECK;

#endif
