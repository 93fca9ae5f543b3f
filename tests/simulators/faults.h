/*
 * faults.h: what is to go wrong, on request.
 *
 * A fault waits for requests that fit (system, method, start of the path),
 * lets `after` of them pass and then hits `count`.
 */
#ifndef TANDEM_TESTS_FAULTS_H
#define TANDEM_TESTS_FAULTS_H

#include "base/err.h"
#include "base/json.h"

#include <stdbool.h>
#include <stdint.h>

enum fault_kind {
    FAULT_CUT,
    FAULT_DELAY,
    FAULT_STATUS,
    FAULT_TRUNCATE,
    FAULT_DENY,
    FAULT_FLOOD,
    FAULT_ECHO,
};

struct exchange;

/* A plain value once taken. */
struct fault {
    enum fault_kind kind;
    bool before; /* the request is not carried out (delay: not yet) */
    int status;
    int64_t delay_ms;
    char *retry_after;  /* or NULL */
    int64_t again_in_s; /* Retry-After as a date so far ahead; 0: none */
    char *body;         /* or NULL */
    char *type;         /* its Content-Type, or NULL */
    char *location;     /* or NULL */
    int64_t megabytes;  /* of blanks behind the answer's body */
};

const char *fault_name(enum fault_kind kind);
void fault_free(struct fault *fault);

struct faults;

struct faults *faults_new(void);
void faults_free(struct faults *faults);
int faults_add(struct faults *faults, const struct json *description,
               struct err *err) MUST_CHECK;
void faults_clear(struct faults *faults);

/* The fault that hits this request; the caller frees; NULL: none. */
struct fault *faults_take(struct faults *faults,
                          const struct exchange *exchange);

#endif
