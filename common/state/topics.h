/*
 * state/topics.h: the names of tandem's topics and groups.
 *
 * All begin with the namespace. `changes` and `links` have the same number of
 * partitions, so that a loader owns both parts of a link.
 */
#ifndef TANDEM_STATE_TOPICS_H
#define TANDEM_STATE_TOPICS_H

#include "base/err.h"
#include "domain/flow.h"
#include "io/kafka.h"

#define TOPICS_RECORDS_MAX (2 * FLOWS_MAX)

struct topics {
    char *changes;
    char *links;
    char *outcomes;
    char *dead_letters;
    char *transformer_group;
    char *loader_group;
    int32_t partitions;
    /* one for each entity that an enabled flow uses */
    char *records[TOPICS_RECORDS_MAX];
    const struct entity *record_entities[TOPICS_RECORDS_MAX];
    size_t record_count;
};

void topics_init(struct topics *ret_topics, const char *name_space,
                 int32_t partitions, const struct flows *flows);
void topics_free(struct topics *topics);

/* NULL when no enabled flow uses the entity. Borrowed. */
const char *topics_of_entity(const struct topics *topics,
                             const struct entity *entity);

/* Every topic as it is to be; names are borrowed. Returns how many. */
#define TOPICS_ALL_MAX (4 + TOPICS_RECORDS_MAX)
size_t topics_list(const struct topics *topics,
                   struct kafka_topic ret_all[TOPICS_ALL_MAX]);

/* Creates what is missing; errors as kafka_topics_ensure(). */
int topics_ensure(const struct topics *topics,
                  const struct kafka_settings *kafka, int timeout_ms,
                  struct err *err) MUST_CHECK;

/* For who only reads: errors as kafka_topics_check(). */
int topics_check(const struct topics *topics,
                 const struct kafka_settings *kafka, int timeout_ms,
                 struct err *err) MUST_CHECK;

#endif
