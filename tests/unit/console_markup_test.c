#include "console/markup.h"

#include "support/test.h"

static struct buf out;
static struct markup rst = { .format = MARKUP_RST, .out = &out };
static struct markup markdown = { .format = MARKUP_MARKDOWN, .out = &out };

static int clean(void **state)
{
    (void)state;
    buf_free(&out);
    return 0;
}

static void a_heading_is_marked_by_its_level(void **state)
{
    (void)state;
    markup_heading(&rst, 0, "Flow");
    markup_heading(&rst, 1, "A to B");
    markup_heading(&rst, 2, "Off");
    assert_string_equal(out.data, "====\nFlow\n====\n\n"
                                  "A to B\n------\n\n"
                                  "Off\n~~~\n");
    buf_clear(&out);
    markup_heading(&markdown, 0, "Flow");
    markup_heading(&markdown, 1, "A to B");
    markup_heading(&markdown, 2, "Off");
    assert_string_equal(out.data, "# Flow\n\n## A to B\n\n### Off\n");
}

static void the_line_beneath_a_heading_counts_letters_not_bytes(void **state)
{
    (void)state;
    markup_heading(&rst, 1, "Ås*");
    assert_string_equal(out.data, "Ås\\*\n----\n");
}

static void a_table_has_heads_and_rows(void **state)
{
    const char *const heads[] = { "Left", "Right" };
    const char *const cells[] = { "First_Name", "FirstName" };

    (void)state;
    markup_heads(&rst, heads, 2);
    markup_row(&rst, cells, 2);
    assert_string_equal(out.data, "\n.. list-table::\n   :header-rows: 1\n\n"
                                  "   * - Left\n     - Right\n"
                                  "   * - First_Name\n     - FirstName\n");
    buf_clear(&out);
    markup_heads(&markdown, heads, 2);
    markup_row(&markdown, cells, 2);
    assert_string_equal(out.data, "\n| Left | Right |\n|---|---|\n"
                                  "| First_Name | FirstName |\n");
}

static void what_means_something_to_the_format_is_escaped(void **state)
{
    (void)state;
    markup_paragraph(&rst, "a*b `c` |d| e_ _f g_h <i> \\");
    assert_string_equal(out.data,
                        "\na\\*b \\`c\\` \\|d\\| e\\_ \\_f g_h <i> \\\\\n");
    buf_clear(&out);
    markup_paragraph(&markdown, "a*b `c` |d| e_ _f g_h <i> \\");
    assert_string_equal(out.data,
                        "\na\\*b \\`c\\` \\|d\\| e\\_ \\_f g_h \\<i\\> \\\\\n");
}

static void a_line_break_does_not_end_a_heading(void **state)
{
    (void)state;
    markup_heading(&markdown, 1, "A\nB");
    assert_string_equal(out.data, "## A B\n");
}

#define TEST(name) cmocka_unit_test_teardown(name, clean)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_heading_is_marked_by_its_level),
        TEST(the_line_beneath_a_heading_counts_letters_not_bytes),
        TEST(a_table_has_heads_and_rows),
        TEST(what_means_something_to_the_format_is_escaped),
        TEST(a_line_break_does_not_end_a_heading),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
