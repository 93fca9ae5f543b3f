/*
 * What deploy/ gives to Prometheus and Grafana, tried with a real Prometheus
 * that watches the real programs.
 */
#include "base/mem.h"
#include "support/e2e.h"
#include "support/entities.h"
#include "support/environment.h"
#include "support/kari.h"
#include "support/pipeline.h"
#include "support/prometheus.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- what can be said without any program ---- */

static void the_alerts_pass_their_own_test(void **state)
{
    (void)state;
    assert_int_equal(
        promtool(NULL, "test", "rules", "deploy/prometheus/alerts_test.yml"),
        0);
}

static void the_example_is_a_configuration(void **state)
{
    (void)state;
    assert_int_equal(
        promtool(NULL, "check", "config", "deploy/prometheus/prometheus.yml"),
        0);
}

/* "Is it well?" is linked to as is-it-well. The caller frees. */
static char *anchor_of(const char *heading)
{
    struct buf text = { 0 };

    for (; *heading != '\n' && *heading != '\0'; heading++) {
        char letter = (char)tolower((unsigned char)*heading);

        if (letter == ' ')
            letter = '-';
        if (letter == '-' || isalnum((unsigned char)letter) != 0)
            buf_append(&text, &letter, 1);
    }
    return buf_take(&text);
}

static bool has_section(const char *manual, const char *link)
{
    char *wanted = anchor_of(link);
    bool found = false;

    for (const char *at = strstr(manual, "\n## "); at != NULL && !found;
         at = strstr(at + 1, "\n## ")) {
        char *anchor = anchor_of(at + strlen("\n## "));

        found = text_equal(anchor, wanted);
        free(anchor);
    }
    free(wanted);
    return found;
}

static size_t count_of(const char *text, const char *word)
{
    size_t count = 0;

    for (const char *at = strstr(text, word); at != NULL;
         at = strstr(at + 1, word))
        count++;
    return count;
}

static void each_alert_leads_to_a_section_and_stands_in_the_manual(void **state)
{
    static const char link[] = "runbook_url: docs/operations.md#";
    char *alerts = entities_file("deploy/prometheus/alerts.yml");
    char *manual = entities_file("docs/operations.md");

    (void)state;
    for (const char *at = strstr(alerts, link); at != NULL;
         at = strstr(at + 1, link))
        assert_true(has_section(manual, at + strlen(link)));
    for (const char *at = strstr(alerts, "- alert: "); at != NULL;
         at = strstr(at + 1, "- alert: ")) {
        char *name = mem_copy_n(at + 9, strcspn(at + 9, "\n"));
        char *row = mem_print("\n| `%s` |", name);

        if (strstr(manual, row) == NULL)
            fail_msg("docs/operations.md lacks the alert %s", name);
        free(row);
        free(name);
    }
    assert_int_equal(count_of(alerts, "- alert: "),
                     count_of(manual, "\n| `Tandem"));
    free(alerts);
    free(manual);
}

/* ---- with the programs ---- */

static void the_linter_likes_the_metrics_of(const struct program *program)
{
    char *path = mem_print("build/log/metrics.%s", program_name(program));
    int status = 0;
    const char *text = program_ask(program, "/metrics", &status);
    FILE *file = fopen(path, "we");

    assert_int_equal(status, 200);
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
    if (promtool(path, "check", "metrics", NULL) != 0)
        fail_msg("promtool dislikes the metrics of %s", program_name(program));
    assert_int_equal(remove(path), 0);
    free(path);
}

static bool is_metric(const char *name, size_t length)
{
    static const struct json *names;

    if (names == NULL)
        names = prometheus_ask("/api/v1/label/__name__/values");
    for (const struct json *n = json_first(names); n != NULL;
         n = json_next(n)) {
        if (strlen(json_text(n)) == length &&
            strncmp(json_text(n), name, length) == 0)
            return true;
    }
    return false;
}

/* Names only what the programs really have. */
static void names_metrics(const char *expression)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz_";

    for (const char *at = expression; *at != '\0';) {
        size_t length = strspn(at, letters);

        if ((text_starts(at, "tandem_") || text_starts(at, "process_")) &&
            !is_metric(at, length))
            fail_msg("no program has %.*s", (int)length, at);
        at += length == 0 ? 1 : length;
    }
}

static void is_answered(const char *expression)
{
    names_metrics(expression);
    if (prometheus_query(expression) == NULL)
        fail_msg("not valid: %s", expression);
}

