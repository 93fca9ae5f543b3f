/*
 * tests/support/simulated.h: the simulators, talked to as a client does.
 *
 * For tests of the simulators themselves: each starts its own, with a token
 * of each system and without a rate limit.
 */
#ifndef TANDEM_TESTS_SIMULATED_H
#define TANDEM_TESTS_SIMULATED_H

#include "base/json.h"

#define simulated_test(f) \
    cmocka_unit_test_setup_teardown(f, simulated_start, simulated_end)
int simulated_start(void **state);
int simulated_end(void **state);

/* The last answer: NULL when it had no body, 0 when there was none. */
struct simulated {
    struct json *answer;
    int status;
};

extern struct simulated simulated;

/* A request with a token; body may be NULL. The status. */
int crm(const char *method, const char *path, const char *body);
int crm_with(const char *header, const char *method, const char *path,
             const char *body);
int po(const char *method, const char *path, const char *body);

/* Sends a request and does not wait: the connection, for close(). */
int po_unanswered(const char *method, const char *path, const char *body);

/* The control port's answer; borrowed until the next request. */
const struct json *simulated_control(const char *method, const char *path,
                                     const char *body);

/* Another token of Zoho's; fails the test when it is refused. */
void simulated_crm_token(void);

/* A member of the last answer, "data/0/code": a text, or printed JSON; ""
 * when it is not there. The caller frees. */
char *answer_text(const char *path);
void answer_says(const char *path, const char *expected);

/* No request so far had anything that the descriptions do not know. */
void simulated_no_problems(void);

#endif
