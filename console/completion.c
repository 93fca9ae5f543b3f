/*
 * tandem completion: what bash needs to complete tandem's words.
 */
#include "console/command.h"

#include <stdio.h>
#include <string.h>

/* "rst|markdown" as words for bash; other values are for people to know. */
static void print_choices(const struct option_about *option)
{
    if (option->value == NULL || strchr(option->value, '|') == NULL)
        return;
    (void)printf("        %s) words='", option->name);
    for (const char *at = option->value; *at != '\0'; at++)
        (void)putchar(*at == '|' ? ' ' : *at);
    (void)printf("' ;;\n");
}

static void print_command(const struct command *command)
{
    (void)printf("    %s)\n        case $before in\n", command->name);
    for (const struct option_about *o = command->options;
         o != NULL && o->name != NULL; o++)
        print_choices(o);
    (void)printf("        *) words='--config --help");
    for (const struct option_about *o = command->options;
         o != NULL && o->name != NULL; o++)
        (void)printf(" %s", o->name);
    (void)printf("' ;;\n        esac ;;\n");
}

static int completion_run(const struct config *config,
                          const struct arguments *arguments, struct err *err)
{
    (void)config;
    (void)arguments;
    (void)err;
    (void)printf("# bash completion for tandem; made by tandem completion\n"
                 "_tandem() {\n"
                 "    local word=${COMP_WORDS[COMP_CWORD]} words=''\n"
                 "    local before=${COMP_WORDS[COMP_CWORD-1]}\n"
                 "    case ${COMP_WORDS[1]} in\n");
    for (size_t i = 0; console_commands[i] != NULL; i++)
        print_command(console_commands[i]);
    (void)printf("    esac\n"
                 "    if [ \"$COMP_CWORD\" = 1 ]; then\n"
                 "        words='--help --version");
    for (size_t i = 0; console_commands[i] != NULL; i++)
        (void)printf(" %s", console_commands[i]->name);
    (void)printf("'\n"
                 "    fi\n"
                 "    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- "
                 "\"$word\")\n"
                 "}\n"
                 "complete -o default -F _tandem tandem\n");
    return 0;
}

const struct command completion_command = {
    .name = "completion",
    .summary = "prints what bash needs to complete commands and options",
    .text = "make install puts it where bash finds it; else have it read by "
            "your shell, in ~/.bashrc.",
    .example = "eval \"$(tandem completion)\"",
    .run = completion_run,
};
