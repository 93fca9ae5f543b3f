#include "process/wrap.h"

#include <string.h>

#define BLANKS " \n"

void wrap_append(struct buf *out, const char *margin, const char *text)
{
    size_t used = 0; /* of the line at hand; 0: none is begun */

    for (text += strspn(text, BLANKS); *text != '\0';
         text += strspn(text, BLANKS)) {
        size_t length = strcspn(text, BLANKS);

        if (used > 0 && used + 1 + length > WRAP_WIDTH) {
            buf_text_append(out, "\n");
            used = 0;
        }
        buf_text_append(out, used == 0 ? margin : " ");
        used += (used == 0 ? strlen(margin) : 1) + length;
        buf_append(out, text, length);
        text += length;
    }
    if (used > 0)
        buf_text_append(out, "\n");
}
