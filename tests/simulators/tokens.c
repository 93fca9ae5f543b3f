#include "tokens.h"

#include "base/hash.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void tokens_drop_oldest(struct tokens *tokens)
{
    free(tokens->of[0]);
    tokens->count--;
    memmove(tokens->of, tokens->of + 1, tokens->count * sizeof(char *));
    memmove(tokens->expires_ms, tokens->expires_ms + 1,
            tokens->count * sizeof tokens->expires_ms[0]);
}

const char *tokens_issue(struct tokens *tokens, const char *prefix,
                         int64_t lifetime_s, size_t live)
{
    char seed[64];
    char hash[HASH_TEXT_MAX];
    size_t at;

    while (tokens->count >= live || tokens->count == TOKENS_MAX)
        tokens_drop_oldest(tokens);
    tokens->issued++;
    (void)snprintf(seed, sizeof seed, "%s%" PRIu64 ".%" PRId64, prefix,
                   tokens->issued, time_now_ms());
    hash_text(seed, strlen(seed), hash);
    at = tokens->count++;
    tokens->of[at] = mem_print("%s%s", prefix, hash);
    tokens->expires_ms[at] = time_boot_ms() + lifetime_s * 1000;
    return tokens->of[at];
}

bool tokens_alive(const struct tokens *tokens, const char *token)
{
    for (size_t i = 0; i < tokens->count; i++) {
        if (text_equal(tokens->of[i], token))
            return tokens->expires_ms[i] > time_boot_ms();
    }
    return false;
}

void tokens_expire(struct tokens *tokens)
{
    while (tokens->count > 0)
        tokens_drop_oldest(tokens);
}
