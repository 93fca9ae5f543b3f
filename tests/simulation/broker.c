#include "simulation/broker.h"

#include "base/hash.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

void broker_init(struct broker *broker, int32_t partitions,
                 int32_t record_partitions)
{
    *broker = (struct broker){ .partitions = partitions,
                               .record_partitions = record_partitions };
    for (int32_t p = 0; p < partitions; p++)
        broker->owners[p] = BROKER_NOBODY;
}

static void tape_free(struct tape *tape)
{
    for (size_t i = 0; i < tape->count; i++) {
        free(tape->messages[i].key);
        free(tape->messages[i].value);
    }
    free(tape->messages);
}

void broker_free(struct broker *broker)
{
    for (int p = 0; p < BROKER_PARTITIONS_MAX; p++) {
        for (int e = 0; e < BROKER_ENTITIES_MAX; e++)
            tape_free(&broker->records[e][p]);
        tape_free(&broker->changes[p]);
        tape_free(&broker->links[p]);
    }
    *broker = (struct broker){ 0 };
}

int64_t tape_append(struct tape *tape, const char *key, const char *value)
{
    if (tape->count == tape->room) {
        tape->room = tape->room == 0 ? 64 : 2 * tape->room;
        tape->messages =
            mem_resize(tape->messages, tape->room, sizeof *tape->messages);
    }
    tape->messages[tape->count++] =
        (struct message){ mem_copy(key), mem_copy(value) };
    return (int64_t)tape->count - 1;
}

int32_t broker_partition(const struct broker *broker, const char *key)
{
    return hash_partition(key, strlen(key), broker->partitions);
}

const char *tape_newest(const struct tape *tape, const char *key)
{
    for (size_t i = tape->count; i > 0; i--) {
        if (strcmp(tape->messages[i - 1].key, key) == 0)
            return tape->messages[i - 1].value;
    }
    return NULL;
}

const char *broker_state(const struct broker *broker, const char *key)
{
    return tape_newest(&broker->links[broker_partition(broker, key)], key);
}
