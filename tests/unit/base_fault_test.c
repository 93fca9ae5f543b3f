/*
 * Where no fault points are compiled in, these tests say that nothing happens.
 */
#include "base/fault.h"

#include "support/environment.h"
#include "support/test.h"

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef TANDEM_FAULTS
static const bool compiled_in = true;
#else
static const bool compiled_in = false;
#endif

/* A child passes these points in order. True if it was killed on its way. */
static bool dies_at(const char *one, const char *two, const char *three)
{
    int status;
    pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0) {
        fault_point(one);
        fault_point(two);
        fault_point(three);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) || WTERMSIG(status) == SIGKILL);
    return WIFSIGNALED(status);
}

static void without_the_variable_nothing_happens(void **state)
{
    (void)state;
    assert_false(dies_at("send", "commit", "save"));
}

static void the_named_point_kills(void **state)
{
    (void)state;
    environment_set("TANDEM_FAULT", "commit");
    assert_int_equal(dies_at("send", "commit", "save"), compiled_in);
    assert_false(dies_at("send", "save", "comm"));
    assert_false(dies_at("commits", "commit.after", "c"));
}

static void it_kills_at_the_nth_passing(void **state)
{
    (void)state;
    environment_set("TANDEM_FAULT", "send:3");
    assert_false(dies_at("send", "send", "save"));
    assert_int_equal(dies_at("send", "send", "send"), compiled_in);
}

static void once_is_once_over_all_processes(void **state)
{
    char path[256];

    (void)state;
    (void)snprintf(path, sizeof path, "%s/once", environment_folder());
    environment_set("TANDEM_FAULT", "send");
    environment_set("TANDEM_FAULT_ONCE", path);
    assert_int_equal(dies_at("send", "send", "send"), compiled_in);
    assert_false(dies_at("send", "send", "send"));
    assert_int_equal(unlink(path) == 0, compiled_in);
    assert_int_equal(dies_at("send", "send", "send"), compiled_in);
}

static int clean(void **state)
{
    (void)state;
    environment_clean();
    return environment_folder_remove();
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, clean, clean)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(without_the_variable_nothing_happens),
        TEST(the_named_point_kills),
        TEST(it_kills_at_the_nth_passing),
        TEST(once_is_once_over_all_processes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
