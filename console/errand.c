#include "console/errand.h"

#include "base/mem.h"
#include "base/time.h"
#include "console/who.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define PART        ((size_t)16 * 1024)
#define CANNOT_EXEC 127
/* Between the end of what it prints and the end of the process. */
#define LAST_STEP_MS 5

enum { OUT, ERRORS, PIPES };

struct errand {
    pid_t pid;      /* 0: it has ended */
    int fds[PIPES]; /* -1: it prints nothing more */
    struct buf prints[PIPES];
    int64_t until_ms;
    int status;
    const char *why; /* it was ended by us, or NULL */
};

/* ---- the child ---- */

/* Between fork() and exec(): nothing but system calls, as if there were
 * threads. */
static void child_run(const struct errand_order *order, int pipes[PIPES][2],
                      pid_t parent)
{
    struct sigaction plain = { .sa_handler = SIG_DFL };
    int nothing = open("/dev/null", O_RDONLY);

    (void)sigaction(SIGPIPE, &plain, NULL);
    /* A group of its own: Ctrl-C is our affair. */
    (void)setpgid(0, 0);
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent || nothing < 0 || dup2(nothing, STDIN_FILENO) < 0 ||
        dup2(pipes[OUT][1], STDOUT_FILENO) < 0 ||
        dup2(pipes[ERRORS][1], STDERR_FILENO) < 0)
        _exit(CANNOT_EXEC);
    (void)execv(order->program, order->words);
    _exit(CANNOT_EXEC);
}

static pid_t child_start(const struct errand_order *order, int pipes[PIPES][2])
{
    pid_t parent = getpid();
    pid_t pid = fork();

    if (pid != 0)
        return pid;
    /* NOLINTNEXTLINE(concurrency-mt-unsafe): there are no threads of ours */
    if (order->who != NULL && setenv(WHO_VARIABLE, order->who, 1) != 0)
        _exit(CANNOT_EXEC);
    child_run(order, pipes, parent);
    _exit(CANNOT_EXEC);
}

/* ---- pipes ---- */

static void pipes_close(int pipes[PIPES][2], int end)
{
    for (int i = 0; i < PIPES; i++) {
        if (pipes[i][end] >= 0)
            (void)close(pipes[i][end]);
        pipes[i][end] = -1;
    }
}

static bool pipes_open(int pipes[PIPES][2])
{
    for (int i = 0; i < PIPES; i++)
        pipes[i][0] = pipes[i][1] = -1;
    for (int i = 0; i < PIPES; i++) {
        if (pipe(pipes[i]) != 0 ||
            fcntl(pipes[i][0], F_SETFD, FD_CLOEXEC) != 0 ||
            fcntl(pipes[i][1], F_SETFD, FD_CLOEXEC) != 0 ||
            fcntl(pipes[i][0], F_SETFL, O_NONBLOCK) != 0)
            return false;
    }
    return true;
}

struct errand *errand_start(const struct errand_order *order, struct err *err)
{
    int pipes[PIPES][2];
    struct errand *errand = NULL;
    pid_t pid = pipes_open(pipes) ? child_start(order, pipes) : -1;

    pipes_close(pipes, 1);
    if (pid < 0) {
        char why[128] = "";

        (void)strerror_r(errno, why, sizeof why);
        pipes_close(pipes, 0);
        (void)err_set(err, ERR_RETRY, "cannot start a process: %s", why);
        return NULL;
    }
    errand = mem_new(1, sizeof *errand);
    errand->pid = pid;
    errand->fds[OUT] = pipes[OUT][0];
    errand->fds[ERRORS] = pipes[ERRORS][0];
    errand->until_ms = time_boot_ms() + order->limit_ms;
    return errand;
}

/* ---- what it prints ---- */

static void errand_shut(struct errand *errand, int i)
{
    if (errand->fds[i] >= 0)
        (void)close(errand->fds[i]);
    errand->fds[i] = -1;
}

static void errand_read(struct errand *errand, int i)
{
    struct buf *prints = &errand->prints[i];
    char part[PART];
    ssize_t length = 0;

    while (errand->fds[i] >= 0 && prints->length <= ERRAND_PRINTS_MAX &&
           (length = read(errand->fds[i], part, sizeof part)) > 0)
        buf_append(prints, part, (size_t)length);
    if (length == 0 || (length < 0 && errno != EAGAIN && errno != EINTR))
        errand_shut(errand, i);
}

static bool errand_is_mute(const struct errand *errand)
{
    return errand->fds[OUT] < 0 && errand->fds[ERRORS] < 0;
}

/* ---- its end ---- */

/* Whoever is killed ends at once, so this waits for it. */
static void errand_kill(struct errand *errand)
{
    if (errand->pid == 0)
        return;
    (void)kill(errand->pid, SIGKILL);
    (void)waitpid(errand->pid, &errand->status, 0);
    errand->pid = 0;
}

static void errand_end(struct errand *errand, const char *why)
{
    errand_kill(errand);
    errand->why = why;
    errand_shut(errand, OUT);
    errand_shut(errand, ERRORS);
}

bool errand_step(struct errand *errand)
{
    for (int i = 0; i < PIPES && errand->pid != 0; i++) {
        errand_read(errand, i);
        if (errand->prints[i].length > ERRAND_PRINTS_MAX)
            errand_end(errand, "it printed more than 8 MB, and was ended");
    }
    if (errand->pid != 0 && errand_is_mute(errand) &&
        waitpid(errand->pid, &errand->status, WNOHANG) == errand->pid)
        errand->pid = 0;
    if (errand->pid != 0 && time_boot_ms() >= errand->until_ms)
        errand_end(errand, "it took too long, and was ended");
    return errand->pid == 0;
}

size_t errand_poll(const struct errand *errand, struct pollfd fds[ERRAND_FDS],
                   int *wait_ms)
{
    int64_t left_ms = errand_is_mute(errand)
                          ? LAST_STEP_MS
                          : errand->until_ms - time_boot_ms();
    size_t count = 0;

    if (left_ms < *wait_ms)
        *wait_ms = left_ms < 0 ? 0 : (int)left_ms;
    for (int i = 0; i < PIPES; i++) {
        if (errand->fds[i] >= 0) {
            fds[count++] =
                (struct pollfd){ .fd = errand->fds[i], .events = POLLIN };
        }
    }
    return count;
}

void errand_free(struct errand *errand)
{
    if (errand == NULL)
        return;
    errand_end(errand, NULL);
    buf_free(&errand->prints[OUT]);
    buf_free(&errand->prints[ERRORS]);
    free(errand);
}

int errand_exit(const struct errand *errand, const char **ret_why)
{
    *ret_why = errand->why;
    if (errand->why != NULL)
        return -1;
    if (WIFEXITED(errand->status) && WEXITSTATUS(errand->status) != CANNOT_EXEC)
        return WEXITSTATUS(errand->status);
    *ret_why = WIFEXITED(errand->status) ? "it could not be started"
                                         : "it was ended by a signal";
    return -1;
}

const struct buf *errand_printed(const struct errand *errand)
{
    return &errand->prints[OUT];
}

const struct buf *errand_complained(const struct errand *errand)
{
    return &errand->prints[ERRORS];
}
