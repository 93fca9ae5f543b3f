/*
 * io/kafka with a real broker: topics, sending, reading a partition.
 */
#include "support/kafka_words.h"
#include "support/test.h"

#include "base/mem.h"
#include "base/time.h"

#include <stdlib.h>
#include <string.h>

/* ---- topics ---- */

static void missing_topics_are_created(void **state)
{
    char one[TOPIC_LENGTH_MAX];
    char two[TOPIC_LENGTH_MAX];
    int64_t low;
    int64_t high;

    (void)state;
    new_name(one);
    new_name(two);
    struct kafka_topic topics[] = { { one, 3, true, 0, 0 },
                                    { two, 2, false, 3600000, 0 } };
    ok(kafka_topics_ensure(&settings, topics, 2, LIMIT_MS, &last_err));
    ok(kafka_topics_ensure(&settings, topics, 2, LIMIT_MS, &last_err));
    ok(kafka_watermarks(&settings, one, 2, &low, &high, LIMIT_MS, &last_err));
    assert_int_equal(high, 0);
    assert_int_equal(
        kafka_watermarks(&settings, two, 2, &low, &high, 1000, &last_err), -1);
}

static void another_number_of_partitions_is_refused_with_a_remedy(void **state)
{
    char name[TOPIC_LENGTH_MAX];

    (void)state;
    new_topic(name);
    struct kafka_topic topic = { name, 4, true, 0, 0 };
    assert_int_equal(
        kafka_topics_ensure(&settings, &topic, 1, LIMIT_MS, &last_err), -1);
    assert_int_equal(last_err.kind, ERR_USAGE);
    assert_non_null(strstr(last_err.text, name));
    assert_non_null(strstr(last_err.text, "has 1 partitions, not 4"));
    assert_non_null(strstr(last_err.text, "set TANDEM_PARTITIONS to 1"));
}

static void without_a_broker_topics_are_to_be_tried_again(void **state)
{
    struct kafka_settings nowhere = { .brokers = "127.0.0.1:1",
                                      .client = "kafka_test" };
    struct kafka_topic topic = { "never", 1, true, 0, 0 };

    (void)state;
    assert_int_equal(kafka_topics_ensure(&nowhere, &topic, 1, 300, &last_err),
                     -1);
    assert_int_equal(last_err.kind, ERR_RETRY);
}

static void an_unknown_property_is_named(void **state)
{
    struct kafka_settings wrong = settings;

    (void)state;
    extra(&wrong, "no.such.thing", "1");
    assert_null(kafka_producer_open(&wrong, NULL, &last_err));
    assert_int_equal(last_err.kind, ERR_USAGE);
    assert_non_null(strstr(last_err.text, "no.such.thing"));
}

/* ---- producing ---- */

static void messages_arrive_as_sent_and_offsets_are_told(void **state)
{
    char topic[TOPIC_LENGTH_MAX];
    struct kafka_producer *producer = producer_new(NULL);
    struct kafka_message messages[2] = { 0 };
    struct member member;
    int64_t offsets[2] = { -9, -9 };
    int64_t end_ms = time_boot_ms() + LIMIT_MS;
    size_t count = 0;

    (void)state;
    new_topic(topic);
    ok(kafka_send(producer, topic, 0, "kari", 4, "one", 3, &offsets[0],
                  &last_err));
    ok(kafka_send(producer, topic, 0, "ola", 3, NULL, 0, &offsets[1],
                  &last_err));
    ok(kafka_flush(producer, LIMIT_MS, &last_err));
    assert_int_equal(offsets[0], 0);
    assert_int_equal(offsets[1], 1);

    member_join(&member, topic, topic);
    while (count == 0 && time_boot_ms() < end_ms)
        ok(kafka_poll(member.consumer, messages, 2, 50, &count, &last_err));
    assert_int_equal(count, 2);
    assert_string_equal(messages[0].topic, topic);
    assert_memory_equal(messages[0].key, "kari", messages[0].key_length);
    assert_memory_equal(messages[0].value, "one", messages[0].value_length);
    assert_true(llabs(messages[0].timestamp_ms - time_now_ms()) < LIMIT_MS);
    assert_int_equal(messages[1].offset, 1);
    assert_null(messages[1].value);
    kafka_messages_free(messages, count);
    kafka_consumer_close(member.consumer);
    kafka_producer_close(producer);
}

static void a_message_that_is_too_large_is_refused_alone(void **state)
{
    char topic[TOPIC_LENGTH_MAX];
    char *large = mem_new(2000000, 1);
    struct kafka_producer *producer = producer_new(NULL);

    (void)state;
    new_topic(topic);
    assert_int_equal(kafka_send(producer, topic, 0, "key", 3, large, 2000000,
                                NULL, &last_err),
                     -1);
    assert_int_equal(last_err.kind, ERR_DATA);
    send_many(producer, topic, 1);
    (void)reads(topic, 0, "0 ");
    kafka_producer_close(producer);
    free(large);
}

