/*
 * tests/support/mailbox.h: messages that a test puts into tandem's topics by
 * hand, and what became of them.
 */
#ifndef TANDEM_TESTS_SUPPORT_MAILBOX_H
#define TANDEM_TESTS_SUPPORT_MAILBOX_H

#include <stddef.h>
#include <stdint.h>

/* Where a message stands. */
struct posted {
    char topic[96];
    int32_t partition;
    int64_t offset;
};

/* topic: without the namespace, "changes". Into the partition of its key. */
struct posted post(const char *topic, const char *key, const char *value,
                   size_t length);
struct posted post_at(const char *topic, int32_t partition, const char *key,
                      const char *value, size_t length);

/* The causes of the dead letters that came from there, valid until the world
 * ends; how many there are. */
size_t letters_of(const struct posted *posted, size_t count,
                  const char **ret_causes);

/* The cause of the dead letter with that key that never was in Kafka. */
const char *letter_with_key(const char *key);

#endif
