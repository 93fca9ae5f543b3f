/*
 * The laws of the lenses, on values drawn at random. TEST_SEED=<number> draws
 * the same ones again.
 */
#include "base/mem.h"
#include "base/time.h"
#include "domain/lens.h"
#include "support/entities.h"
#include "support/test.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DRAWS 20000

static uint64_t seed;

/* xorshift64: the same everywhere. */
static unsigned draw(unsigned below)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (unsigned)(seed % below);
}

static const char *one_of(const char *const *texts, size_t count)
{
    return texts[draw((unsigned)count)];
}

#define ONE_OF(texts) one_of(texts, sizeof(texts) / sizeof *(texts))

/* ---- values -------------------------------------------------------------- */

static void draw_pieces(struct buf *text, unsigned pieces)
{
    static const char *const all[] = { "a",
                                       "B",
                                       "ø",
                                       "Å",
                                       "é",
                                       "ß",
                                       "9",
                                       "0",
                                       " ",
                                       "-",
                                       ".",
                                       ",",
                                       "+",
                                       "@",
                                       "(",
                                       "\t",
                                       "\xe2\x80\x99",
                                       "東",
                                       "/" };

    for (unsigned i = 0; i < pieces; i++) {
        buf_text_append(text, ONE_OF(all));
    }
}

static void draw_email(struct buf *text)
{
    static const char *const parts[] = { "kari", "Ola.Nordli", "POST", "ø" };

    buf_print(text, "%s@%s.no", ONE_OF(parts), ONE_OF(parts));
}

static void draw_phone(struct buf *text)
{
    static const char *const starts[] = { "", "+", "00", "(+", "+ " };
    static const char *const gaps[] = { "", "", " ", "-", "." };

    buf_text_append(text, ONE_OF(starts));
    for (unsigned i = 3 + draw(9); i > 0; i--) {
        buf_print(text, "%u%s", draw(10), ONE_OF(gaps));
    }
}

static void draw_country(struct buf *text)
{
    static const char *const names[] = { "Norge", "NORWAY",  "no", "Sverige",
                                         "USA",   "Danmark", "DE", "Østerrike",
                                         "Åland", "Sydkorea" };

    buf_text_append(text, ONE_OF(names));
}

static void draw_date(struct buf *text)
{
    static const char *const ends[] = { "", "T00:00:00", "T22:00:00.0000000Z" };

    buf_print(text, "20%02u-%02u-%02u%s", draw(100), 1 + draw(12), 1 + draw(28),
              ONE_OF(ends));
}

static void draw_of_type(struct buf *text, enum flow_type type)
{
    static const char *const flags[] = { "true", "FALSE", "True" };

    if (type == TYPE_EMAIL) {
        draw_email(text);
    } else if (type == TYPE_PHONE) {
        draw_phone(text);
    } else if (type == TYPE_COUNTRY) {
        draw_country(text);
    } else if (type == TYPE_DATE) {
        draw_date(text);
    } else if (type == TYPE_INTEGER) {
        buf_print(text, "%d", (int)draw(2000000) - 1000000);
    } else if (type == TYPE_BOOLEAN) {
        buf_text_append(text, ONE_OF(flags));
    } else {
        draw_pieces(text, 1 + draw(8));
    }
}

/* A value that suits the type, most of the time; never an empty one. */
static struct json *draw_value(enum flow_type type)
{
    static const char *const blanks[] = { "", "", " ", "\n" };
    struct buf text = { 0 };
    struct json *value;

    if (draw(20) == 0)
        return json_new_int((int64_t)draw(100000000));
    if (draw(20) == 0)
        return json_new_bool(draw(2) == 0);
    buf_text_append(&text, ONE_OF(blanks));
    if (draw(10) == 0) {
        draw_pieces(&text, 1 + draw(8));
    } else {
        draw_of_type(&text, type);
    }
    buf_text_append(&text, ONE_OF(blanks));
    value = json_new_text(buf_text(&text));
    buf_free(&text);
    if (!lens_is_empty(value))
        return value;
    json_free(value);
    return draw_value(type);
}

/* ---- laws ---------------------------------------------------------------- */

struct lens {
    struct property property;
    struct flow_side sides[SIDES];
};

static const char *path_on(enum side side)
{
    return side == SIDE_A ? "Mailing_Country" : "MailAddress.CountryCode";
}

static struct json *put(const struct lens *lens, enum side to,
                        const struct json *value, struct err *err)
{
    memset(err, 0, sizeof *err);
    return lens_put(&lens->property, to, path_on(to), &lens->sides[to], value,
                    err);
}

