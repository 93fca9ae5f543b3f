/*
 * tests/support/console.h: what the operator types and reads.
 *
 *     tandem("held", "--flow", "contacts");
 *     says("rejected");
 */
#ifndef TANDEM_TESTS_SUPPORT_CONSOLE_H
#define TANDEM_TESTS_SUPPORT_CONSOLE_H

#include "base/json.h"
#include "support/program.h"
#include "support/test.h"

/* What the last command printed; valid until programs_end(). */
extern const char *console_output;

/* Must end with 0; refused_tandem() with 2, and says why. */
#define tandem(...) \
    assert_int_equal(program_run(&console_output, "tandem", __VA_ARGS__), 0)
#define refused_tandem(...) \
    assert_int_equal(program_run(&console_output, "tandem", __VA_ARGS__), 2)

/* Each ends the test when it is not so, and shows what was printed. Blanks
 * count as one each: columns may be of any width. */
void says(const char *text);
void says_not(const char *text);

/* No line is wider than a terminal. */
void fits_a_terminal(void);

/* The output as JSON; valid until the world ends. */
const struct json *said_json(void);

#endif
