#include "support/program.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "support/test.h"
#include "support/waiting.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORDS_MAX      32
#define STOP_LIMIT_S   30
#define RUN_LIMIT_S    60
#define STEP_MS        5
#define SHOWN_BYTES    4000
#define NOT_STARTED    127
#define LOG_FOLDER     "build/log"
#define SIGNAL_TO_CODE 128

struct program {
    char *name;
    char *log;
    char *output; /* the newest reading of log */
    pid_t pid;
    bool ended;
    bool expected; /* the test has seen its end */
    int code;
};

static struct program programs[PROGRAMS_MAX];
static size_t program_count;
static unsigned logs; /* of this test binary: numbers the files */
static const char *log_part = "";

/* The test binary itself: build/test/tests/e2e/story_test. */
static const char *own_path(void)
{
    static char path[4096];
    ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);

    assert_true(length > 0);
    path[length] = '\0';
    return path;
}

const char *program_folder(void)
{
    static char folder[4096];
    char *tests;

    if (folder[0] == '\0') {
        (void)snprintf(folder, sizeof(folder), "%s", own_path());
        tests = strstr(folder, "/tests/");
        assert_non_null(tests);
        *tests = '\0';
    }
    return folder;
}

/* "NAME=value", in the child, whose only thread this is. */
static void set_variable(const char *variable)
{
    char *name = mem_copy(variable);
    char *value = strchr(name, '=');

    if (value == NULL)
        _exit(NOT_STARTED);
    *value++ = '\0';
    (void)setenv(name, value, 1); /* NOLINT(concurrency-mt-unsafe): see above */
    free(name);
}

/* Between fork and exec. Never returns. */
static void become(const char *path, char *const *argv,
                   const char *const *variables, int log, pid_t parent)
{
    if (dup2(log, STDOUT_FILENO) < 0 || dup2(log, STDERR_FILENO) < 0)
        _exit(NOT_STARTED);
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
        _exit(NOT_STARTED);
    for (; *variables != NULL; variables++)
        set_variable(*variables);
    (void)execv(path, argv);
    perror(path);
    _exit(NOT_STARTED);
}

/* Emptied before the program starts: nobody may read an earlier run's. */
static int log_open(const char *path)
{
    int file =
        open(path, O_CREAT | O_TRUNC | O_WRONLY | O_APPEND | O_CLOEXEC, 0644);

    assert_true(file >= 0);
    return file;
}

void programs_log_as(const char *part)
{
    log_part = part;
}

static struct program *program_new(const char *name)
{
    struct program *program = &programs[program_count++];

    assert_true(program_count <= PROGRAMS_MAX);
    /* Not yet a process: kill() of 0 would end all of the own group. */
    *program = (struct program){ .name = mem_copy(name),
                                 .ended = true,
                                 .expected = true };
    (void)mkdir("build", 0755);
    (void)mkdir(LOG_FOLDER, 0755);
    program->log =
        mem_print("%s/%s.%s%02u.%s.log", LOG_FOLDER,
                  strrchr(own_path(), '/') + 1, log_part, ++logs, name);
    return program;
}

static struct program *start(const char *name, va_list *words)
{
    struct program *program = program_new(name);
    char *path = mem_print("%s/%s", program_folder(), name);
    char *argv[WORDS_MAX + 2] = { path };
    const char *variables[WORDS_MAX + 1] = { NULL };
    size_t arguments = 1;
    size_t settings = 0;
    pid_t parent = getpid();
    int log = log_open(program->log);
    pid_t child;
    char *word;

    while ((word = va_arg(*words, char *)) != NULL) {
        assert_true(arguments + settings <= WORDS_MAX);
        if (text_starts(word, "TANDEM_")) {
            variables[settings++] = word;
        } else {
            argv[arguments++] = word;
        }
    }
    child = fork();
    assert_true(child >= 0);
    if (child == 0)
        become(path, argv, variables, log, parent);
    program->pid = child;
    program->ended = false;
    program->expected = false;
    (void)close(log);
    free(path);
    return program;
}

struct program *program_start_words(const char *name, ...)
{
    struct program *program;
    va_list words;

    va_start(words, name);
    program = start(name, &words);
    va_end(words);
    return program;
}

int program_run_words(const char **ret_output, const char *name, ...)
{
    struct program *program;
    va_list words;
    int code;

    va_start(words, name);
    program = start(name, &words);
    va_end(words);
    code = program_wait(program, RUN_LIMIT_S);
    if (ret_output != NULL)
        *ret_output = program_output(program);
    return code;
}

/* Has it ended by now? */
static bool reap(struct program *program, int options)
{
    int status = 0;

    if (program->ended)
        return true;
    if (waitpid(program->pid, &status, options) != program->pid)
        return false;
    program->ended = true;
    program->code = WIFEXITED(status) ? WEXITSTATUS(status)
                                      : SIGNAL_TO_CODE + WTERMSIG(status);
    return true;
}

