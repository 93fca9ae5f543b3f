#include "domain/country.h"

#include "base/text.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct country {
    char alpha2[3];
    char alpha3[4];
    const char *name;
};

struct country_name {
    const char *name;
    char alpha2[3];
};

#include "domain/country_table.h"

#define COUNTRIES     (sizeof countries / sizeof *countries)
#define COUNTRY_NAMES (sizeof country_names / sizeof *country_names)
#define KEYS          (2 * COUNTRIES + COUNTRY_NAMES)

/* Codes and names, folded and sorted. Made at the first look-up and kept: the
 * table cannot be folded when the program is built. */
struct key {
    char *folded;
    const char *alpha2;
};

static struct key keys[KEYS];

static int key_compare(const void *one, const void *other)
{
    return strcmp(((const struct key *)one)->folded,
                  ((const struct key *)other)->folded);
}

static void keys_make(void)
{
    struct key *key = keys;

    for (size_t i = 0; i < COUNTRIES; i++) {
        *key++ =
            (struct key){ text_fold(countries[i].alpha2), countries[i].alpha2 };
        *key++ =
            (struct key){ text_fold(countries[i].alpha3), countries[i].alpha2 };
    }
    for (size_t i = 0; i < COUNTRY_NAMES; i++) {
        *key++ = (struct key){ text_fold(country_names[i].name),
                               country_names[i].alpha2 };
    }
    qsort(keys, KEYS, sizeof *keys, key_compare);
}

const char *country_code(const char *name)
{
    struct key wanted = { .folded = text_fold(name) };
    const struct key *found;

    if (keys[0].folded == NULL)
        keys_make();
    found = bsearch(&wanted, keys, KEYS, sizeof *keys, key_compare);
    free(wanted.folded);
    return found == NULL ? NULL : found->alpha2;
}

const char *country_name(const char *code)
{
    for (size_t i = 0; i < COUNTRIES; i++) {
        if (strcmp(countries[i].alpha2, code) == 0)
            return countries[i].name;
    }
    return NULL;
}
