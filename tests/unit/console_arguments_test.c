#include "console/arguments.h"

#include "console/command.h"
#include "support/test.h"

#include <string.h>

static const struct option_about options[] = {
    { "--format", "rst|markdown", "how it is written" },
    { "--flows", "FOLDER", "from where" },
    { "--loud", NULL, "say more" },
    { .name = NULL },
};

static const struct command command = {
    .name = "show",
    .options = options,
    .operands = "ENTITY ID",
};

static struct arguments arguments;
static struct err err;

#define WORDS_MAX 8

/* "--flows x Contacts 7", at single blanks. */
static int parsed(const char *line)
{
    static char text[128]; /* the arguments point into it */
    char *words[WORDS_MAX] = { NULL };
    size_t count = 0;

    assert_true(strlen(line) < sizeof text);
    memcpy(text, line, strlen(line) + 1);
    for (char *at = text; at != NULL && *at != '\0'; count++) {
        assert_true(count < WORDS_MAX - 1);
        words[count] = at;
        at = strchr(at, ' ');
        if (at != NULL)
            *at++ = '\0';
    }
    return arguments_parse(&command, words, &arguments, &err);
}

static void refused(const char *line, const char *why)
{
    assert_int_equal(parsed(line), -1);
    assert_int_equal(err.kind, ERR_USAGE);
    assert_string_equal(err.text, why);
}

static void values_follow_as_a_word_or_after_a_sign(void **state)
{
    (void)state;
    assert_int_equal(parsed("--format rst --flows=x Contacts 7"), 0);
    assert_string_equal(arguments_value(&arguments, "--format"), "rst");
    assert_string_equal(arguments_value(&arguments, "--flows"), "x");
    assert_null(arguments_value(&arguments, "--loud"));
    assert_null(arguments.config);
    assert_int_equal(parsed("Contacts --loud 7 --config t.conf"), 0);
    assert_string_equal(arguments_value(&arguments, "--loud"), "");
    assert_null(arguments_value(&arguments, "--flows"));
    assert_string_equal(arguments.config, "t.conf");
}

static void operands_are_what_is_no_option(void **state)
{
    (void)state;
    assert_int_equal(parsed("Contacts --loud 7"), 0);
    assert_int_equal(arguments.operand_count, 2);
    assert_string_equal(arguments.operands[0], "Contacts");
    assert_string_equal(arguments.operands[1], "7");
    refused("Contacts", "tandem show needs ENTITY ID");
    refused("Contacts 7 8",
            "'8' is too much: tandem show --help says what it takes");
}

static void operands_in_brackets_may_be_left_out(void **state)
{
    static const struct command optional = { .name = "show",
                                             .options = options,
                                             .operands = "ENTITY [ID]" };
    char *const one[] = { (char[]){ "Contacts" }, NULL };
    char *const none[] = { NULL };

    (void)state;
    assert_int_equal(arguments_parse(&optional, one, &arguments, &err), 0);
    assert_int_equal(arguments.operand_count, 1);
    assert_int_equal(arguments_parse(&optional, none, &arguments, &err), -1);
    assert_string_equal(err.text, "tandem show needs ENTITY [ID]");
}

static void a_value_must_be_one_of_those_that_there_are(void **state)
{
    (void)state;
    refused("--format html", "--format cannot be 'html': it is rst|markdown");
    refused("--format=mark", "--format cannot be 'mark': it is rst|markdown");
    refused("--flows", "--flows needs a value: FOLDER");
    refused("--flows=", "--flows needs a value: FOLDER");
    refused("--loud=1", "--loud takes no value");
    refused("--config", "--config needs a value: FILE");
}

static void an_unknown_option_is_named(void **state)
{
    (void)state;
    refused("--flow x", "unknown option '--flow': tandem show --help lists "
                        "them");
}

static void help_needs_nothing_else_to_be_right(void **state)
{
    (void)state;
    assert_int_equal(parsed("--help --wrong"), 0);
    assert_true(arguments.help);
}

static void help_is_made_from_the_options(void **state)
{
    struct buf text = { 0 };

    (void)state;
    arguments_usage(&command, &text);
    assert_string_equal(text.data,
                        "tandem show [--format rst|markdown] [--flows FOLDER] "
                        "[--loud] [--config FILE] ENTITY ID");
    buf_clear(&text);
    arguments_help(&command, &text);
    assert_non_null(
        strstr(text.data, "  --flows FOLDER          from where\n"));
    assert_non_null(
        strstr(text.data, "  --help                  print this\n"));
    buf_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_follow_as_a_word_or_after_a_sign),
        cmocka_unit_test(operands_are_what_is_no_option),
        cmocka_unit_test(operands_in_brackets_may_be_left_out),
        cmocka_unit_test(a_value_must_be_one_of_those_that_there_are),
        cmocka_unit_test(an_unknown_option_is_named),
        cmocka_unit_test(help_needs_nothing_else_to_be_right),
        cmocka_unit_test(help_is_made_from_the_options),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
