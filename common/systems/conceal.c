/*
 * What an API says about a request may repeat the request, with the keys that
 * it was sent with and somebody's e-mail address. Its words go into the
 * ledger, its code into logs and the audit trail.
 */
#include "base/mem.h"
#include "base/text.h"
#include "systems/codec.h"

#include <stdlib.h>
#include <string.h>

/* A sentence or two; a state has 64 KB for everything. */
#define CONCEAL_WORDS_MAX 500
#define CONCEAL_CODE_MAX  80

/* Shorter ones are found in any text; real keys are far longer. */
#define CONCEAL_SECRET_MIN 8

static void text_conceal(char **text, const char *secret)
{
    size_t length = strlen(secret);
    const char *from = *text;
    const char *at = from == NULL ? NULL : strstr(from, secret);
    struct buf clean = { 0 };

    if (at == NULL)
        return;
    for (; at != NULL; at = strstr(from, secret)) {
        buf_append(&clean, from, (size_t)(at - from));
        buf_text_append(&clean, "***");
        from = at + length;
    }
    buf_text_append(&clean, from);
    free(*text);
    *text = buf_take(&clean);
}

void codec_conceal(struct answer *answer, const char *secret)
{
    if (secret == NULL || strlen(secret) < CONCEAL_SECRET_MIN)
        return;
    text_conceal(&answer->code, secret);
    text_conceal(&answer->field, secret);
    text_conceal(&answer->message, secret);
}

/* Cuts it between two characters. */
static void text_shorten(char *text, size_t max)
{
    size_t length = text == NULL ? 0 : strlen(text);

    if (length <= max)
        return;
    for (length = max; length > 0 && !text_is_utf8(text, length); length--) {
    }
    text[length] = '\0';
}

/* A few words, as a title is; not a message in a code's place. */
static bool is_code(const char *text)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "abcdefghijklmnopqrstuvwxyz"
                                  "0123456789 _-.,:;()'/";

    return strlen(text) <= CONCEAL_CODE_MAX &&
           text[strspn(text, letters)] == '\0';
}

void codec_tidy(struct answer *answer, int status)
{
    if (answer->code != NULL && !is_code(answer->code)) {
        free(answer->code);
        answer->code = mem_print("HTTP %d", status);
    }
    text_shorten(answer->field, CONCEAL_CODE_MAX);
    text_shorten(answer->message, CONCEAL_WORDS_MAX);
}
