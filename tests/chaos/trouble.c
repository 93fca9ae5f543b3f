#include "chaos/trouble.h"

#include "chaos/disorder.h"
#include "simulation/dice.h"
#include "support/test.h"

#include <stdbool.h>
#include <string.h>

#define ACTIVE_MAX     64
#define PAUSE_LEAST_MS 500
#define PAUSE_MOST_MS  3100

struct active {
    int64_t until_ms;
    const struct disorder *kind;
    struct disorder_case at;
};

static struct {
    struct dice dice;
    int64_t next_ms;
    struct active active[ACTIVE_MAX];
    size_t active_count;
    size_t counts[DISORDERS_MAX];
} trouble;

void trouble_open(uint64_t seed)
{
    memset(&trouble, 0, sizeof trouble);
    dice_seed(&trouble.dice, seed);
}

const char *trouble_name(size_t kind)
{
    return disorders[kind].name;
}

size_t trouble_count(size_t kind)
{
    return trouble.counts[kind];
}

size_t trouble_total(void)
{
    size_t total = 0;

    for (size_t i = 0; i < DISORDERS_MAX; i++)
        total += trouble.counts[i];
    return total;
}

/* ---- drawing ---- */

static size_t draw_kind(void)
{
    int64_t weights = 0;
    int64_t drawn;
    size_t kind = 0;

    for (size_t i = 0; disorders[i].name != NULL; i++)
        weights += disorders[i].weight;
    drawn = dice_between(&trouble.dice, 1, weights);
    while (drawn > disorders[kind].weight)
        drawn -= disorders[kind++].weight;
    return kind;
}

static void begin(int64_t now_ms)
{
    size_t number = draw_kind();
    const struct disorder *kind = &disorders[number];
    struct active active = {
        .kind = kind,
        .until_ms =
            now_ms + dice_between(&trouble.dice, kind->least_ms, kind->most_ms),
        .at = { .slot = (size_t)dice_between(&trouble.dice, 0, SLOTS - 1),
                .to = (enum way_to)dice_between(&trouble.dice, 0, WAYS - 1),
                .variant = (int)dice_between(&trouble.dice, 0, 999) },
    };

    if (trouble.active_count == ACTIVE_MAX || !kind->begin(&active.at))
        return;
    trouble.counts[number]++;
    if (kind->end != NULL)
        trouble.active[trouble.active_count++] = active;
}

static void end(size_t index)
{
    struct active ended = trouble.active[index];

    trouble.active[index] = trouble.active[--trouble.active_count];
    ended.kind->end(&ended.at);
}

/* It never rains but it pours. */
static int64_t pause_ms(void)
{
    if (dice_percent(&trouble.dice, 15))
        return dice_between(&trouble.dice, 0, PAUSE_LEAST_MS);
    return dice_between(&trouble.dice, PAUSE_LEAST_MS, PAUSE_MOST_MS);
}

void trouble_step(int64_t now_ms)
{
    if (trouble.next_ms == 0)
        trouble.next_ms = now_ms;
    while (trouble.next_ms <= now_ms) {
        begin(now_ms);
        trouble.next_ms += pause_ms();
    }
    for (size_t i = trouble.active_count; i-- > 0;) {
        if (trouble.active[i].until_ms <= now_ms)
            end(i);
    }
}

void trouble_end(void)
{
    while (trouble.active_count > 0)
        end(trouble.active_count - 1);
    disorders_end();
}
