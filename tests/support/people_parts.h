/*
 * tests/support/people_parts.h: what people.c makes its records of.
 */
#ifndef TANDEM_TESTS_PEOPLE_PARTS_H
#define TANDEM_TESTS_PEOPLE_PARTS_H

#include "base/json.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define COUNT(array)      (sizeof(array) / sizeof(array)[0])
#define pick(dice, array) (array)[dice_roll((dice), COUNT(array))]

/* Of their own for each record, so that records do not depend on others. */
struct dice {
    uint64_t state;
};

struct dice dice_new(uint32_t seed, size_t item);
size_t dice_roll(struct dice *dice, size_t sides); /* from 0 */
bool dice_chance(struct dice *dice, size_t percent);

/* Takes ownership of text. */
void set_owned(struct json *record, const char *name, char *text);

/* fields: the names of street, city, zip code and country. */
void address_set(struct dice *dice, struct json *record,
                 const char *const fields[4]);

/* The caller frees. */
char *phone_new(struct dice *dice);

#endif
