#include "simulation/dice.h"

/* One in so many delays is a long one. */
#define DICE_LONG_ONE_IN 20

void dice_seed(struct dice *dice, uint64_t seed)
{
    dice->state = seed;
}

/* splitmix64: every seed, also 0, gives a sequence of its own. */
static uint64_t dice_throw(struct dice *dice)
{
    uint64_t z = dice->state += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

int64_t dice_between(struct dice *dice, int64_t from, int64_t to)
{
    uint64_t width = to <= from ? 1 : (uint64_t)(to - from) + 1;

    return from + (int64_t)(dice_throw(dice) % width);
}

bool dice_percent(struct dice *dice, int percent)
{
    return dice_between(dice, 1, 100) <= percent;
}

int64_t dice_delay(struct dice *dice, int64_t usual_ms, int64_t most_ms)
{
    bool long_one = dice_between(dice, 1, DICE_LONG_ONE_IN) == 1;

    return dice_between(dice, 1, long_one ? most_ms : 2 * usual_ms);
}
