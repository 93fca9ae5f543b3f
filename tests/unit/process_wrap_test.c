#include "process/wrap.h"

#include "support/test.h"

#include <string.h>

static void wraps(const char *margin, const char *text, const char *expected)
{
    struct buf out = { 0 };

    wrap_append(&out, margin, text);
    assert_string_equal(buf_text(&out), expected);
    buf_free(&out);
}

static void lines_end_between_words(void **state)
{
    (void)state;
    wraps("  ",
          "one two three four five six seven eight nine ten eleven twelve "
          "thirteen fourteen",
          "  one two three four five six seven eight nine ten eleven twelve "
          "thirteen\n"
          "  fourteen\n");
}

static void a_line_may_be_as_wide_as_the_limit(void **state)
{
    char text[WRAP_WIDTH + 3];
    char expected[WRAP_WIDTH + 4];

    (void)state;
    memset(text, 'x', sizeof text);
    text[WRAP_WIDTH - 2] = ' ';
    text[WRAP_WIDTH] = '\0';
    memcpy(expected, text, WRAP_WIDTH);
    memcpy(expected + WRAP_WIDTH, "\n", 2);
    wraps("", text, expected);
    memcpy(text + WRAP_WIDTH, "x", 2);
    memcpy(expected + WRAP_WIDTH - 2, "\nxx\n", 5);
    wraps("", text, expected);
}

static void a_word_that_is_too_wide_has_its_own_line(void **state)
{
    char word[WRAP_WIDTH + 2];
    char text[WRAP_WIDTH + 8];
    char expected[WRAP_WIDTH + 8];

    (void)state;
    memset(word, 'x', sizeof word - 1);
    word[sizeof word - 1] = '\0';
    (void)strncpy(text, "a ", sizeof text);
    (void)strncat(text, word, sizeof text - 3);
    (void)strncpy(expected, "a\n", sizeof expected);
    (void)strncat(expected, word, sizeof expected - 3);
    (void)strncat(expected, "\n", 2);
    wraps("", text, expected);
}

static void line_ends_and_blanks_count_as_one_blank(void **state)
{
    (void)state;
    wraps("- ", " one\n two  three\n", "- one two three\n");
    wraps("- ", "", "");
    wraps("- ", " \n", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_end_between_words),
        cmocka_unit_test(a_line_may_be_as_wide_as_the_limit),
        cmocka_unit_test(a_word_that_is_too_wide_has_its_own_line),
        cmocka_unit_test(line_ends_and_blanks_count_as_one_blank),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
