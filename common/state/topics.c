#include "state/topics.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define DAY_MS INT64_C(86400000)

#define CHANGES_DAYS      30
#define OUTCOMES_DAYS     90
#define DEAD_LETTERS_DAYS 90

/* What `tandem erase` has taken away is off the disks after a day. */
#define DISPOSE_MS DAY_MS

#define FIXED_TOPICS 4

void topics_init(struct topics *ret_topics, const char *name_space,
                 int32_t partitions, const struct flows *flows)
{
    memset(ret_topics, 0, sizeof *ret_topics);
    ret_topics->changes = mem_print("%s.changes", name_space);
    ret_topics->links = mem_print("%s.links", name_space);
    ret_topics->outcomes = mem_print("%s.outcomes", name_space);
    ret_topics->dead_letters = mem_print("%s.dead-letters", name_space);
    ret_topics->transformer_group = mem_print("%s.transformer", name_space);
    ret_topics->loader_group = mem_print("%s.loader", name_space);
    ret_topics->partitions = partitions;
    ret_topics->record_count =
        flows_entities(flows, ret_topics->record_entities);
    for (size_t i = 0; i < ret_topics->record_count; i++) {
        const struct entity *entity = ret_topics->record_entities[i];

        ret_topics->records[i] = mem_print("%s.records.%s.%s", name_space,
                                           entity->system, entity->name);
    }
}

void topics_free(struct topics *topics)
{
    free(topics->changes);
    free(topics->links);
    free(topics->outcomes);
    free(topics->dead_letters);
    free(topics->transformer_group);
    free(topics->loader_group);
    for (size_t i = 0; i < topics->record_count; i++)
        free(topics->records[i]);
    memset(topics, 0, sizeof *topics);
}

const char *topics_of_entity(const struct topics *topics,
                             const struct entity *entity)
{
    for (size_t i = 0; i < topics->record_count; i++) {
        if (topics->record_entities[i] == entity)
            return topics->records[i];
    }
    return NULL;
}

size_t topics_list(const struct topics *topics,
                   struct kafka_topic ret_all[TOPICS_ALL_MAX])
{
    const int32_t partitions = topics->partitions;
    const struct kafka_topic fixed[FIXED_TOPICS] = {
        { topics->links, partitions, true, 0, DISPOSE_MS },
        { topics->changes, partitions, false, CHANGES_DAYS * DAY_MS,
          DISPOSE_MS },
        { topics->outcomes, partitions, false, OUTCOMES_DAYS * DAY_MS, 0 },
        { topics->dead_letters, partitions, false, DEAD_LETTERS_DAYS * DAY_MS,
          DISPOSE_MS },
    };

    memcpy(ret_all, fixed, sizeof fixed);
    for (size_t i = 0; i < topics->record_count; i++) {
        ret_all[FIXED_TOPICS + i] =
            (struct kafka_topic){ topics->records[i], partitions, true, 0,
                                  DISPOSE_MS };
    }
    return FIXED_TOPICS + topics->record_count;
}

int topics_ensure(const struct topics *topics,
                  const struct kafka_settings *kafka, int timeout_ms,
                  struct err *err)
{
    struct kafka_topic all[TOPICS_ALL_MAX];

    return kafka_topics_ensure(kafka, all, topics_list(topics, all), timeout_ms,
                               err);
}

int topics_check(const struct topics *topics,
                 const struct kafka_settings *kafka, int timeout_ms,
                 struct err *err)
{
    struct kafka_topic all[TOPICS_ALL_MAX];

    return kafka_topics_check(kafka, all, topics_list(topics, all), timeout_ms,
                              err);
}
