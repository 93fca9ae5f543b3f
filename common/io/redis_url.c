#include "io/redis_url.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define REDIS_SCHEME        "redis://"
#define REDIS_PORT_DEFAULT  6379
#define REDIS_PORT_MAX      65535
#define REDIS_DATABASES_MAX 16383

/* Decimal digits only, nothing around them. */
static bool redis_url_number(const char *text, int max, int *ret_number)
{
    int number = 0;

    if (*text == '\0')
        return false;
    for (; *text != '\0'; text++) {
        if (*text < '0' || *text > '9')
            return false;
        number = number * 10 + (*text - '0');
        if (number > max)
            return false;
    }
    *ret_number = number;
    return true;
}

static int redis_url_hex(char digit)
{
    static const char digits[] = "0123456789abcdef0123456789ABCDEF";
    const char *at = digit == '\0' ? NULL : strchr(digits, digit);

    return at == NULL ? -1 : (int)(at - digits) % 16;
}

/* The byte that two hexadecimal digits stand for; -1: they are none. */
static int redis_url_escape(const char *digits, size_t length)
{
    int high = length < 2 ? -1 : redis_url_hex(digits[0]);
    int low = high < 0 ? -1 : redis_url_hex(digits[1]);

    return low < 0 ? -1 : high * 16 + low;
}

/* NULL when a % is not followed by two digits, or stands for NUL. */
static char *redis_url_decode(const char *text, size_t length)
{
    struct buf plain = { 0 };

    for (size_t i = 0; i < length; i++) {
        int byte = (unsigned char)text[i];

        if (text[i] == '%') {
            byte = redis_url_escape(text + i + 1, length - i - 1);
            i += 2;
        }
        if (byte <= 0) {
            buf_free(&plain);
            return NULL;
        }
        buf_append(&plain, &(unsigned char){ (unsigned char)byte }, 1);
    }
    return buf_take(&plain);
}

/* "user", "user:password" or ":password". */
static int redis_url_login(struct redis_url *url, const char *text,
                           size_t length, struct err *err)
{
    const char *colon = memchr(text, ':', length);
    size_t user_length = colon == NULL ? length : (size_t)(colon - text);

    if (user_length > 0) {
        url->user = redis_url_decode(text, user_length);
        if (url->user == NULL)
            return err_set(err, ERR_USAGE, "the user has a bad %% escape");
    }
    if (colon == NULL)
        return 0;
    url->password = redis_url_decode(colon + 1, length - user_length - 1);
    if (url->password == NULL)
        return err_set(err, ERR_USAGE, "the password has a bad %% escape");
    return 0;
}

/* "host", "host:port", either with "/database". */
static int redis_url_place(struct redis_url *url, const char *text,
                           struct err *err)
{
    size_t host_length = strcspn(text, ":/");
    const char *slash = strchr(text, '/');

    if (slash != NULL && slash[1] != '\0' &&
        !redis_url_number(slash + 1, REDIS_DATABASES_MAX, &url->database))
        return err_set(err, ERR_USAGE, "the database must be a number");
    url->host =
        mem_copy_n(text, slash == NULL ? strlen(text) : (size_t)(slash - text));
    if (host_length == 0)
        return err_set(err, ERR_USAGE, "the host is missing");
    if (url->host[host_length] == ':' &&
        !redis_url_number(url->host + host_length + 1, REDIS_PORT_MAX,
                          &url->port))
        return err_set(err, ERR_USAGE, "the port must be a number up to 65535");
    url->host[host_length] = '\0';
    return 0;
}

int redis_url_parse(struct redis_url *ret_url, const char *text,
                    struct err *err)
{
    const char *place;
    const char *at;

    *ret_url = (struct redis_url){ .port = REDIS_PORT_DEFAULT };
    if (!text_starts(text, REDIS_SCHEME)) {
        (void)err_set(err, ERR_USAGE, "it must begin with " REDIS_SCHEME);
        return err_prefix(err, "bad redis address");
    }
    place = text + strlen(REDIS_SCHEME);
    at = strrchr(place, '@');
    if (at != NULL &&
        redis_url_login(ret_url, place, (size_t)(at - place), err) != 0)
        return err_prefix(err, "bad redis address");
    if (redis_url_place(ret_url, at == NULL ? place : at + 1, err) != 0)
        return err_prefix(err, "bad redis address");
    return 0;
}

void redis_url_free(struct redis_url *url)
{
    free(url->user);
    free(url->password);
    free(url->host);
    *url = (struct redis_url){ 0 };
}
