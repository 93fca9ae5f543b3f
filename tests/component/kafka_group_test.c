/*
 * io/kafka with a real broker: transactions and members of a group, also when
 * one loses its partition or the broker goes away.
 */
#include "support/kafka_words.h"
#include "support/test.h"

#include "base/time.h"

#include <signal.h>

/* ---- transactions ---- */

static void a_transaction_is_read_whole_or_not_at_all(void **state)
{
    char topic[TOPIC_LENGTH_MAX];
    struct kafka_producer *producer;
    struct member member;

    (void)state;
    new_topic(topic);
    producer = producer_new(topic);
    member_join(&member, topic, topic);
    member_owns(&member, true);
    assert_int_equal(member_committed(&member), KAFKA_NO_OFFSET);

    ok(kafka_begin(producer, &last_err));
    send_one(producer, topic, "aborted");
    ok(kafka_abort(producer, &last_err));
    ok(kafka_begin(producer, &last_err));
    send_one(producer, topic, "committed");
    ok(commit_at(producer, &member, 3));

    member_reads(&member, 1);
    assert_string_equal(member.last, "committed");
    assert_int_equal(member_committed(&member), 3);
    kafka_consumer_close(member.consumer);
    kafka_producer_close(producer);
}

static void a_newer_producer_of_the_same_id_fences_the_older(void **state)
{
    char topic[TOPIC_LENGTH_MAX];
    struct kafka_producer *older;
    struct kafka_producer *newer;
    struct member member;

    (void)state;
    new_topic(topic);
    member_join(&member, topic, topic);
    member_owns(&member, true);
    older = producer_new(topic);
    ok(kafka_begin(older, &last_err));
    send_one(older, topic, "older");
    newer = producer_new(topic);
    assert_int_equal(commit_at(older, &member, 1), -1);
    assert_int_equal(last_err.kind, ERR_FATAL);
    ok(kafka_begin(newer, &last_err));
    send_one(newer, topic, "newer");
    ok(commit_at(newer, &member, 0));
    (void)reads(topic, 0, "newer ");
    kafka_consumer_close(member.consumer);
    kafka_producer_close(older);
    kafka_producer_close(newer);
}

/* The older member does not poll, so that the group throws it out and gives
 * its partition to the newer one. */
static void partition_moves(struct member *older, struct member *newer,
                            const char *topic)
{
    struct kafka_settings sleepy = settings;

    extra(&sleepy, "session.timeout.ms", "2000");
    extra(&sleepy, "heartbeat.interval.ms", "200");
    extra(&sleepy, "max.poll.interval.ms", "2000");
    member_join_with(older, &sleepy, topic, topic);
    member_owns(older, true);
    member_join(newer, topic, topic);
    member_owns(newer, true);
}

static void zombie_tries(size_t positions)
{
    char topic[TOPIC_LENGTH_MAX];
    struct kafka_producer *producer;
    struct kafka_position position = { topic, 0, 5 };
    struct member older;
    struct member newer;

    new_topic(topic);
    producer = producer_new(topic);
    partition_moves(&older, &newer, topic);
    assert_true(older.owns); /* as far as it knows */
    ok(kafka_begin(producer, &last_err));
    send_one(producer, topic, "zombie");
    assert_int_equal(kafka_commit(producer, older.consumer, &position,
                                  positions, LIMIT_MS, &last_err),
                     -1);
    assert_int_equal(last_err.kind, ERR_RETRY);
    ok(kafka_abort(producer, &last_err));
    (void)reads(topic, 0, "");
    assert_int_equal(member_committed(&newer), KAFKA_NO_OFFSET);
    member_owns(&older, false);
    assert_true(older.lost);

    /* Without any partition it may not commit either. */
    ok(kafka_begin(producer, &last_err));
    assert_int_equal(kafka_commit(producer, older.consumer, &position, 1,
                                  LIMIT_MS, &last_err),
                     -1);
    ok(kafka_abort(producer, &last_err));
    kafka_consumer_close(older.consumer);
    kafka_consumer_close(newer.consumer);
    kafka_producer_close(producer);
}

static void a_member_that_lost_its_partition_cannot_commit(void **state)
{
    (void)state;
    zombie_tries(1);
}

static void not_even_without_positions(void **state)
{
    (void)state;
    zombie_tries(0);
}

