#include "base/err.h"

#include "support/test.h"

#include <string.h>

static void an_error_is_a_kind_and_a_sentence(void **state)
{
    struct err err;

    (void)state;
    assert_int_equal(err_set(&err, ERR_RETRY, "no answer from '%s'", "x"), -1);
    assert_int_equal(err.kind, ERR_RETRY);
    assert_string_equal(err.text, "no answer from 'x'");
}

static void a_prefix_goes_before_the_text_and_keeps_the_kind(void **state)
{
    struct err err;

    (void)state;
    (void)err_set(&err, ERR_DATA, "unknown type");
    assert_int_equal(err_prefix(&err, "flow '%s'", "deals"), -1);
    assert_int_equal(err.kind, ERR_DATA);
    assert_string_equal(err.text, "flow 'deals': unknown type");
}

static void a_long_text_is_cut(void **state)
{
    struct err err;

    (void)state;
    (void)err_set(&err, ERR_DATA, "%0*d", 2 * ERR_TEXT_MAX, 7);
    assert_int_equal(strlen(err.text), ERR_TEXT_MAX - 1);
    (void)err_prefix(&err, "where");
    assert_int_equal(strlen(err.text), ERR_TEXT_MAX - 1);
    assert_memory_equal(err.text, "where: 000", 10);
    (void)err_prefix(&err, "%0*d", 2 * ERR_TEXT_MAX, 7);
    assert_int_equal(strlen(err.text), ERR_TEXT_MAX - 1);
}

static void it_is_one_line_of_text_whatever_it_quotes(void **state)
{
    char euros[ERR_TEXT_MAX];
    struct err err;

    (void)state;
    (void)err_set(&err, ERR_DATA, "unknown '%s'", "a\r\n\x1b[1m\xff\xc3");
    assert_string_equal(err.text, "unknown 'a?"
                                  "?"
                                  "?[1m?"
                                  "?'");
    (void)err_prefix(&err, "%s", "x\ny \xe2\x82\xac");
    assert_string_equal(err.text, "x?y \xe2\x82\xac: unknown 'a?"
                                  "?"
                                  "?[1m?"
                                  "?'");
    memset(euros, 'x', sizeof euros);
    memcpy(euros + sizeof euros - 3, "\xe2\x82", 3);
    (void)err_set(&err, ERR_DATA, "%s\xac", euros); /* cut within the sign */
    assert_string_equal(err.text + ERR_TEXT_MAX - 3, "??");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_error_is_a_kind_and_a_sentence),
        cmocka_unit_test(a_prefix_goes_before_the_text_and_keeps_the_kind),
        cmocka_unit_test(a_long_text_is_cut),
        cmocka_unit_test(it_is_one_line_of_text_whatever_it_quotes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
