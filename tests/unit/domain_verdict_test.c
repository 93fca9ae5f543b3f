#include "domain/verdict.h"

#include "support/test.h"

static void each_verdict_has_its_own_name(void **state)
{
    (void)state;
    assert_string_equal(verdict_name(VERDICT_DONE), "done");
    assert_string_equal(verdict_name(VERDICT_RETRY), "retry");
    assert_string_equal(verdict_name(VERDICT_UNKNOWN), "unknown");
    assert_string_equal(verdict_name(VERDICT_DENIED), "denied");
    assert_string_equal(verdict_name(VERDICT_REJECT), "reject");
    assert_string_equal(verdict_name(VERDICT_STALE), "stale");
    assert_string_equal(verdict_name(VERDICT_GONE), "gone");
    assert_string_equal(verdict_name(VERDICT_EXISTS), "exists");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_verdict_has_its_own_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
