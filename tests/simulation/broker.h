/*
 * simulation/broker.h: Kafka, as far as it matters: logs with offsets, the
 * loaders' committed offsets, and who owns which partition.
 *
 * A transaction is one call of broker_append() for each of its messages: what
 * is not committed is never appended.
 */
#ifndef TANDEM_SIMULATION_BROKER_H
#define TANDEM_SIMULATION_BROKER_H

#include <stddef.h>
#include <stdint.h>

#define BROKER_ENTITIES_MAX   6
#define BROKER_PARTITIONS_MAX 3
#define BROKER_NOBODY         (-1)

struct message {
    char *key;
    char *value;
};

struct tape {
    struct message *messages;
    size_t count;
    size_t room;
};

struct broker {
    int32_t partitions;        /* of changes and links */
    int32_t record_partitions; /* of each records topic */
    struct tape records[BROKER_ENTITIES_MAX][BROKER_PARTITIONS_MAX];
    size_t routed[BROKER_ENTITIES_MAX][BROKER_PARTITIONS_MAX];
    struct tape changes[BROKER_PARTITIONS_MAX];
    int64_t next[BROKER_PARTITIONS_MAX]; /* committed by the loaders */
    struct tape links[BROKER_PARTITIONS_MAX];
    int64_t owners[BROKER_PARTITIONS_MAX]; /* a worker's life, or nobody */
    int64_t generation; /* of the group: how often they were dealt out */
};

void broker_init(struct broker *broker, int32_t partitions,
                 int32_t record_partitions);
void broker_free(struct broker *broker);

/* Copies key and value. Returns the offset. */
int64_t tape_append(struct tape *tape, const char *key, const char *value);

/* The newest message of a key, or NULL. */
const char *tape_newest(const struct tape *tape, const char *key);

int32_t broker_partition(const struct broker *broker, const char *key);

/* The newest state of a link in the ledger, or NULL. */
const char *broker_state(const struct broker *broker, const char *key);

#endif