static void a_commit_without_positions_moves_none(void **state)
{
    char topic[TOPIC_LENGTH_MAX];
    struct kafka_producer *producer;
    struct member member;

    (void)state;
    new_topic(topic);
    producer = producer_new(topic);
    member_join(&member, topic, topic);
    member_owns(&member, true);
    for (int i = 0; i < 2; i++) {
        ok(kafka_begin(producer, &last_err));
        send_one(producer, topic, "answer");
        ok(kafka_commit(producer, member.consumer, NULL, 0, LIMIT_MS,
                        &last_err));
    }
    assert_int_equal(member_committed(&member), 0);
    ok(kafka_begin(producer, &last_err));
    ok(commit_at(producer, &member, 2));
    ok(kafka_begin(producer, &last_err));
    ok(kafka_commit(producer, member.consumer, NULL, 0, LIMIT_MS, &last_err));
    assert_int_equal(member_committed(&member), 2);
    (void)reads(topic, 0, "answer answer ");
    kafka_consumer_close(member.consumer);
    kafka_producer_close(producer);
}

/* ---- consuming ---- */

static void a_member_goes_on_where_the_group_committed(void **state)
{
    char topic[TOPIC_LENGTH_MAX];
    struct kafka_producer *producer = producer_new(NULL);
    struct kafka_position position = { topic, 0, 2 };
    struct member member;

    (void)state;
    new_topic(topic);
    send_many(producer, topic, 3);
    member_join(&member, topic, topic);
    member_reads(&member, 3);
    ok(kafka_consumer_commit(member.consumer, &position, 1, &last_err));
    kafka_consumer_close(member.consumer);
    assert_false(member.owns);
    assert_false(member.lost);
    member_join(&member, topic, topic);
    member_reads(&member, 1);
    assert_string_equal(member.last, "2");
    kafka_consumer_close(member.consumer);
    kafka_producer_close(producer);
}

static void a_paused_member_gets_nothing_and_misses_nothing(void **state)
{
    char topic[TOPIC_LENGTH_MAX];
    struct kafka_producer *producer = producer_new(NULL);
    struct member member;

    (void)state;
    new_topic(topic);
    send_many(producer, topic, 2);
    member_join(&member, topic, topic);
    member_reads(&member, 2);
    kafka_pause(member.consumer);
    send_many(producer, topic, 3);
    for (int i = 0; i < 10; i++)
        assert_int_equal(member_poll(&member), 0);
    kafka_resume(member.consumer);
    member_reads(&member, 3);
    assert_int_equal(member.next, 5);
    kafka_consumer_close(member.consumer);
    kafka_producer_close(producer);
}

static void a_paused_member_is_given_a_paused_partition(void **state)
{
    char topic[TOPIC_LENGTH_MAX];
    struct kafka_producer *producer = producer_new(NULL);
    struct member member;

    (void)state;
    new_topic(topic);
    send_many(producer, topic, 2);
    member_join(&member, topic, topic);
    kafka_pause(member.consumer);
    member_owns(&member, true);
    for (int i = 0; i < 10; i++)
        assert_int_equal(member_poll(&member), 0);
    kafka_resume(member.consumer);
    member_reads(&member, 2);
    kafka_consumer_close(member.consumer);
    kafka_producer_close(producer);
}

static void a_seek_holds_also_while_paused(void **state)
{
    char topic[TOPIC_LENGTH_MAX];
    struct kafka_producer *producer = producer_new(NULL);
    struct member member;

    (void)state;
    new_topic(topic);
    send_many(producer, topic, 10);
    member_join(&member, topic, topic);
    member_reads(&member, 10);
    ok(kafka_seek(member.consumer, topic, 0, 4, &last_err));
    member_reads(&member, 6);
    kafka_pause(member.consumer);
    ok(kafka_seek(member.consumer, topic, 0, 7, &last_err));
    assert_int_equal(member_poll(&member), 0);
    kafka_resume(member.consumer);
    member_reads(&member, 3);
    ok(kafka_seek(member.consumer, topic, 0, 8, &last_err));
    kafka_pause(member.consumer);
    kafka_resume(member.consumer);
    member_reads(&member, 2);
    kafka_consumer_close(member.consumer);
    kafka_producer_close(producer);
}

/* ---- the broker away ---- */

static void member_is_troubled(struct member *member, bool wanted)
{
    int64_t end_ms = time_boot_ms() + LIMIT_MS;

    while ((kafka_consumer_trouble(member->consumer) != NULL) != wanted &&
           time_boot_ms() < end_ms)
        (void)member_poll(member);
    assert_int_equal(kafka_consumer_trouble(member->consumer) != NULL, wanted);
}

