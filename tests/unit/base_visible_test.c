#include "base/visible.h"

#include "support/test.h"

#include <stdlib.h>
#include <string.h>

static void shows(const char *text, const char *expected)
{
    struct buf shown = { 0 };

    visible_append(&shown, text);
    assert_string_equal(buf_text(&shown), expected);
    buf_free(&shown);
}

static void plain_text_stays_as_it_is(void **state)
{
    (void)state;
    shows("Kåre Ødegård, Łódź, 東京", "Kåre Ødegård, Łódź, 東京");
    shows("", "");
    shows(NULL, "");
}

static void nothing_can_be_done_to_a_terminal(void **state)
{
    (void)state;
    shows("a\x1b[2Jb", "a\\u001b[2Jb");
    shows("two\nlines\tand\rmore", "two\\nlines\\tand\\rmore");
    shows("\xc2\x9b"
          "31m",
          "\\u009b31m");
    shows("\x7f", "\\u007f");
}

static void what_turns_the_direction_of_writing_is_seen(void **state)
{
    (void)state;
    /* NOLINTNEXTLINE(misc-misleading-bidirectional): it is what is tested */
    shows("gnp\xe2\x80\xae"
          ".exe",
          "gnp\\u202e.exe");
    shows("a\xe2\x80\x8b"
          "b\xef\xbb\xbf",
          "a\\u200bb\\ufeff");
}

static void bytes_that_are_no_text_are_numbers(void **state)
{
    (void)state;
    shows("a\xff"
          "b\xc3",
          "a\\xffb\\xc3");
}

static void width_is_what_a_terminal_shows(void **state)
{
    (void)state;
    assert_int_equal(visible_width("Ødegård"), 7);
    assert_int_equal(visible_width("e\xcc\x81"), 1);
    assert_int_equal(visible_width("東京"), 4);
    assert_int_equal(visible_width(""), 0);
}

static void a_letter_is_never_cut_in_two(void **state)
{
    (void)state;
    assert_int_equal(visible_cut("ØØØ", 2), 4);
    assert_int_equal(visible_cut("東京", 3), 3);
    assert_int_equal(visible_cut("e\xcc\x81x", 1), 3);
    assert_int_equal(visible_cut("abc", 9), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_text_stays_as_it_is),
        cmocka_unit_test(nothing_can_be_done_to_a_terminal),
        cmocka_unit_test(what_turns_the_direction_of_writing_is_seen),
        cmocka_unit_test(bytes_that_are_no_text_are_numbers),
        cmocka_unit_test(width_is_what_a_terminal_shows),
        cmocka_unit_test(a_letter_is_never_cut_in_two),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
