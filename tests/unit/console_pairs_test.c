/*
 * A table of pairs, as a spreadsheet or `tandem export` writes it.
 */
#include "console/pairs.h"

#include "support/test.h"

#include <string.h>

static struct pairs pairs;
static struct err err;

static int end(void **state)
{
    (void)state;
    pairs_free(&pairs);
    return 0;
}

static void reads(const char *text, size_t count)
{
    assert_int_equal(pairs_read(text, &pairs, &err), 0);
    assert_int_equal(pairs.count, count);
}

static void row_is(size_t n, const char *flow, const char *a, const char *b)
{
    assert_string_equal(pairs.items[n].flow, flow);
    assert_string_equal(pairs.items[n].a, a);
    assert_string_equal(pairs.items[n].b, b);
}

static void columns_are_found_by_name_whatever_else_there_is(void **state)
{
    (void)state;
    reads("note,b,flow,a\nold,7,contacts,1\nnew,8,accounts,2\n", 2);
    row_is(0, "contacts", "1", "7");
    row_is(1, "accounts", "2", "8");
}

static void what_windows_and_spreadsheets_add_is_no_part_of_it(void **state)
{
    (void)state;
    reads("\xEF\xBB\xBF"
          "flow,a,b\r\ncontacts,1,7\r\ncontacts,2,8",
          2);
    row_is(0, "contacts", "1", "7");
    row_is(1, "contacts", "2", "8");
}

static void quotes_hold_commas_quotes_and_lines(void **state)
{
    (void)state;
    reads("flow,a,b,note\n"
          "\"contacts\",\"1\",\"7\",\"said \"\"no\"\",\nthen yes\"\n"
          "contacts,\"2,\"\"3\",8,\n",
          2);
    row_is(0, "contacts", "1", "7");
    row_is(1, "contacts", "2,\"3", "8");
}

static void a_row_knows_the_line_it_begins_in(void **state)
{
    (void)state;
    reads("flow,a,b,note\nx,1,7,\"two\nlines\"\ny,2,8,\n", 2);
    assert_int_equal(pairs.items[0].line, 2);
    assert_int_equal(pairs.items[1].line, 4);
}

static void the_blank_before_a_formula_is_dropped(void **state)
{
    (void)state;
    reads("flow,a,b\ncontacts, =1,\" +7\"\n", 1);
    row_is(0, "contacts", "=1", "+7");
}

static void a_field_that_is_not_there_is_empty(void **state)
{
    (void)state;
    reads("flow,a,b\ncontacts,1\ncontacts,,7\n", 2);
    row_is(0, "contacts", "1", "");
    row_is(1, "contacts", "", "7");
}

static void a_quote_that_is_never_closed_ends_with_the_file(void **state)
{
    (void)state;
    reads("flow,a,b\ncontacts,1,\"7", 1);
    row_is(0, "contacts", "1", "7");
}

static void a_table_of_no_rows_has_none(void **state)
{
    (void)state;
    reads("flow,a,b\n", 0);
}

static void a_missing_column_is_named(void **state)
{
    (void)state;
    assert_int_equal(pairs_read("flow,a\ncontacts,1\n", &pairs, &err), -1);
    assert_int_equal(err.kind, ERR_USAGE);
    assert_non_null(strstr(err.text, "no column 'b'"));
    assert_int_equal(pairs_read("", &pairs, &err), -1);
    assert_non_null(strstr(err.text, "no column 'flow'"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(
            columns_are_found_by_name_whatever_else_there_is, end),
        cmocka_unit_test_teardown(
            what_windows_and_spreadsheets_add_is_no_part_of_it, end),
        cmocka_unit_test_teardown(quotes_hold_commas_quotes_and_lines, end),
        cmocka_unit_test_teardown(a_row_knows_the_line_it_begins_in, end),
        cmocka_unit_test_teardown(the_blank_before_a_formula_is_dropped, end),
        cmocka_unit_test_teardown(a_field_that_is_not_there_is_empty, end),
        cmocka_unit_test_teardown(
            a_quote_that_is_never_closed_ends_with_the_file, end),
        cmocka_unit_test_teardown(a_table_of_no_rows_has_none, end),
        cmocka_unit_test_teardown(a_missing_column_is_named, end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
