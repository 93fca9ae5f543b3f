/*
 * The network that tests break, with a real Redis behind it.
 */
#include "support/proxy.h"
#include "support/test.h"
#include "support/waiting.h"

#include "base/mem.h"
#include "io/redis.h"

#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define ANSWER_MS 300
#define LIMIT_S   20

static struct {
    int door;
    int other;
    struct redis *redis;
} net;

static struct redis *redis_behind(int door)
{
    char *url = mem_print("redis://127.0.0.1:%d/0", door);
    struct err err = { 0 };
    struct redis *redis = redis_open(url, ANSWER_MS, &err);

    assert_non_null(redis);
    free(url);
    return redis;
}

static bool answers(struct redis *redis)
{
    struct err err = { 0 };

    return redis_ping(redis, &err) == 0;
}

static int net_open(void **state)
{
    const char *url = getenv("TEST_REDIS"); /* NOLINT(concurrency-mt-unsafe) */
    int port;

    (void)state;
    if (url == NULL)
        return -1; /* run this by tests/support/servers */
    port = (int)strtol(strrchr(url, ':') + 1, NULL, 10);
    net.door = proxy_door(port);
    net.other = proxy_door(port);
    proxy_start();
    net.redis = redis_behind(net.door);
    return 0;
}

static int net_close(void **state)
{
    (void)state;
    redis_close(net.redis);
    proxy_stop();
    return 0;
}

static void a_door_leads_to_its_port(void **state)
{
    (void)state;
    eventually(LIMIT_S, answers(net.redis));
}

static void a_cut_connection_is_lost_and_the_next_gets_through(void **state)
{
    (void)state;
    eventually(LIMIT_S, answers(net.redis));
    proxy_cut(net.door);
    eventually(LIMIT_S, !answers(net.redis));
    eventually(LIMIT_S, answers(net.redis));
}

static void nobody_gets_through_a_shut_door_until_it_opens(void **state)
{
    (void)state;
    proxy_set(net.door, PROXY_SHUT);
    eventually(LIMIT_S, !answers(net.redis));
    assert_false(answers(net.redis));
    proxy_set(net.door, PROXY_OPEN);
    eventually(LIMIT_S, answers(net.redis));
}

static void nothing_passes_a_silent_door_until_it_opens(void **state)
{
    (void)state;
    eventually(LIMIT_S, answers(net.redis));
    proxy_set(net.door, PROXY_SILENT);
    eventually(LIMIT_S, !answers(net.redis));
    proxy_set(net.door, PROXY_OPEN);
    eventually(LIMIT_S, answers(net.redis));
}

static void one_door_does_not_care_about_another(void **state)
{
    struct redis *other = redis_behind(net.other);

    (void)state;
    proxy_set(net.door, PROXY_SHUT);
    eventually(LIMIT_S, !answers(net.redis));
    eventually(LIMIT_S, answers(other));
    redis_close(other);
}

#define IN_NET(test) cmocka_unit_test_setup_teardown(test, net_open, net_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_NET(a_door_leads_to_its_port),
        IN_NET(a_cut_connection_is_lost_and_the_next_gets_through),
        IN_NET(nobody_gets_through_a_shut_door_until_it_opens),
        IN_NET(nothing_passes_a_silent_door_until_it_opens),
        IN_NET(one_door_does_not_care_about_another),
    };

    (void)signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
