/*
 * tests/support/child.h: a function in a process of its own, watched from
 * outside. One at a time.
 */
#ifndef TANDEM_TESTS_CHILD_H
#define TANDEM_TESTS_CHILD_H

#include <sys/types.h>

/* What the child does; it exits with the result. */
typedef int child_function(void *arg);

/* What it prints (both streams) is heard. */
void child_start(child_function *function, void *arg);

void child_signal(int number);

/* Waits until the child has said text. */
void child_hear(const char *text);

/* Waits for its end and gives its exit code. */
int child_exit(void);

/* All it has said so far. Borrowed until the next call. */
const char *child_said(void);

/* Kills it if it still runs, and forgets what it said. */
void child_end(void);

#endif
