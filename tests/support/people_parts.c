#include "support/people_parts.h"

#include "base/mem.h"

#include <stdlib.h>

struct place {
    const char *zip;
    const char *city;
};

static const struct place norway[] = {
    { "0155", "Oslo" },         { "5003", "Bergen" },
    { "7011", "Trondheim" },    { "4006", "Stavanger" },
    { "9008", "Tromsø" },       { "6002", "Ålesund" },
    { "8006", "Bodø" },         { "3016", "Drammen" },
    { "3510", "Hønefoss" },     { "4306", "Sandnes" },
    { "4611", "Kristiansand" }, { "8622", "Mo i Rana" },
    { "8900", "Brønnøysund" },  { "6800", "Førde" },
    { "2000", "Lillestrøm" },   { "9600", "Hammerfest" },
    { "1607", "Fredrikstad" },  { "2815", "Gjøvik" },
    { "7800", "Namsos" },       { "9730", "Karasjok" },
};

/* The same country in the words of different people. */
static const struct {
    struct place place;
    const char *spelt[3];
} abroad[] = {
    { { "111 20", "Stockholm" }, { "Sverige", "Sweden", "SE" } },
    { { "411 03", "Göteborg" }, { "Sverige", "Sweden", "sverige" } },
    { { "1050", "København K" }, { "Danmark", "Denmark", "DK" } },
    { { "8000", "Aarhus C" }, { "Danmark", "Denmark", "DANMARK" } },
    { { "20457", "Hamburg" }, { "Tyskland", "Germany", "DE" } },
    { { "00100", "Helsinki" }, { "Finland", "Finland", "FI" } },
    { { "101", "Reykjavík" }, { "Island", "Iceland", "IS" } },
    { { "SW1A 1AA", "London" }, { "Storbritannia", "United Kingdom", "GB" } },
};

static const char *const norway_spelt[] = { "Norge", "Norge",  "Norge",
                                            "Norge", "Norway", "NO",
                                            "Norge", "Norway", "NORGE" };

static const char *const streets[] = {
    "Storgata",   "Kirkeveien", "Havnegata", "Bjørkelia", "Åsveien",
    "Skoleveien", "Fjordgata",  "Øvre gate", "Torget",    "Jernbanegata",
};

struct dice dice_new(uint32_t seed, size_t item)
{
    return (struct dice){ ((uint64_t)seed << 32) ^
                          (uint64_t)item * UINT64_C(0xd1342543de82ef95) };
}

/* splitmix64 */
size_t dice_roll(struct dice *dice, size_t sides)
{
    uint64_t z = dice->state += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (size_t)((z ^ (z >> 31)) % sides);
}

bool dice_chance(struct dice *dice, size_t percent)
{
    return dice_roll(dice, 100) < percent;
}

void set_owned(struct json *record, const char *name, char *text)
{
    json_set_text(record, name, text);
    free(text);
}

void address_set(struct dice *dice, struct json *record,
                 const char *const fields[4])
{
    bool foreign = dice_chance(dice, 15);
    size_t where = dice_roll(dice, foreign ? COUNT(abroad) : COUNT(norway));
    const struct place *place = foreign ? &abroad[where].place : &norway[where];
    const char *country = foreign ? abroad[where].spelt[dice_roll(dice, 3)]
                                  : pick(dice, norway_spelt);

    set_owned(
        record, fields[0],
        mem_print("%s %zu", pick(dice, streets), dice_roll(dice, 98) + 1));
    if (dice_chance(dice, 97))
        json_set_text(record, fields[1], place->city);
    if (dice_chance(dice, 95))
        json_set_text(record, fields[2], place->zip);
    if (foreign || dice_chance(dice, 85))
        json_set_text(record, fields[3], country);
}

char *phone_new(struct dice *dice)
{
    size_t number = dice_roll(dice, 1000000);

    switch (dice_roll(dice, 4)) {
    case 0:
        return mem_print("+47 9%02zu %02zu %03zu", number % 100,
                         number / 100 % 100, number / 1000);
    case 1:
        return mem_print("22 %02zu %02zu %02zu", number % 100,
                         number / 100 % 100, number / 10000);
    case 2:
        return mem_print("9%07zu", number);
    default:
        return mem_print("+47 22%06zu", number);
    }
}
