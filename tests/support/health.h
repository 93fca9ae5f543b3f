/*
 * tests/support/health.h: what a running program says of itself over HTTP.
 */
#ifndef TANDEM_TESTS_SUPPORT_HEALTH_H
#define TANDEM_TESTS_SUPPORT_HEALTH_H

#include "support/program.h"

#include <stdbool.h>

/* Where it listens, "127.0.0.1:4711", as it has logged; NULL: not yet. Valid
 * until the world ends. */
const char *program_address(const struct program *program);

/* The body of GET path at the address that the program has logged, valid until
 * the world ends; NULL and status 0 while it does not answer. */
const char *program_ask(const struct program *program, const char *path,
                        int *ret_status);

/* Does /health answer 200? */
bool program_is_healthy(const struct program *program);

/* The value of a line in /metrics, by its name with all labels; -1: none. */
double program_metric(const struct program *program, const char *name);

#endif
