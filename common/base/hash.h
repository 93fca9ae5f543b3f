/*
 * base/hash.h: where a key belongs, and what bytes look like.
 */
#ifndef TANDEM_BASE_HASH_H
#define TANDEM_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

#define HASH_TEXT_MAX 33

/* The partition that Kafka's own clients choose for a key: murmur2 with
 * Kafka's seed, without its sign, modulo the number of partitions. */
int32_t hash_partition(const char *key, size_t length, int32_t partitions);

/* XXH3, 128 bits, as 32 hexadecimal digits. Not for secrets. */
void hash_text(const void *bytes, size_t length, char ret_text[HASH_TEXT_MAX]);

#endif
