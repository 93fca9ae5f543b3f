/*
 * console/command.h: what a command is.
 *
 * A new command is one file that defines its `struct command`, a line below,
 * and a line in console_commands of console.c. Everything that --help says, and
 * what the command line may hold, comes from the struct.
 */
#ifndef TANDEM_CONSOLE_COMMAND_H
#define TANDEM_CONSOLE_COMMAND_H

#include "base/err.h"
#include "console/arguments.h"
#include "process/config.h"

/* May the page of `tandem serve` run it? */
enum command_page {
    PAGE_NEVER, /* for the terminal alone */
    PAGE_READS,
    PAGE_CHANGES, /* not for the reader's role */
};

struct command {
    const char *name;                   /* "docs" */
    const char *summary;                /* one line, for the list of commands */
    const char *text;                   /* a paragraph for --help */
    const char *example;                /* a whole command line */
    unsigned needs;                     /* enum config_need */
    const struct option_about *options; /* ended by a NULL name, or NULL */
    const char *operands; /* "SYSTEM ENTITY [ID]": all are required, but for
                             those in brackets; or NULL */

    /* What is on the page has --json. With blanks between: options that
     * show what records hold, options and operands that make a reading command
     * change something (neither is for the reader's role), and options that
     * are not for the page. NULL: none. */
    enum command_page page;
    const char *page_looks;   /* "--values" */
    const char *page_changes; /* "--redrive", "release drop" */
    const char *page_never;   /* "--watch" */

    /* Prints what it has to say on stdout. The error's kind gives the exit
     * code. */
    int (*run)(const struct config *config, const struct arguments *arguments,
               struct err *err);
};

/* All of them, ended by NULL. */
extern const struct command *const console_commands[];

extern const struct command brake_command;
extern const struct command check_command;
extern const struct command completion_command;
extern const struct command dead_letters_command;
extern const struct command docs_command;
extern const struct command erase_command;
extern const struct command explain_command;
extern const struct command export_command;
extern const struct command held_command;
extern const struct command import_command;
extern const struct command links_command;
extern const struct command owed_command;
extern const struct command prefer_command;
extern const struct command rebuild_command;
extern const struct command replay_command;
extern const struct command resolve_command;
extern const struct command retry_command;
extern const struct command serve_command;
extern const struct command status_command;
extern const struct command unlink_command;

#endif
