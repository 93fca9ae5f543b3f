#include "base/base64.h"
#include "support/test.h"

#include <string.h>

static void codes(const char *bytes, const char *expected)
{
    struct buf text = { 0 };

    base64_append(&text, bytes, strlen(bytes));
    assert_string_equal(buf_text(&text), expected);
    buf_free(&text);
}

static void the_examples_of_the_rfc_hold(void **state)
{
    (void)state;
    codes("", "");
    codes("f", "Zg==");
    codes("fo", "Zm8=");
    codes("foo", "Zm9v");
    codes("foob", "Zm9vYg==");
    codes("fooba", "Zm9vYmE=");
    codes("foobar", "Zm9vYmFy");
    codes("\xff\xfe\xfd", "//79");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_examples_of_the_rfc_hold),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
