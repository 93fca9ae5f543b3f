#include "io/http.h"

#include "base/text.h"

#include <string.h>

#define PORT_DIGITS_MAX 5

/* "0" to "255", without a leading zero: that would be octal to some. Moves
 * *at behind it. */
static bool is_octet(const char **at)
{
    const char *text = *at;
    size_t digits = strspn(text, "0123456789");
    int number = 0;

    if (digits == 0 || digits > 3 || (digits > 1 && text[0] == '0'))
        return false;
    for (size_t i = 0; i < digits; i++)
        number = number * 10 + (text[i] - '0');
    *at += digits;
    return number <= 255;
}

/* All of 127.0.0.0/8, four numbers in full. */
static bool is_ipv4_loopback(const char *host, size_t length)
{
    const char *at = host;

    if (!text_starts(host, "127."))
        return false;
    for (int i = 0; i < 4; i++) {
        if (i > 0 && *at++ != '.')
            return false;
        if (!is_octet(&at))
            return false;
    }
    return at == host + length;
}

static bool is_loopback(const char *host, size_t length)
{
    static const char *const names[] = { "localhost", "[::1]" };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (length == strlen(names[i]) && text_starts(host, names[i]))
            return true;
    }
    return is_ipv4_loopback(host, length);
}

/* Nothing, or ":" and digits. */
static bool is_port(const char *text, size_t length)
{
    size_t digits = length == 0 ? 0 : strspn(text + 1, "0123456789");

    return length == 0 || (text[0] == ':' && digits == length - 1 &&
                           digits > 0 && digits <= PORT_DIGITS_MAX);
}

/* Only what is spelled exactly so: where two parsers might disagree about the
 * host, the answer is no. */
bool http_is_safe(const char *url)
{
    const char *host = url + strlen("http://");
    size_t length;
    size_t host_length;

    if (text_starts(url, "https://"))
        return true;
    if (!text_starts(url, "http://"))
        return false;
    length = strcspn(host, "/");
    host_length = host[0] == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":/");
    return host_length <= length && is_loopback(host, host_length) &&
           is_port(host + host_length, length - host_length);
}

/* A line end in it would end the line, and begin one of its own. */
static bool is_plain(const char *text)
{
    for (; *text != '\0'; text++) {
        if ((unsigned char)*text < ' ' || *text == 127)
            return false;
    }
    return true;
}

static bool headers_are_plain(const struct http_request *request)
{
    for (size_t i = 0; i < request->header_count; i++) {
        if (!is_plain(request->headers[i].value))
            return false;
    }
    return true;
}

const char *http_objection(const struct http_request *request)
{
    if (!http_is_safe(request->url))
        return "the address is neither https nor loopback";
    if (!is_plain(request->url))
        return "a control character in the address";
    return headers_are_plain(request) ? NULL
                                      : "a control character in a header";
}
