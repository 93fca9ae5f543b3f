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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_error_is_a_kind_and_a_sentence),
        cmocka_unit_test(a_prefix_goes_before_the_text_and_keeps_the_kind),
        cmocka_unit_test(a_long_text_is_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
