/*
 * Who may come in: cookies, logins, tries at a password, other pages.
 */
#include "console/attempts.h"
#include "console/cookie.h"
#include "console/guard.h"
#include "console/logins.h"
#include "io/password.h"
#include "support/test.h"

#include <string.h>

static char value[16];

static void a_cookie_is_found_by_its_whole_name(void **state)
{
    (void)state;
    assert_true(
        cookie_read("a=1; tandem=xyz; b=2", "tandem", value, sizeof value));
    assert_string_equal(value, "xyz");
    assert_true(cookie_read("tandem=", "tandem", value, sizeof value));
    assert_string_equal(value, "");
    assert_true(
        cookie_read("tandem=1;tandem=2", "tandem", value, sizeof value));
    assert_string_equal(value, "1");
    assert_false(cookie_read("xtandem=1; tandemx=2; tandem", "tandem", value,
                             sizeof value));
    assert_false(
        cookie_read("tandem=0123456789abcdef", "tandem", value, sizeof value));
    assert_false(cookie_read(NULL, "tandem", value, sizeof value));
    assert_false(cookie_read("", "tandem", value, sizeof value));
    assert_false(cookie_read(";;= ;", "tandem", value, sizeof value));
}

static void a_login_ends_when_it_is_idle_or_old(void **state)
{
    struct logins *logins = logins_new();
    struct err err;
    int64_t now = 5;
    const struct login *login = logins_add(logins, ROLE_READER, now, &err);
    char token[LOGIN_SECRET_MAX];

    (void)state;
    memcpy(token, login->token, sizeof token);
    assert_int_equal(strlen(token), 64);
    assert_string_not_equal(token, login->csrf);
    assert_null(logins_find(logins, "", now));
    assert_null(logins_find(logins, NULL, now));
    for (now = 5; now < LOGIN_LONGEST_MS; now += LOGIN_IDLE_MS - 1) {
        login = logins_find(logins, token, now);
        assert_non_null(login);
        logins_touch(logins, login, now);
    }
    assert_null(logins_find(logins, token, LOGIN_LONGEST_MS + 5));
    login = logins_add(logins, ROLE_READER, 5, &err);
    memcpy(token, login->token, sizeof token);
    assert_non_null(logins_find(logins, token, LOGIN_IDLE_MS));
    assert_null(logins_find(logins, token, LOGIN_IDLE_MS + 5));
    assert_null(logins_find(logins, token, 6)); /* gone for good */
    logins_free(logins);
}

static void too_many_logins_end_the_one_that_was_idle_longest(void **state)
{
    struct logins *logins = logins_new();
    struct err err;
    char tokens[LOGINS_MAX + 1][LOGIN_SECRET_MAX];

    (void)state;
    for (int i = 0; i <= LOGINS_MAX; i++) {
        memcpy(tokens[i],
               logins_add(logins, ROLE_OPERATOR, 100 + i, &err)->token,
               LOGIN_SECRET_MAX);
    }
    assert_null(logins_find(logins, tokens[0], 200));
    for (int i = 1; i <= LOGINS_MAX; i++)
        assert_non_null(logins_find(logins, tokens[i], 200));
    logins_free(logins);
}

static int64_t wrong(struct attempts *attempts, const char *from, bool here,
                     int64_t now)
{
    int64_t wait = attempts_begin(attempts, from, here, now);

    if (wait == 0)
        attempts_end(attempts, from, here, false, now);
    return wait;
}

static void each_wrong_password_makes_the_next_one_wait_longer(void **state)
{
    struct attempts *attempts = attempts_new();
    int64_t now = 1000;
    int64_t longest = 0;

    (void)state;
    for (int i = 0; i < 30; i++) {
        int64_t wait = wrong(attempts, "203.0.113.7", false, now);

        assert_true(wait >= longest || wait == 0);
        longest = wait > longest ? wait : longest;
        now += wait == 0 ? 1 : wait;
    }
    assert_int_equal(longest, ATTEMPTS_LONGEST_MS - 1);
    now += ATTEMPTS_LONGEST_MS;
    assert_int_equal(wrong(attempts, "203.0.113.7", false, now), 0);
    assert_int_equal(wrong(attempts, "203.0.113.7", false, now),
                     ATTEMPTS_LONGEST_MS);
    /* Others outside wait for a second, this machine not at all. */
    now += ATTEMPTS_GAP_MS;
    assert_int_equal(attempts_begin(attempts, "203.0.113.8", false, now), 0);
    assert_int_equal(attempts_begin(attempts, "127.0.0.1", true, now), 0);
    assert_int_equal(attempts_begin(attempts, "203.0.113.9", false, now),
                     ATTEMPTS_GAP_MS);
    attempts_free(attempts);
}

