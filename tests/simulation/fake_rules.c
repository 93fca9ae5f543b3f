/*
 * What the systems do not accept.
 */
#include "simulation/fake.h"

#include "base/text.h"
#include "domain/lens.h"

#include <string.h>

bool fake_is_address(const char *path)
{
    return text_starts(path, "MailAddress.");
}

/* What PowerOffice's users cannot have, Zoho's may, and the other way. */
static bool is_bad(const struct fake *fake, const struct json *value)
{
    const char *text = json_text(value);

    return text != NULL && strchr(text, fake_is_zoho(fake) ? '?' : '!') != NULL;
}

/* What the record would be, given these fields. */
static const struct json *would_be(const struct json *values,
                                   const struct json *fields, const char *path)
{
    const struct json *given = json_get(fields, path);

    return given != NULL ? given : json_get(values, path);
}

static const char *missing_name(const struct fake *fake,
                                const struct json *values,
                                const struct json *fields)
{
    static const char *const persons[] = { "FirstName", "LastName", NULL };
    static const char *const companies[] = { "Name", NULL };
    static const char *const contacts[] = { "Last_Name", NULL };
    static const char *const orders[] = { "CustomerId", NULL };
    static const char *const none[] = { NULL };
    const char *const *needed = none;

    if (text_equal(fake->entity->name, "ContactPersons") ||
        json_true(would_be(values, fields, "IsPerson"))) {
        needed = persons;
    } else if (text_equal(fake->entity->name, "Customers")) {
        needed = companies;
    } else if (text_equal(fake->entity->name, "SalesOrders")) {
        needed = orders;
    } else if (text_equal(fake->entity->name, "Contacts")) {
        needed = contacts;
    }
    for (; *needed != NULL; needed++) {
        if (lens_is_empty(would_be(values, fields, *needed)))
            return *needed;
    }
    return NULL;
}

/* An address comes into being with city and zip code, or not at all. */
static const char *missing_address(const struct json *values,
                                   const struct json *fields)
{
    bool given = false;

    for (const struct json *f = json_first(fields); f != NULL;
         f = json_next(f)) {
        given = given || (fake_is_address(json_name(f)) && !lens_is_empty(f));
    }
    for (const struct json *v = json_first(values); v != NULL;
         v = json_next(v)) {
        if (fake_is_address(json_name(v)) && !lens_is_empty(v))
            return NULL;
    }
    if (!given)
        return NULL;
    if (lens_is_empty(json_get(fields, "MailAddress.City")))
        return "MailAddress.City";
    if (lens_is_empty(json_get(fields, "MailAddress.ZipCode")))
        return "MailAddress.ZipCode";
    return NULL;
}

const char *fake_refuses(const struct fake *fake, const struct json *values,
                         const struct json *fields)
{
    const char *missing;

    for (const struct json *f = json_first(fields); f != NULL;
         f = json_next(f)) {
        if (is_bad(fake, f))
            return json_name(f);
    }
    missing = missing_name(fake, values, fields);
    return missing != NULL ? missing : missing_address(values, fields);
}
