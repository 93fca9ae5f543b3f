/*
 * What a person gets to read when something must be changed: one sentence, and
 * the right exit code.
 */
#include "support/e2e.h"
#include "support/environment.h"
#include "support/pipeline.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define USAGE   2
#define FAILURE 1

#define NOWHERE     "127.0.0.1:1" /* nobody listens there */
#define ASKED_MAX   16
#define STOP_MS     2000
#define TOKENS_MOST 2

static const char *const names[] = { "extractor", "transformer", "loader" };
static const char *const both[] = { "extractor", "loader" };

static size_t times_said(const char *output, const char *text)
{
    size_t count = 0;

    for (const char *at = strstr(output, text); at != NULL;
         at = strstr(at + 1, text))
        count++;
    return count;
}

/* ---- help ---- */

static void help_ends_with_0_and_names_what_is_needed(void **state)
{
    (void)state;
    world_start(NULL);
    for (int i = 0; i < 3; i++) {
        char *usage = mem_print("Usage: %s [--config FILE]", names[i]);
        const char *output;

        assert_int_equal(program_run(&output, names[i], "--help"), 0);
        assert_non_null(strstr(output, usage));
        assert_non_null(strstr(output, "TANDEM_BROKERS=127.0.0.1:9092"));
        assert_non_null(strstr(output, "Exit codes: 0"));
        free(usage);
    }
    world_stop();
}

/* "TANDEM_X" of "loader: TANDEM_X is not set: ..." */
static char *variable_missing(const char *output)
{
    const char *name = strstr(output, "TANDEM_");

    assert_non_null(name);
    assert_non_null(strstr(output, " is not set: give the "));
    return mem_copy_n(name, strcspn(name, " "));
}

/* Gives a program what it asks for, until it starts. */
static void start_by_its_help(const char *name, const char *help)
{
    struct program *program = program_start(name);
    int asked = 0;

    eventually(30, program_said(program, "\n"));
    while (!program_said(program, "\"event\":\"started\"")) {
        char *variable;
        char *line;

        assert_int_equal(program_wait(program, 10), USAGE);
        variable = variable_missing(program_output(program));
        line = mem_print("%s (required)", variable);
        assert_non_null(strstr(help, line));
        environment_set(variable, "made up");
        free(line);
        free(variable);
        assert_true(++asked < ASKED_MAX);
        program = program_start(name);
        eventually(30, program_said(program, "\n"));
    }
    assert_int_equal(program_stop(program, NULL), 0);
}

static void whatever_is_required_is_in_the_help(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++) {
        const char *help;

        world_start(NULL);
        assert_int_equal(program_run(&help, names[i], "--help"), 0);
        environment_clean();
        environment_set("TANDEM_BROKERS", NOWHERE);
        start_by_its_help(names[i], help);
        world_stop();
    }
}

/* ---- exit code 2 ---- */

/* The one sentence "<name>: <text>", and nothing else. */
static void refuses(const char *name, const char *word, const char *text)
{
    char *expected = mem_print("%s: %s\n", name, text);
    const char *output;

    assert_int_equal(program_run(&output, name, word), USAGE);
    assert_string_equal(output, expected);
    free(expected);
}

static void a_wrong_option_is_named(void **state)
{
    (void)state;
    world_start(NULL);
    for (int i = 0; i < 3; i++) {
        refuses(names[i], "--fast",
                "unknown option '--fast': there are --config FILE, --help and "
                "--version");
    }
    world_stop();
}

static void a_missing_secret_is_named(void **state)
{
    (void)state;
    world_start(NULL);
    for (int i = 0; i < 2; i++) {
        refuses(both[i], "TANDEM_ZOHOCRM_CLIENT_SECRET=",
                "TANDEM_ZOHOCRM_CLIENT_SECRET is not set: give the client "
                "secret of the Zoho API client, or in "
                "TANDEM_ZOHOCRM_CLIENT_SECRET_FILE the path of a file that "
                "holds it");
    }
    world_stop();
}

