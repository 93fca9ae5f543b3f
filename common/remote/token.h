/*
 * remote/token.h: the access token of one account, shared by all processes.
 *
 * It lives in Redis at <namespace>:token:<account> until it expires. A minute
 * before that one process, the holder of a lock, asks for the next; the others
 * go on with the old one. What the system said no to stands beside it
 * (:refused) until the next attempt, so that nobody asks in the meantime:
 * 10 minutes for dead credentials, else by backoff.
 */
#ifndef TANDEM_REMOTE_TOKEN_H
#define TANDEM_REMOTE_TOKEN_H

#include "base/err.h"
#include "io/http.h"
#include "io/redis.h"
#include "systems/system.h"

#include <stdbool.h>
#include <stdint.h>

/* Dead credentials are tried again: somebody may have mended them there. */
#define TOKEN_DEAD_MS 600000

/* Fresh tokens that are denied are replaced this often within
 * TOKEN_DENIALS_MS (Zoho issues 10 in 10 minutes). One that has served for a
 * fifth of that time is not fresh. */
#define TOKEN_DENIALS_MAX 5
#define TOKEN_DENIALS_MS  600000

struct token;

struct token_settings {
    const char *name_space;
    const char *owner; /* unlike any other process' name */
    int limit_ms;      /* of one request */
    uint64_t seed;
    unsigned serial; /* the first token's is the next one */
};

/* system, http and redis are borrowed; settings are copied. */
struct token *token_open(const struct system *system, struct http *http,
                         struct redis *redis,
                         const struct token_settings *settings);
void token_close(struct token *token);

/* Looks whether another process has a newer one, asks for one if it is time
 * and nobody else does. -1: Redis has failed. */
int token_step(struct token *token, int64_t now_ms, struct err *err) MUST_CHECK;

/* The token, or NULL when there is none to be used. Borrowed until the next
 * call of another function on this token. */
const char *token_text(const struct token *token, int64_t now_ms);
const char *token_api_url(const struct token *token);

/* Which token this is: another number for each. The system has denied the one
 * of this serial (ignored when there is a newer one by now). */
unsigned token_serial(const struct token *token);
void token_denied(struct token *token, unsigned serial);

/* Are the keys of no use, as far as is known: dead, or their tokens denied? */
bool token_is_refused(const struct token *token);

/* Why there is none, or soon will be none; NULL when all is well. */
const char *token_trouble(const struct token *token, int64_t now_ms);

/* Requests for a token since the start. */
uint64_t token_refreshes(const struct token *token);

#endif