bool program_is_running(struct program *program)
{
    return !reap(program, WNOHANG);
}

static bool ends_within(struct program *program, int limit_s)
{
    int64_t until_ms = time_boot_ms() + (int64_t)limit_s * 1000;

    while (!reap(program, WNOHANG)) {
        if (time_boot_ms() > until_ms)
            return false;
        waiting_moment(STEP_MS);
    }
    return true;
}

int program_wait(struct program *program, int limit_s)
{
    program->expected = true;
    if (!ends_within(program, limit_s))
        fail_msg("%s still runs after %d s", program->name, limit_s);
    return program->code;
}

void program_terminate(struct program *program)
{
    if (!program->ended)
        (void)kill(program->pid, SIGTERM);
}

int program_stop(struct program *program, int64_t *ret_ms)
{
    int64_t began_ms = time_boot_ms();
    int code;

    program_terminate(program);
    code = program_wait(program, STOP_LIMIT_S);
    if (ret_ms != NULL)
        *ret_ms = time_boot_ms() - began_ms;
    return code;
}

void program_kill(struct program *program)
{
    program->expected = true;
    if (program->ended)
        return;
    (void)kill(program->pid, SIGKILL);
    (void)reap(program, 0);
}

void program_freeze(struct program *program)
{
    assert_int_equal(kill(program->pid, SIGSTOP), 0);
}

void program_thaw(struct program *program)
{
    assert_int_equal(kill(program->pid, SIGCONT), 0);
}

static void read_all(const char *path, struct buf *ret_text)
{
    FILE *file = fopen(path, "re");
    char bytes[8192];
    size_t length;

    if (file == NULL)
        return;
    while ((length = fread(bytes, 1, sizeof(bytes), file)) > 0)
        buf_append(ret_text, bytes, length);
    (void)fclose(file);
}

/* A line of /proc/PID/status; 0 when there is none. */
static long status_kb(const struct program *program, const char *name)
{
    char *path = mem_print("/proc/%ld/status", (long)program->pid);
    struct buf text = { 0 };
    const char *line;
    long kb = 0;

    if (!program->ended)
        read_all(path, &text);
    line = strstr(buf_text(&text), name);
    if (line != NULL)
        kb = strtol(line + strlen(name), NULL, 10);
    buf_free(&text);
    free(path);
    return kb;
}

long program_rss_kb(const struct program *program)
{
    return status_kb(program, "VmRSS:");
}

long program_peak_kb(const struct program *program)
{
    return status_kb(program, "VmHWM:");
}

const struct program *program_nth(size_t n)
{
    return n < program_count ? &programs[n] : NULL;
}

const char *program_name(const struct program *program)
{
    return program->name;
}

const char *program_command_line(const struct program *program)
{
    static struct buf text;
    char *path = mem_print("/proc/%ld/cmdline", (long)program->pid);

    buf_clear(&text);
    if (!program->ended)
        read_all(path, &text);
    for (size_t i = 0; i + 1 < text.length; i++) {
        if (text.data[i] == '\0')
            text.data[i] = ' ';
    }
    free(path);
    return buf_text(&text);
}

const char *program_output(const struct program *program)
{
    struct program *mine = &programs[program - programs];
    struct buf text = { 0 };

    read_all(program->log, &text);
    free(mine->output);
    mine->output = buf_take(&text);
    return mine->output;
}

bool program_said(const struct program *program, const char *text)
{
    return strstr(program_output(program), text) != NULL;
}

const char *program_log(const struct program *program)
{
    return program->log;
}

size_t programs_stop(void)
{
    size_t bad = 0;

    for (size_t i = 0; i < program_count; i++) {
        if (!programs[i].ended)
            (void)kill(programs[i].pid, SIGTERM);
    }
    for (size_t i = 0; i < program_count; i++) {
        struct program *program = &programs[i];

        if (program->expected)
            continue;
        if (program_wait(program, STOP_LIMIT_S) != 0) {
            print_error("%s ended with %d: %s\n", program->name, program->code,
                        program->log);
            bad++;
        }
    }
    return bad;
}

void programs_end(void)
{
    for (size_t i = 0; i < program_count; i++) {
        program_kill(&programs[i]);
        free(programs[i].name);
        free(programs[i].log);
        free(programs[i].output);
    }
    program_count = 0;
}

void programs_show(void)
{
    for (size_t i = 0; i < program_count; i++) {
        const char *text = program_output(&programs[i]);
        size_t length = strlen(text);

        if (length > SHOWN_BYTES)
            text += length - SHOWN_BYTES;
        print_error("---- %s (%s)\n%s\n", programs[i].name, programs[i].log,
                    text);
    }
}
