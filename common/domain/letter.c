#include "domain/letter.h"

#include "base/base64.h"
#include "base/mem.h"
#include "base/text.h"
#include "domain/envelope.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define LETTER_TEXT_MAX (LETTER_BYTES_MAX / 3 * 4)

/* As text, if it is any and takes no more room than base64 would at most:
 * quotes take two bytes, controls six. */
static bool letter_text(struct buf *ret_text, const char *bytes, size_t length)
{
    struct buf plain = { 0 };
    struct buf quoted = { 0 };
    bool fits;

    if (!text_is_utf8(bytes, length) || memchr(bytes, '\0', length) != NULL)
        return false;
    buf_append(&plain, bytes, length);
    envelope_quote(&quoted, buf_text(&plain));
    fits = quoted.length <= LETTER_TEXT_MAX;
    if (fits)
        envelope_text(ret_text, "text", buf_text(&plain));
    buf_free(&plain);
    buf_free(&quoted);
    return fits;
}

static void letter_bytes(struct buf *ret_text, const char *bytes, size_t length)
{
    struct buf coded = { 0 };

    if (letter_text(ret_text, bytes, length))
        return;
    base64_append(&coded, bytes, length);
    envelope_text(ret_text, "base64", buf_text(&coded));
    buf_free(&coded);
}

/* How much of it is kept: no letter of the alphabet is cut in two. */
static size_t letter_kept(const char *bytes, size_t length)
{
    size_t kept = LETTER_BYTES_MAX;

    if (bytes == NULL || length <= kept)
        return length;
    while (kept > LETTER_BYTES_MAX - 4 &&
           ((unsigned char)bytes[kept] & 0xc0) == 0x80)
        kept--;
    return kept;
}

void letter_encode(struct buf *ret_text, const char *topic, int32_t partition,
                   int64_t offset, const char *cause, const char *bytes,
                   size_t length)
{
    size_t kept = letter_kept(bytes, length);

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
