#include "console/table.h"

#include "base/visible.h"
#include "support/test.h"

#include <string.h>

static struct table table;
static struct buf text;

static int end(void **state)
{
    (void)state;
    table_free(&table);
    buf_free(&text);
    return 0;
}

static void heads(const char *one, const char *two, const char *three)
{
    const char *const cells[] = { one, two, three };

    table_open(&table, cells, 3);
}

static void row(const char *one, const char *two, const char *three)
{
    const char *const cells[] = { one, two, three };

    table_row(&table, cells);
}

static void columns_are_as_wide_as_their_widest_cell(void **state)
{
    (void)state;
    heads("flow", ">links", "cause");
    row("contacts", "7", "");
    row("Ødegård", "4000", "rejected");
    table_print(&table, &text);
    assert_string_equal(buf_text(&text), "flow      links  cause\n"
                                         "contacts      7\n"
                                         "Ødegård    4000  rejected\n");
}

static void a_table_without_rows_is_nothing(void **state)
{
    (void)state;
    heads("a", "b", "c");
    table_print(&table, &text);
    assert_string_equal(buf_text(&text), "");
    assert_int_equal(table_rows(&table), 0);
}

static void no_line_is_wider_than_a_terminal(void **state)
{
    char wide[301];
    const char *line;

    (void)state;
    memset(wide, 'x', 300);
    wide[300] = '\0';
    heads("id", "detail", "end");
    row("contacts.a.5843104000002417009", wide, "here");
    row("short", "東京東京", "here");
    table_print(&table, &text);
    for (line = text.data; *line != '\0';) {
        size_t length = strcspn(line, "\n");
        char one[512];

        assert_true(length < sizeof one);
        memcpy(one, line, length);
        one[length] = '\0';
        assert_true(visible_width(one) <= TABLE_WIDTH);
        line += length + 1;
    }
    assert_non_null(strstr(text.data, "5843104000002417009  xxx"));
    assert_non_null(strstr(text.data, "xxx…  here\n"));
}

static void a_foreign_value_does_not_break_the_table(void **state)
{
    (void)state;
    heads("a", "b", "c");
    row("one\ntwo", "\x1b[31m", NULL);
    table_print(&table, &text);
    assert_string_equal(buf_text(&text), "a         b           c\n"
                                         "one\\ntwo  \\u001b[31m\n");
}

#define TEST(name) cmocka_unit_test_teardown(name, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(columns_are_as_wide_as_their_widest_cell),
        TEST(a_table_without_rows_is_nothing),
        TEST(no_line_is_wider_than_a_terminal),
        TEST(a_foreign_value_does_not_break_the_table),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
