#include "base/hash.h"

#include <stdio.h>
#include <string.h>
#include <xxhash.h>

#define MURMUR_SEED 0x9747b28cu
#define MURMUR_M    0x5bd1e995u

static uint32_t murmur2(const unsigned char *at, size_t length)
{
    uint32_t h = MURMUR_SEED ^ (uint32_t)length;

    for (; length >= 4; at += 4, length -= 4) {
        uint32_t k = (uint32_t)at[0] | (uint32_t)at[1] << 8 |
                     (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;

        k *= MURMUR_M;
        k ^= k >> 24;
        h = h * MURMUR_M ^ k * MURMUR_M;
    }
    for (size_t i = length; i > 0; i--)
        h ^= (uint32_t)at[i - 1] << (8 * (i - 1));
    if (length > 0)
        h *= MURMUR_M;
    h ^= h >> 13;
    h *= MURMUR_M;
    return h ^ h >> 15;
}

int32_t hash_partition(const char *key, size_t length, int32_t partitions)
{
    uint32_t hash = murmur2((const unsigned char *)key, length) & 0x7fffffffu;

    return (int32_t)(hash % (uint32_t)partitions);
}

void hash_text(const void *bytes, size_t length, char ret_text[HASH_TEXT_MAX])
{
    XXH128_hash_t hash = XXH3_128bits(bytes, length);

    (void)snprintf(ret_text, HASH_TEXT_MAX, "%016llx%016llx",
                   (unsigned long long)hash.high64,
                   (unsigned long long)hash.low64);
}
