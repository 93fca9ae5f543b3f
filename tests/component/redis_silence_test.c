/*
 * io/redis with a server that takes connections and never answers.
 */
#include "io/redis.h"

#include "base/time.h"
#include "support/redis_server.h"
#include "support/test.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LATE_MS 2000 /* whatever takes so long has waited for too much */

static int mute = -1;
static struct redis *redis;

static void redis_is_mute(int timeout_ms)
{
    char url[64];
    struct err err;
    int port;

    mute = mute_listen(0, &port);
    (void)snprintf(url, sizeof(url), "redis://127.0.0.1:%d", port);
    redis = redis_open(url, timeout_ms, &err);
    assert_non_null(redis);
}

static int end(void **state)
{
    (void)state;
    redis_close(redis);
    (void)close(mute);
    return 0;
}

/* How long a ping takes to fail. */
static int64_t ping_ms(void)
{
    int64_t begin_ms = time_boot_ms();
    struct err err;

    assert_int_equal(redis_ping(redis, &err), -1);
    assert_int_equal(err.kind, ERR_RETRY);
    assert_non_null(strstr(err.text, "no answer in "));
    return time_boot_ms() - begin_ms;
}

static void silence_ends_at_the_time_limit(void **state)
{
    (void)state;
    redis_is_mute(150);
    assert_in_range(ping_ms(), 100, LATE_MS);
}

static void a_loop_of_many_waits_once(void **state)
{
    int64_t begin_ms;

    (void)state;
    redis_is_mute(1000);
    assert_in_range(ping_ms(), 900, LATE_MS);
    begin_ms = time_boot_ms();
    for (int i = 0; i < 100; i++)
        (void)ping_ms();
    assert_in_range(time_boot_ms() - begin_ms, 0, 900);
}

static void it_is_asked_again_after_a_while(void **state)
{
    int64_t begin_ms;

    (void)state;
    redis_is_mute(100);
    (void)ping_ms();
    begin_ms = time_boot_ms();
    while (ping_ms() < 50)
        assert_in_range(time_boot_ms() - begin_ms, 0, LATE_MS);
}

static void who_hurries_waits_less(void **state)
{
    (void)state;
    redis_is_mute(60000);
    redis_hurry(redis, 50);
    assert_in_range(ping_ms(), 25, LATE_MS);
}

#define TEST(name) cmocka_unit_test_teardown(name, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(silence_ends_at_the_time_limit),
        TEST(a_loop_of_many_waits_once),
        TEST(it_is_asked_again_after_a_while),
        TEST(who_hurries_waits_less),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
