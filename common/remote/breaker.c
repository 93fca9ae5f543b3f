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

void breaker_succeeded(struct breaker *breaker, const struct breaker_news *news)
{
    if (breaker->open && !news->probe)
        return;
    breaker->open = false;
    breaker->probing = false;
    if (breaker->at_writes && !news->writes)
        return;
    breaker->at_writes = false;
    breaker->slow = 0;
    breaker->backoff.failures = 0;
}

void breaker_failed(struct breaker *breaker, const struct breaker_news *news)
{
    if (breaker->open && !news->probe)
        return;
    breaker->open = true;
    breaker->probing = false;
    breaker->at_writes = breaker->at_writes || news->writes;
    breaker->until_ms =
        news->now_ms + backoff_next_ms(&breaker->backoff, news->retry_after_ms);
}

void breaker_slowed(struct breaker *breaker, const struct breaker_news *news)
{
    breaker->slow++;
    breaker->at_writes = breaker->at_writes || news->writes;
    if (news->probe || breaker->slow >= BREAKER_SLOW_MAX)
        breaker_failed(breaker, news);
}

void breaker_undecided(struct breaker *breaker, bool probe)
{
    if (probe)
        breaker->probing = false;
}
