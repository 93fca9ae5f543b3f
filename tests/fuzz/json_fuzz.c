/* Any bytes as JSON: what is read is printed so that it reads the same, and
 * the slices of an array are what its items are. */
#include "fuzz/fuzz.h"

#include <string.h>

struct walk {
    const struct json *item; /* the one whose slice comes next */
    const char *end;         /* of the slice before */
};

static int slice(const char *text, size_t length, void *arg)
{
    struct walk *walk = arg;
    struct err err;
    struct json *json = json_parse(text, length, &err);

    HOLDS(json != NULL && walk->item != NULL && text >= walk->end);
    HOLDS(json_equal(json, walk->item));
    walk->item = json_next(walk->item);
    walk->end = text + length;
    json_free(json);
    return 0;
}

static int any_slice(const char *text, size_t length, void *arg)
{
    const struct fuzz_input *input = arg;

    HOLDS(text >= input->bytes &&
          text + length <= input->bytes + input->length);
    return 0;
}

static void array(const struct json *json, const struct fuzz_input *input)
{
    struct walk walk = { json_first(json), input->bytes };

    HOLDS(json_slices(input->bytes, input->length, NULL, slice, &walk) == 0);
    HOLDS(walk.item == NULL);
}

void fuzz_one(const char *bytes, size_t length)
{
    struct fuzz_input input = { bytes, length };
    struct json *json = fuzz_json(&input);
    struct json *clone = json_clone(json);

    (void)json_slices(bytes, length, NULL, any_slice, &input);
    (void)json_slices(bytes, length, "data", any_slice, &input);
    if (json != NULL) {
        fuzz_reprints(json);
        HOLDS(json_equal(json, clone));
        if (json_is_array(json))
            array(json, &input);
    }
    json_free(json);
    json_free(clone);
}
