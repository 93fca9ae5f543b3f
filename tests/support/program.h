/*
 * tests/support/program.h: the real binaries, started and ended by a test.
 *
 * Programs inherit the test's environment; world.h fills it. What they print
 * goes to build/log/<test>.<n>.<program>.log. None survives its test: the
 * kernel ends them with the test process, programs_end() with the test.
 */
#ifndef TANDEM_TESTS_PROGRAM_H
#define TANDEM_TESTS_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PROGRAMS_MAX 1000 /* of one test, also those that have ended */

struct program;

/*
 * Starts a program of this build: program_start("loader", "TANDEM_LOG=debug").
 * Words that begin with TANDEM_ are variables for it alone, all others are its
 * arguments. Valid until programs_end().
 */
#define program_start(...) program_start_words(__VA_ARGS__, (char *)NULL)
struct program *program_start_words(const char *name, ...)
    __attribute__((sentinel));

/* Starts a program, waits for its end (at most 60 s), gives its exit code:
 * program_run(&output, "tandem", "status"). *ret_output (NULL: not wanted)
 * is what it printed, valid until programs_end(). */
#define program_run(...) program_run_words(__VA_ARGS__, (char *)NULL)
int program_run_words(const char **ret_output, const char *name, ...)
    __attribute__((sentinel));

/* SIGTERM. Returns the exit code (128 + signal if one ended it) and how long
 * that took; fails the test when it took more than 30 s. */
int program_stop(struct program *program, int64_t *ret_ms);

/* SIGTERM, and does not wait for its end. */
void program_terminate(struct program *program);

/* SIGKILL: an outage. */
void program_kill(struct program *program);

/* SIGSTOP and SIGCONT: a program that hangs, or a machine that sleeps. */
void program_freeze(struct program *program);
void program_thaw(struct program *program);

bool program_is_running(struct program *program);

/* Waits for its own end, at most limit_s, else fails the test. */
int program_wait(struct program *program, int limit_s);

/* Goes into the logs' names, where tests run beside each other; borrowed. */
void programs_log_as(const char *part);

/* Its arguments as the process list shows them, blanks between; valid until
 * the next call. "" when it does not run. */
const char *program_command_line(const struct program *program);

/* Each program of the world, in the order they were started; NULL: no more. */
const struct program *program_nth(size_t n);
const char *program_name(const struct program *program);

/* Resident memory in KiB; 0 when it does not run. */
long program_rss_kb(const struct program *program);

/* The most that it has had since it was started. */
long program_peak_kb(const struct program *program);

/* What it has printed so far, valid until programs_end(). */
const char *program_output(const struct program *program);
bool program_said(const struct program *program, const char *text);

/* The file that it prints to, valid until programs_end(). */
const char *program_log(const struct program *program);

/* The folder of this build: "build/test". */
const char *program_folder(void);

/* Stops what still runs. The number of programs that did not exit with 0,
 * those apart that the test itself stopped, killed or waited for. */
size_t programs_stop(void);

/* Ends what still runs at once and forgets everything. */
void programs_end(void);

/* The last lines of each program's log, for a failed test. */
void programs_show(void);

#endif
