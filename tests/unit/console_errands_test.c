/*
 * Commands as child processes: /bin/sh plays them.
 */
#include "console/errands.h"

#include "base/mem.h"
#include "base/time.h"
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

#define LIMIT_MS  20000
#define HANG_MS   200
#define ENDS_MS   60000
#define ASKED_MAX (ERRANDS_RUNNING_MAX + ERRANDS_WAITING_MAX)

/* What one that asked has been told. */
struct told {
    int count;
    int code;
    char *why;
    char *printed;
    char *complained;
};

static struct errands *errands;
static struct told told[ASKED_MAX + 1];

static void keep(const struct errand *errand, const struct err *err, void *arg)
{
    struct told *one = arg;
    const char *why;

    (void)err;
    assert_non_null(errand);
    one->count++;
    one->code = errand_exit(errand, &why);
    one->why = mem_copy(why);
    one->printed = mem_copy(buf_text(errand_printed(errand)));
    one->complained = mem_copy(buf_text(errand_complained(errand)));
}

static int start(void **state)
{
    (void)state;
    memset(told, 0, sizeof told);
    errands = errands_new();
    return 0;
}

static int stop(void **state)
{
    (void)state;
    errands_free(errands);
    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        free(told[i].why);
        free(told[i].printed);
        free(told[i].complained);
    }
    return 0;
}

static int asked(const char *script, bool shared, int64_t limit_ms,
                 struct told *one)
{
    char *words[] = { mem_copy("sh"), mem_copy("-c"), mem_copy(script), NULL };
    struct errand_order order = { .program = "/bin/sh",
                                  .words = words,
                                  .who = "reader@192.0.2.1",
                                  .limit_ms = limit_ms };
    struct err err = { 0 };
    int result = errands_ask(errands, &order, shared, keep, one, &err);

    for (int i = 0; i < 3; i++)
        free(words[i]);
    if (result != 0)
        assert_int_equal(err.kind, ERR_RETRY);
    return result;
}

/* Does what a server does between its requests. Gives what is waited for. */
static size_t step(void)
{
    struct pollfd fds[ERRANDS_FDS_MAX];
    int wait_ms = 100;
    size_t count;

    errands_step(errands);
    count = errands_poll(errands, fds, &wait_ms);
    (void)poll(fds, count, wait_ms);
    return count;
}

static void until_told(const struct told *one)
{
    int64_t until_ms = time_boot_ms() + LIMIT_MS;

    while (one->count == 0) {
        assert_true(time_boot_ms() < until_ms);
        (void)step();
    }
}

static void what_it_prints_and_its_exit_code_are_kept(void **state)
{
    (void)state;
    assert_int_equal(
        asked("echo out; echo bad >&2; exit 2", false, ENDS_MS, &told[0]), 0);
    until_told(&told[0]);
    assert_int_equal(told[0].code, 2);
    assert_string_equal(told[0].printed, "out\n");
    assert_string_equal(told[0].complained, "bad\n");
    assert_int_equal(told[0].count, 1);
}

static void it_knows_on_whose_behalf_it_runs_and_reads_nothing(void **state)
{
    (void)state;
    assert_int_equal(
        asked("echo \"$TANDEM_WHO\"; cat", false, ENDS_MS, &told[0]), 0);
    until_told(&told[0]);
    assert_string_equal(told[0].printed, "reader@192.0.2.1\n");
}

static void one_that_hangs_is_ended(void **state)
{
    int64_t begin_ms = time_boot_ms();

    (void)state;
    assert_int_equal(asked("exec sleep 600", false, HANG_MS, &told[0]), 0);
    until_told(&told[0]);
    assert_int_equal(told[0].code, -1);
    assert_string_equal(told[0].why, "it took too long, and was ended");
    assert_true(time_boot_ms() - begin_ms >= HANG_MS);
}

static void one_that_prints_without_end_is_ended(void **state)
{
    (void)state;
    assert_int_equal(asked("exec yes", false, ENDS_MS, &told[0]), 0);
    until_told(&told[0]);
    assert_int_equal(told[0].code, -1);
    assert_non_null(strstr(told[0].why, "more than 8 MB"));
}

static void one_that_dies_or_is_not_there_says_so(void **state)
{
    (void)state;
    assert_int_equal(asked("kill -9 $$", false, ENDS_MS, &told[0]), 0);
    until_told(&told[0]);
    assert_string_equal(told[0].why, "it was ended by a signal");
    assert_int_equal(asked("exit 127", false, ENDS_MS, &told[1]), 0);
    until_told(&told[1]);
    assert_string_equal(told[1].why, "it could not be started");
}

static void the_same_question_at_the_same_moment_is_asked_once(void **state)
{
    (void)state;
    assert_int_equal(asked("echo $$", true, ENDS_MS, &told[0]), 0);
    assert_int_equal(asked("echo $$", true, ENDS_MS, &told[1]), 0);
    assert_int_equal(asked("echo $$", false, ENDS_MS, &told[2]), 0);
    for (int i = 0; i < 3; i++)
        until_told(&told[i]);
    assert_string_equal(told[0].printed, told[1].printed);
    assert_string_not_equal(told[0].printed, told[2].printed);
    assert_int_equal(asked("echo $$", true, ENDS_MS, &told[3]), 0);
    until_told(&told[3]);
    assert_string_not_equal(told[0].printed, told[3].printed);
}

static void four_run_at_once_and_few_may_wait(void **state)
{
    (void)state;
    for (int i = 0; i < ERRANDS_WAITING_MAX; i++)
        assert_int_equal(asked("exec sleep 600", false, ENDS_MS, &told[i]), 0);
    assert_int_equal(step(), (size_t)ERRANDS_FDS_MAX); /* of the four */
    for (int i = ERRANDS_WAITING_MAX; i < ASKED_MAX; i++)
        assert_int_equal(asked("exec sleep 600", false, ENDS_MS, &told[i]), 0);
    assert_int_equal(asked("exec sleep 600", false, ENDS_MS, &told[ASKED_MAX]),
                     -1);
    assert_int_equal(step(), (size_t)ERRANDS_FDS_MAX);
    /* stop() ends them: told is told nothing. */
}

static void those_in_turn_come_as_places_become_free(void **state)
{
    (void)state;
    for (int i = 0; i < ERRANDS_WAITING_MAX; i++)
        assert_int_equal(asked("echo done", false, ENDS_MS, &told[i]), 0);
    for (int i = 0; i < ERRANDS_WAITING_MAX; i++)
        until_told(&told[i]);
}

#define errands_test(f) cmocka_unit_test_setup_teardown(f, start, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        errands_test(what_it_prints_and_its_exit_code_are_kept),
        errands_test(it_knows_on_whose_behalf_it_runs_and_reads_nothing),
        errands_test(one_that_hangs_is_ended),
        errands_test(one_that_prints_without_end_is_ended),
        errands_test(one_that_dies_or_is_not_there_says_so),
        errands_test(the_same_question_at_the_same_moment_is_asked_once),
        errands_test(four_run_at_once_and_few_may_wait),
        errands_test(those_in_turn_come_as_places_become_free),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
