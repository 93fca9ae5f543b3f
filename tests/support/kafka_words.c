#include "support/kafka_words.h"

#include "support/test.h"

#include "base/time.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct kafka_settings settings;
struct err last_err;

const char *variable(const char *name)
{
    /* NOLINTNEXTLINE(concurrency-mt-unsafe): nothing here changes it */
    const char *value = getenv(name);

    if (value == NULL) {
        (void)fprintf(stderr, "%s is not set: use tests/support/servers\n",
                      name);
        abort();
    }
    return value;
}

int kafka_words_start(void **state)
{
    (void)state;
    settings.brokers = variable("TEST_BROKERS");
    settings.client = "test";
    return 0;
}

void ok(int status)
{
    if (status != 0)
        fail_msg("%s", last_err.text);
}

void extra(struct kafka_settings *to, const char *name, const char *value)
{
    to->extra[to->extra_count][0] = name;
    to->extra[to->extra_count++][1] = value;
}

void broker_signal(int number)
{
    pid_t pid = (pid_t)strtol(variable("TEST_KAFKA_PID"), NULL, 10);

    assert_true(pid > 1);
    assert_int_equal(kill(pid, number), 0);
}

void new_name(char ret_name[TOPIC_LENGTH_MAX])
{
    static int number;

    (void)snprintf(ret_name, TOPIC_LENGTH_MAX, "kafka-test-%d-%d",
                   (int)getpid(), number++);
}

void new_topic(char ret_name[TOPIC_LENGTH_MAX])
{
    struct kafka_topic topic = { ret_name, 1, true, 0, 0 };

    new_name(ret_name);
    ok(kafka_topics_ensure(&settings, &topic, 1, LIMIT_MS, &last_err));
}

struct kafka_producer *producer_new(const char *transactional_id)
{
    struct kafka_producer *producer =
        kafka_producer_open(&settings, transactional_id, &last_err);

    if (producer == NULL)
        fail_msg("%s", last_err.text);
    return producer;
}

void send_one(struct kafka_producer *producer, const char *topic,
              const char *value)
{
    ok(kafka_send(producer, topic, 0, "key", 3, value, strlen(value), NULL,
                  &last_err));
}

void send_many(struct kafka_producer *producer, const char *topic, int count)
{
    char value[24];

    for (int i = 0; i < count; i++) {
        (void)snprintf(value, sizeof(value), "%d", i);
        send_one(producer, topic, value);
    }
    ok(kafka_flush(producer, LIMIT_MS, &last_err));
}

/* ---- a member of a group ---- */

static void member_assigned(void *arg, const char *topic, int32_t partition)
{
    struct member *member = arg;

    assert_string_equal(topic, member->topic);
    assert_int_equal(partition, 0);
    member->owns = true;
}

static void member_revoked(void *arg, const char *topic, int32_t partition,
                           bool lost)
{
    struct member *member = arg;

    assert_string_equal(topic, member->topic);
    assert_int_equal(partition, 0);
    member->owns = false;
    member->lost = lost;
}

void member_join_with(struct member *member, const struct kafka_settings *with,
                      const char *topic, const char *group)
{
    struct kafka_rebalance rebalance = { member_assigned, member_revoked,
                                         member };
    const char *const topics[] = { member->topic };

    memset(member, 0, sizeof(*member));
    (void)snprintf(member->topic, sizeof(member->topic), "%s", topic);
    member->consumer =
        kafka_consumer_open(with, group, topics, 1, &rebalance, &last_err);
    if (member->consumer == NULL)
        fail_msg("%s", last_err.text);
}

void member_join(struct member *member, const char *topic, const char *group)
{
    member_join_with(member, &settings, topic, group);
}

/* Polls once and returns how many messages came. */
size_t member_poll(struct member *member)
{
    struct kafka_message messages[KAFKA_BATCH_MAX];
    size_t count;

    ok(kafka_poll(member->consumer, messages, KAFKA_BATCH_MAX, 50, &count,
                  &last_err));
    if (count > 0) {
        const struct kafka_message *last = &messages[count - 1];

        assert_true(member->owns);
        member->next = last->offset + 1;
        (void)snprintf(member->last, sizeof(member->last), "%.*s",
                       (int)last->value_length, last->value);
    }
    kafka_messages_free(messages, count);
    return count;
}

void member_reads(struct member *member, size_t wanted)
{
    int64_t end_ms = time_boot_ms() + LIMIT_MS;
    size_t count = 0;

    while (count < wanted && time_boot_ms() < end_ms)
        count += member_poll(member);
    assert_int_equal(count, wanted);
}

void member_owns(struct member *member, bool wanted)
{
    int64_t end_ms = time_boot_ms() + LIMIT_MS;

    while (member->owns != wanted && time_boot_ms() < end_ms)
        (void)member_poll(member);
    assert_int_equal(member->owns, wanted);
}

int64_t member_committed(struct member *member)
{
    int64_t offset;

    ok(kafka_committed(member->consumer, member->topic, 0, &offset, LIMIT_MS,
                       &last_err));
    return offset;
}

int commit_at(struct kafka_producer *producer, struct member *member,
              int64_t next)
{
    struct kafka_position position = { member->topic, 0, next };

    return kafka_commit(producer, member->consumer, &position, 1, LIMIT_MS,
                        &last_err);
}

/* ---- what a partition holds ---- */

int content_add(const struct kafka_message *message, void *arg,
                struct err *ret_err)
{
    struct content *content = arg;
    size_t length = strlen(content->text);

    (void)snprintf(content->text + length, sizeof(content->text) - length,
                   "%.*s ", (int)message->value_length, message->value);
    if (content->abort_in_between != NULL) {
        assert_int_equal(kafka_abort(content->abort_in_between, ret_err), 0);
        content->abort_in_between = NULL;
    }
    return --content->stop_after == 0 ? 7 : 0;
}

int64_t reads(const char *topic, int64_t from, const char *expected)
{
    struct content content = { 0 };
    int64_t end;

    ok(kafka_read_partition(&settings, topic, 0, from, content_add, &content,
                            &end, LIMIT_MS, &last_err));
    assert_string_equal(content.text, expected);
    return end;
}
