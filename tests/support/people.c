#include "support/people.h"

#include "support/people_parts.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

static const char *const first_names[] = {
    "Kari",    "Ola",     "Åse",      "Øyvind",    "Bjørn",     "Håkon",
    "Ingrid",  "Sølvi",   "Kjersti",  "Tor Arne",  "Anne-Lise", "Gøril",
    "Jørgen",  "Marit",   "Pål",      "Ragnhild",  "Steinar",   "Tuva",
    "Vebjørn", "Solveig", "Magnus",   "Silje",     "Frøydis",   "Lars",
    "Zoë",     "José",    "François", "Agnieszka", "Łukasz",    "Jürgen",
    "Þóra",    "Nguyen",  "Aisha",    "Mohammed",  "Dagný",     "Björn",
};

static const char *const last_names[] = {
    "Nordli",       "Hansen",    "Bråten",     "Sørensen", "Ødegård",
    "Bakken",       "Åsheim",    "Kjær",       "Lillebø",  "Myhre",
    "Strømsnes",    "Vågå",      "Tveit",      "Haugen",   "Solbakken",
    "Næss",         "Brøndbo",   "Fjellstad",  "Rød",      "Lie",
    "Holm",         "Kvåle",     "Müller",     "Świątek",  "Gonçalves",
    "O'Brien",      "Sjöberg",   "Jónsdóttir", "Nguyen",   "Özdemir",
    "van der Berg", "Al-Hassan", "Moen",       "Eikeland", "Grønli",
    "Dahl",
};

static const char *const company_words[] = {
    "Fjell", "Fjord",  "Nordlys", "Bølge", "Ås",  "Skog", "Vidde", "Brygge",
    "Tind",  "Strand", "Havørn",  "Lynge", "Myr", "Elv",  "Røst",  "Varde",
};

static const char *const company_trades[] = {
    "Bygg",   "Regnskap", "Sjømat", "Rør",   "Elektro", "Transport",
    "Maskin", "Data",     "Møbler", "Trykk", "Kaffe",   "Hage",
};

static const char *const company_forms[] = { "AS", "AS", "AS", "ANS", "SA" };

static const char *const titles[] = { "Daglig leder", "CFO", "Innkjøper",
                                      "Prosjektleder", "Økonomiansvarlig" };

static const char *const stages[] = { "Qualification", "Needs Analysis",
                                      "Negotiation/Review", "Closed Lost" };

static const char *const mailing[] = { "Mailing_Street", "Mailing_City",
                                       "Mailing_Zip", "Mailing_Country" };
static const char *const other[] = { "Other_Street", "Other_City", "Other_Zip",
                                     "Other_Country" };
static const char *const billing[] = { "Billing_Street", "Billing_City",
                                       "Billing_Code", "Billing_Country" };
static const char *const shipping[] = { "Shipping_Street", "Shipping_City",
                                        "Shipping_Code", "Shipping_Country" };

/* "tor.arne.odegard.17@nordlys.example": no two alike. */
static char *email_new(struct dice *dice, const char *first, const char *last,
                       size_t item)
{
    char *name = mem_print("%s %s", first, last);
    char *folded = text_fold(name);
    char *domain = text_fold(pick(dice, company_words));
    char *email;

    for (char *c = folded; *c != '\0'; c++) {
        if (*c == ' ')
            *c = '.';
    }
    email = mem_print("%s.%zu@%s.example", folded, item, domain);
    free(name);
    free(folded);
    free(domain);
    return email;
}

static void reach_set(struct dice *dice, struct json *record, size_t item)
{
    size_t kind = dice_roll(dice, 100);
    char *domain = text_fold(pick(dice, company_words));

    if (kind < 4) {
        set_owned(record, "Email", mem_print("post@%s.example", domain));
    } else if (kind >= 10) {
        set_owned(record, "Email",
                  email_new(dice, json_get_text(record, "First_Name"),
                            json_get_text(record, "Last_Name"), item));
    }
    if (dice_chance(dice, 8)) {
        set_owned(record, "Secondary_Email",
                  mem_print("privat.%zu@%s.example", item, domain));
    }
    if (dice_chance(dice, 80))
        set_owned(record, "Phone", phone_new(dice));
    if (dice_chance(dice, 40))
        set_owned(record, "Mobile", phone_new(dice));
    if (dice_chance(dice, 10))
        set_owned(record, "Other_Phone", phone_new(dice));
    free(domain);
}

static void details_set(struct dice *dice, struct json *record)
{
    if (dice_chance(dice, 50))
        json_set_text(record, "Title", pick(dice, titles));
    if (dice_chance(dice, 30)) {
        set_owned(record, "Date_of_Birth",
                  mem_print("19%02zu-%02zu-%02zu", 50 + dice_roll(dice, 50),
                            1 + dice_roll(dice, 12), 1 + dice_roll(dice, 28)));
    }
    if (dice_chance(dice, 2)) { /* as long as names come */
        json_set_text(record, "Last_Name",
                      "Løvenskiold-Hesselberg-Mowinckel af Rosenkrantz til "
                      "Austrått og Skjelbreid");
    }
}

static struct json *contact_new(uint32_t seed, size_t item)
{
    struct dice dice = dice_new(seed, item);
    struct json *record = json_new_object();

