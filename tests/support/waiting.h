/*
 * tests/support/waiting.h: waiting for something to become true.
 *
 *     eventually(20, po_count("Customers") == 3);
 *
 * Evaluates the expression every 50 ms; fails the test, naming the expression,
 * when it is not true within the limit (seconds). There are no other sleeps.
 */
#ifndef TANDEM_TESTS_WAITING_H
#define TANDEM_TESTS_WAITING_H

#include <stdint.h>

struct waiting {
    const char *what;
    const char *file;
    int line;
    int limit_s;
    int64_t until_ms;
};

struct waiting waiting_start(int limit_s, const char *what, const char *file,
                             int line);

/* A moment; fails the test when the limit has passed. */
void waiting_pause(const struct waiting *waiting);

/* For conditions that are not expressions: a moment of this length. */
void waiting_moment(int ms);

#define eventually(limit, expression)                                 \
    for (struct waiting waiting_here =                                \
             waiting_start((limit), #expression, __FILE__, __LINE__); \
         !(expression); waiting_pause(&waiting_here)) {               \
    }

#endif