static bool same(const struct lens *lens, enum side side,
                 const struct json *here, const struct json *there)
{
    return side == SIDE_A ? lens_same(&lens->property, here, there)
                          : lens_same(&lens->property, there, here);
}

static void fail_law(const char *law, const struct lens *lens,
                     const struct json *one, const struct json *other)
{
    char *texts[2] = { json_string(one), json_string(other) };

    fail_msg("%s: type %d: %s and %s", law, (int)lens->property.type, texts[0],
             texts[1]);
    free(texts[0]);
    free(texts[1]);
}

/* What was put means what it was put from, and so does putting it back. */
static void check_put_get(const struct lens *lens, enum side from,
                          const struct json *value)
{
    struct err err;
    enum side to = side_other(from);
    struct json *there = put(lens, to, value, &err);
    struct json *back;

    if (there == NULL) {
        assert_int_equal(err.kind, ERR_DATA);
        return;
    }
    if (!same(lens, from, value, there))
        fail_law("PutGet", lens, value, there);
    if (!lens_is_echo(&lens->property, to, there, there))
        fail_law("what was stored as written is an echo", lens, there, there);
    back = put(lens, from, there, &err);
    if (back == NULL || !same(lens, from, back, there))
        fail_law("PutGet of what was put", lens, value, there);
    json_free(back);
    json_free(there);
}

/* Values that mean the same are not rewritten, whoever asks; and what means
 * the same is put as what means the same. */
static void check_get_put(const struct lens *lens, const struct json *a,
                          const struct json *b)
{
    struct err err;
    struct json *there;

    if (lens_same(&lens->property, a, b) != lens_same(&lens->property, b, a))
        fail_law("sameness is mutual", lens, a, b);
    if (!lens_same(&lens->property, a, b))
        return;
    if (!lens_is_echo(&lens->property, SIDE_B, a, b))
        fail_law("the same is an echo", lens, a, b);
    there = put(lens, SIDE_B, a, &err);
    if (there != NULL && !lens_same(&lens->property, there, b))
        fail_law("GetPut", lens, a, b);
    json_free(there);
}

static void the_laws_hold_for(enum flow_type type)
{
    struct lens lens = {
        .property = { .type = type },
        .sides = { { .entity = entities_find("zohocrm", "Contacts", NULL) },
                   { .entity =
                         entities_find("powerofficego", "Customers", NULL) } },
    };

    for (int i = 0; i < DRAWS; i++) {
        struct json *a = draw_value(type);
        struct json *b = draw_value(type);

        check_put_get(&lens, SIDE_A, a);
        check_put_get(&lens, SIDE_B, b);
        check_get_put(&lens, a, b);
        check_get_put(&lens, a, a);
        json_free(a);
        json_free(b);
    }
}

static void strings_keep_the_laws(void **state)
{
    (void)state;
    the_laws_hold_for(TYPE_STRING);
}

static void emails_keep_the_laws(void **state)
{
    (void)state;
    the_laws_hold_for(TYPE_EMAIL);
}

static void phones_keep_the_laws(void **state)
{
    (void)state;
    the_laws_hold_for(TYPE_PHONE);
}

static void countries_keep_the_laws(void **state)
{
    (void)state;
    the_laws_hold_for(TYPE_COUNTRY);
}

static void dates_keep_the_laws(void **state)
{
    (void)state;
    the_laws_hold_for(TYPE_DATE);
}

static void integers_keep_the_laws(void **state)
{
    (void)state;
    the_laws_hold_for(TYPE_INTEGER);
}

static void booleans_keep_the_laws(void **state)
{
    (void)state;
    the_laws_hold_for(TYPE_BOOLEAN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strings_keep_the_laws),
        cmocka_unit_test(emails_keep_the_laws),
        cmocka_unit_test(phones_keep_the_laws),
        cmocka_unit_test(countries_keep_the_laws),
        cmocka_unit_test(dates_keep_the_laws),
        cmocka_unit_test(integers_keep_the_laws),
        cmocka_unit_test(booleans_keep_the_laws),
    };
    /* NOLINTNEXTLINE(concurrency-mt-unsafe): there is one thread */
    const char *given = getenv("TEST_SEED");

    seed = given == NULL ? (uint64_t)time_now_ms() : strtoull(given, NULL, 10);
    seed += seed == 0; /* xorshift stays at 0 */
    print_message("TEST_SEED=%" PRIu64 "\n", seed);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
