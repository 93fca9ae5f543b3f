#include "support/test.h"

#include "io/http.h"

static void https_is_safe_wherever_it_leads(void **state)
{
    (void)state;
    assert_true(http_is_safe("https://goapi.example/v2?a=b@c"));
}

static void plain_http_is_safe_on_loopback_only(void **state)
{
    static const char *const safe[] = {
        "http://127.0.0.1",      "http://127.0.0.1:8080/v2/Customers?email=a@b",
        "http://127.0.0.2/",     "http://127.255.255.254:1",
        "http://localhost",      "http://localhost/",
        "http://localhost:80/x", "http://[::1]",
        "http://[::1]:81/x",
    };

    (void)state;
    for (size_t i = 0; i < sizeof safe / sizeof *safe; i++) {
        if (!http_is_safe(safe[i]))
            fail_msg("%s should be safe", safe[i]);
    }
}

static const char *const unsafe[] = {
    "http://goapi.example/v2",
    "http://10.0.0.1/",
    "http://0.0.0.0/",
    "http://128.0.0.1/",
    "http://[::]/",
    "http://[::2]/",
    "http://[fe80::1]/",
    /* looks like loopback */
    "http://127.0.0.1.evil.example/",
    "http://127.evil.example/",
    "http://127.0.0.1evil.example/",
    "http://localhost.evil.example/",
    "http://localhost./",
    "http://localhosts/",
    "http://evil.example/127.0.0.1",
    "http://[::1].evil.example/",
    "http://[::1",
    "http://[::1/]",
    /* a user's name */
    "http://127.0.0.1@evil.example/",
    "http://127.0.0.1:80@evil.example/",
    "http://127.0.0.1:@evil.example/",
    "http://localhost:localhost@evil.example",
    "http://[::1]@evil.example/",
    "http://[::1]:80@evil.example/",
    /* where parsers disagree */
    "http://127.0.0.1:\\@evil.example/",
    "http://127.0.0.1\\.evil.example/",
    "http://127.0.0.1:80?@evil.example/",
    "http://127.0.0.1?.evil.example/",
    "http://127.0.0.1#.evil.example/",
    "http://127.0.0.1%2eevil.example/",
    "http://127.0.0.1\t.evil.example/",
    "http://127.0.0.1 .evil.example/",
    "http://127.0.0.1\n.evil.example/",
    "http:///127.0.0.1",
    "http://127.0.0.1:",
    "http://127.0.0.1:/",
    "http://127.0.0.1:http/",
    "http://127.0.0.1:123456/",
    /* other ways to write a number */
    "http://127.1/",
    "http://127.0.1/",
    "http://127.0.0.01/",
    "http://127.0.0.256/",
    "http://127.0.0.1.1/",
    "http://127.0.0.",
    "http://127..0.1/",
    "http://0127.0.0.1/",
    "http://0x7f.0.0.1/",
    "http://2130706433/",
    "http://[::ffff:127.0.0.1]/",
    "http://",
    "http:",
    "http:/127.0.0.1",
};

static void plain_http_to_anywhere_else_is_not_safe(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof unsafe / sizeof *unsafe; i++) {
        if (http_is_safe(unsafe[i]))
            fail_msg("%s should not be safe", unsafe[i]);
    }
}

static void other_schemes_are_not_safe(void **state)
{
    (void)state;
    assert_false(http_is_safe("file:///etc/passwd"));
    assert_false(http_is_safe("ftp://localhost/"));
    assert_false(http_is_safe("HTTP://evil.example/"));
    assert_false(http_is_safe(" https://evil.example/"));
    assert_false(http_is_safe("127.0.0.1"));
    assert_false(http_is_safe(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(https_is_safe_wherever_it_leads),
        cmocka_unit_test(plain_http_is_safe_on_loopback_only),
        cmocka_unit_test(plain_http_to_anywhere_else_is_not_safe),
        cmocka_unit_test(other_schemes_are_not_safe),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
