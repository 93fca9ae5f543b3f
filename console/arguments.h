/*
 * console/arguments.h: the words after a command's name.
 *
 * Options are `--name VALUE`, `--name=VALUE` or, without a value, `--name`;
 * --config and --help belong to every command. All that is no option is an
 * operand, and so is all behind a word `--`.
 */
#ifndef TANDEM_CONSOLE_ARGUMENTS_H
#define TANDEM_CONSOLE_ARGUMENTS_H

#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

#define ARGUMENTS_OPTIONS_MAX  8
#define ARGUMENTS_OPERANDS_MAX 4

struct command;

struct option_about {
    const char *name;  /* "--format" */
    const char *value; /* "FOLDER"; "rst|markdown": one of these; NULL: none */
    const char *help;  /* one line */
};

/* Everything is borrowed from argv and the command. */
struct arguments {
    const struct command *command;
    bool help;
    const char *config; /* the file, or NULL */
    const char *values[ARGUMENTS_OPTIONS_MAX];
    const char *operands[ARGUMENTS_OPERANDS_MAX];
    size_t operand_count;
};

/* words: those after the command's name, ended by NULL. ERR_USAGE names the
 * word that is wrong. After --help nothing else has to be right. */
int arguments_parse(const struct command *command, char *const *words,
                    struct arguments *ret_arguments,
                    struct err *err) MUST_CHECK;

/* The value of the command's option, NULL when it was not given; of an option
 * without a value "" when it was. */
const char *arguments_value(const struct arguments *arguments,
                            const char *name);

/* "tandem docs [--format rst|markdown]", and a line for each option. */
void arguments_usage(const struct command *command, struct buf *ret_text);
void arguments_help(const struct command *command, struct buf *ret_text);

#endif
