/*
 * console/console.h: from the command line to a command.
 */
#ifndef TANDEM_CONSOLE_CONSOLE_H
#define TANDEM_CONSOLE_CONSOLE_H

/* Runs the command that argv names and says on stderr what went wrong.
 * Returns the exit code: 0 done, 1 failed, 2 something must be changed. */
int console_run(int argc, char **argv);

#endif
