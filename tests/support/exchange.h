/*
 * tests/support/exchange.h: one call and its answer, without a network.
 *
 * The systems have made-up credentials and the addresses
 * https://accounts.example, https://crm.example and https://go.example.
 */
#ifndef TANDEM_TESTS_EXCHANGE_H
#define TANDEM_TESTS_EXCHANGE_H

#include "systems/system.h"

/* The token that exchange_answer() is the answer to. */
#define EXCHANGE_SENT_WITH "1000.access-token"

#define EXCHANGE_DATE "Mon, 23 Nov 2026 15:30:35 GMT"

struct system *exchange_system(const char *name);

/* A call for an entity, to be filled further; fails the test when unknown. */
struct call exchange_call(enum call_kind kind, const char *system,
                          const char *entity);

struct json *exchange_json(const char *text);

/* "METHOD url" and, when there is a body, a blank and the body. The caller
 * frees. Fails the test when the call cannot be said. */
char *exchange_said(const struct call *call, const char *system);

/* The header that the call is sent with; NULL when it has none. The caller
 * frees. */
char *exchange_header(const struct call *call, const char *system,
                      const char *name);

/* Both free the call. */
void exchange_says(struct call call, const char *expected);
void exchange_cannot_say(struct call call, const char *reason);

/* The answer to a call whose response has this status, body (NULL: none) and
 * Date; name and value are one more header, or NULL. */
struct answer exchange_answer(const struct call *call, const char *system,
                              int status, const char *body, const char *name,
                              const char *value);

#endif