static void a_broker_that_went_away_is_trouble_until_it_is_back(void **state)
{
    struct kafka_settings nervous = settings;
    char topic[TOPIC_LENGTH_MAX];
    struct kafka_producer *producer = producer_new(NULL);
    struct member member;

    (void)state;
    new_topic(topic);
    extra(&nervous, "socket.timeout.ms", "1000");
    member_join_with(&member, &nervous, topic, topic);
    member_owns(&member, true);
    send_many(producer, topic, 2);
    member_reads(&member, 2);
    member_is_troubled(&member, false);

    broker_signal(SIGSTOP);
    send_one(producer, topic, "kept");
    assert_int_equal(kafka_flush(producer, 300, &last_err), -1);
    assert_int_equal(last_err.kind, ERR_RETRY);
    member_is_troubled(&member, true);
    (void)member_poll(&member);
    assert_non_null(kafka_consumer_trouble(member.consumer));

    broker_signal(SIGCONT);
    ok(kafka_flush(producer, LIMIT_MS, &last_err));
    member_reads(&member, 1);
    assert_string_equal(member.last, "kept");
    member_is_troubled(&member, false);
    kafka_consumer_close(member.consumer);
    kafka_producer_close(producer);
}

static void a_member_leaves_also_while_the_broker_is_away(void **state)
{
    char topic[TOPIC_LENGTH_MAX];
    struct kafka_position position = { topic, 0, 0 };
    struct member member;
    int64_t began_ms;

    (void)state;
    new_topic(topic);
    member_join(&member, topic, topic);
    member_owns(&member, true);
    broker_signal(SIGSTOP);
    assert_int_equal(
        kafka_consumer_commit(member.consumer, &position, 1, &last_err), -1);
    assert_int_equal(last_err.kind, ERR_RETRY);
    began_ms = time_boot_ms();
    kafka_consumer_close(member.consumer);
    broker_signal(SIGCONT);
    assert_true(time_boot_ms() - began_ms < LIMIT_MS);
    assert_false(member.owns);
}

static bool going;

static bool go_on(void *arg)
{
    (void)arg;
    return going;
}

/* Each would wait for LIMIT_MS. */
static void all_waits(struct kafka_producer *producer, struct member *member)
{
    int64_t number;

    assert_int_equal(commit_at(producer, member, 1), -1);
    assert_int_equal(kafka_abort(producer, &last_err), -1);
    assert_int_equal(kafka_committed(member->consumer, member->topic, 0,
                                     &number, LIMIT_MS, &last_err),
                     -1);
    assert_int_equal(last_err.kind, ERR_RETRY);
    assert_int_equal(kafka_watermarks(&settings, member->topic, 0, &number,
                                      &number, LIMIT_MS, &last_err),
                     -1);
    assert_int_equal(last_err.kind, ERR_RETRY);
}

static void a_program_that_stops_ends_every_wait(void **state)
{
    char topic[TOPIC_LENGTH_MAX];
    struct kafka_producer *producer;
    struct member member;
    int64_t began_ms;

    (void)state;
    new_topic(topic);
    going = true;
    settings.go_on = go_on;
    member_join(&member, topic, topic);
    member_owns(&member, true);
    producer = producer_new(topic);
    ok(kafka_begin(producer, &last_err));
    send_one(producer, topic, "1");
    ok(kafka_flush(producer, LIMIT_MS, &last_err));
    broker_signal(SIGSTOP);
    going = false;
    began_ms = time_boot_ms();
    all_waits(producer, &member);
    kafka_consumer_close(member.consumer);
    kafka_producer_close(producer);
    broker_signal(SIGCONT);
    settings.go_on = NULL;
    assert_in_range(time_boot_ms() - began_ms, 0, 8000);
    assert_false(member.owns);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_transaction_is_read_whole_or_not_at_all),
        cmocka_unit_test(a_newer_producer_of_the_same_id_fences_the_older),
        cmocka_unit_test(a_member_that_lost_its_partition_cannot_commit),
        cmocka_unit_test(not_even_without_positions),
        cmocka_unit_test(a_commit_without_positions_moves_none),
        cmocka_unit_test(a_member_goes_on_where_the_group_committed),
        cmocka_unit_test(a_paused_member_gets_nothing_and_misses_nothing),
        cmocka_unit_test(a_paused_member_is_given_a_paused_partition),
        cmocka_unit_test(a_seek_holds_also_while_paused),
        cmocka_unit_test(a_broker_that_went_away_is_trouble_until_it_is_back),
        cmocka_unit_test(a_member_leaves_also_while_the_broker_is_away),
        cmocka_unit_test(a_program_that_stops_ends_every_wait),
    };

    return cmocka_run_group_tests(tests, kafka_words_start, NULL);
}
