#include "process/config_value.h"

#include "base/text.h"
#include "io/http.h"
#include "io/password.h"
#include "io/redis_url.h"
#include "process/log.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define NAME_CHARACTERS \
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"
/* With ".records.powerofficego.<Entity>" within Kafka's 249. */
#define NAME_MAX_LENGTH 60

/* As much of a wrong value as an error repeats: a file that has lost a line end
 * has the next line's secret in it. */
#define TOLD_MAX 20

static const char *dots_after(const char *value)
{
    return strlen(value) > TOLD_MAX ? "..." : "";
}

static int value_number(const struct option *option, const char *where,
                        const char *value, int *ret_number, struct err *err)
{
    char *end;
    long number;

    errno = 0;
    number = strtol(value, &end, 10);
    if (errno != 0 || *end != '\0' || strspn(value, "0123456789") == 0 ||
        number < option->low || number > option->high) {
        return err_set(err, ERR_USAGE,
                       "%s: '%.*s%s' will not do: a whole number from %d to %d",
                       where, TOLD_MAX, value, dots_after(value), option->low,
                       option->high);
    }
    *ret_number = (int)number;
    return 0;
}

static int value_url(const char *where, char *value, struct err *err)
{
    size_t length = strlen(value);
    const char *host = strstr(value, "://");

    if (host == NULL || strpbrk(value, "?#@ \t") != NULL ||
        (!text_starts(value, "https://") && !text_starts(value, "http://")) ||
        host[3] == '\0' || host[3] == '/') {
        return err_set(err, ERR_USAGE,
                       "%s: not a URL such as https://host/path, without "
                       "user, query and blanks",
                       where);
    }
    if (!http_is_safe(value)) {
        return err_set(err, ERR_USAGE,
                       "%s: '%s' is not encrypted: https://, or http:// to "
                       "127.0.0.1, [::1] or localhost",
                       where, value);
    }
    while (value[length - 1] == '/')
        value[--length] = '\0';
    return 0;
}

static int value_redis(const char *where, const char *value, struct err *err)
{
    struct redis_url url;
    int result = redis_url_parse(&url, value, err);

    redis_url_free(&url);
    return result == 0 ? 0 : err_prefix(err, "%s", where);
}

static int value_name(const char *where, const char *value, struct err *err)
{
    if (value[strspn(value, NAME_CHARACTERS)] == '\0' &&
        strlen(value) <= NAME_MAX_LENGTH)
        return 0;
    return err_set(err, ERR_USAGE,
                   "%s: '%.*s%s' will not do: at most %d letters, digits, - "
                   "and _",
                   where, TOLD_MAX, value, dots_after(value), NAME_MAX_LENGTH);
}

static int value_level(const char *where, const char *value, struct err *err)
{
    enum log_level level;

    return log_level_parse(value, &level, err) == 0
               ? 0
               : err_prefix(err, "%s", where);
}

static int value_hash(const char *where, const char *value, struct err *err)
{
    if (password_is_hash(value))
        return 0;
    return err_set(err, ERR_USAGE,
                   "%s: not the hash of a password: mkpasswd (of Debian's "
                   "package whois) asks for a password and prints its hash, "
                   "which begins with $y$",
                   where);
}

/* It would end up in the middle of a header, a log line or a terminal. */
static int value_plain(const char *where, const char *value, struct err *err)
{
    for (; *value != '\0'; value++) {
        if ((unsigned char)*value < ' ' || *value == 127) {
            return err_set(err, ERR_USAGE,
                           "%s: a line break or another control character is "
                           "in it: give one line of plain text",
                           where);
        }
    }
    return 0;
}

int config_value_check(const struct option *option, const char *where,
                       char *value, int *ret_number, struct err *err)
{
    if (value_plain(where, value, err) != 0)
        return -1;
    switch (option->kind) {
    case OPTION_NUMBER:
        return value_number(option, where, value, ret_number, err);
    case OPTION_URL:
        return value_url(where, value, err);
    case OPTION_REDIS:
        return value_redis(where, value, err);
    case OPTION_NAME:
        return value_name(where, value, err);
    case OPTION_LEVEL:
        return value_level(where, value, err);
    case OPTION_HASH:
        return value_hash(where, value, err);
    case OPTION_TEXT:
        break;
    }
    return 0;
}
