#include "fuzz/fuzz.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* libFuzzer chose the name. */
/* NOLINTNEXTLINE(readability-identifier-naming) */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* NOLINTNEXTLINE(readability-identifier-naming) */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_one((const char *)data, size);
    return 0;
}

void fuzz_broken(const char *law, const char *file, int line)
{
    (void)fprintf(stderr, "%s:%d: broken: %s\n", file, line, law);
    abort();
}

void fuzz_explained(const struct err *err)
{
    HOLDS(err->kind != ERR_NONE);
    HOLDS(!text_is_empty(err->text));
    HOLDS(text_is_utf8(err->text, strlen(err->text)));
    HOLDS(strpbrk(err->text, "\r\n") == NULL);
}

unsigned fuzz_choice(struct fuzz_input *input, unsigned below)
{
    unsigned char byte;

    if (input->length == 0)
        return 0;
    byte = (unsigned char)*input->bytes;
    input->bytes++;
    input->length--;
    return (byte + 256u - 'a') % 256u % below;
}

char *fuzz_line(struct fuzz_input *input)
{
    const char *end = memchr(input->bytes, '\n', input->length);
    size_t length = end == NULL ? input->length : (size_t)(end - input->bytes);
    char *line = mem_copy_n(input->bytes, length);

    length += end != NULL;
    input->bytes += length;
    input->length -= length;
    return line;
}

struct json *fuzz_json(const struct fuzz_input *input)
{
    struct err err = { 0 };
    struct json *json = json_parse(input->bytes, input->length, &err);

    if (json == NULL)
        fuzz_explained(&err);
    return json;
}

void fuzz_reprints(const struct json *json)
{
    char *once = json_string(json);
    struct err err;
    struct json *read = json_parse(once, strlen(once), &err);
    char *twice;

    HOLDS(read != NULL);
    twice = json_string(read);
    HOLDS(strcmp(once, twice) == 0);
    json_free(read);
    free(twice);
    free(once);
}
