#include "base/visible.h"

#include "base/text.h"

#include <stdint.h>
#include <string.h>

struct range {
    uint32_t first;
    uint32_t last;
};

/* C0, DEL and C1; then what hides, separates lines or turns the direction. */
static const struct range controls[] = {
    { 0x0, 0x1f },      { 0x7f, 0x9f },       { 0xad, 0xad },
    { 0x61c, 0x61c },   { 0x180e, 0x180e },   { 0x200b, 0x200f },
    { 0x2028, 0x202e }, { 0x2060, 0x206f },   { 0xfeff, 0xfeff },
    { 0xfff9, 0xfffb }, { 0xe0000, 0xe007f },
};
static const struct range narrow[] = {
    { 0x300, 0x36f },   { 0x483, 0x489 },   { 0x591, 0x5bd },
    { 0x610, 0x61a },   { 0x64b, 0x65f },   { 0x1ab0, 0x1aff },
    { 0x1dc0, 0x1dff }, { 0x20d0, 0x20ff }, { 0xfe00, 0xfe0f },
    { 0xfe20, 0xfe2f },
};
static const struct range wide[] = {
    { 0x1100, 0x115f },   { 0x2e80, 0x303e },   { 0x3041, 0x33ff },
    { 0x3400, 0x4dbf },   { 0x4e00, 0x9fff },   { 0xa000, 0xa4cf },
    { 0xac00, 0xd7a3 },   { 0xf900, 0xfaff },   { 0xfe30, 0xfe4f },
    { 0xff00, 0xff60 },   { 0xffe0, 0xffe6 },   { 0x1f300, 0x1f64f },
    { 0x1f900, 0x1f9ff }, { 0x20000, 0x3fffd },
};

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

static int range_holds(const struct range *ranges, size_t count, uint32_t point)
{
    for (size_t i = 0; i < count; i++) {
        if (point >= ranges[i].first && point <= ranges[i].last)
            return 1;
    }
    return 0;
}

/* The code point at a place of valid UTF-8, and its bytes. */
static uint32_t point_at(const char *text, size_t *ret_size)
{
    const unsigned char *at = (const unsigned char *)text;
    size_t size = 1;
    uint32_t point = at[0];

    if (at[0] >= 0x80) {
        size = at[0] >= 0xf0 ? 4 : at[0] >= 0xe0 ? 3 : 2;
        point = at[0] & (0x7fu >> size);
        for (size_t i = 1; i < size; i++)
            point = point << 6 | (at[i] & 0x3fu);
    }
    *ret_size = size;
    return point;
}

/* How many bytes the letter here has; 0: it is none. */
static size_t letter_size(const char *text, size_t left)
{
    for (size_t size = 1; size <= 4 && size <= left; size++) {
        if (text_is_utf8(text, size))
            return size;
    }
    return 0;
}

static void append_control(struct buf *out, uint32_t point)
{
    static const char letters[] = "\n\t\r";
    static const char names[] = "ntr";
    const char *found =
        point == 0 || point > 0x7f ? NULL : strchr(letters, (int)point);

    if (found != NULL) {
        buf_print(out, "\\%c", names[found - letters]);
    } else {
        buf_print(out, "\\u%04x", (unsigned)point);
    }
}

void visible_append(struct buf *ret_text, const char *text)
{
    size_t length = text == NULL ? 0 : strlen(text);

    for (size_t at = 0; at < length;) {
        size_t size = letter_size(text + at, length - at);
        uint32_t point;

        if (size == 0) {
            buf_print(ret_text, "\\x%02x", (unsigned char)text[at++]);
            continue;
        }
        point = point_at(text + at, &size);
        if (range_holds(controls, COUNT(controls), point)) {
            append_control(ret_text, point);
        } else {
            buf_append(ret_text, text + at, size);
        }
        at += size;
    }
}

static size_t point_width(uint32_t point)
{
    if (range_holds(narrow, COUNT(narrow), point))
        return 0;
    return range_holds(wide, COUNT(wide), point) ? 2 : 1;
}

size_t visible_width(const char *text)
{
    size_t width = 0;
    size_t size;

    for (; *text != '\0'; text += size)
        width += point_width(point_at(text, &size));
    return width;
}

size_t visible_cut(const char *text, size_t columns)
{
    size_t width = 0;
    size_t at = 0;

    while (text[at] != '\0') {
        size_t size;

        width += point_width(point_at(text + at, &size));
        if (width > columns)
            break;
        at += size;
    }
    return at;
}
