#include "console/api.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

#define DASHES    "--"
#define VALUE_MAX 1000
#define TOLD_MAX  40

static const struct command *api_find(const char *name)
{
    for (size_t i = 0; console_commands[i] != NULL; i++) {
        if (console_commands[i]->page != PAGE_NEVER &&
            text_equal(console_commands[i]->name, name))
            return console_commands[i];
    }
    return NULL;
}

/* Is the name one of these words? */
static bool holds(const char *words, const char *name)
{
    size_t length = strlen(name);

    while (words != NULL && *words != '\0') {
        size_t one = strcspn(words, " ");

        if (one == length && strncmp(words, name, length) == 0)
            return true;
        words += one + (words[one] == ' ');
    }
    return false;
}

int api_call_begin(struct api_call *ret_call, const char *name, struct err *err)
{
    *ret_call = (struct api_call){ .command = api_find(name) };
    if (ret_call->command == NULL) {
        return err_set(err, ERR_DATA, "the page has no command '%.*s'",
                       TOLD_MAX, name);
    }
    ret_call->changes = ret_call->command->page == PAGE_CHANGES;
    return 0;
}

void api_call_free(struct api_call *call)
{
    for (size_t i = 0; call->words[i] != NULL; i++)
        free(call->words[i]);
    *call = (struct api_call){ 0 };
}

/* ---- one word ---- */

/* A line end or an escape sequence belongs to no id, name or address. */
static int value_check(const char *name, const char *value, struct err *err)
{
    size_t length = strlen(value);

    if (length > VALUE_MAX)
        return err_set(err, ERR_USAGE, "'%s' is too long", name);
    for (size_t i = 0; i < length; i++) {
        if ((unsigned char)value[i] < ' ' || value[i] == 127) {
            return err_set(err, ERR_USAGE,
                           "'%s' has a line end or another control character "
                           "in it",
                           name);
        }
    }
    return text_is_utf8(value, length)
               ? 0
               : err_set(err, ERR_USAGE, "'%s' is no UTF-8", name);
}

/* The place of the command's option, if the page may give it; or -1. */
static int option_place(const struct command *command, const char *name)
{
    const struct option_about *options = command->options;

    for (int i = 0; options != NULL && options[i].name != NULL; i++) {
        if (text_equal(options[i].name + strlen(DASHES), name)) {
            return text_equal(name, "json") ||
                           holds(command->page_never, options[i].name)
                       ? -1
                       : i;
        }
    }
    return -1;
}

static int add_operand(struct api_call *call, const char *value,
                       struct err *err)
{
    if (*value == '\0')
        return err_set(err, ERR_USAGE, "an operand is empty");
    if (call->operand_count == ARGUMENTS_OPERANDS_MAX)
        return err_set(err, ERR_USAGE, "there are too many operands");
    call->operands[call->operand_count++] = value;
    call->changes |= holds(call->command->page_changes, value);
    return 0;
}

static int add_option(struct api_call *call, const char *name,
                      const char *value, struct err *err)
{
    const struct command *command = call->command;
    int place = option_place(command, name);
    const struct option_about *option;

    if (place < 0) {
        return err_set(err, ERR_USAGE, "the page's %s has no option '%s'",
                       command->name, name);
    }
    option = &command->options[place];
    if (call->values[place] != NULL)
        return err_set(err, ERR_USAGE, "'%s' is given twice", name);
    if (option->value == NULL && text_equal(value, "false"))
        return 0;
    if (option->value == NULL && *value != '\0' && !text_equal(value, "1") &&
        !text_equal(value, "true")) {
        return err_set(err, ERR_USAGE, "'%s' is 1, true, false or nothing",
                       name);
    }
    call->values[place] = value;
    call->looks |= holds(command->page_looks, option->name);
    call->changes |= holds(command->page_changes, option->name);
    return 0;
}

