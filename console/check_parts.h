/*
 * console/check_parts.h: what tandem check looks at, part by part. Only
 * check*.c include it.
 */
#ifndef TANDEM_CONSOLE_CHECK_PARTS_H
#define TANDEM_CONSOLE_CHECK_PARTS_H

#include "console/checkup.h"
#include "io/redis.h"
#include "process/config.h"
#include "state/topics.h"

#include <stdbool.h>

/* Nobody is waited for longer. */
#define CHECK_TIMEOUT_MS 10000

struct check {
    const struct config *config;
    const struct flows *flows;
    const struct topics *topics;
    struct redis *redis;
    struct checkup *checkup;
    bool has_topics; /* Kafka answers, and has those of this namespace */
    bool has_redis;  /* Redis answers */
};

/* Held against what tandem knows of the entities: fields that only the system
 * writes, references that it does not keep. No system is asked. */
void check_flows(struct check *check);

/* Sets has_topics. */
void check_kafka(struct check *check);

/* Sets has_redis. */
void check_redis(struct check *check);

/* Is Redis' copy level with the ledger, and the same? After both. */
void check_copy(struct check *check);

/* Both systems: the keys, whose they are, what they allow; the fields that the
 * flows name; the clock. */
void check_systems(struct check *check);

/* TANDEM_LISTEN, and the address that Zoho is given. */
void check_addresses(struct check *check);

#endif
