#include "simulation/values.h"

#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define NUMBER_FIRST  INT64_C(1000000)
#define NUMBER_DIGITS 7
#define DAY_MS        INT64_C(86400000)

static int64_t number_take(struct sim *sim, struct fake_record *record)
{
    struct values *values = &sim->values;

    values->owners = mem_resize(values->owners, values->count + 1,
                                sizeof(struct fake_record *));
    values->overwritten = mem_resize(values->overwritten, values->count + 1,
                                     sizeof(struct fake_record *));
    values->owners[values->count] = record;
    values->overwritten[values->count] = NULL;
    return NUMBER_FIRST + (int64_t)values->count++;
}

static const char *any_of(struct sim *sim, const char *const *texts,
                          size_t count)
{
    return texts[dice_between(&sim->dice, 0, (int64_t)count - 1)];
}
#define ANY_OF(sim, texts) any_of(sim, texts, sizeof(texts) / sizeof *(texts))

static char *new_country(struct sim *sim, const char *path)
{
    static const char *const codes[] = { "NO", "SE", "DK" };
    static const char *const names[] = { "Norway", "Norge", "no", "Sverige",
                                         "Denmark" };

    if (strstr(path, "CountryCode") != NULL)
        return mem_copy(ANY_OF(sim, codes));
    if (dice_percent(&sim->dice, sim->temper.odd_percent))
        return mem_copy("Atlantis");
    return mem_copy(ANY_OF(sim, names));
}

static char *new_date(struct sim *sim)
{
    char text[TIME_TEXT_MAX];

    time_format(SIM_START_MS + DAY_MS * dice_between(&sim->dice, 1, 700), text);
    return mem_copy_n(text, 10);
}

static char *new_text(struct sim *sim, const struct fake_record *record,
                      int64_t number)
{
    static const char *const fronts[] = { "Nord", "  Nord ",
                                          "N\xc3\xb8rd-Lie" };
    static const char *const ends[] = { "", "", "", " " };
    const char *bad = fake_is_zoho(record->fake) ? "!" : "?";
    const char *mark =
        dice_percent(&sim->dice, sim->temper.refuse_percent) ? bad : "";
    const char *front = ANY_OF(sim, fronts);

    return mem_print("%s %" PRId64 "%s%s", front, number, mark,
                     ANY_OF(sim, ends));
}

static char *new_email(struct sim *sim, int64_t number)
{
    if (dice_percent(&sim->dice, sim->temper.odd_percent))
        return mem_print("m%" PRId64 " at fjell", number);
    return mem_print(dice_percent(&sim->dice, 20) ? "M%" PRId64 "@Fjell.example"
                                                  : "m%" PRId64
                                                    "@fjell.example",
                     number);
}

struct json *values_new(struct sim *sim, struct fake_record *record,
                        const struct property *property, const char *path)
{
    struct json *value;
    char *text;

    if (property->type == TYPE_COUNTRY) {
        text = new_country(sim, path);
    } else if (property->type == TYPE_DATE) {
        text = new_date(sim);
    } else if (property->type == TYPE_EMAIL) {
        text = new_email(sim, number_take(sim, record));
    } else if (property->type == TYPE_PHONE) {
        text = mem_print("+47 %" PRId64, number_take(sim, record));
    } else {
        text = new_text(sim, record, number_take(sim, record));
    }
    value = json_new_text(text);
    free(text);
    return value;
}

int64_t values_number(const struct json *value)
{
    const char *text = json_text(value);
    int64_t number = 0;
    size_t length = text == NULL ? 0 : strlen(text);
    int digits = 0;

    /* The last digits: a phone number has others before them. */
    while (length > 0 && digits == 0 &&
           !isdigit((unsigned char)text[length - 1]))
        length--;
    for (int64_t unit = 1; length > 0 && digits < NUMBER_DIGITS &&
                           isdigit((unsigned char)text[length - 1]);
         unit *= 10, digits++, length--)
        number += unit * (text[length - 1] - '0');
    return digits == NUMBER_DIGITS && number >= NUMBER_FIRST ? number : 0;
}

static int64_t values_index(const struct sim *sim, const struct json *value)
{
    int64_t index = values_number(value) - NUMBER_FIRST;

    return index >= 0 && index < (int64_t)sim->values.count ? index : -1;
}

struct fake_record *values_owner(const struct sim *sim,
                                 const struct json *value)
{
    int64_t index = values_index(sim, value);

    return index < 0 ? NULL : sim->values.owners[index];
}

struct json *values_copy(struct sim *sim, const struct json *value)
{
    int64_t index = values_index(sim, value);

    if (index >= 0)
        sim->values.owners[index] = NULL;
    return json_clone(value);
}

void values_overwrite(struct sim *sim, struct fake_record *record,
                      const struct json *value)
{
    int64_t index = values_index(sim, value);

    if (index >= 0)
        sim->values.overwritten[index] = record;
}

bool values_overwritten(const struct sim *sim, const struct fake_record *record,
                        const struct json *value)
{
    int64_t index = values_index(sim, value);

    return index >= 0 && sim->values.overwritten[index] == record;
}
