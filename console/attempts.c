#include "console/attempts.h"

#include "base/mem.h"
#include "base/text.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#define ADDRESS_MAX 64
#define DOUBLED_MAX 16 /* times; more would be beyond any limit */

struct suspect {
    char address[ADDRESS_MAX]; /* "": the place is free */
    int wrong;
    int64_t tried_ms;
    int64_t until_ms;
};

struct attempts {
    int64_t until_ms[2]; /* outside, and on this machine */
    struct suspect suspects[ATTEMPTS_ADDRESSES_MAX];
};

struct attempts *attempts_new(void)
{
    return mem_new(1, sizeof(struct attempts));
}

void attempts_free(struct attempts *attempts)
{
    free(attempts);
}

static struct suspect *suspect_find(struct attempts *attempts,
                                    const char *address)
{
    for (size_t i = 0; i < ATTEMPTS_ADDRESSES_MAX; i++) {
        if (text_equal(attempts->suspects[i].address, address))
            return &attempts->suspects[i];
    }
    return NULL;
}

static struct suspect *suspect_add(struct attempts *attempts,
                                   const char *address)
{
    struct suspect fresh = { .wrong = 0 };
    size_t oldest = 0;

    assert(attempts != NULL);
    for (size_t i = 1; i < ATTEMPTS_ADDRESSES_MAX; i++) {
        if (attempts->suspects[i].tried_ms <
            attempts->suspects[oldest].tried_ms)
            oldest = i;
    }
    (void)snprintf(fresh.address, sizeof fresh.address, "%s", address);
    attempts->suspects[oldest] = fresh;
    return &attempts->suspects[oldest];
}

int64_t attempts_begin(struct attempts *attempts, const char *address,
                       bool is_here, int64_t now_ms)
{
    const struct suspect *suspect = suspect_find(attempts, address);
    int64_t until_ms = attempts->until_ms[is_here];

    if (suspect != NULL && suspect->until_ms > until_ms)
        until_ms = suspect->until_ms;
    if (until_ms > now_ms)
        return until_ms - now_ms;
    attempts->until_ms[is_here] = now_ms + ATTEMPTS_GAP_MS;
    return 0;
}

/* Nothing for the first ones, then 1 s, 2 s, 4 s, ... */
static int64_t pause_after(int wrong, bool is_here)
{
    int64_t longest = is_here ? ATTEMPTS_LONGEST_AT_MS : ATTEMPTS_LONGEST_MS;
    int doubled = wrong - ATTEMPTS_FREE;
    int64_t pause_ms;

    if (doubled < 0)
        return 0;
    pause_ms = INT64_C(1000) << (doubled < DOUBLED_MAX ? doubled : DOUBLED_MAX);
    return pause_ms < longest ? pause_ms : longest;
}

void attempts_end(struct attempts *attempts, const char *address, bool is_here,
                  bool is_right, int64_t now_ms)
{
    struct suspect *suspect = suspect_find(attempts, address);

    if (is_right) {
        attempts->until_ms[is_here] = 0;
        if (suspect != NULL)
            *suspect = (struct suspect){ .wrong = 0 };
        return;
    }
    if (suspect == NULL)
        suspect = suspect_add(attempts, address);
    if (suspect->wrong <= ATTEMPTS_FREE + DOUBLED_MAX)
        suspect->wrong++;
    suspect->tried_ms = now_ms;
    suspect->until_ms = now_ms + pause_after(suspect->wrong, is_here);
}
