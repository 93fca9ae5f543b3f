#include "base/text.h"

#include <stdint.h>

/* U+00C0 to U+017F: Latin-1's letters and Latin Extended-A. An empty text
 * stands for a sign that is no letter. */
#define FOLD_FIRST 0xc0u
#define FOLD_LAST  0x17fu
/* clang-format off */
static const char letters[FOLD_LAST - FOLD_FIRST + 1][3] = {
    "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i",
    "i", "d", "n", "o", "o", "o", "o", "o", "", "o", "u", "u", "u", "u", "y",
    "th", "ss", "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e",
    "i", "i", "i", "i", "d", "n", "o", "o", "o", "o", "o", "", "o", "u", "u",
    "u", "u", "y", "th", "y", "a", "a", "a", "a", "a", "a", "c", "c", "c", "c",
    "c", "c", "c", "c", "d", "d", "d", "d", "e", "e", "e", "e", "e", "e", "e",
    "e", "e", "e", "g", "g", "g", "g", "g", "g", "g", "g", "h", "h", "h", "h",
    "i", "i", "i", "i", "i", "i", "i", "i", "i", "i", "ij", "ij", "j", "j",
    "k", "k", "k", "l", "l", "l", "l", "l", "l", "l", "l", "l", "l", "n", "n",
    "n", "n", "n", "n", "n", "n", "n", "o", "o", "o", "o", "o", "o", "oe",
    "oe", "r", "r", "r", "r", "r", "r", "s", "s", "s", "s", "s", "s", "s", "s",
    "t", "t", "t", "t", "t", "t", "u", "u", "u", "u", "u", "u", "u", "u", "u",
    "u", "u", "u", "w", "w", "y", "y", "y", "z", "z", "z", "z", "z", "z", "s"
};
/* clang-format on */

/* Reads one code point and moves behind it. A byte that is no UTF-8 is read
 * as Latin-1. */
static uint32_t fold_point(const unsigned char **at)
{
    static const unsigned char bits[] = { 0, 0xff, 0x1f, 0x0f, 0x07 };
    const unsigned char *from = *at;
    size_t size = from[0] < 0xc0   ? 1
                  : from[0] < 0xe0 ? 2
                  : from[0] < 0xf0 ? 3
                                   : 4;
    uint32_t point = from[0] & bits[size];

    for (size_t i = 1; i < size; i++) {
        if ((from[i] & 0xc0) != 0x80)
            return *(*at)++;
        point = point << 6 | (from[i] & 0x3fu);
    }
    *at += size;
    return point;
}

/* Combining accents and signs without width: they leave nothing behind. */
static bool fold_is_nothing(uint32_t point)
{
    return point == 0xad || (point >= 0x300 && point <= 0x36f) ||
           (point >= 0x200b && point <= 0x200d) || point == 0x2060 ||
           point == 0xfeff;
}

/* Blanks and punctuation: ASCII's, Latin-1's and the general ones. */
static bool fold_is_gap(uint32_t point)
{
    if (point < 0x80)
        return (point < '0' || point > '9') && (point < 'a' || point > 'z');
    if (point >= FOLD_FIRST && point <= FOLD_LAST)
        return letters[point - FOLD_FIRST][0] == '\0';
    return point < FOLD_FIRST || (point >= 0x2000 && point <= 0x206f) ||
           (point >= 0x3000 && point <= 0x303f);
}

/* from..at: the point's own bytes, for what has no fold. */
static void fold_append(struct buf *folded, uint32_t point,
                        const unsigned char *from, const unsigned char *at)
{
    char ascii = (char)(point & 0x7f);

    if (point < 0x80) {
        buf_append(folded, &ascii, 1);
        return;
    }
    if (point <= FOLD_LAST) {
        buf_text_append(folded, letters[point - FOLD_FIRST]);
        return;
    }
    buf_append(folded, from, (size_t)(at - from));
}

char *text_fold(const char *text)
{
    const unsigned char *at = (const unsigned char *)text;
    struct buf folded = { 0 };
    bool gap = false;

    while (*at != '\0') {
        const unsigned char *from = at;
        uint32_t point = fold_point(&at);

        if (point >= 'A' && point <= 'Z')
            point += 'a' - 'A';
        if (fold_is_nothing(point))
            continue;
        if (fold_is_gap(point)) {
            gap = folded.length > 0;
            continue;
        }
        if (gap)
            buf_append(&folded, " ", 1);
        gap = false;
        fold_append(&folded, point, from, at);
    }
    return buf_take(&folded);
}
