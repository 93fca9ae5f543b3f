/*
 * What the page's server reads from a request: cookies, and what becomes a
 * command line.
 */
#include "fuzz/fuzz.h"

#include "base/text.h"
#include "console/api.h"
#include "console/cookie.h"

#include <stdlib.h>
#include <string.h>

#define PAIRS_MAX 16

static void cookie(const char *header)
{
    char value[8];

    if (cookie_read(header, "tandem", value, sizeof value))
        HOLDS(strlen(value) < sizeof value && strchr(value, ';') == NULL);
}

static void plain(const char *word)
{
    for (; *word != '\0'; word++)
        HOLDS((unsigned char)*word >= ' ' && *word != 127);
}

/* Whatever was asked for, it is tandem NAME --json [--its-option]... -- WORD...
 */
static void command_line(const struct api_call *call)
{
    size_t i = 3;

    HOLDS(text_equal(call->words[1], call->command->name));
    HOLDS(text_equal(call->words[2], "--json"));
    for (; !text_equal(call->words[i], "--"); i++) {
        HOLDS(text_starts(call->words[i], "--"));
        HOLDS(!text_starts(call->words[i], "--config"));
        HOLDS(!text_starts(call->words[i], "--watch"));
    }
    for (size_t k = 0; k < call->operand_count; k++)
        HOLDS(text_equal(call->words[++i], call->operands[k]));
    HOLDS(call->words[i + 1] == NULL);
    for (i = 0; call->words[i] != NULL; i++)
        plain(call->words[i]);
}

static void both(struct api_call *call, struct fuzz_input *input)
{
    char *texts[PAIRS_MAX][2] = { { NULL } };
    struct err err = { 0 };
    struct json *body;

    for (size_t i = 0; i < PAIRS_MAX && fuzz_choice(input, 2) == 1; i++) {
        texts[i][0] = fuzz_line(input);
        texts[i][1] = fuzz_line(input);
        if (api_call_add(call, texts[i][0], texts[i][1], &err) != 0)
            fuzz_explained(&err);
    }
    body = fuzz_json(input);
    if (body != NULL && api_call_add_all(call, body, &err) != 0)
        fuzz_explained(&err);
    api_call_words(call, NULL);
    command_line(call);
    for (size_t i = 0; i < PAIRS_MAX; i++) {
        free(texts[i][0]);
        free(texts[i][1]);
    }
    json_free(body);
}

void fuzz_one(const char *bytes, size_t length)
{
    struct fuzz_input input = { bytes, length };
    char *header = fuzz_line(&input);
    char *name = fuzz_line(&input);
    struct api_call call;
    struct err err = { 0 };

    cookie(header);
    if (api_call_begin(&call, name, &err) == 0) {
        both(&call, &input);
    } else {
        fuzz_explained(&err);
    }
    api_call_free(&call);
    free(name);
    free(header);
}
