#include "base/text.h"
#include "support/config_words.h"
#include "support/environment.h"
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void numbers_have_ranges(void **state)
{
    static const char *const bad[] = { "0",   "1001", "ten",
                                       "1x",  "-1",   "99999999999999999999",
                                       "1.5", " " };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char why[128];

        (void)snprintf(why, sizeof why,
                       "TANDEM_PARTITIONS: '%s' will not do: a whole number "
                       "from 1 to 1000",
                       bad[i]);
        environment_set("TANDEM_PARTITIONS", bad[i]);
        config_refused(NEED_KAFKA, NULL, why);
    }
    environment_set("TANDEM_PARTITIONS", "1000");
    config_accepted(NEED_KAFKA, NULL);
    assert_int_equal(config.partitions, 1000);
}

static void a_request_may_last_from_1_to_120_seconds(void **state)
{
    (void)state;
    environment_set_secrets();
    environment_set("TANDEM_REQUEST_SECONDS", "120");
    config_accepted(ALL, NULL);
    assert_int_equal(config.request_s, 120);
    environment_set("TANDEM_REQUEST_SECONDS", "121");
    config_refused(ALL, NULL, "TANDEM_REQUEST_SECONDS: '121' will not do");
}

static void plain_http_is_for_loopback_only(void **state)
{
    (void)state;
    environment_set_secrets();
    environment_set("TANDEM_POWEROFFICEGO_URL", "http://goapi.poweroffice.net");
    config_refused(ALL, NULL,
                   "TANDEM_POWEROFFICEGO_URL: 'http://goapi.poweroffice."
                   "net' is not encrypted");
    environment_set("TANDEM_POWEROFFICEGO_URL",
                    "http://127.0.0.1.evil.example");
    config_refused(ALL, NULL, "is not encrypted");
    environment_set("TANDEM_POWEROFFICEGO_URL", "http://127.0.0.1:8080/Demo/");
    config_accepted(ALL, NULL);
    assert_string_equal(config.systems.powerofficego_url,
                        "http://127.0.0.1:8080/Demo");
}

static void what_is_no_url_is_refused_without_showing_it(void **state)
{
    static const char *const bad[] = { "goapi.poweroffice.net",
                                       "https://",
                                       "https:///x",
                                       "ftp://host",
                                       "https://u:geheim@host",
                                       "https://host?key=geheim" };

    (void)state;
    environment_set_secrets();
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        environment_set("TANDEM_ZOHOCRM_API_URL", bad[i]);
        config_refused(ALL, NULL, "TANDEM_ZOHOCRM_API_URL: not a URL such as");
        assert_null(strstr(config_err.text, "geheim"));
    }
}

static void control_characters_are_refused_without_showing_them(void **state)
{
    static const char *const names[] = { "TANDEM_POWEROFFICEGO_CLIENT_KEY",
                                         "TANDEM_POWEROFFICEGO_URL",
                                         "TANDEM_BROKERS", "TANDEM_NAMESPACE",
                                         "TANDEM_LISTEN" };
    static const char *const bad[] = { "https://a\nX-Evil: 1", "a\rb", "a\tb",
                                       "\033[31m", "a\177" };

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        environment_set_secrets();
        for (size_t j = 0; j < sizeof bad / sizeof *bad; j++) {
            char why[128];

            (void)snprintf(why, sizeof why,
                           "%s: a line break or another control character is "
                           "in it",
                           names[i]);
            environment_set(names[i], bad[j]);
            config_refused(ALL, NULL, why);
        }
        environment_clean();
    }
}

static void a_secret_file_of_two_lines_is_refused(void **state)
{
    (void)state;
    environment_set_secrets();
    environment_set("TANDEM_POWEROFFICEGO_CLIENT_KEY", NULL);
    environment_set("TANDEM_POWEROFFICEGO_CLIENT_KEY_FILE",
                    environment_file("key", "geheim\nX-Evil: 1\n"));
    config_refused(
        ALL, NULL,
        "TANDEM_POWEROFFICEGO_CLIENT_KEY_FILE: a line break or another");
    assert_null(strstr(config_err.text, "geheim"));
}

static void a_redis_password_is_not_shown(void **state)
{
    (void)state;
    environment_set("TANDEM_REDIS", "redis://:geheim@host:port/0");
    config_refused(NEED_REDIS, NULL, "TANDEM_REDIS: ");
    assert_null(strstr(config_err.text, "geheim"));
}

