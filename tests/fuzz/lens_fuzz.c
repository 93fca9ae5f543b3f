/* Lenses: the type, the side that is written, and a value, as JSON or plain.
 * PutGet: what was put means what it was put from; it puts itself again. */
#include "fuzz/fuzz.h"

#include "base/mem.h"
#include "base/text.h"
#include "domain/lens.h"
#include "systems/system.h"

#include <stdlib.h>
#include <string.h>

static const char *path_of(enum side side, enum flow_type type)
{
    if (type == TYPE_COUNTRY)
        return side == SIDE_B ? "MailAddress.CountryCode" : "Mailing_Country";
    return side == SIDE_B ? "MailAddress.City" : "Last_Name";
}

static void put(const struct property *property, enum side to,
                const struct flow_side *target, const struct json *value)
{
    const char *path = path_of(to, property->type);
    struct err err = { 0 };
    struct json *once = lens_put(property, to, path, target, value, &err);
    struct json *twice;

    if (once == NULL) {
        fuzz_explained(&err);
        return;
    }
    fuzz_reprints(once);
    HOLDS(!lens_is_empty(once));
    HOLDS(lens_same(property, once, value) && lens_same(property, value, once));
    HOLDS(lens_is_echo(property, to, once, once));
    twice = lens_put(property, to, path, target, once, &err);
    HOLDS(twice != NULL && json_equal(once, twice));
    json_free(once);
    json_free(twice);
}

static struct json *value_of(const struct fuzz_input *input)
{
    struct json *value;
    char *text;

    if (!text_is_utf8(input->bytes, input->length))
        return NULL;
    value = fuzz_json(input);
    if (value != NULL)
        return value;
    text = mem_copy_n(input->bytes, input->length);
    value = json_new_text(text);
    free(text);
    return value;
}

void fuzz_one(const char *bytes, size_t length)
{
    struct fuzz_input input = { bytes, length };
    struct property property = { .type = fuzz_choice(&input, TYPE_LINK) };
    enum side to = fuzz_choice(&input, SIDES);
    struct flow_side target = {
        .entity = to == SIDE_B ? system_entity("powerofficego", "Customers")
                               : system_entity("zohocrm", "Contacts"),
    };
    struct json *value = value_of(&input);

    if (value != NULL) {
        HOLDS(lens_same(&property, value, value));
        HOLDS(lens_is_echo(&property, to, value, value));
        if (!lens_is_empty(value))
            put(&property, to, &target, value);
    }
    json_free(value);
}