/* What Grafana puts in the place of a variable. */
static const char *value_of(const char *at, size_t *ret_length)
{
    static const char *const values[][2] = {
        { "$namespace", "test" },
        { "$instance", ".*" },
        { "$__rate_interval", "1m" },
    };

    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        *ret_length = strlen(values[i][0]);
        if (text_starts(at, values[i][0]))
            return values[i][1];
    }
    return NULL;
}

static char *filled_in(const char *expression)
{
    struct buf text = { 0 };

    while (*expression != '\0') {
        size_t length;
        const char *value = value_of(expression, &length);

        if (value != NULL) {
            buf_text_append(&text, value);
        } else {
            length = 1;
            buf_append(&text, expression, length);
        }
        expression += length;
    }
    return buf_take(&text);
}

static void the_dashboard_asks_for_what_there_is(void)
{
    char *text = entities_file("deploy/grafana/tandem.json");
    struct err err;
    struct json *dashboard = json_parse(text, strlen(text), &err);
    size_t asked = 0;

    assert_non_null(dashboard);
    for (const struct json *p = json_first(json_get(dashboard, "panels"));
         p != NULL; p = json_next(p)) {
        for (const struct json *t = json_first(json_get(p, "targets"));
             t != NULL; t = json_next(t)) {
            char *expression = filled_in(json_get_text(t, "expr"));

            is_answered(expression);
            free(expression);
            asked++;
        }
    }
    assert_true(asked > 20);
    json_free(dashboard);
    free(text);
}

static void the_alerts_ask_for_what_there_is(void)
{
    const struct json *groups =
        json_get(prometheus_ask("/api/v1/rules"), "groups");
    const struct json *rule = json_first(json_get(json_first(groups), "rules"));

    assert_non_null(rule);
    for (; rule != NULL; rule = json_next(rule))
        is_answered(json_get_text(rule, "query"));
}

/* Links have been counted, and Prometheus knows. */
static bool a_pair_is_equal(void)
{
    return json_first(prometheus_query(
               "sum(tandem_pairs_equal{flow=\"contacts\"}) == 1")) != NULL;
}

static bool all_have_been_asked(void)
{
    return json_first(prometheus_query("count(up == 1) == 3")) != NULL;
}

static void a_stopped_loader_is_told(void)
{
    int64_t ms;

    /* Before the first values were there, all were missing. */
    eventually(30,
               !prometheus_fires("TandemStageMissing", "program", "loader"));
    assert_int_equal(program_stop(pipeline_loader(), &ms), 0);
    eventually(30, prometheus_fires("TandemStageMissing", "program", "loader"));
    eventually(30, prometheus_fires("TandemProgramDown", "program", "loader"));
}

static void dashboard_and_alerts_show_what_the_programs_tell(void **state)
{
    static const struct world_settings settings = {
        .variables = { "TANDEM_POWEROFFICEGO_RATE=10" }
    };

    (void)state;
    kari_is_known(&settings);
    crm_edit("Contacts", kari.contact, "Phone", "+47 22 00 00 01");
    eventually(30, po_has("Customers", kari.customer, "PhoneNumber",
                          "+47 22 00 00 01"));
    prometheus_start();
    eventually(40, a_pair_is_equal() && all_have_been_asked());
    for (size_t n = 0; program_nth(n) != NULL; n++) {
        if (program_address(program_nth(n)) != NULL)
            the_linter_likes_the_metrics_of(program_nth(n));
    }
    the_dashboard_asks_for_what_there_is();
    the_alerts_ask_for_what_there_is();
    a_stopped_loader_is_told();
    prometheus_stop();
    world_stop();
}

static void refused_credentials_are_told(void **state)
{
    struct program *extractor;

    (void)state;
    world_start(NULL);
    environment_set("TANDEM_POWEROFFICEGO_APPLICATION_KEY", "wrong");
    extractor = program_start("extractor");
    eventually(30, program_address(extractor) != NULL);
    prometheus_start();
    eventually(60, prometheus_fires("TandemCredentialsRefused", "system",
                                    "powerofficego"));
    assert_false(
        prometheus_fires("TandemCredentialsRefused", "system", "zohocrm"));
    prometheus_stop();
    world_stop();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_alerts_pass_their_own_test),
        cmocka_unit_test(the_example_is_a_configuration),
        cmocka_unit_test(
            each_alert_leads_to_a_section_and_stands_in_the_manual),
        world_test(dashboard_and_alerts_show_what_the_programs_tell),
        world_test(refused_credentials_are_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
