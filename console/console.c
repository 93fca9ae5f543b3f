#include "console/console.h"

#include "base/text.h"
#include "base/visible.h"
#include "console/command.h"
#include "process/service.h"
#include "process/wrap.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* What is; what is to be; what was set. */
const struct command *const console_commands[] = {
    &status_command,  &links_command,      &explain_command,
    &held_command,    &owed_command,       &dead_letters_command,
    &export_command,  &retry_command,      &resolve_command,
    &prefer_command,  &unlink_command,     &import_command,
    &brake_command,   &erase_command,      &replay_command,
    &rebuild_command, &docs_command,       &check_command,
    &serve_command,   &completion_command, NULL,
};

static const struct command *command_find(const char *name)
{
    for (size_t i = 0; console_commands[i] != NULL; i++) {
        if (text_equal(console_commands[i]->name, name))
            return console_commands[i];
    }
    return NULL;
}

/* ---- help ---- */

static void console_help(void)
{
    (void)printf("Usage: tandem COMMAND [OPTIONS]\n"
                 "\n"
                 "The operator's view of tandem, which keeps the records of "
                 "two systems in step.\n"
                 "\n"
                 "Commands:\n");
    for (size_t i = 0; console_commands[i] != NULL; i++) {
        (void)printf("  %-12s  %s\n", console_commands[i]->name,
                     console_commands[i]->summary);
    }
    (void)printf("\n"
                 "tandem COMMAND --help tells the rest. Exit codes: 0 done, 1 "
                 "failed, 2 something\n"
                 "must be changed first.\n");
}

static void command_help(const struct command *command)
{
    struct buf text = { 0 };
    struct buf usage = { 0 };

    buf_text_append(&usage, "Usage: ");
    arguments_usage(command, &usage);
    wrap_append(&text, "", buf_text(&usage));
    buf_free(&usage);
    buf_print(&text, "\ntandem %s %s\n\n", command->name, command->summary);
    wrap_append(&text, "", command->text);
    buf_text_append(&text, "\nOptions:\n");
    arguments_help(command, &text);
    buf_print(&text, "\nExample:\n  %s\n\nVariables:\n", command->example);
    config_help(&text, command->needs);
    (void)fputs(buf_text(&text), stdout);
    buf_free(&text);
}

/* ---- running ---- */

/* What has been printed comes before what is wrong with it. */
static int console_fail(const struct err *err)
{
    struct buf text = { 0 };

    visible_append(&text, err->text);
    (void)fflush(stdout);
    (void)fprintf(stderr, "tandem: %s\n", buf_text(&text));
    buf_free(&text);
    return err->kind == ERR_USAGE ? EXIT_USAGE : EXIT_FAILURE_;
}

/* What was printed must have arrived: a full disk is a failure. */
static int console_flush(struct err *err)
{
    char why[128] = "";

    if (fflush(stdout) == 0 && ferror(stdout) == 0)
        return 0;
    (void)strerror_r(errno, why, sizeof why);
    return err_set(err, ERR_FATAL, "cannot write what there is to say: %s",
                   why);
}

static int command_run(const struct command *command,
                       const struct arguments *arguments, struct err *err)
{
    struct config config;
    int result =
        config_load(&config, "tandem", command->needs, arguments->config, err);

    if (result == 0)
        result = command->run(&config, arguments, err);
    config_free(&config);
    return result;
}

static int console_command(char *const *words, struct err *err)
{
    const struct command *command = command_find(words[0]);
    struct arguments arguments;

    if (command == NULL) {
        return err_set(err, ERR_USAGE,
                       "unknown %s '%s': tandem --help lists the commands",
                       words[0][0] == '-' ? "option" : "command", words[0]);
    }
    if (arguments_parse(command, words + 1, &arguments, err) != 0)
        return -1;
    if (!arguments.help)
        return command_run(command, &arguments, err);
    command_help(command);
    return 0;
}

static int console_words(char *const *words, struct err *err)
{
    if (words[0] == NULL) {
        return err_set(err, ERR_USAGE,
                       "a command is missing: tandem --help lists them");
    }
    if (text_equal(words[0], "--help") || text_equal(words[0], "-h")) {
        console_help();
    } else if (text_equal(words[0], "--version")) {
        (void)printf("tandem %s\n", SERVICE_VERSION);
    } else {
        return console_command(words, err);
    }
    return 0;
}

int console_run(int argc, char **argv)
{
    struct err err = { 0 };

    if (console_words(argv + (argc > 0), &err) != 0 || console_flush(&err) != 0)
        return console_fail(&err);
    return EXIT_OK;
}