static void what_a_missing_topic_refuses_is_given_up(void **state)
{
    struct kafka_settings hasty = settings;
    struct kafka_producer *producer;

    (void)state;
    extra(&hasty, "topic.metadata.propagation.max.ms", "0");
    producer = kafka_producer_open(&hasty, NULL, &last_err);
    assert_non_null(producer);
    send_one(producer, "kafka-test-missing", "1");
    assert_int_equal(kafka_flush(producer, LIMIT_MS, &last_err), -1);
    assert_int_equal(last_err.kind, ERR_FATAL);
    kafka_producer_close(producer);
}

/* ---- reading a partition ---- */

static void a_partition_is_read_from_an_offset_to_its_end(void **state)
{
    char topic[TOPIC_LENGTH_MAX];
    struct kafka_producer *producer = producer_new(NULL);
    struct content content = { .stop_after = 2 };
    int64_t end;

    (void)state;
    new_topic(topic);
    assert_int_equal(reads(topic, 0, ""), 0);
    send_many(producer, topic, 4);
    assert_int_equal(reads(topic, 0, "0 1 2 3 "), 4);
    assert_int_equal(reads(topic, 3, "3 "), 4);
    assert_int_equal(reads(topic, 4, ""), 4);
    assert_int_equal(kafka_read_partition(&settings, topic, 0, 0, content_add,
                                          &content, &end, LIMIT_MS, &last_err),
                     7);
    assert_string_equal(content.text, "0 1 ");
    assert_int_equal(kafka_read_partition(&settings, topic, 0, 5, content_add,
                                          &content, &end, LIMIT_MS, &last_err),
                     -1);
    assert_int_equal(last_err.kind, ERR_FATAL);
    kafka_producer_close(producer);
}

static void aborted_messages_at_the_end_are_passed_over(void **state)
{
    char topic[TOPIC_LENGTH_MAX];
    struct kafka_producer *producer = producer_new(NULL);
    struct kafka_producer *other;

    (void)state;
    new_topic(topic);
    other = producer_new(topic);
    send_many(producer, topic, 1);
    ok(kafka_begin(other, &last_err));
    send_one(other, topic, "aborted");
    ok(kafka_flush(other, LIMIT_MS, &last_err));
    ok(kafka_abort(other, &last_err));
    /* The marker of the abort comes a moment later, and is waited for. */
    (void)reads(topic, 0, "0 ");
    assert_int_equal(reads(topic, 1, ""), 3);
    kafka_producer_close(other);
    kafka_producer_close(producer);
}

static void an_open_transaction_is_waited_for(void **state)
{
    char topic[TOPIC_LENGTH_MAX];
    struct kafka_producer *producer = producer_new(NULL);
    struct kafka_producer *other;
    struct content content = { 0 };
    int64_t end;

    (void)state;
    new_topic(topic);
    other = producer_new(topic);
    send_many(producer, topic, 1);
    ok(kafka_begin(other, &last_err));
    send_one(other, topic, "open");
    ok(kafka_flush(other, LIMIT_MS, &last_err));
    send_one(producer, topic, "behind");
    ok(kafka_flush(producer, LIMIT_MS, &last_err));

    assert_int_equal(kafka_read_partition(&settings, topic, 0, 1, content_add,
                                          &content, &end, 500, &last_err),
                     -1);
    assert_int_equal(last_err.kind, ERR_RETRY);
    assert_string_equal(content.text, "");
    content.abort_in_between = other;
    ok(kafka_read_partition(&settings, topic, 0, 0, content_add, &content, &end,
                            LIMIT_MS, &last_err));
    assert_string_equal(content.text, "0 behind ");
    assert_int_equal(end, 3);
    kafka_producer_close(other);
    kafka_producer_close(producer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(missing_topics_are_created),
        cmocka_unit_test(another_number_of_partitions_is_refused_with_a_remedy),
        cmocka_unit_test(without_a_broker_topics_are_to_be_tried_again),
        cmocka_unit_test(an_unknown_property_is_named),
        cmocka_unit_test(messages_arrive_as_sent_and_offsets_are_told),
        cmocka_unit_test(a_message_that_is_too_large_is_refused_alone),
        cmocka_unit_test(what_a_missing_topic_refuses_is_given_up),
        cmocka_unit_test(a_partition_is_read_from_an_offset_to_its_end),
        cmocka_unit_test(aborted_messages_at_the_end_are_passed_over),
        cmocka_unit_test(an_open_transaction_is_waited_for),
    };

    return cmocka_run_group_tests(tests, kafka_words_start, NULL);
}