static void plain_http_to_another_machine_is_refused(void **state)
{
    (void)state;
    world_start(NULL);
    for (int i = 0; i < 2; i++) {
        refuses(both[i], "TANDEM_POWEROFFICEGO_URL=http://go.example",
                "TANDEM_POWEROFFICEGO_URL: 'http://go.example' is not "
                "encrypted: https://, or http:// to 127.0.0.1, [::1] or "
                "localhost");
    }
    world_stop();
}

/* What ends a program that has started: the last word of its log. */
static const char *fails(const char *name, const char *variable, int code,
                         const char *text)
{
    const char *output;

    assert_int_equal(program_run(&output, name, variable), code);
    assert_int_equal(times_said(output, "\"event\":\"failed\""), 1);
    if (strstr(output, text) == NULL)
        fail_msg("%s does not say '%s' but: %s", name, text, output);
    return output;
}

static void a_bad_flow_is_named_with_file_and_line(void **state)
{
    char *path;
    char *expected;
    char *variable;

    (void)state;
    world_start(NULL);
    path =
        mem_copy(environment_file("deals.json", "{\n  \"flow\": \"deals\",\n"
                                                "  \"colour\": \"red\"\n}\n"));
    expected = mem_print("%s:3", path);
    variable = mem_print("TANDEM_FLOWS=%s", environment_folder());
    for (int i = 0; i < 3; i++)
        (void)fails(names[i], variable, USAGE, expected);
    free(path);
    free(expected);
    free(variable);
    world_stop();
}

static void another_number_of_partitions_is_refused(void **state)
{
    struct program *first;

    (void)state;
    world_start(NULL);
    first = program_start("transformer");
    eventually(30, program_is_healthy(first));
    for (int i = 0; i < 3; i++) {
        (void)fails(names[i], "TANDEM_PARTITIONS=4", USAGE,
                    "has 3 partitions, not 4: set TANDEM_PARTITIONS to 3");
    }
    world_stop();
}

/* ---- exit code 1 ---- */

/* Redis' copy says that it has seen more of the ledger than there is. */
static void a_redis_of_another_ledger_is_a_failure(void **state)
{
    struct program *loader;

    (void)state;
    world_start(NULL);
    loader = program_start("loader");
    eventually(30, program_said(loader, "\"event\":\"restored\""));
    assert_int_equal(program_stop(loader, NULL), 0);
    checkpoint_write(0, 999);
    (void)fails("loader", NULL, FAILURE, "beyond the ledger's end");
    world_stop();
}

/* ---- waiting ---- */

static void waits_for(const char *name, const char *variable, const char *what)
{
    struct program *program = program_start(name, variable);
    char *line = mem_print("\"event\":\"waiting\",\"for\":\"%s\"", what);
    int status = 0;
    int64_t ms;

    eventually(30, program_said(program, line));
    (void)program_ask(program, "/health", &status);
    assert_int_equal(status, 503);
    assert_true(program_is_running(program));
    assert_int_equal(program_stop(program, &ms), 0);
    assert_true(ms <= STOP_MS);
    assert_int_equal(times_said(program_output(program), line), 1);
    free(line);
}

static void an_unreachable_kafka_is_waited_for(void **state)
{
    (void)state;
    world_start(NULL);
    for (int i = 0; i < 3; i++)
        waits_for(names[i], "TANDEM_BROKERS=" NOWHERE, "kafka");
    world_stop();
}

static void an_unreachable_redis_is_waited_for(void **state)
{
    (void)state;
    world_start(NULL);
    for (int i = 0; i < 2; i++)
        waits_for(both[i], "TANDEM_REDIS=redis://" NOWHERE, "redis");
    world_stop();
}

/* ---- wrong credentials ---- */

struct wrong {
    const char *variable;
    const char *answered; /* the line that says so */
    const char *tokens;   /* where they are asked for */
    const char *polls;    /* of the system that is well */
};

