/*
 * console/api.h: what somebody asks for over HTTP, as a command line.
 *
 * "explain" with values=1 and operand=kari@example.com is
 * tandem explain --json --values -- kari@example.com. Only commands and options
 * that are for the page are taken; what is an option's value or an operand is
 * never taken for an option, and no shell sees it.
 */
#ifndef TANDEM_CONSOLE_API_H
#define TANDEM_CONSOLE_API_H

#include "base/json.h"
#include "console/arguments.h"
#include "console/command.h"

#include <stdbool.h>

/* tandem NAME --json --config=FILE, and the `--` before the operands. */
#define API_WORDS_MAX (5 + ARGUMENTS_OPTIONS_MAX + ARGUMENTS_OPERANDS_MAX)

struct api_call {
    const struct command *command;
    bool changes;
    bool looks;                                /* at what records hold */
    const char *values[ARGUMENTS_OPTIONS_MAX]; /* as in struct arguments */
    const char *operands[ARGUMENTS_OPERANDS_MAX];
    size_t operand_count;
    char *words[API_WORDS_MAX + 1]; /* by api_call_words(), ended by NULL */
};

/* ERR_DATA: the page has no such command. api_call_free() either way. */
int api_call_begin(struct api_call *ret_call, const char *name,
                   struct err *err) MUST_CHECK;
void api_call_free(struct api_call *call);

/* name: "operand", or an option's without its dashes; borrowed until
 * api_call_words(), as value is. ERR_USAGE says what is wrong with it. */
int api_call_add(struct api_call *call, const char *name, const char *value,
                 struct err *err) MUST_CHECK;

/* The same for each member of an object: texts, true or false, and for
 * "operand" an array of texts. */
int api_call_add_all(struct api_call *call, const struct json *object,
                     struct err *err) MUST_CHECK;

/* config: the file of --config, or NULL. */
void api_call_words(struct api_call *call, const char *config);

/* The commands that the page may run, with their options; those that change
 * or look only if all. */
struct json *api_commands(bool all);

#endif
