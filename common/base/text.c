#include "base/text.h"

#include <stdint.h>
#include <string.h>

/* How many bytes a code point takes that begins so; 0: none does. */
static size_t text_size(unsigned char lead)
{
    if (lead < 0x80)
        return 1;
    if (lead < 0xc2)
        return 0; /* a continuation, or an overlong form of ASCII */
    if (lead < 0xe0)
        return 2;
    if (lead < 0xf0)
        return 3;
    return lead < 0xf5 ? 4 : 0;
}

static bool text_is_point(uint32_t point, size_t size)
{
    static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };

    return point >= least[size] && point <= 0x10ffff &&
           (point < 0xd800 || point > 0xdfff);
}

/* The bytes that one code point takes, or 0 if they are not UTF-8. */
static size_t text_step(const unsigned char *at, size_t left)
{
    size_t size = text_size(at[0]);
    uint32_t point;

    if (size <= 1)
        return size;
    if (size > left)
        return 0;
    point = at[0] & (0x7fu >> size);
    for (size_t i = 1; i < size; i++) {
        if ((at[i] & 0xc0) != 0x80)
            return 0;
        point = point << 6 | (at[i] & 0x3fu);
    }
    return text_is_point(point, size) ? size : 0;
}

bool text_is_utf8(const char *text, size_t length)
{
    const unsigned char *bytes = (const unsigned char *)text;

    for (size_t at = 0; at < length;) {
        size_t step = text_step(bytes + at, length - at);

        if (step == 0)
            return false;
        at += step;
    }
    return true;
}

void text_mend(char *text)
{
    size_t left = strlen(text);

    while (left > 0) {
        size_t step = text_step((const unsigned char *)text, left);

        if (step == 0 ||
            (step == 1 && ((unsigned char)*text < ' ' || *text == '\x7f'))) {
            *text = '?';
            step = 1;
        }
        text += step;
        left -= step;
    }
}

size_t text_length(const char *text)
{
    size_t count = 0;

    for (; *text != '\0'; text++)
        count += ((unsigned char)*text & 0xc0) != 0x80;
    return count;
}

bool text_is_empty(const char *text)
{
    return text == NULL || text[strspn(text, " \t\r\n")] == '\0';
}

bool text_equal(const char *one, const char *other)
{
    if (one == NULL || other == NULL)
        return one == other;
    return strcmp(one, other) == 0;
}

bool text_starts(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}
