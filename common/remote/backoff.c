#include "remote/backoff.h"

/* Odd, so that no seed gives the one state that xorshift never leaves. */
#define BACKOFF_SALT 0x9e3779b97f4a7c15u

struct backoff backoff_seeded(uint64_t seed)
{
    uint64_t dice = seed ^ BACKOFF_SALT;

    return (struct backoff){ .dice = dice == 0 ? BACKOFF_SALT : dice };
}

/* 0 to below sides; xorshift64. */
static int64_t backoff_roll(struct backoff *backoff, int64_t sides)
{
    backoff->dice ^= backoff->dice << 13;
    backoff->dice ^= backoff->dice >> 7;
    backoff->dice ^= backoff->dice << 17;
    return (int64_t)(backoff->dice % (uint64_t)sides);
}

int64_t backoff_next_ms(struct backoff *backoff, int64_t retry_after_ms)
{
    int64_t wait_ms = BACKOFF_FIRST_MS;
    int64_t spread_ms;

    for (int i = 0; i < backoff->failures && wait_ms < BACKOFF_LAST_MS; i++)
        wait_ms *= 2;
    if (wait_ms > BACKOFF_LAST_MS)
        wait_ms = BACKOFF_LAST_MS;
    backoff->failures++;
    spread_ms = backoff_roll(backoff, wait_ms / 2) - wait_ms / 4;
    if (retry_after_ms > BACKOFF_ASKED_MAX_MS)
        retry_after_ms = BACKOFF_ASKED_MAX_MS;
    if (wait_ms + spread_ms >= retry_after_ms)
        return wait_ms + spread_ms;
    return retry_after_ms + backoff_roll(backoff, BACKOFF_FIRST_MS / 4);
}
