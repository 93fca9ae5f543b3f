#include "base/text.h"

#include "support/test.h"

#include <stdlib.h>
#include <string.h>

static bool is_utf8(const char *text)
{
    return text_is_utf8(text, strlen(text));
}

static void valid_utf8_is_accepted(void **state)
{
    static const char *const good[] = { "",
                                        "plain",
                                        "\xc2\x80",
                                        "bl\xc3\xa5 \xe2\x82\xac",
                                        "\xed\x9f\xbf\xee\x80\x80",
                                        "\xf0\x90\x80\x80",
                                        "\xf4\x8f\xbf\xbf" };

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(is_utf8(good[i]));
    assert_true(text_is_utf8("a\0b", 3));
}

static void what_is_no_utf8_is_refused(void **state)
{
    static const char *const bad[] = {
        "\x80",             /* a continuation alone */
        "a\xff",            /* never a lead */
        "\xc0\x80",         /* overlong NUL */
        "\xc1\xbf",         /* overlong ASCII */
        "\xe0\x9f\xbf",     /* overlong, 3 bytes */
        "\xf0\x8f\xbf\xbf", /* overlong, 4 bytes */
        "\xed\xa0\x80",     /* a surrogate */
        "\xf4\x90\x80\x80", /* beyond U+10FFFF */
        "\xf5\x80\x80\x80", /* far beyond */
        "\xc3",             /* cut */
        "\xe2\x82",         /* cut */
        "\xc3(",            /* no continuation */
        "\xe2\x28\xa1",     /* no continuation */
    };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (is_utf8(bad[i]))
            fail_msg("case %zu was accepted", i);
    }
    assert_false(text_is_utf8("\xe2\x82\xac", 2));
}

static void length_counts_characters(void **state)
{
    (void)state;
    assert_int_equal(text_length(""), 0);
    assert_int_equal(text_length("abc"), 3);
    assert_int_equal(text_length("bl\xc3\xa5\xe2\x82\xac\xf0\x9f\x98\x80"), 5);
}

static void blanks_alone_are_empty(void **state)
{
    (void)state;
    assert_true(text_is_empty(NULL));
    assert_true(text_is_empty(""));
    assert_true(text_is_empty(" \t\r\n"));
    assert_false(text_is_empty(" x "));
}

static void null_equals_only_null(void **state)
{
    (void)state;
    assert_true(text_equal(NULL, NULL));
    assert_false(text_equal(NULL, ""));
    assert_false(text_equal("", NULL));
    assert_true(text_equal("a", "a"));
    assert_false(text_equal("a", "A"));
}

static void a_text_starts_with_its_prefix(void **state)
{
    (void)state;
    assert_true(text_starts("TANDEM_LOG", "TANDEM_"));
    assert_true(text_starts("x", ""));
    assert_false(text_starts("TAN", "TANDEM_"));
}

static void folds(const char *text, const char *expected)
{
    char *folded = text_fold(text);
    char *again = text_fold(folded);

    assert_string_equal(folded, expected);
    assert_string_equal(again, folded); /* a fold has no further fold */
    free(folded);
    free(again);
}

static void folding_ignores_case(void **state)
{
    (void)state;
    folds("OLA Nordmann 42", "ola nordmann 42");
}

static void folding_resolves_diacritics_and_ligatures(void **state)
{
    (void)state;
    folds("Bj\xc3\xb8rn \xc3\x85s\xc3\xa6ther", "bjorn asaether");
    folds("\xc3\x86r\xc3\xb8sk\xc3\xb8"
          "bing",
          "aeroskobing");
    folds("Stra\xc3\x9f"
          "e",
          "strasse");
    folds("\xc3\x9e\xc3\xb3r \xc3\x90\xc3\xb0", "thor dd");
    folds("\xc5\x81\xc3\xb3"
          "d\xc5\xba \xc4\x8c"
          "apek \xc5\xbdi\xc5\xbeka",
          "lodz capek zizka");
    folds("\xc5\x92uvre \xc4\xb2ssel", "oeuvre ijssel");
    folds("na\xc3\xafve caf\xc3\xa9", "naive cafe");
}

/* e and a combining acute accent are the same as é. */
static void folding_drops_combining_signs(void **state)
{
    (void)state;
    folds("cafe\xcc\x81", "cafe");
    folds("soft\xc2\xadhyphen zero\xe2\x80\x8bwidth", "softhyphen zerowidth");
}

static void folding_makes_one_blank_of_punctuation(void **state)
{
    (void)state;
    folds("  O'Brien,  Anne-Marie (jr.) ", "o brien anne marie jr");
    folds("A & B\tA/S", "a b a s");
    folds("a\xc2\xa0"
          "b \xe2\x80\x93 c \xc3\x97 \xc2\xbb"
          "d\xc2\xab",
          "a b c d");
    folds("...", "");
    folds("", "");
}

static void what_has_no_fold_stays(void **state)
{
    (void)state;
    folds("\xd0\x98\xd0\xb2\xd0\xb0\xd0\xbd \xe5\xb1\xb1",
          "\xd0\x98\xd0\xb2\xd0\xb0\xd0\xbd \xe5\xb1\xb1");
}

static void folding_survives_what_is_no_utf8(void **state)
{
    char *folded;

    (void)state;
    folds("caf\xe9", "cafe"); /* Latin-1 */
    folded = text_fold("cut \xf0\x9f");
    assert_memory_equal(folded, "cut ", 4);
    free(folded);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(valid_utf8_is_accepted),
        cmocka_unit_test(what_is_no_utf8_is_refused),
        cmocka_unit_test(length_counts_characters),
        cmocka_unit_test(blanks_alone_are_empty),
        cmocka_unit_test(null_equals_only_null),
        cmocka_unit_test(a_text_starts_with_its_prefix),
        cmocka_unit_test(folding_ignores_case),
        cmocka_unit_test(folding_resolves_diacritics_and_ligatures),
        cmocka_unit_test(folding_drops_combining_signs),
        cmocka_unit_test(folding_makes_one_blank_of_punctuation),
        cmocka_unit_test(what_has_no_fold_stays),
        cmocka_unit_test(folding_survives_what_is_no_utf8),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
