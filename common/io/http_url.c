#include "io/http.h"

#include "base/text.h"

#include <string.h>

/* Only what is spelled exactly so: where two parsers might disagree about the
 * host, the answer is no. */
bool http_is_safe(const char *url)
{
    static const char *const loopback[] = { "http://127.0.0.1",
                                            "http://localhost", "http://[::1]",
                                            NULL };
    size_t scheme_length = strcspn(url, ":") + strlen("://");

    if (text_starts(url, "https://"))
        return true;
    for (size_t i = 0; loopback[i] != NULL; i++) {
        size_t length = strlen(loopback[i]);

        if (!text_starts(url, loopback[i]))
            continue;
        /* A port or a path may follow; no '@' that makes it a user's name. */
        return strchr(":/", url[length]) != NULL &&
               strcspn(url + scheme_length, "@\\?#") >=
                   strcspn(url + scheme_length, "/");
    }
    return false;
}
