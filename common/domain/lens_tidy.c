#include "base/buf.h"
#include "domain/lens_meaning.h"

#include <ctype.h>

/* The lower-case letter of a two-byte UTF-8 capital: Latin-1's and Latin
 * Extended-A's. */
static unsigned tidy_lower(unsigned point)
{
    if (point >= 0xc0 && point <= 0xde && point != 0xd7)
        return point + 0x20;
    if ((point >= 0x100 && point <= 0x137) ||
        (point >= 0x14a && point <= 0x177))
        return point | 1;
    if ((point >= 0x139 && point <= 0x148) ||
        (point >= 0x179 && point <= 0x17e))
        return point + (point & 1);
    return point == 0x178 ? 0xff : point;
}

/* Latin-1's signs, such as the no-break space. */
static bool tidy_is_sign(unsigned point)
{
    return point < 0xc0 && point != 0xaa && point != 0xb5 && point != 0xba;
}

static void tidy_two(struct buf *tidy, const char *bytes)
{
    unsigned point =
        ((unsigned)bytes[0] & 0x1fu) << 6 | ((unsigned)bytes[1] & 0x3fu);
    char lower[2];

    if (tidy_is_sign(point))
        return;
    point = tidy_lower(point);
    lower[0] = (char)(0xc0u | point >> 6);
    lower[1] = (char)(0x80u | (point & 0x3fu));
    buf_append(tidy, lower, sizeof lower);
}

/* U+2000 to U+206F: typographic blanks, dashes and quotes. */
static bool tidy_is_typographic(const char *text)
{
    return text[0] == '\xe2' && (text[1] == '\x80' || text[1] == '\x81') &&
           text[2] != '\0';
}

char *lens_tidy(const char *text)
{
    struct buf tidy = { 0 };

    while (*text != '\0') {
        unsigned char c = (unsigned char)*text;

        if (c >= 0xc2 && c < 0xe0 && text[1] != '\0') {
            tidy_two(&tidy, text);
            text += 2;
        } else if (tidy_is_typographic(text)) {
            text += 3;
        } else {
            char lower = (char)tolower(c);

            if (c >= 0x80 || isalnum(c))
                buf_append(&tidy, &lower, 1);
            text++;
        }
    }
    return buf_take(&tidy);
}
