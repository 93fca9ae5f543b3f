#include "console/api.h"

#include "support/test.h"

#include <string.h>

static struct api_call call;
static struct err err;

static void begun(const char *name)
{
    assert_int_equal(api_call_begin(&call, name, &err), 0);
}

static int added(const char *name, const char *value)
{
    return api_call_add(&call, name, value, &err);
}

static void refused(const char *name, const char *value, const char *why)
{
    assert_int_equal(added(name, value), -1);
    assert_int_equal(err.kind, ERR_USAGE);
    assert_non_null(strstr(err.text, why));
}

static void words_are(const char *line, const char *config)
{
    struct buf text = { 0 };

    api_call_words(&call, config);
    for (size_t i = 0; call.words[i] != NULL; i++)
        buf_print(&text, "%s|", call.words[i]);
    assert_string_equal(buf_text(&text), line);
    buf_free(&text);
    api_call_free(&call);
}

static void a_query_becomes_a_command_line(void **state)
{
    (void)state;
    begun("links");
    assert_int_equal(added("status", "held"), 0);
    assert_int_equal(added("flow", "contacts"), 0);
    words_are("tandem|links|--json|--flow=contacts|--status=held|--|", NULL);
    begun("explain");
    assert_int_equal(added("values", "1"), 0);
    assert_int_equal(added("operand", "contacts.a.1"), 0);
    words_are("tandem|explain|--json|--config=/etc/t.conf|--values|--|"
              "contacts.a.1|",
              "/etc/t.conf");
}

static void what_is_a_value_never_becomes_an_option(void **state)
{
    (void)state;
    begun("links");
    assert_int_equal(added("flow", "--config=/etc/passwd"), 0);
    words_are("tandem|links|--json|--flow=--config=/etc/passwd|--|", NULL);
    begun("explain");
    assert_int_equal(added("operand", "--config=/etc/passwd"), 0);
    assert_int_equal(added("operand", "-x"), 0);
    words_are("tandem|explain|--json|--|--config=/etc/passwd|-x|", NULL);
}

static void what_is_not_for_the_page_is_refused(void **state)
{
    (void)state;
    assert_int_equal(api_call_begin(&call, "serve", &err), -1);
    assert_int_equal(err.kind, ERR_DATA);
    assert_int_equal(api_call_begin(&call, "rebuild", &err), -1);
    assert_int_equal(api_call_begin(&call, "completion", &err), -1);
    assert_int_equal(api_call_begin(&call, "status\n", &err), -1);
    begun("status");
    refused("watch", "1", "has no option 'watch'");
    refused("config", "/etc/passwd", "has no option 'config'");
    refused("json", "1", "has no option 'json'");
    refused("help", "1", "has no option 'help'");
    refused("", "1", "has no option ''");
    refused("--watch", "1", "has no option '--watch'");
}

static void what_no_record_holds_is_refused(void **state)
{
    char longer[1002];

    (void)state;
    memset(longer, 'a', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    begun("explain");
    refused("operand", "a\nb", "control character");
    refused("operand", "a\033[2J", "control character");
    refused("operand", "\xff\xfe", "no UTF-8");
    refused("operand", "", "is empty");
    refused("operand", longer, "too long");
    refused(longer, "", "too long");
    refused("values", "yes", "is 1, true, false or nothing");
    assert_int_equal(added("values", ""), 0);
    refused("values", "", "given twice");
    for (int i = 0; i < ARGUMENTS_OPERANDS_MAX; i++)
        assert_int_equal(added("operand", "a"), 0);
    refused("operand", "a", "too many operands");
}

static void what_changes_and_what_looks_is_known(void **state)
{
    (void)state;
    begun("retry");
    assert_true(call.changes && !call.looks);
    begun("explain");
    assert_false(call.changes || call.looks);
    assert_int_equal(added("values", "false"), 0);
    assert_false(call.looks);
    assert_int_equal(added("values", "true"), 0);
    assert_true(call.looks && !call.changes);
    begun("dead-letters");
    assert_int_equal(added("redrive", "all"), 0);
    assert_true(call.changes);
    begun("brake");
    assert_false(call.changes);
    assert_int_equal(added("operand", "release"), 0);
    assert_true(call.changes);
}

static void a_body_says_the_same_as_a_query(void **state)
{
    const char *text = "{\"values\":true,\"operand\":[\"a\",\"-b\"]}";
    const char *bad = "{\"values\":{\"a\":1}}";
    struct json *body = json_parse(text, strlen(text), &err);

    (void)state;
    begun("explain");
    assert_int_equal(api_call_add_all(&call, body, &err), 0);
    words_are("tandem|explain|--json|--values|--|a|-b|", NULL);
    json_free(body);
    body = json_parse(bad, strlen(bad), &err);
    begun("explain");
    assert_int_equal(api_call_add_all(&call, body, &err), -1);
    assert_int_equal(api_call_add_all(&call, NULL, &err), -1);
    json_free(body);
}

/* Else an option would be there for the page that nobody has thought of. */
static void all_that_the_page_may_run_speaks_json(void **state)
{
    (void)state;
    for (size_t i = 0; console_commands[i] != NULL; i++) {
        const struct command *command = console_commands[i];
        bool json = false;

        for (const struct option_about *o = command->options;
             o != NULL && o->name != NULL; o++)
            json |= strcmp(o->name, "--json") == 0;
        if (command->page != PAGE_NEVER && !json)
            fail_msg("%s is for the page, but has no --json", command->name);
    }
}

static bool is_listed(const struct json *commands, const char *name,
                      const char *option)
{
    for (const struct json *c = json_first(commands); c != NULL;
         c = json_next(c)) {
        if (strcmp(json_get_text(c, "name"), name) != 0)
            continue;
        for (const struct json *o = json_first(json_get(c, "options"));
             o != NULL; o = json_next(o)) {
            if (option != NULL && strcmp(json_get_text(o, "name"), option) == 0)
                return true;
        }
        return option == NULL;
    }
    return false;
}

static void a_reader_is_told_of_what_he_may_do(void **state)
{
    struct json *all = api_commands(true);
    struct json *some = api_commands(false);

    (void)state;
    assert_true(is_listed(all, "retry", NULL));
    assert_false(is_listed(some, "retry", NULL));
    assert_true(is_listed(all, "explain", "values"));
    assert_false(is_listed(some, "explain", "values"));
    assert_true(is_listed(some, "explain", NULL));
    assert_false(is_listed(all, "status", "watch"));
    assert_false(is_listed(all, "rebuild", NULL));
    json_free(all);
    json_free(some);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_query_becomes_a_command_line),
        cmocka_unit_test(what_is_a_value_never_becomes_an_option),
        cmocka_unit_test(what_is_not_for_the_page_is_refused),
        cmocka_unit_test(what_no_record_holds_is_refused),
        cmocka_unit_test(what_changes_and_what_looks_is_known),
        cmocka_unit_test(a_body_says_the_same_as_a_query),
        cmocka_unit_test(all_that_the_page_may_run_speaks_json),
        cmocka_unit_test(a_reader_is_told_of_what_he_may_do),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
