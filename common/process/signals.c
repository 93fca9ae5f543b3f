#include "process/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

/* Signals belong to the process, and so does this. */
static volatile sig_atomic_t stopped;
static int pipe_ends[2] = { -1, -1 };

/* The byte stays in the pipe: whoever waits from now on wakes at once. */
static void signals_handle(int number)
{
    int kept = errno;

    (void)number;
    stopped = 1;
    if (write(pipe_ends[1], "", 1) < 0) {
        /* full: then it is readable already */
    }
    errno = kept;
}

static void signals_set(void (*stop)(int), void (*broken_pipe)(int))
{
    struct sigaction action = { .sa_handler = stop };

    (void)sigemptyset(&action.sa_mask);
    (void)sigaction(SIGTERM, &action, NULL);
    (void)sigaction(SIGINT, &action, NULL);
    action.sa_handler = broken_pipe;
    (void)sigaction(SIGPIPE, &action, NULL);
}

int signals_open(struct err *err)
{
    stopped = 0;
    if (pipe(pipe_ends) != 0)
        return err_set(err, ERR_FATAL, "cannot make a pipe for signals");
    for (int i = 0; i < 2; i++) {
        (void)fcntl(pipe_ends[i], F_SETFD, FD_CLOEXEC);
        (void)fcntl(pipe_ends[i], F_SETFL, O_NONBLOCK);
    }
    signals_set(signals_handle, SIG_IGN);
    return 0;
}

void signals_close(void)
{
    signals_set(SIG_DFL, SIG_DFL);
    for (int i = 0; i < 2; i++) {
        if (pipe_ends[i] >= 0)
            (void)close(pipe_ends[i]);
        pipe_ends[i] = -1;
    }
}

bool signals_stopped(void)
{
    return stopped != 0;
}

int signals_fd(void)
{
    return pipe_ends[0];
}
