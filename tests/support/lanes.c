#include "support/lanes.h"

#include "base/mem.h"
#include "support/program.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

/* Never returns. Whole lines, as all lanes print to the same file. */
static void lane_run(const struct CMUnitTest *tests, size_t count,
                     const char *name)
{
    (void)setvbuf(stdout, NULL, _IOLBF, 0);
    programs_log_as(name);
    _exit(_cmocka_run_group_tests(name, tests, count, NULL, NULL) == 0 ? 0 : 1);
}

static pid_t lane_start(const struct CMUnitTest *tests, size_t count,
                        size_t number)
{
    pid_t parent = getpid();
    pid_t pid;
    char *name = mem_print("lane%zu.", number);

    (void)fflush(NULL);
    pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
            _exit(1);
        lane_run(tests, count, name);
    }
    free(name);
    return pid;
}

/* Every lanes-th test, from the first-th on. */
static pid_t lane_deal(const struct CMUnitTest *tests, size_t count,
                       size_t first, size_t lanes)
{
    struct CMUnitTest *own = mem_new(count, sizeof *own);
    size_t own_count = 0;
    pid_t pid;

    for (size_t i = first; i < count; i += lanes)
        own[own_count++] = tests[i];
    pid = lane_start(own, own_count, first);
    free(own);
    return pid;
}

int lanes_run(const struct CMUnitTest *tests, size_t count, size_t lanes)
{
    pid_t *pids = mem_new(lanes, sizeof *pids);
    int failed = 0;

    for (size_t i = 0; i < lanes; i++)
        pids[i] = lane_deal(tests, count, i, lanes);
    for (size_t i = 0; i < lanes; i++) {
        int status = 0;

        failed += waitpid(pids[i], &status, 0) != pids[i] || status != 0;
    }
    free(pids);
    return failed;
}
