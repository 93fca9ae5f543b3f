#include "remote/breaker.h"

struct breaker breaker_seeded(uint64_t seed)
{
    return (struct breaker){ .backoff = backoff_seeded(seed) };
}

bool breaker_is_due(const struct breaker *breaker, int64_t now_ms)
{
    return breaker->open && !breaker->probing && now_ms >= breaker->until_ms;
}

void breaker_probe(struct breaker *breaker)
{
    breaker->probing = true;
}

void breaker_succeeded(struct breaker *breaker, bool probe)
{
    if (breaker->open && !probe)
        return;
    breaker->open = false;
    breaker->probing = false;
    breaker->slow = 0;
    breaker->backoff.failures = 0;
}

void breaker_failed(struct breaker *breaker, bool probe, int64_t now_ms,
                    int64_t retry_after_ms)
{
    if (breaker->open && !probe)
        return;
    breaker->open = true;
    breaker->probing = false;
    breaker->until_ms =
        now_ms + backoff_next_ms(&breaker->backoff, retry_after_ms);
}

void breaker_slowed(struct breaker *breaker, bool probe, int64_t now_ms)
{
    breaker->slow++;
    if (probe || breaker->slow >= BREAKER_SLOW_MAX)
        breaker_failed(breaker, probe, now_ms, 0);
}

void breaker_undecided(struct breaker *breaker, bool probe)
{
    if (probe)
        breaker->probing = false;
}
