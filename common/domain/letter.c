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

static int letter_read(const struct json *message, struct letter *letter,
                       struct err *err)
{
    letter->partition = (int32_t)json_get_int(message, "partition", -1);
    letter->offset = json_get_int(message, "offset", -1);
    letter->binary = json_get(message, "base64") != NULL;
    letter->cut = json_get_true(message, "cut");
    if (envelope_copy(message, "text", &letter->text, err) != 0 ||
        envelope_need(message, "cause", &letter->cause, err) != 0)
        return -1;
    return envelope_need(message, "topic", &letter->topic, err);
}

int letter_decode(const char *text, size_t length, struct letter *ret_letter,
                  struct err *err)
{
    struct json *message = envelope_parse(text, length, LETTER_VERSION, err);
    int result;

    memset(ret_letter, 0, sizeof *ret_letter);
    if (message == NULL)
        return -1;
    result = letter_read(message, ret_letter, err);
    json_free(message);
    return result;
}

void letter_free(struct letter *letter)
{
    free(letter->cause);
    free(letter->topic);
    free(letter->text);
    memset(letter, 0, sizeof *letter);
}