static bool says_once(const struct program *program, const char *text)
{
    return times_said(program_output(program), text) == 1;
}

static void wrong_credentials(const struct wrong *wrong)
{
    struct world_settings settings = { .variables = { wrong->variable } };
    struct program *programs[2];
    double polls;

    world_start(&settings);
    for (int i = 0; i < 2; i++)
        programs[i] = program_start(both[i]);
    for (int i = 0; i < 2; i++) {
        eventually(30, says_once(programs[i], wrong->answered));
        assert_false(program_is_healthy(programs[i]));
    }
    /* The other system is read on, and nothing more is asked of this one. */
    polls = program_metric(programs[0], wrong->polls);
    eventually(30, program_metric(programs[0], wrong->polls) >= polls + 5);
    assert_in_range(journal_count("POST", wrong->tokens), 1, TOKENS_MOST);
    for (int i = 0; i < 2; i++) {
        int64_t ms;

        assert_true(says_once(programs[i], wrong->answered));
        assert_int_equal(program_stop(programs[i], &ms), 0);
        assert_true(ms <= STOP_MS);
    }
    world_stop();
}

static void a_wrong_client_secret_is_told_and_not_tried_again(void **state)
{
    static const struct wrong wrong = {
        .variable = "TANDEM_ZOHOCRM_CLIENT_SECRET=stale",
        .answered = "\"zohocrm: credentials refused (invalid_client_secret): "
                    "correct TANDEM_ZOHOCRM_CLIENT_ID, _CLIENT_SECRET and "
                    "_REFRESH_TOKEN\"",
        .tokens = "/oauth/v2/token",
        .polls = "tandem_polls_total{entity=\"Customers\",system="
                 "\"powerofficego\"}",
    };

    (void)state;
    wrong_credentials(&wrong);
}

static void a_wrong_refresh_token_is_told_and_not_tried_again(void **state)
{
    static const struct wrong wrong = {
        .variable = "TANDEM_ZOHOCRM_REFRESH_TOKEN=stale",
        .answered = "\"zohocrm: credentials refused (invalid_code): correct ",
        .tokens = "/oauth/v2/token",
        .polls = "tandem_polls_total{entity=\"Customers\",system="
                 "\"powerofficego\"}",
    };

    (void)state;
    wrong_credentials(&wrong);
}

static void a_wrong_client_key_is_told_and_not_tried_again(void **state)
{
    static const struct wrong wrong = {
        .variable = "TANDEM_POWEROFFICEGO_CLIENT_KEY=stale",
        .answered = "\"powerofficego: credentials refused (invalid_client): "
                    "correct TANDEM_POWEROFFICEGO_APPLICATION_KEY, "
                    "_CLIENT_KEY and _SUBSCRIPTION_KEY\"",
        .tokens = "/OAuth/Token",
        .polls = "tandem_polls_total{entity=\"Contacts\",system=\"zohocrm\"}",
    };

    (void)state;
    wrong_credentials(&wrong);
}

static int folder_close(void **state)
{
    (void)state;
    return environment_folder_remove();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(help_ends_with_0_and_names_what_is_needed),
        world_test(whatever_is_required_is_in_the_help),
        world_test(a_wrong_option_is_named),
        world_test(a_missing_secret_is_named),
        world_test(plain_http_to_another_machine_is_refused),
        world_test(a_bad_flow_is_named_with_file_and_line),
        world_test(another_number_of_partitions_is_refused),
        world_test(a_redis_of_another_ledger_is_a_failure),
        world_test(an_unreachable_kafka_is_waited_for),
        world_test(an_unreachable_redis_is_waited_for),
        world_test(a_wrong_client_secret_is_told_and_not_tried_again),
        world_test(a_wrong_refresh_token_is_told_and_not_tried_again),
        world_test(a_wrong_client_key_is_told_and_not_tried_again),
    };

    return cmocka_run_group_tests(tests, NULL, folder_close);
}
