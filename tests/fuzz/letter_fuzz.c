/* Dead letters: the cause in a line, then the bytes. Whatever they are, the
 * letter is JSON, and holds them. */
#include "fuzz/fuzz.h"

#include "base/base64.h"
#include "base/text.h"
#include "domain/letter.h"

#include <stdlib.h>
#include <string.h>

static void holds(const struct json *letter, const struct fuzz_input *input)
{
    const char *text = json_get_text(letter, "text");
    struct buf encoded = { 0 };

    if (text != NULL) {
        HOLDS(strlen(text) == input->length);
        HOLDS(memcmp(text, input->bytes, input->length) == 0);
    } else {
        base64_append(&encoded, input->bytes, input->length);
        HOLDS(text_equal(json_get_text(letter, "base64"), buf_text(&encoded)));
    }
    buf_free(&encoded);
}

void fuzz_one(const char *bytes, size_t length)
{
    struct fuzz_input input = { bytes, length };
    char *cause = fuzz_line(&input);
    struct buf value = { 0 };
    struct err err = { 0 };
    struct json *letter;

    if (text_is_utf8(cause, strlen(cause))) {
        letter_encode(&value, "tandem.changes", 3, 41, cause, input.bytes,
                      input.length);
        letter = json_parse(value.data, value.length, &err);
        HOLDS(letter != NULL);
        HOLDS(text_equal(json_get_text(letter, "cause"), cause));
        HOLDS(json_get_int(letter, "offset", 0) == 41);
        holds(letter, &input);
        json_free(letter);
    }
    buf_free(&value);
    free(cause);
}
