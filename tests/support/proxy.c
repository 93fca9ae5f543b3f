#include "support/proxy.h"

#include "support/proxy_way.h"
#include "support/redis_server.h"
#include "support/test.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

/* A few for each client of each door; more are turned away. */
#define WAYS_MAX 400
#define FDS_MAX  (1 + PROXY_DOORS_MAX + 2 * WAYS_MAX)
#define STEP_MS  100

struct door {
    int port; /* its own */
    int to;   /* where it leads */
    int fd;
    enum proxy_state state;
};

/* What the test tells the process. */
struct word {
    int door;
    enum proxy_state state;
    bool cut;
};

static struct door doors[PROXY_DOORS_MAX];
static size_t door_count;
static struct way *ways[WAYS_MAX];
static size_t way_count;
static int words[2] = { -1, -1 };
static pid_t process = -1;

int proxy_door(int port)
{
    struct door *door = &doors[door_count++];

    assert_true(door_count <= PROXY_DOORS_MAX && process < 0);
    *door = (struct door){ .to = port };
    door->fd = mute_listen(0, &door->port);
    assert_true(door->fd >= 0);
    assert_int_equal(fcntl(door->fd, F_SETFL, O_NONBLOCK), 0);
    assert_int_equal(fcntl(door->fd, F_SETFD, FD_CLOEXEC), 0);
    return door->port;
}

/* ---- the process ---- */

static void drop(size_t at)
{
    way_free(ways[at]);
    ways[at] = ways[--way_count];
}

static void cut(const struct door *door)
{
    for (size_t i = way_count; i-- > 0;) {
        if (way_door(ways[i]) == door->port)
            drop(i);
    }
}

static struct door *door_of(int port)
{
    for (size_t i = 0; i < door_count; i++) {
        if (doors[i].port == port)
            return &doors[i];
    }
    return NULL;
}

static void obey(void)
{
    struct word word;
    struct door *door;
    ssize_t length = read(words[0], &word, sizeof word);

    if (length < 0 && errno == EINTR)
        return;
    if (length != (ssize_t)sizeof word)
        _exit(0); /* the test is gone */
    door = door_of(word.door);
    if (door == NULL)
        _exit(1);
    if (word.cut || word.state == PROXY_SHUT)
        cut(door);
    if (!word.cut)
        door->state = word.state;
}

static void enter(const struct door *door)
{
    int fd = accept(door->fd, NULL, NULL);
    struct way *way = NULL;

    if (fd < 0)
        return;
    if (door->state != PROXY_SHUT && way_count < WAYS_MAX)
        way = way_new(fd, door->port, door->to);
    if (way != NULL) {
        ways[way_count++] = way;
    } else {
        way_reset(fd);
    }
}

/* Those behind a silent door are not even looked at. */
static size_t watch(struct pollfd *fds)
{
    size_t count = 0;

    fds[count++] = (struct pollfd){ .fd = words[0], .events = POLLIN };
    for (size_t i = 0; i < door_count; i++)
        fds[count++] = (struct pollfd){ .fd = doors[i].fd, .events = POLLIN };
    for (size_t i = 0; i < way_count; i++) {
        const struct door *door = door_of(way_door(ways[i]));

        way_watch(ways[i], &fds[count]);
        if (door != NULL && door->state == PROXY_SILENT) {
            fds[count].fd = -1;
            fds[count + 1].fd = -1;
        }
        count += 2;
    }
    return count;
}

static void step(void)
{
    static struct pollfd fds[FDS_MAX];
    const struct pollfd *of_ways = fds + 1 + door_count;
    size_t before;

    if (poll(fds, watch(fds), STEP_MS) <= 0)
        return;
    before = way_count;
    for (size_t i = before; i-- > 0;) {
        if (!way_step(ways[i], &of_ways[2 * i]))
            drop(i);
    }
    for (size_t i = 0; i < door_count; i++) {
        if (fds[1 + i].revents != 0)
            enter(&doors[i]);
    }
    if (fds[0].revents != 0)
        obey();
}

void proxy_start(void)
{
    pid_t parent = getpid();

    assert_int_equal(pipe(words), 0);
    assert_int_equal(fcntl(words[1], F_SETFD, FD_CLOEXEC), 0);
    process = fork();
    assert_true(process >= 0);
    if (process == 0) {
        (void)close(words[1]);
        (void)signal(SIGPIPE, SIG_IGN);
        if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
            _exit(1);
        for (;;)
            step();
    }
    (void)close(words[0]);
    for (size_t i = 0; i < door_count; i++)
        (void)close(doors[i].fd);
}

/* ---- the test ---- */

void proxy_stop(void)
{
    if (process > 0) {
        (void)kill(process, SIGKILL);
        (void)waitpid(process, NULL, 0);
        (void)close(words[1]);
    }
    process = -1;
    door_count = 0;
}

static void tell(const struct word *word)
{
    assert_int_equal(write(words[1], word, sizeof *word), sizeof *word);
}

void proxy_set(int door, enum proxy_state state)
{
    tell(&(struct word){ .door = door, .state = state });
}

void proxy_cut(int door)
{
    tell(&(struct word){ .door = door, .cut = true });
}