static void on_this_machine_nobody_waits_for_long(void **state)
{
    struct attempts *attempts = attempts_new();
    int64_t now = 1000;

    (void)state;
    for (int i = 0; i < 30; i++) {
        int64_t wait = wrong(attempts, "127.0.0.1", true, now);

        assert_true(wait <= ATTEMPTS_LONGEST_AT_MS);
        now += wait == 0 ? 1 : wait;
    }
    now += ATTEMPTS_LONGEST_AT_MS;
    assert_int_equal(attempts_begin(attempts, "127.0.0.1", true, now), 0);
    attempts_end(attempts, "127.0.0.1", true, true, now);
    assert_int_equal(attempts_begin(attempts, "127.0.0.1", true, now), 0);
    attempts_free(attempts);
}

static void passwords_fit_their_hashes(void **state)
{
    (void)state;
    assert_true(password_is_hash(
        "$6$rounds=1000$abcdefgh$pfadG9vF4JSSEtrVlmB4mXAnYkfCUDWxCHPZSqO7VT"));
    assert_false(password_is_hash(""));
    assert_false(password_is_hash("secret"));
    assert_false(password_is_hash("$y$j9T$"));
    assert_false(password_is_hash("abJnggxhB/yWI")); /* DES */
    assert_false(password_fits("secret", "$6$nonsense"));
    assert_true(password_equal("abc", "abc"));
    assert_false(password_equal("abc", "abd"));
    assert_false(password_equal("abc", "ab"));
}

/* ---- other pages ---- */

static bool passes(struct guard_facts facts, bool is_open, bool on_loopback)
{
    return guard_refuses(&facts, is_open, on_loopback) == NULL;
}

static void only_names_of_this_machine_are_answered_to(void **state)
{
    static const char *const good[] = { "127.0.0.1:8090", "localhost:9000",
                                        "[::1]:8090", "localhost" };
    static const char *const bad[] = {
        "evil.example", "evil.example:8090",      "127.0.0.1.evil.example",
        "10.0.0.1",     "localhost.evil.example", ""
    };

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_true(
            passes((struct guard_facts){ .host = good[i] }, true, true));
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(
            passes((struct guard_facts){ .host = bad[i] }, true, true));
        assert_false(
            passes((struct guard_facts){ .host = bad[i] }, false, true));
    }
    assert_false(passes((struct guard_facts){ .host = NULL }, false, false));
    assert_true(passes((struct guard_facts){ .host = "tandem.example.com" },
                       false, false));
}

static void other_origins_are_refused(void **state)
{
    struct guard_facts facts = { .host = "localhost:8090" };

    (void)state;
    facts.origin = "http://localhost:8090";
    assert_true(passes(facts, true, true));
    facts.origin = "http://localhost:8091";
    assert_false(passes(facts, true, true));
    facts.origin = "http://evil.example";
    assert_false(passes(facts, true, true));
    facts.origin = "null";
    assert_false(passes(facts, true, true));
    facts.origin = NULL;
    facts.site = "cross-site";
    assert_false(passes(facts, true, true));
    facts.site = "same-site";
    assert_false(passes(facts, true, true));
    facts.site = "same-origin";
    assert_true(passes(facts, true, true));
}

static void behind_a_proxy_a_password_is_needed(void **state)
{
    struct guard_facts facts = { .host = "tandem.example.com",
                                 .origin = "https://tandem.example.com",
                                 .proto = "https",
                                 .is_forwarded = true };

    (void)state;
    assert_false(passes(facts, true, true));
    assert_true(passes(facts, false, true));
    facts.origin = "http://tandem.example.com"; /* not by TLS: not ours */
    assert_false(passes(facts, false, true));
    facts.host = "localhost:8090";
    facts.origin = NULL;
    assert_false(passes(facts, true, true));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cookie_is_found_by_its_whole_name),
        cmocka_unit_test(a_login_ends_when_it_is_idle_or_old),
        cmocka_unit_test(too_many_logins_end_the_one_that_was_idle_longest),
        cmocka_unit_test(each_wrong_password_makes_the_next_one_wait_longer),
        cmocka_unit_test(on_this_machine_nobody_waits_for_long),
        cmocka_unit_test(passwords_fit_their_hashes),
        cmocka_unit_test(only_names_of_this_machine_are_answered_to),
        cmocka_unit_test(other_origins_are_refused),
        cmocka_unit_test(behind_a_proxy_a_password_is_needed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
