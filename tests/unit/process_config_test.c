#include "base/text.h"
#include "support/config_words.h"
#include "support/environment.h"
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

static void defaults_are_those_of_the_table(void **state)
{
    (void)state;
    environment_set_secrets();
    config_accepted(ALL, NULL);
    assert_string_equal(config.program, "test");
    assert_string_equal(config.brokers, "127.0.0.1:9092");
    assert_string_equal(config.redis, "redis://127.0.0.1:6379/0");
    assert_string_equal(config.name_space, "tandem");
    assert_string_equal(config.listen, "127.0.0.1:0");
    assert_string_equal(config.log, "info");
    assert_int_equal(config.partitions, 12);
    assert_int_equal(config.poll_s, 30);
    assert_int_equal(config.scan_s, 21600);
    assert_int_equal(config.request_s, 30);
    assert_int_equal(config.powerofficego_rate, 10);
    assert_int_equal(config.zohocrm_concurrency, 5);
    assert_string_equal(config.systems.zohocrm_accounts_url,
                        "https://accounts.zoho.eu");
    assert_null(config.systems.zohocrm_api_url);
    assert_null(config.systems.zohocrm_reference_field);
    assert_null(config.zohocrm_notify_url);
    assert_string_equal(config.systems.powerofficego_url,
                        "https://goapi.poweroffice.net");
    assert_string_equal(config.systems.zohocrm_client_secret, "shh");
    assert_string_equal(config.systems.powerofficego_subscription_key, "sub");
    assert_string_equal(config.kafka.brokers, "127.0.0.1:9092");
    assert_string_equal(config.kafka.client, "test");
    assert_int_equal(config.kafka.extra_count, 0);
}

static void the_environment_wins_over_the_file(void **state)
{
    const char *path =
        environment_file("t.conf", "# ours\n"
                                   "\n"
                                   "  TANDEM_BROKERS = kafka:1 \r\n"
                                   "TANDEM_NAMESPACE=acme\n"
                                   "TANDEM_PARTITIONS=4");

    (void)state;
    environment_set("TANDEM_NAMESPACE", "umbrella");
    config_accepted(NEED_KAFKA, path);
    assert_string_equal(config.brokers, "kafka:1");
    assert_string_equal(config.name_space, "umbrella");
    assert_int_equal(config.partitions, 4);
}

static void an_empty_value_counts_as_not_given(void **state)
{
    const char *path = environment_file("t.conf", "TANDEM_PARTITIONS=\n");

    (void)state;
    environment_set("TANDEM_BROKERS", "");
    config_accepted(NEED_KAFKA, path);
    assert_string_equal(config.brokers, "127.0.0.1:9092");
    assert_int_equal(config.partitions, 12);
}

static void a_program_looks_only_at_what_it_needs(void **state)
{
    (void)state;
    environment_set("TANDEM_POLL_SECONDS", "never");
    environment_set("TANDEM_REDIS", "nonsense");
    config_accepted(NEED_KAFKA | NEED_FLOWS, NULL);
    assert_null(config.redis);
    config_refused(NEED_KAFKA | NEED_REDIS, NULL, "TANDEM_REDIS: ");
}

static void who_reads_flows_knows_the_reference_field(void **state)
{
    (void)state;
    environment_set("TANDEM_ZOHOCRM_REFERENCE_FIELD", "PowerOffice_Id");
    config_accepted(NEED_KAFKA | NEED_FLOWS, NULL);
    assert_string_equal(config.systems.zohocrm_reference_field,
                        "PowerOffice_Id");
}

static void a_missing_secret_is_named_with_its_remedy(void **state)
{
    (void)state;
    environment_set_secrets();
    environment_set("TANDEM_ZOHOCRM_REFRESH_TOKEN", NULL);
    config_refused(
        ALL, NULL,
        "TANDEM_ZOHOCRM_REFRESH_TOKEN is not set: give the refresh token "
        "of the Zoho API client, or in TANDEM_ZOHOCRM_REFRESH_TOKEN_FILE");
}

static void every_secret_may_come_from_a_file(void **state)
{
    static const char *const secrets[] = {
        "TANDEM_REDIS",
        "TANDEM_ZOHOCRM_CLIENT_ID",
        "TANDEM_ZOHOCRM_CLIENT_SECRET",
        "TANDEM_ZOHOCRM_REFRESH_TOKEN",
        "TANDEM_POWEROFFICEGO_APPLICATION_KEY",
        "TANDEM_POWEROFFICEGO_CLIENT_KEY",
        "TANDEM_POWEROFFICEGO_SUBSCRIPTION_KEY",
    };
    const char *path =
        environment_file("secret", "redis://:pass@127.0.0.1\r\n");

    (void)state;
    for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++) {
        char name[128];

        (void)snprintf(name, sizeof name, "%s_FILE", secrets[i]);
        environment_set(name, path);
    }
    config_accepted(ALL, NULL);
    assert_string_equal(config.redis, "redis://:pass@127.0.0.1");
    assert_string_equal(config.systems.powerofficego_client_key,
                        "redis://:pass@127.0.0.1");
}

static void a_secret_and_its_file_at_once_are_refused(void **state)
{
    (void)state;
    environment_set_secrets();
    environment_set("TANDEM_ZOHOCRM_CLIENT_ID_FILE",
                    environment_file("secret", "other"));
    config_refused(
        ALL, NULL,
        "TANDEM_ZOHOCRM_CLIENT_ID: TANDEM_ZOHOCRM_CLIENT_ID_FILE is given, "
        "too");
}

