#include "process/options.h"

#include "support/test.h"

#include <string.h>

static struct options options;
static struct err err;

static int parsed(const char *one, const char *two, const char *three)
{
    static char words[3][64]; /* the options point into them */
    char *argv[] = { words[0], words[0], words[1], words[2], NULL };
    const char *given[] = { one, two, three };
    int argc = 1;

    while (argc < 4 && given[argc - 1] != NULL) {
        memcpy(words[argc - 1], given[argc - 1], strlen(given[argc - 1]) + 1);
        argc++;
    }
    argv[argc] = NULL;
    return options_parse(argc, argv, &options, &err);
}

static void nothing_is_an_option_too(void **state)
{
    (void)state;
    assert_int_equal(parsed(NULL, NULL, NULL), 0);
    assert_false(options.help || options.version);
    assert_null(options.config);
}

static void the_file_may_follow_as_a_word_or_after_a_sign(void **state)
{
    (void)state;
    assert_int_equal(parsed("--config", "a.conf", NULL), 0);
    assert_string_equal(options.config, "a.conf");
    assert_int_equal(parsed("--config=b.conf", "--help", NULL), 0);
    assert_string_equal(options.config, "b.conf");
    assert_true(options.help);
    assert_int_equal(parsed("--version", NULL, NULL), 0);
    assert_true(options.version);
}

static void config_needs_a_file(void **state)
{
    (void)state;
    assert_int_equal(parsed("--help", "--config", NULL), -1);
    assert_int_equal(err.kind, ERR_USAGE);
    assert_string_equal(err.text, "--config needs the path of a file");
    assert_int_equal(parsed("--config=", NULL, NULL), -1);
    assert_string_equal(err.text, "--config needs the path of a file");
}

static void an_unknown_word_is_named(void **state)
{
    (void)state;
    assert_int_equal(parsed("--config", "a.conf", "start"), -1);
    assert_int_equal(err.kind, ERR_USAGE);
    assert_string_equal(err.text, "unknown option 'start': there are --config "
                                  "FILE, --help and --version");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_an_option_too),
        cmocka_unit_test(the_file_may_follow_as_a_word_or_after_a_sign),
        cmocka_unit_test(config_needs_a_file),
        cmocka_unit_test(an_unknown_word_is_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
