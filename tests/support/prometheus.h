/*
 * tests/support/prometheus.h: a real Prometheus that watches the programs of a
 * test, with the alerts of deploy/prometheus that do not wait.
 */
#ifndef TANDEM_TESTS_PROMETHEUS_H
#define TANDEM_TESTS_PROMETHEUS_H

#include "base/json.h"

#include <stdbool.h>

/* Scrapes every program of the world that listens, each second; waits until it
 * has its first values. prometheus_stop() also removes its folder. */
void prometheus_start(void);
void prometheus_stop(void);

/* GET of its HTTP API: "/api/v1/rules"; `data` of the answer, valid until the
 * world ends. NULL: it was refused, or there was no answer. */
const struct json *prometheus_ask(const char *path);

/* The result of an expression, or NULL when it is not valid. */
const struct json *prometheus_query(const char *expression);

/* Does that alert fire, with this label? */
bool prometheus_fires(const char *alert, const char *label, const char *value);

/* Runs promtool with up to two words, and a file (NULL: none) as its input:
 * the exit code. What it says goes to the test's output. */
int promtool(const char *file, const char *verb, const char *what,
             const char *operand);

#endif
