/*
 * Taking messages out of a real Kafka, and how long it keeps their bytes.
 */
#include "support/kafka_words.h"
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

#define DAY_MS 86400000

static void what_stands_before_a_position_is_not_read_any_more(void **state)
{
    char topic[TOPIC_LENGTH_MAX];
    struct kafka_topic about = { topic, 1, false, DAY_MS, 0 };
    struct kafka_position before = { topic, 0, 2 };
    struct kafka_producer *producer = producer_new(NULL);

    (void)state;
    new_name(topic);
    ok(kafka_topics_ensure(&settings, &about, 1, LIMIT_MS, &last_err));
    send_many(producer, topic, 4);
    ok(kafka_delete(&settings, &before, 1, LIMIT_MS, &last_err));
    assert_int_equal(reads(topic, 0, "2 3 "), 4);
    ok(kafka_delete(&settings, &before, 1, LIMIT_MS, &last_err));
    assert_int_equal(reads(topic, 0, "2 3 "), 4);
    kafka_producer_close(producer);
}

static void a_position_beyond_the_end_is_refused(void **state)
{
    char topic[TOPIC_LENGTH_MAX];
    struct kafka_topic about = { topic, 1, false, DAY_MS, 0 };
    struct kafka_position beyond = { topic, 0, 2 };

    (void)state;
    new_name(topic);
    ok(kafka_topics_ensure(&settings, &about, 1, LIMIT_MS, &last_err));
    assert_int_equal(kafka_delete(&settings, &beyond, 1, LIMIT_MS, &last_err),
                     -1);
    assert_int_equal(last_err.kind, ERR_RETRY);
    assert_non_null(strstr(last_err.text, topic));
}

static void setting_is(const char *topic, const char *name, const char *value)
{
    struct kafka_setting setting = { name, NULL };

    ok(kafka_topic_settings(&settings, topic, &setting, 1, LIMIT_MS,
                            &last_err));
    assert_string_equal(setting.ret_value, value);
    free(setting.ret_value);
}

static void what_is_disposed_of_leaves_the_disk_in_time(void **state)
{
    char compact[TOPIC_LENGTH_MAX];
    char plain[TOPIC_LENGTH_MAX];
    struct kafka_topic topics[] = {
        { compact, 1, true, 0, DAY_MS },
        { plain, 1, false, 30 * (int64_t)DAY_MS, DAY_MS },
    };

    (void)state;
    new_name(compact);
    new_name(plain);
    ok(kafka_topics_ensure(&settings, topics, 2, LIMIT_MS, &last_err));
    setting_is(compact, "max.compaction.lag.ms", "86400000");
    setting_is(plain, "segment.ms", "86400000");
    setting_is(plain, "retention.ms", "2592000000");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_stands_before_a_position_is_not_read_any_more),
        cmocka_unit_test(a_position_beyond_the_end_is_refused),
        cmocka_unit_test(what_is_disposed_of_leaves_the_disk_in_time),
    };

    return cmocka_run_group_tests(tests, kafka_words_start, NULL);
}
