#include "support/test.h"

#include "io/redis_url.h"

#include <string.h>

static struct redis_url parsed(const char *text)
{
    struct redis_url url;
    struct err err;

    assert_int_equal(redis_url_parse(&url, text, &err), 0);
    return url;
}

static void refused(const char *text, const char *why)
{
    struct redis_url url;
    struct err err;

    assert_int_equal(redis_url_parse(&url, text, &err), -1);
    assert_int_equal(err.kind, ERR_USAGE);
    assert_string_equal(err.text, why);
    redis_url_free(&url);
}

static void a_host_alone_is_enough(void **state)
{
    struct redis_url url = parsed("redis://localhost");

    (void)state;
    assert_string_equal(url.host, "localhost");
    assert_int_equal(url.port, 6379);
    assert_int_equal(url.database, 0);
    assert_null(url.user);
    assert_null(url.password);
    redis_url_free(&url);
}

static void port_and_database_are_taken(void **state)
{
    struct redis_url url = parsed("redis://10.0.0.7:7000/12");

    (void)state;
    assert_string_equal(url.host, "10.0.0.7");
    assert_int_equal(url.port, 7000);
    assert_int_equal(url.database, 12);
    redis_url_free(&url);
}

static void a_slash_at_the_end_names_no_database(void **state)
{
    struct redis_url url = parsed("redis://h:1/");

    (void)state;
    assert_string_equal(url.host, "h");
    assert_int_equal(url.database, 0);
    redis_url_free(&url);
}

static void a_password_may_come_without_a_user(void **state)
{
    struct redis_url url = parsed("redis://:secret@h");

    (void)state;
    assert_null(url.user);
    assert_string_equal(url.password, "secret");
    redis_url_free(&url);
}

static void escapes_in_user_and_password_are_resolved(void **state)
{
    struct redis_url url = parsed("redis://t%3Am:p%40s%2Fs:w%2f@h:6380/1");

    (void)state;
    assert_string_equal(url.user, "t:m");
    assert_string_equal(url.password, "p@s/s:w/");
    assert_string_equal(url.host, "h");
    assert_int_equal(url.port, 6380);
    redis_url_free(&url);
}

static void a_malformed_address_is_refused_with_the_reason(void **state)
{
    (void)state;
    refused("127.0.0.1:6379", "bad redis address: it must begin with redis://");
    refused("rediss://h", "bad redis address: it must begin with redis://");
    refused("redis://", "bad redis address: the host is missing");
    refused("redis://:6379", "bad redis address: the host is missing");
    refused("redis://h:", "bad redis address: the port must be a number up to "
                          "65535");
    refused("redis://h:65536", "bad redis address: the port must be a number "
                               "up to 65535");
    refused("redis://h/one", "bad redis address: the database must be a "
                             "number");
    refused("redis://h/1?x=2", "bad redis address: the database must be a "
                               "number");
    refused("redis://u%4:p@h", "bad redis address: the user has a bad % "
                               "escape");
    refused("redis://:p%00@h", "bad redis address: the password has a bad % "
                               "escape");
    refused("redis://:p%zz@h", "bad redis address: the password has a bad % "
                               "escape");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_host_alone_is_enough),
        cmocka_unit_test(port_and_database_are_taken),
        cmocka_unit_test(a_slash_at_the_end_names_no_database),
        cmocka_unit_test(a_password_may_come_without_a_user),
        cmocka_unit_test(escapes_in_user_and_password_are_resolved),
        cmocka_unit_test(a_malformed_address_is_refused_with_the_reason),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