    json_set_text(record, "First_Name", pick(&dice, first_names));
    json_set_text(record, "Last_Name", pick(&dice, last_names));
    reach_set(&dice, record, item);
    details_set(&dice, record);
    if (dice_chance(&dice, 94))
        address_set(&dice, record, mailing);
    if (dice_chance(&dice, 10))
        address_set(&dice, record, other);
    return record;
}

static char *repeated(const char *word, size_t length)
{
    char *text = mem_new(length + 1, 1);

    for (size_t i = 0; i < length; i++)
        text[i] = word[i % strlen(word)];
    return text;
}

static void awkward_make(struct json *record, enum people_kind kind,
                         size_t item)
{
    switch (kind) {
    case PEOPLE_NO_FIRST_NAME:
        json_remove(record, "First_Name");
        break;
    case PEOPLE_LONG_CITY:
        set_owned(record, "Mailing_City", repeated("Taumatawhakatangi", 120));
        break;
    case PEOPLE_UNKNOWN_COUNTRY:
        json_set_text(record, "Mailing_Country", "Utlandet");
        break;
    case PEOPLE_REFUSED_EMAIL:
        set_owned(record, "Email",
                  mem_print("kari..nordli.%zu@fjell.example", item));
        break;
    case PEOPLE_KINDS:
        break;
    }
}

enum people_kind people_kind(size_t item)
{
    return item % 33 == 32 ? (enum people_kind)(item / 33 % PEOPLE_KINDS)
                           : PEOPLE_KINDS;
}

struct json *people_awkward(uint32_t seed, enum people_kind kind)
{
    struct json *record = contact_new(seed, 0);

    awkward_make(record, kind, 0);
    return record;
}

struct json *people_contacts(uint32_t seed, size_t count)
{
    struct json *all = json_new_array();

    for (size_t i = 0; i < count; i++) {
        struct json *record = contact_new(seed, i);

        awkward_make(record, people_kind(i), i);
        json_append(all, record);
    }
    return all;
}

/* ---- companies and deals ------------------------------------------------ */

/* Names repeat after 192 combinations: then a number tells them apart. */
static char *company_name(struct dice *dice, size_t item)
{
    const char *word = company_words[item % COUNT(company_words)];
    const char *trade =
        company_trades[item / COUNT(company_words) % COUNT(company_trades)];
    size_t round = item / (COUNT(company_words) * COUNT(company_trades));

    if (round == 0)
        return mem_print("%s %s %s", word, trade, pick(dice, company_forms));
    return mem_print("%s %s %zu %s", word, trade, round + 1,
                     pick(dice, company_forms));
}

static struct json *company_new(uint32_t seed, size_t item)
{
    struct dice dice = dice_new(seed ^ 0x5eedu, item);
    struct json *record = json_new_object();
    char *domain = text_fold(company_words[item % COUNT(company_words)]);

    set_owned(record, "Account_Name", company_name(&dice, item));
    if (dice_chance(&dice, 85))
        set_owned(record, "Phone", phone_new(&dice));
    if (dice_chance(&dice, 70)) {
        set_owned(record, "Website",
                  mem_print("https://www.%s-%zu.example", domain, item));
    }
    if (dice_chance(&dice, 95))
        address_set(&dice, record, billing);
    if (dice_chance(&dice, 20))
        address_set(&dice, record, shipping);
    json_set_int(record, "Employees", (int64_t)dice_roll(&dice, 250) + 1);
    free(domain);
    return record;
}

struct json *people_companies(uint32_t seed, size_t count)
{
    struct json *all = json_new_array();

    for (size_t i = 0; i < count; i++)
        json_append(all, company_new(seed, i));
    return all;
}

/* One of the ids, as a lookup is written; nothing when there are none. */
static void lookup_set(struct dice *dice, struct json *record, const char *name,
                       const struct json *ids)
{
    size_t count = json_count(ids);
    size_t wanted = count == 0 ? 0 : dice_roll(dice, count);
    const struct json *id = json_first(ids);
    struct json *lookup;

    if (id == NULL)
        return;
    for (; wanted > 0; wanted--)
        id = json_next(id);
    if (json_is_object(id))
        id = json_get(id, "id");
    lookup = json_new_object();
    json_set_text(lookup, "id", json_text(id));
    json_set(record, name, lookup);
}

struct json *people_deals(uint32_t seed, size_t count,
                          const struct json *accounts,
                          const struct json *contacts)
{
    struct json *all = json_new_array();

    for (size_t i = 0; i < count; i++) {
        struct dice dice = dice_new(seed ^ 0xdea1u, i);
        struct json *deal = json_new_object();
        bool won = strchr("0358", (int)('0' + i % 10)) != NULL;

        set_owned(
            deal, "Deal_Name",
            mem_print("%s – avtale %zu", pick(&dice, company_trades), i + 1));
        json_set_text(deal, "Stage", won ? "Closed Won" : pick(&dice, stages));
        json_set_int(deal, "Amount", (int64_t)dice_roll(&dice, 900) * 1000);
        set_owned(deal, "Closing_Date",
                  mem_print("2026-%02zu-%02zu", 1 + dice_roll(&dice, 12),
                            1 + dice_roll(&dice, 28)));
        if (i % 10 != 8)
            lookup_set(&dice, deal, "Account_Name", accounts);
        if (i % 10 != 9)
            lookup_set(&dice, deal, "Contact_Name", contacts);
        json_append(all, deal);
    }
    return all;
}
