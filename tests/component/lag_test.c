/*
 * tests/support/lag against a real Kafka: quiet() rests on it.
 */
#include "support/kafka_words.h"
#include "support/lag.h"
#include "support/test.h"

static void an_empty_topic_has_no_lag(void **state)
{
    char topic[TOPIC_LENGTH_MAX];

    (void)state;
    new_topic(topic);
    assert_false(lag_exists(topic, topic));
}

static void a_committed_message_is_lag_until_the_group_took_it(void **state)
{
    struct member loader = { 0 };
    char topic[TOPIC_LENGTH_MAX];
    struct kafka_producer *producer;

    (void)state;
    new_topic(topic);
    member_join(&loader, topic, topic);
    member_owns(&loader, true);
    producer = producer_new(topic);
    ok(kafka_begin(producer, &last_err));
    send_one(producer, topic, "one");
    ok(commit_at(producer, &loader, 0));
    assert_true(lag_exists(topic, topic));

    /* What is left now is the end of the first transaction: no message. */
    member_reads(&loader, 1);
    ok(kafka_begin(producer, &last_err));
    ok(commit_at(producer, &loader, loader.next));
    assert_false(lag_exists(topic, topic));
    kafka_producer_close(producer);
    kafka_consumer_close(loader.consumer);
}

static void an_aborted_message_is_no_lag(void **state)
{
    char topic[TOPIC_LENGTH_MAX];
    struct kafka_producer *producer;

    (void)state;
    new_topic(topic);
    producer = producer_new(topic);
    ok(kafka_begin(producer, &last_err));
    send_one(producer, topic, "one");
    ok(kafka_abort(producer, &last_err));
    assert_false(lag_exists(topic, topic));
    kafka_producer_close(producer);
}

static void topics_that_begin_otherwise_are_not_looked_at(void **state)
{
    char topic[TOPIC_LENGTH_MAX];
    char other[TOPIC_LENGTH_MAX];
    struct kafka_producer *producer;

    (void)state;
    new_topic(topic);
    new_topic(other);
    producer = producer_new(NULL);
    send_many(producer, other, 1);
    assert_true(lag_exists(topic, other));
    assert_false(lag_exists(topic, topic));
    kafka_producer_close(producer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_topic_has_no_lag),
        cmocka_unit_test(a_committed_message_is_lag_until_the_group_took_it),
        cmocka_unit_test(an_aborted_message_is_no_lag),
        cmocka_unit_test(topics_that_begin_otherwise_are_not_looked_at),
    };

    return cmocka_run_group_tests(tests, kafka_words_start, NULL);
}
