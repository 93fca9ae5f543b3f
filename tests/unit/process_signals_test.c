#include "process/signals.h"

#include "support/test.h"

#include <poll.h>
#include <signal.h>
#include <unistd.h>

static int open_it(void **state)
{
    struct err err;

    (void)state;
    return signals_open(&err);
}

static int close_it(void **state)
{
    (void)state;
    signals_close();
    return 0;
}

static bool is_readable(void)
{
    struct pollfd readable = { .fd = signals_fd(), .events = POLLIN };

    return poll(&readable, 1, 0) == 1;
}

static void before_a_signal_nothing_is_readable(void **state)
{
    (void)state;
    assert_false(signals_stopped());
    assert_false(is_readable());
}

/* A wait that begins after the signal must end at once, too, and so must one
 * in another thread than the signal came to: the descriptor stays readable. */
static void a_signal_to_stop_stays_readable(void **state)
{
    static const int numbers[] = { SIGTERM, SIGINT };

    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(raise(numbers[i]), 0);
        assert_true(signals_stopped());
        assert_true(is_readable());
        assert_true(is_readable());
        (void)close_it(state);
        assert_int_equal(open_it(state), 0);
    }
}

/* The pipe has room for 65536 bytes; a full one must not block. */
static void any_number_of_signals_is_survived(void **state)
{
    (void)state;
    for (int i = 0; i < 100000; i++)
        assert_int_equal(raise(SIGTERM), 0);
    assert_true(is_readable());
}

static void a_broken_pipe_is_an_error_code(void **state)
{
    int ends[2];

    (void)state;
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(close(ends[0]), 0);
    assert_int_equal(write(ends[1], "x", 1), -1);
    assert_int_equal(close(ends[1]), 0);
    assert_false(signals_stopped());
}

static void opened_again_it_has_forgotten(void **state)
{
    assert_int_equal(raise(SIGINT), 0);
    (void)close_it(state);
    assert_int_equal(open_it(state), 0);
    assert_false(signals_stopped());
    assert_false(is_readable());
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_it, close_it)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(before_a_signal_nothing_is_readable),
        TEST(a_signal_to_stop_stays_readable),
        TEST(any_number_of_signals_is_survived),
        TEST(a_broken_pipe_is_an_error_code),
        TEST(opened_again_it_has_forgotten),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