int api_call_add(struct api_call *call, const char *name, const char *value,
                 struct err *err)
{
    if (strlen(name) > TOLD_MAX)
        return err_set(err, ERR_USAGE, "the name of an option is too long");
    if (value_check(name, name, err) != 0 || value_check(name, value, err) != 0)
        return -1;
    return text_equal(name, "operand") ? add_operand(call, value, err)
                                       : add_option(call, name, value, err);
}

/* ---- all of them ---- */

static int add_member(struct api_call *call, const char *name,
                      const struct json *value, struct err *err)
{
    if (json_is_text(value))
        return api_call_add(call, name, json_text(value), err);
    if (json_is_bool(value)) {
        return api_call_add(call, name, json_true(value) ? "true" : "false",
                            err);
    }
    return err_set(err, ERR_USAGE, "'%.*s' is neither a text nor true or false",
                   TOLD_MAX, name);
}

static int add_operands(struct api_call *call, const struct json *array,
                        struct err *err)
{
    int result = 0;

    for (const struct json *item = json_first(array);
         item != NULL && result == 0; item = json_next(item))
        result = add_member(call, "operand", item, err);
    return result;
}

int api_call_add_all(struct api_call *call, const struct json *object,
                     struct err *err)
{
    int result = 0;

    if (!json_is_object(object))
        return err_set(err, ERR_USAGE, "the body is no JSON object");
    for (const struct json *member = json_first(object);
         member != NULL && result == 0; member = json_next(member)) {
        const char *name = json_name(member);

        result = text_equal(name, "operand") && json_is_array(member)
                     ? add_operands(call, member, err)
                     : add_member(call, name, member, err);
    }
    return result;
}

void api_call_words(struct api_call *call, const char *config)
{
    const struct option_about *options = call->command->options;
    size_t count = 0;

    call->words[count++] = mem_copy("tandem");
    call->words[count++] = mem_copy(call->command->name);
    call->words[count++] = mem_copy("--json");
    if (config != NULL)
        call->words[count++] = mem_print("--config=%s", config);
    for (size_t i = 0; i < ARGUMENTS_OPTIONS_MAX; i++) {
        if (call->values[i] == NULL)
            continue;
        call->words[count++] =
            options[i].value == NULL
                ? mem_copy(options[i].name)
                : mem_print("%s=%s", options[i].name, call->values[i]);
    }
    call->words[count++] = mem_copy(DASHES);
    for (size_t i = 0; i < call->operand_count; i++)
        call->words[count++] = mem_copy(call->operands[i]);
}

/* ---- what there is ---- */

static struct json *option_json(const struct option_about *option)
{
    struct json *json = json_new_object();

    json_set_text(json, "name", option->name + strlen(DASHES));
    if (option->value != NULL)
        json_set_text(json, "value", option->value);
    json_set_text(json, "help", option->help);
    return json;
}

static struct json *command_json(const struct command *command, bool all)
{
    struct json *json = json_new_object();
    struct json *options = json_new_array();

    json_set_text(json, "name", command->name);
    json_set_text(json, "summary", command->summary);
    json_set_bool(json, "changes", command->page == PAGE_CHANGES);
    if (command->operands != NULL)
        json_set_text(json, "operands", command->operands);
    for (const struct option_about *option = command->options;
         option != NULL && option->name != NULL; option++) {
        if (option_place(command, option->name + strlen(DASHES)) >= 0 &&
            (all || (!holds(command->page_looks, option->name) &&
                     !holds(command->page_changes, option->name))))
            json_append(options, option_json(option));
    }
    json_set(json, "options", options);
    return json;
}

struct json *api_commands(bool all)
{
    struct json *commands = json_new_array();

    for (size_t i = 0; console_commands[i] != NULL; i++) {
        const struct command *command = console_commands[i];

        if (command->page == PAGE_READS ||
            (all && command->page == PAGE_CHANGES))
            json_append(commands, command_json(command, all));
    }
    return commands;
}
