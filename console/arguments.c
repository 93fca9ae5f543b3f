#include "console/arguments.h"

#include "base/text.h"
#include "console/command.h"

#include <assert.h>
#include <string.h>

#define NAME_WIDTH 22
#define NAME_LINE  "\n                        "

static const struct option_about common_options[] = {
    { "--config", "FILE", "read NAME=value lines; the environment wins" },
    { "--help", NULL, "print this" },
    { .name = NULL },
};

/* ---- one option ---- */

/* The option that the word names, by itself or before a '='. NULL: none. */
static const struct option_about *option_find(const struct option_about *option,
                                              const char *word)
{
    size_t length = strcspn(word, "=");

    for (; option != NULL && option->name != NULL; option++) {
        if (strlen(option->name) == length &&
            strncmp(option->name, word, length) == 0)
            return option;
    }
    return NULL;
}

/* Does a list such as "rst|markdown" hold the text? */
static bool choice_holds(const char *choices, const char *text)
{
    size_t length = strlen(text);

    for (;;) {
        size_t one = strcspn(choices, "|");

        if (one == length && strncmp(choices, text, length) == 0)
            return true;
        if (choices[one] == '\0')
            return false;
        choices += one + 1;
    }
}

/* The text behind the option's '=', else the next word, to which *word then
 * moves; "" when there is neither. */
static const char *option_text(char *const **word)
{
    const char *equals = strchr(**word, '=');

    if (equals != NULL)
        return equals + 1;
    if ((*word)[1] == NULL)
        return "";
    ++*word;
    return **word;
}

/* Reads the option at *word; moves *word to the last that belongs to it. */
static int option_value(const struct option_about *option, char *const **word,
                        const char **ret_value, struct err *err)
{
    *ret_value = "";
    if (option->value == NULL) {
        return strchr(**word, '=') == NULL
                   ? 0
                   : err_set(err, ERR_USAGE, "%s takes no value", option->name);
    }
    *ret_value = option_text(word);
    if (**ret_value == '\0') {
        return err_set(err, ERR_USAGE, "%s needs a value: %s", option->name,
                       option->value);
    }
    if (strchr(option->value, '|') != NULL &&
        !choice_holds(option->value, *ret_value)) {
        return err_set(err, ERR_USAGE, "%s cannot be '%s': it is %s",
                       option->name, *ret_value, option->value);
    }
    return 0;
}

/* ---- all of them ---- */

static int arguments_option(struct arguments *arguments, char *const **word,
                            struct err *err)
{
    const struct option_about *own = arguments->command->options;
    const struct option_about *option = option_find(own, **word);
    const char *value;

    if (option != NULL) {
        assert(option - own < ARGUMENTS_OPTIONS_MAX);
        return option_value(option, word, &arguments->values[option - own],
                            err);
    }
    option = option_find(common_options, **word);
    if (option == NULL) {
        return err_set(err, ERR_USAGE,
                       "unknown option '%s': tandem %s --help lists them",
                       **word, arguments->command->name);
    }
    if (option_value(option, word, &value, err) != 0)
        return -1;
    if (option->value == NULL) {
        arguments->help = true;
    } else {
        arguments->config = value;
    }
    return 0;
}

static size_t operands_most(const struct command *command)
{
    size_t count = command->operands != NULL;

    for (const char *at = command->operands; at != NULL && *at != '\0'; at++)
        count += *at == ' ';
    assert(count <= ARGUMENTS_OPERANDS_MAX);
    return count;
}

/* Those in brackets may be left out. */
static size_t operands_least(const struct command *command)
{
    size_t count = operands_most(command);

    for (const char *at = command->operands; at != NULL && *at != '\0'; at++)
        count -= *at == '[';
    return count;
}

static int arguments_operand(struct arguments *arguments, const char *word,
                             struct err *err)
{
    const struct command *command = arguments->command;

    if (arguments->operand_count == operands_most(command)) {
        return err_set(err, ERR_USAGE,
                       "'%s' is too much: tandem %s --help says what it takes",
                       word, command->name);
    }
    arguments->operands[arguments->operand_count++] = word;
    return 0;
}

int arguments_parse(const struct command *command, char *const *words,
                    struct arguments *ret_arguments, struct err *err)
{
    bool options_end = false;

    *ret_arguments = (struct arguments){ .command = command };
    for (char *const *word = words; *word != NULL; word++) {
        bool is_option = !options_end && text_starts(*word, "-");
        int result;

        if (is_option && text_equal(*word, "--")) {
            options_end = true;
            continue;
        }
        result = is_option ? arguments_option(ret_arguments, &word, err)
                           : arguments_operand(ret_arguments, *word, err);

        if (result != 0)
            return -1;
        if (ret_arguments->help)
            return 0;
    }
    if (ret_arguments->operand_count < operands_least(command)) {
        return err_set(err, ERR_USAGE, "tandem %s needs %s", command->name,
                       command->operands);
    }
    return 0;
}

const char *arguments_value(const struct arguments *arguments, const char *name)
{
    const struct option_about *own = arguments->command->options;
    const struct option_about *option = option_find(own, name);

    assert(option != NULL);
    return arguments->values[option - own];
}

/* ---- help ---- */

static void option_print(const struct option_about *option, struct buf *out)
{
    buf_print(out, "%s%s%s", option->name, option->value == NULL ? "" : " ",
              option->value == NULL ? "" : option->value);
}

static void options_usage(const struct option_about *option, struct buf *out)
{
    for (; option != NULL && option->name != NULL; option++) {
        buf_text_append(out, " [");
        option_print(option, out);
        buf_text_append(out, "]");
    }
}

static void options_list(const struct option_about *option, struct buf *out)
{
    for (; option != NULL && option->name != NULL; option++) {
        struct buf name = { 0 };

        option_print(option, &name);
        /* What is too long for its column has a line of its own. */
        buf_print(out, "  %-22s%s  %s\n", buf_text(&name),
                  name.length > NAME_WIDTH ? NAME_LINE : "", option->help);
        buf_free(&name);
    }
}

void arguments_usage(const struct command *command, struct buf *ret_text)
{
    buf_print(ret_text, "tandem %s", command->name);
    options_usage(command->options, ret_text);
    buf_text_append(ret_text, " [--config FILE]");
    if (command->operands != NULL)
        buf_print(ret_text, " %s", command->operands);
}

void arguments_help(const struct command *command, struct buf *ret_text)
{
    options_list(command->options, ret_text);
    options_list(common_options, ret_text);
}
