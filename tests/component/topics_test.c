#include "support/entities.h"
#include "support/kafka_words.h"
#include "support/test.h"

#include "state/topics.h"

#include <string.h>

static void all_topics_are_there_with_their_partitions(void **state)
{
    char name[TOPIC_LENGTH_MAX];
    struct flows flows = { 0 };
    struct topics topics;
    int64_t low;
    int64_t high;

    (void)state;
    new_name(name);
    entities_flows(&flows);
    topics_init(&topics, name, 2, &flows);
    ok(topics_ensure(&topics, &settings, LIMIT_MS, &last_err));
    ok(topics_ensure(&topics, &settings, LIMIT_MS, &last_err));
    ok(kafka_watermarks(&settings, topics.changes, 1, &low, &high, LIMIT_MS,
                        &last_err));
    ok(kafka_watermarks(&settings, topics.links, 1, &low, &high, LIMIT_MS,
                        &last_err));
    for (size_t i = 0; i < topics.record_count; i++) {
        ok(kafka_watermarks(&settings, topics.records[i], 1, &low, &high,
                            LIMIT_MS, &last_err));
    }
    topics_free(&topics);
    flows_free(&flows);
}

static void another_number_of_partitions_is_refused(void **state)
{
    char name[TOPIC_LENGTH_MAX];
    struct flows flows = { 0 };
    struct topics topics;

    (void)state;
    new_name(name);
    topics_init(&topics, name, 2, &flows);
    ok(topics_ensure(&topics, &settings, LIMIT_MS, &last_err));
    topics.partitions = 3;
    assert_int_equal(topics_ensure(&topics, &settings, LIMIT_MS, &last_err),
                     -1);
    assert_int_equal(last_err.kind, ERR_USAGE);
    assert_non_null(strstr(last_err.text, "has 2 partitions, not 3"));
    topics_free(&topics);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_topics_are_there_with_their_partitions),
        cmocka_unit_test(another_number_of_partitions_is_refused),
    };

    return cmocka_run_group_tests(tests, kafka_words_start, NULL);
}
