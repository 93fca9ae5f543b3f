#include "base/base64.h"

void base64_append(struct buf *ret_text, const void *bytes, size_t length)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                 "abcdefghijklmnopqrstuvwxyz0123456789+/";
    const unsigned char *at = bytes;

    for (size_t left = length; left > 0; left -= left < 3 ? left : 3, at += 3) {
        unsigned triple = (unsigned)at[0] << 16 |
                          (left > 1 ? (unsigned)at[1] << 8 : 0) |
                          (left > 2 ? (unsigned)at[2] : 0);
        char four[4] = { digits[triple >> 18], digits[triple >> 12 & 63],
                         digits[triple >> 6 & 63], digits[triple & 63] };

        if (left < 3)
            four[3] = '=';
        if (left < 2)
            four[2] = '=';
        buf_append(ret_text, four, sizeof four);
    }
}
