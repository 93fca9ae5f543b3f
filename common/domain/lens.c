#include "domain/lens.h"

#include "base/mem.h"
#include "base/text.h"
#include "domain/country.h"
#include "domain/lens_meaning.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

bool lens_is_empty(const struct json *value)
{
    return value == NULL || json_is_null(value) ||
           (json_is_text(value) && text_is_empty(json_text(value)));
}

/* ---- the same ------------------------------------------------------------ */

static bool lens_means_same(enum flow_type type, const struct json *one,
                            const struct json *other)
{
    char *first;
    char *second;
    bool same;

    if (lens_is_empty(one) || lens_is_empty(other))
        return lens_is_empty(one) && lens_is_empty(other);
    first = lens_meaning(type, one);
    second = lens_meaning(type, other);
    same = strcmp(first, second) == 0;
    free(first);
    free(second);
    return same;
}

/* What stands for "empty" on a side that cannot be so. */
static bool lens_is_void(const struct property *property, enum side side,
                         const struct json *value)
{
    const char *text = json_text(value);

    return lens_is_empty(value) ||
           (text != NULL && text_equal(text, property->fallback[side]));
}

bool lens_same(const struct property *property, const struct json *a,
               const struct json *b)
{
    if (lens_means_same(property->type, a, b))
        return true;
    return lens_is_void(property, SIDE_A, a) &&
           lens_is_void(property, SIDE_B, b);
}

bool lens_is_echo(const struct property *property, enum side side,
                  const struct json *written, const struct json *stored)
{
    char *texts[2];
    char *tidy[2];
    bool same;

    (void)side;
    if (lens_means_same(property->type, written, stored))
        return true;
    if (lens_is_empty(written) || lens_is_empty(stored))
        return false;
    texts[0] = lens_text(written);
    texts[1] = lens_text(stored);
    tidy[0] = lens_tidy(texts[0]);
    tidy[1] = lens_tidy(texts[1]);
    same = strcmp(tidy[0], tidy[1]) == 0;
    for (size_t i = 0; i < 2; i++) {
        free(texts[i]);
        free(tidy[i]);
    }
    return same;
}

/* ---- put ----------------------------------------------------------------- */

/* The field's name says which countries it wants: MailAddress.CountryCode. */
static bool lens_wants_code(const char *path)
{
    static const char ending[] = "CountryCode";
    size_t length = strlen(path);

    return length >= sizeof ending - 1 &&
           strcmp(path + length - (sizeof ending - 1), ending) == 0;
}

static struct json *put_country(const char *text, const char *path,
                                struct err *err)
{
    const char *code = country_code(text);

    if (code == NULL) {
        (void)err_set(err, ERR_DATA, "unknown country");
        return NULL;
    }
    return json_new_text(lens_wants_code(path) ? code : country_name(code));
}

static struct json *put_email(const char *text, struct err *err)
{
    if (lens_is_email(text))
        return json_new_text(text);
    (void)err_set(err, ERR_DATA, "not an e-mail address");
    return NULL;
}

static struct json *put_date(const char *text, struct err *err)
{
    char date[11];

    if (lens_date(text, date))
        return json_new_text(date);
    (void)err_set(err, ERR_DATA, "not a date");
    return NULL;
}

static struct json *put_integer(const char *text, struct err *err)
{
    int64_t value;

    if (lens_integer(text, &value))
        return json_new_int(value);
    (void)err_set(err, ERR_DATA, "not a whole number");
    return NULL;
}

static struct json *put_boolean(const char *text, struct err *err)
{
    bool value;

    if (lens_boolean(text, &value))
        return json_new_bool(value);
    (void)err_set(err, ERR_DATA, "neither true nor false");
    return NULL;
}

static struct json *put_by_type(enum flow_type type, const char *text,
                                const char *path, struct err *err)
{
    switch (type) {
    case TYPE_EMAIL:
        return put_email(text, err);
    case TYPE_COUNTRY:
        return put_country(text, path, err);
    case TYPE_DATE:
        return put_date(text, err);
    case TYPE_INTEGER:
        return put_integer(text, err);
    case TYPE_BOOLEAN:
        return put_boolean(text, err);
    case TYPE_STRING:
    case TYPE_PHONE:
    case TYPE_LINK:
        break;
    }
    return json_new_text(text);
}

static struct json *check_length(struct json *value, size_t length_max,
                                 struct err *err)
{
    if (length_max == 0 || !json_is_text(value) ||
        text_length(json_text(value)) <= length_max)
        return value;
    (void)err_set(err, ERR_DATA, "longer than %zu characters", length_max);
    json_free(value);
    return NULL;
}

struct json *lens_put(const struct property *property, enum side to,
                      const char *path, const struct flow_side *target,
                      const struct json *value, struct err *err)
{
    struct json *put;
    int64_t bytes;
    char *text;

    (void)to;
    assert(property->type != TYPE_LINK && !lens_is_empty(value));
    if (entity_left_out(value, &bytes)) {
        (void)err_set(err, ERR_DATA, "too long to be kept in step: %lld bytes",
                      (long long)bytes);
        return NULL;
    }
    if (json_is_object(value) || json_is_array(value)) {
        (void)err_set(err, ERR_DATA, "not a plain value but %s",
                      json_kind(value));
        return NULL;
    }
    text = lens_text(value);
    put = put_by_type(property->type, text, path, err);
    free(text);
    return check_length(put, entity_length_max(target->entity, path), err);
}