static void a_file_in_the_environment_wins_over_a_line(void **state)
{
    char conf[256];

    (void)state;
    environment_set("TANDEM_REDIS_FILE",
                    environment_file("secret", "redis://127.0.0.1:1"));
    (void)snprintf(
        conf, sizeof conf, "%s",
        environment_file("t.conf", "TANDEM_REDIS=redis://127.0.0.1:2\n"));
    config_accepted(NEED_REDIS, conf);
    assert_string_equal(config.redis, "redis://127.0.0.1:1");
}

static void a_secret_file_that_is_missing_or_empty_is_named(void **state)
{
    (void)state;
    environment_set("TANDEM_REDIS_FILE", "/nowhere/redis");
    config_refused(
        NEED_REDIS, NULL,
        "TANDEM_REDIS_FILE: cannot read '/nowhere/redis': No such file");
    environment_set("TANDEM_REDIS_FILE", environment_file("secret", "\n"));
    config_refused(NEED_REDIS, NULL, "is empty");
}

static void a_bad_line_is_named_by_file_and_line(void **state)
{
    char why[256];
    const char *path =
        environment_file("t.conf", "\n# x\nTANDEM_PARTITIONS=many\n");

    (void)state;
    (void)snprintf(why, sizeof why,
                   "%s:3: TANDEM_PARTITIONS: 'many' will not do", path);
    config_refused(NEED_KAFKA, path, why);
    config_refused(0, environment_file("t.conf", "TANDEM_BROKERS\n"),
                   "t.conf:1: not NAME=value");
    config_refused(0, environment_file("t.conf", "TANDEM_POL_SECONDS=3\n"),
                   "t.conf:1: unknown variable 'TANDEM_POL_SECONDS'");
    config_refused(0, environment_file("t.conf", "TANDEM_BROKERS_FILE=x\n"),
                   "unknown variable");
    config_refused(
        0, environment_file("t.conf", "TANDEM_LOG=info\nTANDEM_LOG=info\n"),
        "t.conf:2: TANDEM_LOG is given twice");
    config_refused(0, "/nowhere/t.conf", "cannot read '/nowhere/t.conf'");
}

static void who_has_read_secrets_leaves_no_core_file(void **state)
{
    (void)state;
    assert_int_equal(prctl(PR_SET_DUMPABLE, 1), 0);
    environment_set_secrets();
    config_accepted(ALL, NULL);
    assert_int_equal(prctl(PR_GET_DUMPABLE), 0);
    assert_int_equal(prctl(PR_SET_DUMPABLE, 1), 0);
}

static void the_installed_flows_are_used_where_there_are_none(void **state)
{
    char here[1024];

    (void)state;
    assert_non_null(getcwd(here, sizeof here));
    assert_int_equal(chdir(environment_folder()), 0);
    config_accepted(NEED_FLOWS, NULL);
    assert_non_null(strstr(config.flows, "/../share/tandem/flows"));
    assert_int_equal(mkdir("flows", 0700), 0);
    config_accepted(NEED_FLOWS, NULL);
    assert_string_equal(config.flows, "flows");
    assert_int_equal(rmdir("flows"), 0);
    assert_int_equal(chdir(here), 0);
}

static void keys_are_taken_from_their_files_once_more(void **state)
{
    const char *old;

    (void)state;
    environment_set_secrets();
    environment_set("TANDEM_ZOHOCRM_REFRESH_TOKEN", NULL);
    environment_set("TANDEM_ZOHOCRM_REFRESH_TOKEN_FILE",
                    environment_file("refresh", "old"));
    config_accepted(NEED_SYSTEMS, NULL);
    old = config.systems.zohocrm_refresh_token;
    assert_int_equal(config_renew(&config, &config_err), 0);
    assert_ptr_equal(config.systems.zohocrm_refresh_token, old);
    (void)environment_file("refresh", "new");
    assert_int_equal(config_renew(&config, &config_err), 0);
    assert_string_equal(config.systems.zohocrm_refresh_token, "new");
    assert_string_equal(config.systems.zohocrm_client_id, "id");
    assert_string_equal(old, "old");
    (void)environment_file("refresh", "");
    assert_int_equal(config_renew(&config, &config_err), -1);
    assert_string_equal(config.systems.zohocrm_refresh_token, "new");
}

#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, config_clean, config_done)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(defaults_are_those_of_the_table),
        TEST(the_environment_wins_over_the_file),
        TEST(an_empty_value_counts_as_not_given),
        TEST(a_program_looks_only_at_what_it_needs),
        TEST(who_reads_flows_knows_the_reference_field),
        TEST(a_missing_secret_is_named_with_its_remedy),
        TEST(every_secret_may_come_from_a_file),
        TEST(a_secret_and_its_file_at_once_are_refused),
        TEST(a_file_in_the_environment_wins_over_a_line),
        TEST(a_secret_file_that_is_missing_or_empty_is_named),
        TEST(a_bad_line_is_named_by_file_and_line),
        TEST(who_has_read_secrets_leaves_no_core_file),
        TEST(the_installed_flows_are_used_where_there_are_none),
        TEST(keys_are_taken_from_their_files_once_more),
    };

    return cmocka_run_group_tests(tests, NULL, config_folder_close);
}
