#include "systems/url.h"

#include <string.h>

#define URL_UNRESERVED \
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
#define URL_DIGITS_MAX 19 /* of an int64 */

void url_escape(struct buf *url, const char *text)
{
    for (; *text != '\0'; text++) {
        if (strchr(URL_UNRESERVED, *text) != NULL) {
            buf_append(url, text, 1);
        } else {
            buf_print(url, "%%%02X", (unsigned)(unsigned char)*text);
        }
    }
}

static void url_name(struct buf *url, const char *name)
{
    buf_print(url, "%c%s=", strchr(buf_text(url), '?') == NULL ? '?' : '&',
              name);
}

void url_parameter(struct buf *url, const char *name, const char *value)
{
    url_name(url, name);
    url_escape(url, value);
}

void url_list(struct buf *url, const char *name, char *const *texts,
              size_t count)
{
    url_name(url, name);
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            url_escape(url, ",");
        url_escape(url, texts[i]);
    }
}

bool url_is_digits(const char *id)
{
    size_t length = id == NULL ? 0 : strlen(id);

    return length > 0 && length <= URL_DIGITS_MAX &&
           strspn(id, "0123456789") == length;
}

bool url_is_uuid(const char *id)
{
    static const char pattern[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

    if (id == NULL || strlen(id) != sizeof pattern - 1)
        return false;
    for (size_t i = 0; pattern[i] != '\0'; i++) {
        const char *allowed =
            pattern[i] == '-' ? "-" : "0123456789abcdefABCDEF";

        if (strchr(allowed, id[i]) == NULL)
            return false;
    }
    return true;
}
