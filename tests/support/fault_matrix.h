/*
 * tests/support/fault_matrix.h: every place where a program may die.
 *
 * All fault points (base/fault.h), and what is going on when they are passed.
 * tests/e2e/fault_points_test.c kills a program at each, and fails when the
 * code has one that is not here.
 */
#ifndef TANDEM_TESTS_SUPPORT_FAULT_MATRIX_H
#define TANDEM_TESTS_SUPPORT_FAULT_MATRIX_H

#include <stdbool.h>
#include <stddef.h>

enum fault_stage {
    CREATING, /* everything is new */
    EDITING,  /* all is in step; both sides are edited */
    SWEEPING, /* a contact has been deleted, and a scan shows it */
};

enum fault_how {
    ALONE = 1,          /* no other program runs yet */
    REDIS_IS_EMPTY = 2, /* when it starts */
};

struct fault_row {
    const char *program;
    /* "loader.judged"; "loader.judged:2": when it comes there again;
     * "POST /Customers": while this request is out */
    const char *point;
    enum fault_stage stage;
    unsigned how;
};

/* The last has no program. */
extern struct fault_row fault_matrix[];

/* For a person; the caller frees. */
char *fault_row_name(const struct fault_row *row);

bool fault_row_is_request(const struct fault_row *row);

/* Is there a row for this point, at any passage? */
bool fault_matrix_has(const char *point);

#endif
