/*
 * tests/support/kafka_words.h: short words for tests with a real broker.
 *
 * Whatever fails, fails the test. kafka_words_start() comes first, as the
 * group's setup.
 */
#ifndef TANDEM_TESTS_KAFKA_WORDS_H
#define TANDEM_TESTS_KAFKA_WORDS_H

#include "io/kafka.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LIMIT_MS         30000
#define TOPIC_LENGTH_MAX 64

extern struct kafka_settings settings; /* of TEST_BROKERS */
extern struct err last_err;            /* the last error */

int kafka_words_start(void **state);
void ok(int status);
void extra(struct kafka_settings *to, const char *name, const char *value);

/* An environment variable of tests/support/servers. */
const char *variable(const char *name);

/* Stops and continues the broker (TEST_KAFKA_PID). */
void broker_signal(int number);

void new_name(char ret_name[TOPIC_LENGTH_MAX]);
void new_topic(char ret_name[TOPIC_LENGTH_MAX]); /* one partition, compact */

struct kafka_producer *producer_new(const char *transactional_id);
void send_one(struct kafka_producer *producer, const char *topic,
              const char *value);

/* Sends "0" to "<count - 1>" and flushes. */
void send_many(struct kafka_producer *producer, const char *topic, int count);

/* The partition's committed values, as one text. */
struct content {
    char text[400];
    int stop_after;                          /* 0: never */
    struct kafka_producer *abort_in_between; /* after the first value */
};
kafka_each content_add;

/* Reads from an offset to the end, which is returned. */
int64_t reads(const char *topic, int64_t from, const char *expected);

/* A member of a group that reads one topic of one partition. */
struct member {
    struct kafka_consumer *consumer;
    char topic[TOPIC_LENGTH_MAX];
    bool owns;
    bool lost;
    int64_t next;  /* the offset it expects */
    char last[24]; /* the last value */
};

void member_join(struct member *member, const char *topic, const char *group);
void member_join_with(struct member *member, const struct kafka_settings *with,
                      const char *topic, const char *group);

/* Polls once and returns how many messages came. */
size_t member_poll(struct member *member);

/* Polls until so many messages came, until it owns its partition or not. */
void member_reads(struct member *member, size_t wanted);
void member_owns(struct member *member, bool wanted);
int64_t member_committed(struct member *member);

/* Commits the transaction with the member's position. */
int commit_at(struct kafka_producer *producer, struct member *member,
              int64_t next);

#endif
