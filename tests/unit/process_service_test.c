/*
 * A service is a process: each test forks one and watches it from outside.
 */
#include "process/service.h"

#include "base/mem.h"
#include "base/time.h"
#include "support/child.h"
#include "support/environment.h"
#include "support/test.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct service_about about = {
    .program = "sleeper",
    .summary = "sleeps until told to stop",
    .text = "It does nothing else.",
    .needs = NEED_KAFKA,
};

/* What the child does between start and end. */
typedef void child_work(struct service *service, struct err *err);

struct child_job {
    child_work *work;
    char *argv[4];
};

static int child_main(void *arg)
{
    struct child_job *job = arg;
    struct service *service;
    struct err err = { 0 };
    int argc = 0;
    int status;

    while (job->argv[argc] != NULL)
        argc++;
    service = service_start(&about, argc, job->argv, &status);
    if (service == NULL)
        return status;
    job->work(service, &err);
    return service_end(service, &err);
}

static void start(child_work *work, const char *one, const char *two)
{
    char *words[] = { mem_copy("sleeper"), mem_copy(one), mem_copy(two) };
    struct child_job job = { work, { words[0], words[1], words[2], NULL } };

    child_start(child_main, &job);
    for (int i = 0; i < 3; i++)
        free(words[i]);
}

static int clean(void **state)
{
    (void)state;
    environment_clean();
    return 0;
}

static int end(void **state)
{
    child_end();
    return clean(state);
}

static void work_wait(struct service *service, struct err *err)
{
    (void)err;
    while (service_wait(service, 600000)) {
    }
}

static void work_nothing(struct service *service, struct err *err)
{
    (void)service;
    (void)err;
}

static void it_says_where_it_listens(void **state)
{
    (void)state;
    start(work_wait, NULL, NULL);
    child_hear("\"program\":\"sleeper\",\"event\":\"started\",\"version\":"
               "\"" SERVICE_VERSION "\",\"listen\":\"127.0.0.1:");
}

static void a_signal_ends_a_long_wait_within_a_second(void **state)
{
    static const int signals[] = { SIGTERM, SIGINT };

    for (size_t i = 0; i < 2; i++) {
        int64_t sent_ms;

        start(work_wait, NULL, NULL);
        child_hear("\"started\"");
        sent_ms = time_boot_ms();
        child_signal(signals[i]);
        assert_int_equal(child_exit(), EXIT_OK);
        assert_true(time_boot_ms() - sent_ms < 1000);
        child_hear("\"event\":\"ended\"");
        (void)end(state);
    }
}

static void work_run(struct service *service, struct err *err)
{
    (void)err;
    while (service_running(service))
        (void)poll(NULL, 0, 10);
}

static void a_broken_pipe_does_not_end_the_loop_but_a_signal_does(void **state)
{
    (void)state;
    start(work_run, NULL, NULL);
    child_hear("\"started\"");
    child_signal(SIGPIPE);
    child_signal(SIGTERM);
    assert_int_equal(child_exit(), EXIT_OK);
}

static void work_short_wait(struct service *service, struct err *err)
{
    int64_t before_ms = time_boot_ms();

    if (!service_wait(service, 50) || time_boot_ms() - before_ms < 50)
        (void)err_set(err, ERR_FATAL, "it did not wait");
}

static void a_wait_that_nobody_disturbs_lasts_as_long_as_asked(void **state)
{
    (void)state;
    start(work_short_wait, NULL, NULL);
    assert_int_equal(child_exit(), EXIT_OK);
}

static void work_usage(struct service *service, struct err *err)
{
    (void)service;
    (void)err_set(err, ERR_USAGE, "the flows are wrong");
}

static void work_fatal(struct service *service, struct err *err)
{
    (void)service;
    (void)err_set(err, ERR_FATAL, "the disk is gone");
}

static void the_error_is_logged_and_decides_the_exit_code(void **state)
{
    start(work_usage, NULL, NULL);
    assert_int_equal(child_exit(), EXIT_USAGE);
    child_hear(
        "\"level\":\"error\",\"program\":\"sleeper\",\"event\":\"failed\","
        "\"cause\":\"the flows are wrong\"");
    (void)end(state);
    start(work_fatal, NULL, NULL);
    assert_int_equal(child_exit(), EXIT_FAILURE_);
    child_hear("\"cause\":\"the disk is gone\"");
}

/* ---- options ---- */

static void help_tells_options_and_variables(void **state)
{
    (void)state;
    start(work_nothing, "--help", NULL);
    assert_int_equal(child_exit(), EXIT_OK);
    child_hear("Usage: sleeper [--config FILE]\n\nsleeps until told to stop\n\n"
               "It does nothing else.\n");
    child_hear("\n  TANDEM_BROKERS=127.0.0.1:9092\n");
    child_hear("Exit codes: 0");
    assert_null(strstr(child_said(), "started"));
}

