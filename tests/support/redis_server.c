#include "support/redis_server.h"

#include "support/test.h"

#include "base/time.h"
#include "io/redis.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define START_LIMIT_MS 10000
#define ANSWER_MS      1000

/* Below what the kernel hands out, so that nobody takes it meanwhile. */
#define PORT_FIRST 10000
#define PORT_COUNT 10000

static int port;
static pid_t server = -1;

int mute_listen(int wanted, int *ret_port)
{
    struct sockaddr_in address = { .sin_family = AF_INET };
    socklen_t length = sizeof(address);
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    assert_true(fd >= 0);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons((uint16_t)wanted);
    if (bind(fd, (struct sockaddr *)&address, length) != 0) {
        (void)close(fd);
        return -1;
    }
    assert_int_equal(listen(fd, 8), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &length), 0);
    *ret_port = ntohs(address.sin_port);
    return fd;
}

int port_find(void)
{
    static int tried;
    int found = 0;

    while (found == 0) {
        int wanted = PORT_FIRST + (getpid() * 37 + tried++) % PORT_COUNT;
        int fd = mute_listen(wanted, &found);

        if (fd >= 0)
            (void)close(fd);
    }
    return found;
}

static void server_exec(void)
{
    char number[16];

    (void)snprintf(number, sizeof(number), "%d", port);
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (freopen("/dev/null", "w", stdout) != NULL) {
        (void)execlp("redis-server", "redis-server", "--port", number, "--bind",
                     "127.0.0.1", "--save", "", "--dir", "/tmp", (char *)NULL);
    }
    _exit(127);
}

static void server_wait(void)
{
    int64_t until_ms = time_boot_ms() + START_LIMIT_MS;
    struct redis *redis;
    struct err err;
    char url[64];

    (void)snprintf(url, sizeof(url), "redis://127.0.0.1:%d", port);
    redis = redis_open(url, ANSWER_MS, &err);
    assert_non_null(redis);
    while (redis_ping(redis, &err) != 0) {
        if (time_boot_ms() > until_ms)
            fail_msg("redis-server does not answer: %s", err.text);
        (void)poll(NULL, 0, 10);
    }
    redis_close(redis);
}

void redis_server_start(void)
{
    (void)signal(SIGPIPE, SIG_IGN);
    if (port == 0)
        port = port_find();
    server = fork();
    assert_true(server >= 0);
    if (server == 0)
        server_exec();
    server_wait();
}

void redis_server_stop(void)
{
    (void)kill(server, SIGKILL);
    (void)waitpid(server, NULL, 0);
}

int redis_server_port(void)
{
    return port;
}
