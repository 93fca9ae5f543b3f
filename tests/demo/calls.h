/*
 * tests/demo/calls.h: what the programs have asked of the APIs, from the
 * simulators' journal.
 */
#ifndef TANDEM_TESTS_DEMO_CALLS_H
#define TANDEM_TESTS_DEMO_CALLS_H

#include <stddef.h>
#include <stdint.h>

struct calls {
    size_t creates;
    size_t updates;
    size_t reads;     /* by id, our reference or e-mail address */
    size_t questions; /* of those: who has one of up to 50 addresses */
    size_t lists;     /* of polls and scans */
    size_t refused;   /* of the above: those that the API said no to */
    size_t limited;   /* of the above: those beyond the rate limit */
};

/* Everything until now. */
int64_t calls_mark(void);

struct calls calls_since(int64_t mark);

size_t calls_writes(const struct calls *calls);

/* "198 creates, 2 reads (1 refused)"; lists apart. The caller frees. */
char *calls_text(const struct calls *calls);

#endif
