#include "process/log.h"

#include "base/json.h"
#include "base/time.h"
#include "support/test.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static int pipe_ends[2];
static int kept;
static char line[8192];

/* Standard error goes into a pipe while a test runs. */
static int capture(void **state)
{
    (void)state;
    if (pipe(pipe_ends) != 0)
        return -1;
    (void)fcntl(pipe_ends[0], F_SETFL, O_NONBLOCK);
    kept = dup(STDERR_FILENO);
    return dup2(pipe_ends[1], STDERR_FILENO) < 0;
}

static int release(void **state)
{
    (void)state;
    (void)dup2(kept, STDERR_FILENO);
    (void)close(kept);
    (void)close(pipe_ends[0]);
    return close(pipe_ends[1]);
}

static void open_at(const char *level)
{
    struct err err;

    assert_int_equal(log_open("loader", level, &err), 0);
}

static const char *logged(void)
{
    ssize_t count = read(pipe_ends[0], line, sizeof line - 1);

    line[count < 0 ? 0 : count] = '\0';
    return line;
}

static struct json *parsed(void)
{
    struct err err;
    const char *text = logged();
    struct json *json = json_parse(text, strlen(text), &err);

    assert_non_null(json);
    return json;
}

static void an_event_is_one_line_of_json(void **state)
{
    struct json *json;
    int64_t ms;

    (void)state;
    open_at("info");
    log_event(LOG_INFO, "scan.done", LOG_TEXT, "entity", "Contacts", LOG_INT,
              "records", INT64_C(9007199254740993), LOG_TEXT, "cause", NULL,
              LOG_END);
    json = parsed();
    assert_true(time_parse(json_get_text(json, "time"), &ms));
    assert_true(time_now_ms() - ms < 60000);
    assert_string_equal(json_get_text(json, "level"), "info");
    assert_string_equal(json_get_text(json, "program"), "loader");
    assert_string_equal(json_get_text(json, "event"), "scan.done");
    assert_string_equal(json_get_text(json, "entity"), "Contacts");
    assert_true(json_is_null(json_get(json, "cause")));
    json_free(json);
    assert_non_null(strstr(line, "\"records\":9007199254740993,"));
    assert_ptr_equal(strchr(line, '\n'), line + strlen(line) - 1);
}

static void what_is_below_the_level_is_not_logged(void **state)
{
    (void)state;
    open_at("warning");
    log_event(LOG_INFO, "quiet", LOG_END);
    assert_string_equal(logged(), "");
    log_event(LOG_WARNING, "loud", LOG_END);
    assert_non_null(strstr(logged(), "\"loud\""));
}

static void a_text_cannot_break_the_line(void **state)
{
    struct json *json;

    (void)state;
    open_at("info");
    log_event(LOG_ERROR, "x", LOG_TEXT, "a", "one\n\"two\"\\", LOG_TEXT, "b",
              "caf\xc3\xa9 \xff rest", LOG_END);
    json = parsed();
    assert_string_equal(json_get_text(json, "a"), "one\n\"two\"\\");
    assert_string_equal(json_get_text(json, "b"), "caf\xc3\xa9 ");
    json_free(json);
}

/* Somebody reads the log on a terminal. */
static void a_text_cannot_steer_a_terminal(void **state)
{
    struct json *json;

    (void)state;
    open_at("info");
    /* NOLINTBEGIN(misc-misleading-bidirectional): so it is */
    log_event(LOG_ERROR, "x", LOG_TEXT, "a",
              "\033[2J\r\a\b\x7f\xc2\x9b"
              "31m\xe2\x80\xae",
              LOG_TEXT, "b", "caf\xc3\xa9", LOG_END);
    json = parsed();
    assert_string_equal(json_get_text(json, "a"), "\033[2J\r\a\b\x7f\xc2\x9b"
                                                  "31m\xe2\x80\xae");
    /* NOLINTEND(misc-misleading-bidirectional) */
    json_free(json);
    assert_non_null(strstr(line, "\\u001b[2J"));
    assert_non_null(strstr(line, "\\u007f\\u009b31m\\u202e"));
    assert_non_null(strstr(line, "caf\xc3\xa9"));
    for (const char *at = line; *at != '\0'; at++)
        assert_true((unsigned char)*at >= ' ' || at[1] == '\0');
}

static void a_long_text_is_cut_between_characters(void **state)
{
    char text[2 * LOG_TEXT_MAX];
    struct json *json;

    (void)state;
    open_at("info");
    for (size_t i = 1; i + 2 < sizeof text; i += 2)
        memcpy(text + i, "\xc3\xa9", 2);
    text[0] = 'x';
    text[sizeof text - 1] = '\0';
    log_event(LOG_INFO, "long", LOG_TEXT, "text", text, LOG_END);
    json = parsed();
    assert_int_equal(strlen(json_get_text(json, "text")), LOG_TEXT_MAX - 1);
    json_free(json);
}

static void an_unknown_level_is_refused(void **state)
{
    struct err err;

    (void)state;
    assert_int_equal(log_open("loader", "loud", &err), -1);
    assert_int_equal(err.kind, ERR_USAGE);
    assert_string_equal(err.text,
                        "'loud' is no level: debug, info, warning or error");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, capture, release)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_event_is_one_line_of_json),
        TEST(what_is_below_the_level_is_not_logged),
        TEST(a_text_cannot_break_the_line),
        TEST(a_text_cannot_steer_a_terminal),
        TEST(a_long_text_is_cut_between_characters),
        TEST(an_unknown_level_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
