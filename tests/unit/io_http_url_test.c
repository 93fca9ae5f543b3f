#include "support/test.h"

#include "io/http.h"

static void https_is_safe_wherever_it_leads(void **state)
{
    (void)state;
    assert_true(http_is_safe("https://goapi.example/v2?a=b@c"));
}

static void plain_http_is_safe_on_loopback_only(void **state)
{
    (void)state;
    assert_true(http_is_safe("http://127.0.0.1"));
    assert_true(http_is_safe("http://127.0.0.1:8080/v2/Customers?email=a@b"));
    assert_true(http_is_safe("http://localhost/"));
    assert_true(http_is_safe("http://[::1]:81/x"));
    assert_false(http_is_safe("http://goapi.example/v2"));
    assert_false(http_is_safe("http://10.0.0.1/"));
}

static void a_host_that_only_looks_like_loopback_is_not(void **state)
{
    (void)state;
    assert_false(http_is_safe("http://127.0.0.1.evil.example/"));
    assert_false(http_is_safe("http://localhost.evil.example/"));
    assert_false(http_is_safe("http://127.0.0.1@evil.example/"));
    assert_false(http_is_safe("http://127.0.0.1:80@evil.example/"));
    assert_false(http_is_safe("http://127.0.0.1:\\@evil.example/"));
    assert_false(http_is_safe("http://127.0.0.1:80?@evil.example/"));
}

static void other_schemes_are_not_safe(void **state)
{
    (void)state;
    assert_false(http_is_safe("file:///etc/passwd"));
    assert_false(http_is_safe("ftp://localhost/"));
    assert_false(http_is_safe("127.0.0.1"));
    assert_false(http_is_safe(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(https_is_safe_wherever_it_leads),
        cmocka_unit_test(plain_http_is_safe_on_loopback_only),
        cmocka_unit_test(a_host_that_only_looks_like_loopback_is_not),
        cmocka_unit_test(other_schemes_are_not_safe),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
