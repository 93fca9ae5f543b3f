/*
 * tests/support/journal.h: what the programs have asked of the APIs.
 *
 * Paths are whole ("/v2/Customers", "/crm/v8/Contacts") and fit what begins
 * with them, whatever its case. Requests for tokens are counted only when they
 * are asked for: "/oauth/v2/token", "/OAuth/Token".
 */
#ifndef TANDEM_TESTS_SUPPORT_JOURNAL_H
#define TANDEM_TESTS_SUPPORT_JOURNAL_H

#include <stddef.h>
#include <stdint.h>

struct json;

/* Takes each request from that number on; returns the number of the next. */
int64_t journal_read(int64_t since, void (*take)(const struct json *request));

/* Everything until now: journal_since(mark, ...) counts what comes after. */
size_t journal_mark(void);

/* Requests; method or path NULL: any. */
size_t journal_since(size_t mark, const char *method, const char *path);
#define journal_count(method, path) journal_since(0, method, path)

/* Those that write: POST, PUT, PATCH, DELETE; Zoho's queries are none. */
size_t journal_writes_since(size_t mark);
#define journal_writes() journal_writes_since(0)

/* When the n-th of those (from 0) came, on the simulators' clock; fails the
 * test when there are not so many. */
int64_t journal_ms(size_t mark, const char *method, const char *path, size_t n);

/* The most of those that came within so many milliseconds. */
size_t journal_most_within(int64_t ms, const char *path);

/* Requests that were answered with this status. */
size_t journal_status(int status);

/* The first objection of the official descriptions against a request, or NULL;
 * valid until the world ends. */
const char *journal_problem(void);

/* The world ends. */
void journal_forget(void);

#endif