static void version_tells_the_version(void **state)
{
    (void)state;
    start(work_nothing, "--version", NULL);
    assert_int_equal(child_exit(), EXIT_OK);
    assert_string_equal(child_said(), "sleeper " SERVICE_VERSION "\n");
}

static void an_unknown_option_is_one_sentence_and_exit_2(void **state)
{
    (void)state;
    start(work_nothing, "--verbose", NULL);
    assert_int_equal(child_exit(), EXIT_USAGE);
    assert_string_equal(child_said(),
                        "sleeper: unknown option '--verbose': there are "
                        "--config FILE, --help and --version\n");
}

static void a_bad_value_in_the_file_is_one_sentence_and_exit_2(void **state)
{
    char expected[256];
    const char *path = environment_file("t.conf", "TANDEM_PARTITIONS=0\n");

    (void)state;
    (void)snprintf(expected, sizeof expected,
                   "sleeper: %s:1: TANDEM_PARTITIONS: '0' will not do: a whole "
                   "number from 1 to 1000\n",
                   path);
    start(work_nothing, "--config", path);
    assert_int_equal(child_exit(), EXIT_USAGE);
    assert_string_equal(child_said(), expected);
}

static void an_address_that_cannot_be_had_is_exit_2(void **state)
{
    (void)state;
    environment_set("TANDEM_LISTEN", "8080");
    start(work_nothing, NULL, NULL);
    assert_int_equal(child_exit(), EXIT_USAGE);
    assert_string_equal(child_said(),
                        "sleeper: TANDEM_LISTEN: '8080' is no address: "
                        "host:port, such as 127.0.0.1:8090\n");
}

/* ---- waiting for others ---- */

static int attempts_left;

static int attempt(void *arg, struct err *err)
{
    (void)arg;
    if (attempts_left-- > 0)
        return err_set(err, ERR_RETRY, "connection refused");
    return 0;
}

static void work_until(struct service *service, struct err *err)
{
    attempts_left = 3;
    if (service_until(service, "kafka", attempt, NULL, err) != 0)
        (void)err_set(err, ERR_FATAL, "it gave up");
}

static void it_waits_for_others_and_says_so_once(void **state)
{
    const char *waiting =
        "\"event\":\"waiting\",\"for\":\"kafka\",\"cause\":\"connection "
        "refused\"}";

    (void)state;
    start(work_until, NULL, NULL);
    assert_int_equal(child_exit(), EXIT_OK);
    child_hear(waiting);
    assert_null(strstr(strstr(child_said(), waiting) + 1, waiting));
    child_hear("\"event\":\"reached\",\"what\":\"kafka\"");
}

static int attempt_forever(void *arg, struct err *err)
{
    (void)arg;
    return err_set(err, ERR_RETRY, "connection refused");
}

static void work_until_stopped(struct service *service, struct err *err)
{
    if (service_until(service, "kafka", attempt_forever, NULL, err) != -1 ||
        err->kind != ERR_NONE)
        (void)err_set(err, ERR_FATAL, "it should have been stopped");
}

static void a_signal_ends_waiting_for_others_without_an_error(void **state)
{
    (void)state;
    start(work_until_stopped, NULL, NULL);
    child_hear("\"waiting\"");
    child_signal(SIGTERM);
    assert_int_equal(child_exit(), EXIT_OK);
}

static int attempt_refused(void *arg, struct err *err)
{
    (void)arg;
    return err_set(err, ERR_USAGE, "wrong password");
}

static void work_until_refused(struct service *service, struct err *err)
{
    if (service_until(service, "redis", attempt_refused, NULL, err) == 0)
        (void)err_set(err, ERR_FATAL, "it should have failed");
}

static void what_waiting_cannot_mend_ends_it(void **state)
{
    (void)state;
    start(work_until_refused, NULL, NULL);
    assert_int_equal(child_exit(), EXIT_USAGE);
    child_hear("\"cause\":\"wrong password\"");
}

static int folder_close(void **state)
{
    (void)state;
    return environment_folder_remove();
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, clean, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(it_says_where_it_listens),
        TEST(a_signal_ends_a_long_wait_within_a_second),
        TEST(a_broken_pipe_does_not_end_the_loop_but_a_signal_does),
        TEST(a_wait_that_nobody_disturbs_lasts_as_long_as_asked),
        TEST(the_error_is_logged_and_decides_the_exit_code),
        TEST(help_tells_options_and_variables),
        TEST(version_tells_the_version),
        TEST(an_unknown_option_is_one_sentence_and_exit_2),
        TEST(a_bad_value_in_the_file_is_one_sentence_and_exit_2),
        TEST(an_address_that_cannot_be_had_is_exit_2),
        TEST(it_waits_for_others_and_says_so_once),
        TEST(a_signal_ends_waiting_for_others_without_an_error),
        TEST(what_waiting_cannot_mend_ends_it),
    };

    return cmocka_run_group_tests(tests, NULL, folder_close);
}