/* Where a line of a file has lost its end. */
static void an_error_does_not_repeat_the_next_lines_secret(void **state)
{
    (void)state;
    environment_set("TANDEM_PARTITIONS",
                    "30}TANDEM_REDIS=redis://user:geheim@host");
    config_refused(NEED_KAFKA, NULL,
                   "TANDEM_PARTITIONS: '30}TANDEM_REDIS=redi...' will");
    environment_set("TANDEM_PARTITIONS", "30");
    environment_set("TANDEM_NAMESPACE", "a}TANDEM_REDIS=redis://u:geheim@h");
    config_refused(NEED_KAFKA, NULL,
                   "TANDEM_NAMESPACE: 'a}TANDEM_REDIS=redis...' will");
    environment_set("TANDEM_NAMESPACE", "a");
    environment_set("TANDEM_LOG", "info}TANDEM_REDIS=redis://u:geheim@h");
    config_refused(NEED_KAFKA | NEED_SERVICE, NULL,
                   "TANDEM_LOG: 'info}TANDEM_REDIS=re...' is no");
}

static void names_and_levels_are_checked(void **state)
{
    (void)state;
    environment_set("TANDEM_NAMESPACE", "a b");
    config_refused(NEED_KAFKA, NULL, "TANDEM_NAMESPACE: 'a b' will not do");
    environment_set("TANDEM_NAMESPACE", "a-b_1");
    environment_set("TANDEM_LOG", "loud");
    config_accepted(NEED_KAFKA, NULL);
    config_refused(
        NEED_KAFKA | NEED_SERVICE, NULL,
        "TANDEM_LOG: 'loud' is no level: debug, info, warning or error");
}

/* What librdkafka is told; "" for nothing. */
static const char *extra(const char *property)
{
    for (size_t i = 0; i < config.kafka.extra_count; i++) {
        if (text_equal(config.kafka.extra[i][0], property))
            return config.kafka.extra[i][1];
    }
    return "";
}

static void kafka_properties_are_passed_on(void **state)
{
    const char *conf;
    char path[256];

    (void)state;
    (void)snprintf(path, sizeof path, "%s", environment_file("pass", "hush\n"));
    conf =
        environment_file("t.conf", "TANDEM_KAFKA_SECURITY_PROTOCOL=PLAINTEXT\n"
                                   "TANDEM_KAFKA_SASL_USERNAME=me\n");
    environment_set("TANDEM_KAFKA_SECURITY_PROTOCOL", "SASL_SSL");
    environment_set("TANDEM_KAFKA_SASL_PASSWORD_FILE", path);
    config_accepted(NEED_KAFKA, conf);
    assert_int_equal(config.kafka.extra_count, 3);
    assert_string_equal(extra("security.protocol"), "SASL_SSL");
    assert_string_equal(extra("sasl.password"), "hush");
    assert_string_equal(extra("sasl.username"), "me");
}

static void what_the_guarantees_rest_upon_cannot_be_set(void **state)
{
    (void)state;
    environment_set("TANDEM_KAFKA_ACKS", "1");
    config_refused(NEED_KAFKA, NULL,
                   "TANDEM_KAFKA_ACKS: tandem sets acks itself");
    environment_set("TANDEM_KAFKA_ACKS", NULL);
    environment_set("TANDEM_KAFKA_ENABLE_SSL_CERTIFICATE_VERIFICATION",
                    "false");
    config_refused(NEED_KAFKA, NULL,
                   "tandem sets enable.ssl.certificate.verification itself");
    environment_set("TANDEM_KAFKA_ENABLE_SSL_CERTIFICATE_VERIFICATION", NULL);
    environment_set("TANDEM_KAFKA_BOOTSTRAP_SERVERS", "x:1");
    config_refused(NEED_KAFKA, NULL, "remove it and give TANDEM_BROKERS");
}

#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, config_clean, config_done)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(numbers_have_ranges),
        TEST(a_request_may_last_from_1_to_120_seconds),
        TEST(plain_http_is_for_loopback_only),
        TEST(what_is_no_url_is_refused_without_showing_it),
        TEST(control_characters_are_refused_without_showing_them),
        TEST(a_secret_file_of_two_lines_is_refused),
        TEST(a_redis_password_is_not_shown),
        TEST(an_error_does_not_repeat_the_next_lines_secret),
        TEST(names_and_levels_are_checked),
        TEST(kafka_properties_are_passed_on),
        TEST(what_the_guarantees_rest_upon_cannot_be_set),
    };

    return cmocka_run_group_tests(tests, NULL, config_folder_close);
}
