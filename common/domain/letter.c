#include "domain/letter.h"

#include "base/base64.h"
#include "base/mem.h"
#include "base/text.h"
#include "domain/envelope.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static void letter_bytes(struct buf *ret_text, const char *bytes, size_t length)
{
    bool is_text =
        text_is_utf8(bytes, length) && memchr(bytes, '\0', length) == NULL;
    struct buf coded = { 0 };

    if (is_text) {
        buf_append(&coded, bytes, length);
    } else {
        base64_append(&coded, bytes, length);
    }
    envelope_text(ret_text, is_text ? "text" : "base64", buf_text(&coded));
    buf_free(&coded);
}

void letter_encode(struct buf *ret_text, const char *topic, int32_t partition,
                   int64_t offset, const char *cause, const char *bytes,
                   size_t length)
{
    size_t kept = length < LETTER_BYTES_MAX ? length : LETTER_BYTES_MAX;

    envelope_begin(ret_text, LETTER_VERSION);
    envelope_text(ret_text, "cause", cause);
    envelope_text(ret_text, "topic", topic);
    if (partition >= 0) {
        envelope_int(ret_text, "partition", partition);
        envelope_int(ret_text, "offset", offset);
    }
    if (bytes != NULL)
        letter_bytes(ret_text, bytes, kept);
    envelope_bool(ret_text, "cut", kept < length);
    envelope_end(ret_text);
}
