#include "process/metrics.h"

#include "base/time.h"
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct buf text;

static const char *printed(void)
{
    buf_clear(&text);
    metrics_print(&text);
    return text.data;
}

static void assert_line(const char *line)
{
    if (strstr(printed(), line) == NULL)
        fail_msg("no '%s' in:\n%s", line, text.data);
}

/* The number behind a metric's name. */
static double value(const char *name)
{
    char start[128];
    const char *at;

    (void)snprintf(start, sizeof start, "\n%s ", name);
    at = strstr(printed(), start);
    assert_non_null(at);
    return strtod(at + strlen(start), NULL);
}

static void values_add_up_and_are_set(void **state)
{
    (void)state;
    metrics_add("tandem_records_total", NULL, "Records.", 2);
    metrics_add("tandem_records_total", NULL, "Records.", 3);
    metrics_set("tandem_lag", NULL, "Lag.", 7);
    metrics_set("tandem_lag", NULL, "Lag.", 0.5);
    assert_line("# HELP tandem_records_total Records.\n"
                "# TYPE tandem_records_total counter\n"
                "tandem_records_total 5\n");
    assert_line("# TYPE tandem_lag gauge\ntandem_lag 0.5\n");
}

static void a_histogram_counts_what_was_within_each_limit(void **state)
{
    struct histogram took = { 0 };

    (void)state;
    histogram_note(&took, 7);
    histogram_note(&took, 10);
    histogram_note(&took, 40);
    histogram_note(&took, 60000);
    metrics_histogram("tandem_a_seconds", "system=\"a\"", "A.", &took);
    metrics_histogram("tandem_b_seconds", NULL, "B.", &took);
    assert_line("# TYPE tandem_a_seconds histogram\n"
                "tandem_a_seconds_bucket{system=\"a\",le=\"0.01\"} 2\n"
                "tandem_a_seconds_bucket{system=\"a\",le=\"0.025\"} 2\n"
                "tandem_a_seconds_bucket{system=\"a\",le=\"0.05\"} 3\n");
    assert_line("\ntandem_a_seconds_bucket{system=\"a\",le=\"30\"} 3\n"
                "tandem_a_seconds_bucket{system=\"a\",le=\"+Inf\"} 4\n"
                "tandem_a_seconds_sum{system=\"a\"} 60.057\n"
                "tandem_a_seconds_count{system=\"a\"} 4\n");
    assert_line("\ntandem_b_seconds_bucket{le=\"0.01\"} 2\n");
    assert_line("\ntandem_b_seconds_count 4\n");
}

static void a_large_count_is_exact(void **state)
{
    (void)state;
    metrics_set("tandem_big_total", NULL, "Big.", 123456789012345.0);
    assert_line("\ntandem_big_total 123456789012345\n");
}

static void labels_of_one_name_stand_under_one_head(void **state)
{
    (void)state;
    metrics_add("tandem_a_total", "side=\"a\"", "A.", 1);
    metrics_add("tandem_b_total", NULL, "B.", 1);
    metrics_add("tandem_a_total", "side=\"b\"", "A.", 2);
    assert_line("# HELP tandem_a_total A.\n"
                "# TYPE tandem_a_total counter\n"
                "tandem_a_total{side=\"a\"} 1\n"
                "tandem_a_total{side=\"b\"} 2\n"
                "# HELP tandem_b_total B.\n");
    assert_null(strstr(strstr(text.data, "# HELP tandem_a_total") + 1,
                       "# HELP tandem_a_total"));
}

static void what_is_too_much_is_dropped_and_counted(void **state)
{
    (void)state;
    for (int i = 0; i < METRICS_MAX + 3; i++) {
        char labels[32];

        (void)snprintf(labels, sizeof labels, "n=\"%d\"", i);
        metrics_add("tandem_many_total", labels, "Many.", 1);
    }
    metrics_add("tandem_many_total", "n=\"0\"", "Many.", 1);
    assert_line("\ntandem_metrics_dropped_total 3\n");
    assert_line("\ntandem_many_total{n=\"0\"} 2\n");
    assert_null(strstr(text.data, "n=\"1500\""));
}

static void the_process_tells_its_memory_time_and_start(void **state)
{
    double now = (double)time_now_ms() / 1000;
    double memory;

    (void)state;
    memory = value("process_resident_memory_bytes");
    assert_true(memory > 100e3 && memory < 10e9);
    assert_true(value("process_cpu_seconds_total") < 60);
    assert_true(value("process_start_time_seconds") < now + 2);
    assert_true(value("process_start_time_seconds") > now - 300);
}

static void processor_time_grows_with_work(void **state)
{
    int64_t until_ms = time_boot_ms() + 20000;
    double before = value("process_cpu_seconds_total");

    (void)state;
    while (value("process_cpu_seconds_total") < before + 0.02)
        assert_true(time_boot_ms() < until_ms);
}

static int clear(void **state)
{
    (void)state;
    metrics_clear();
    buf_free(&text);
    return 0;
}

#define TEST(name) cmocka_unit_test_teardown(name, clear)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(values_add_up_and_are_set),
        TEST(a_histogram_counts_what_was_within_each_limit),
        TEST(a_large_count_is_exact),
        TEST(labels_of_one_name_stand_under_one_head),
        TEST(what_is_too_much_is_dropped_and_counted),
        TEST(the_process_tells_its_memory_time_and_start),
        TEST(processor_time_grows_with_work),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
