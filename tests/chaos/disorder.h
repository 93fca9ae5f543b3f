/*
 * tests/chaos/disorder.h: the kinds of things that go wrong.
 */
#ifndef TANDEM_TESTS_CHAOS_DISORDER_H
#define TANDEM_TESTS_CHAOS_DISORDER_H

#include "chaos/slots.h"

#include <stdbool.h>

#define DISORDERS_MAX 32

/* Whom it hits; what a kind has no use for is passed over. */
struct disorder_case {
    size_t slot;
    enum way_to to;
    int variant; /* 0 to 999 */
};

struct disorder {
    const char *name;
    int weight; /* how often, compared with the others */
    int least_ms;
    int most_ms;
    /* False: there is nobody whom it could hit. It may move to another slot. */
    bool (*begin)(struct disorder_case *at);
    void (*end)(const struct disorder_case *at); /* NULL: it has no end */
};

/* Ended by one without a name. */
extern const struct disorder disorders[];

/* The APIs are well again, every way is open, every program runs. */
void disorders_end(void);

#endif
