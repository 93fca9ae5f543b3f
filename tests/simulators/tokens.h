/*
 * tokens.h: the access tokens of one system that are alive.
 */
#ifndef TANDEM_TESTS_TOKENS_H
#define TANDEM_TESTS_TOKENS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TOKENS_MAX 64

struct tokens {
    char *of[TOKENS_MAX]; /* oldest first */
    int64_t expires_ms[TOKENS_MAX];
    size_t count;
    uint64_t issued;
};

/* A new token, borrowed; more than `live` at once: the oldest dies. */
const char *tokens_issue(struct tokens *tokens, const char *prefix,
                         int64_t lifetime_s, size_t live);
bool tokens_alive(const struct tokens *tokens, const char *token);
void tokens_expire(struct tokens *tokens);

#endif
