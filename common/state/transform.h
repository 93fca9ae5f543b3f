/*
 * state/transform.h: one message in, what follows from it out. No I/O:
 * messages leave through the caller's function.
 */
#ifndef TANDEM_STATE_TRANSFORM_H
#define TANDEM_STATE_TRANSFORM_H

#include "base/err.h"
#include "domain/flow.h"
#include "io/kafka.h"
#include "state/topics.h"

#include <stddef.h>
#include <stdint.h>

/* A message to send; bytes are borrowed for the call. ERR_DATA: it is too
 * large for Kafka. Any other error ends transform_message(). */
typedef int transform_send(void *arg, const char *topic, int32_t partition,
                           const char *key, size_t key_length,
                           const struct buf *value, struct err *err);

/* Borrowed. */
struct transform {
    const struct flows *flows;
    const struct topics *topics;
    transform_send *send;
    void *arg;
};

struct transform_counts {
    uint64_t records; /* messages taken */
    uint64_t events;
    uint64_t dead_letters;
};

/*
 * A record becomes an event for each link it concerns; a marker becomes a
 * `scanned` event for every partition; what cannot be understood becomes a dead
 * letter. Adds to *counts. -1: something could not be sent; the whole message
 * may be transformed again.
 */
int transform_message(const struct transform *transform,
                      const struct kafka_message *message,
                      struct transform_counts *counts,
                      struct err *err) MUST_CHECK;

#endif
