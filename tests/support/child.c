#include "support/child.h"

#include "base/buf.h"
#include "base/time.h"
#include "support/test.h"

#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define LIMIT_MS 20000

static pid_t child;
static int from_child = -1;
static struct buf said;

void child_start(child_function *function, void *arg)
{
    int ends[2];

    assert_int_equal(pipe(ends), 0);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        (void)dup2(ends[1], STDOUT_FILENO);
        (void)dup2(ends[1], STDERR_FILENO);
        (void)close(ends[0]);
        exit(function(arg)); /* NOLINT(concurrency-mt-unsafe): one thread */
    }
    (void)close(ends[1]);
    from_child = ends[0];
}

void child_signal(int number)
{
    assert_int_equal(kill(child, number), 0);
}

/* Reads a little more of what the child prints; false: that was all. */
static bool child_hear_more(int64_t until_ms)
{
    struct pollfd readable = { .fd = from_child, .events = POLLIN };
    int64_t left_ms = until_ms - time_boot_ms();
    char block[1024];
    ssize_t count;

    if (poll(&readable, 1, left_ms > 0 ? (int)left_ms : 0) <= 0)
        fail_msg("waited in vain, heard:\n%s", buf_text(&said));
    count = read(from_child, block, sizeof block);
    if (count > 0)
        buf_append(&said, block, (size_t)count);
    return count > 0;
}

void child_hear(const char *text)
{
    int64_t until_ms = time_boot_ms() + LIMIT_MS;
    bool more = true;

    while (more && strstr(buf_text(&said), text) == NULL)
        more = child_hear_more(until_ms);
    if (strstr(buf_text(&said), text) == NULL)
        fail_msg("never said '%s', but:\n%s", text, buf_text(&said));
}

int child_exit(void)
{
    int64_t until_ms = time_boot_ms() + LIMIT_MS;
    int status;

    while (child_hear_more(until_ms)) {
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    child = 0;
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

const char *child_said(void)
{
    return buf_text(&said);
}

void child_end(void)
{
    if (child > 0) {
        (void)kill(child, SIGKILL);
        (void)waitpid(child, NULL, 0);
    }
    child = 0;
    if (from_child >= 0)
        (void)close(from_child);
    from_child = -1;
    buf_free(&said);
}
