#include "domain/lens_meaning.h"

#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "domain/country.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define BLANKS          " \t\r\n"
#define EXACT_INT_LIMIT (INT64_C(1) << 53) /* JSON numbers are doubles */

char *lens_text(const struct json *value)
{
    char *printed = NULL;
    const char *text = json_text(value);
    size_t length;
    char *trimmed;

    if (text == NULL)
        text = printed = json_string(value);
    text += strspn(text, BLANKS);
    length = strlen(text);
    while (length > 0 && strchr(BLANKS, text[length - 1]) != NULL)
        length--;
    trimmed = mem_copy_n(text, length);
    free(printed);
    return trimmed;
}

/* ---- parts --------------------------------------------------------------- */

/* Lenient on purpose: the target has the last word. */
bool lens_is_email(const char *text)
{
    const char *at = strchr(text, '@');

    return at != NULL && at > text && at[1] != '\0' &&
           strchr(at + 1, '@') == NULL && strpbrk(text, BLANKS) == NULL;
}

bool lens_date(const char *text, char ret_date[11])
{
    size_t length = strnlen(text, 10);

    memcpy(ret_date, text, length);
    ret_date[length] = '\0';
    return time_is_date(ret_date);
}

bool lens_integer(const char *text, int64_t *ret_value)
{
    char *end;

    errno = 0;
    *ret_value = strtoll(text, &end, 10);
    return end != text && *end == '\0' && errno == 0 &&
           *ret_value <= EXACT_INT_LIMIT && *ret_value >= -EXACT_INT_LIMIT;
}

bool lens_boolean(const char *text, bool *ret_value)
{
    *ret_value = strcasecmp(text, "true") == 0;
    return *ret_value || strcasecmp(text, "false") == 0;
}

/* ---- meanings ------------------------------------------------------------ */

static char *meaning_email(const char *text)
{
    char *lower = mem_copy(text);

    for (char *at = lower; *at != '\0'; at++)
        *at = (char)tolower((unsigned char)*at);
    return lower;
}

/* Digits, and letters ("ext"): people and systems group digits as they like.
 * A + or 00 before them says the same. */
static char *meaning_phone(const char *text)
{
    bool plus = text[strspn(text, " (")] == '+';
    struct buf digits = { 0 };
    bool zeros;
    char *meaning = NULL;

    for (; *text != '\0'; text++) {
        char c = (char)tolower((unsigned char)*text);

        if (isalnum((unsigned char)c) || (unsigned char)c >= 0x80)
            buf_append(&digits, &c, 1);
    }
    zeros = !plus && text_starts(buf_text(&digits), "00");
    if (digits.length > 0) {
        meaning = mem_print("%s%s", plus || zeros ? "+" : "",
                            digits.data + (zeros ? 2 : 0));
    }
    buf_free(&digits);
    return meaning;
}

static char *meaning_country(const char *text)
{
    return mem_copy(country_code(text));
}

static char *meaning_date(const char *text)
{
    char date[11];

    return lens_date(text, date) ? mem_copy(date) : NULL;
}

static char *meaning_integer(const char *text)
{
    int64_t value;

    return lens_integer(text, &value) ? mem_print("%" PRId64, value) : NULL;
}

static char *meaning_boolean(const char *text)
{
    bool value;

    if (!lens_boolean(text, &value))
        return NULL;
    return mem_copy(value ? "true" : "false");
}

/* NULL: it makes no sense for its type. */
static char *meaning_of(enum flow_type type, const char *text)
{
    switch (type) {
    case TYPE_EMAIL:
        return meaning_email(text);
    case TYPE_PHONE:
        return meaning_phone(text);
    case TYPE_COUNTRY:
        return meaning_country(text);
    case TYPE_DATE:
        return meaning_date(text);
    case TYPE_INTEGER:
        return meaning_integer(text);
    case TYPE_BOOLEAN:
        return meaning_boolean(text);
    case TYPE_STRING:
    case TYPE_LINK:
        break;
    }
    return NULL;
}

char *lens_meaning(enum flow_type type, const struct json *value)
{
    char *text = lens_text(value);
    char *meaning = meaning_of(type, text);

    if (meaning == NULL)
        return text;
    free(text);
    return meaning;
}
