#include "base/json.h"

#include "base/text.h"

/* Is every member of one in other, with the same value? */
static bool equal_members(const struct json *one, const struct json *other)
{
    for (const struct json *i = json_first(one); i != NULL; i = json_next(i)) {
        const char *name = json_name(i);

        if (!json_equal(json_get(one, name), json_get(other, name)))
            return false;
    }
    return true;
}

static bool has_members(const struct json *one, const struct json *other)
{
    for (const struct json *i = json_first(one); i != NULL; i = json_next(i)) {
        if (json_get(other, json_name(i)) == NULL)
            return false;
    }
    return true;
}

static bool equal_items(const struct json *one, const struct json *other)
{
    const struct json *a = json_first(one);
    const struct json *b = json_first(other);

    while (a != NULL && b != NULL && json_equal(a, b)) {
        a = json_next(a);
        b = json_next(b);
    }
    return a == NULL && b == NULL;
}

static bool equal_plain(const struct json *one, const struct json *other)
{
    double a;
    double b;

    if (json_number(one, &a) && json_number(other, &b))
        return a == b;
    if (json_is_text(one))
        return text_equal(json_text(one), json_text(other));
    return json_true(one) == json_true(other); /* null is not true */
}

bool json_equal(const struct json *one, const struct json *other)
{
    if (one == NULL || other == NULL)
        return one == other;
    if (!text_equal(json_kind(one), json_kind(other)))
        return false;
    if (json_is_object(one))
        return equal_members(one, other) && has_members(other, one);
    if (json_is_array(one))
        return equal_items(one, other);
    return equal_plain(one, other);
}
