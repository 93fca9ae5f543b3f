#include "support/proxy_way.h"

#include "base/mem.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BYTES_MAX 65536

/* One end, and what it has said that the other has not taken yet. */
struct end {
    int fd;
    char bytes[BYTES_MAX];
    size_t length;
    bool ended;
};

struct way {
    int door;
    struct end ends[2];
};

void way_reset(int fd)
{
    struct linger linger = { .l_onoff = 1 };

    (void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
    (void)close(fd);
}

static void prepare(int fd)
{
    int on = 1;

    (void)fcntl(fd, F_SETFL, O_NONBLOCK);
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

/* Loopback: it succeeds or fails at once. */
static int reach(int port)
{
    struct sockaddr_in address = { .sin_family = AF_INET };
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons((uint16_t)port);
    if (fd >= 0 &&
        connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
        (void)close(fd);
        return -1;
    }
    return fd;
}

struct way *way_new(int fd, int door, int to)
{
    int there = reach(to);
    struct way *way;

    if (there < 0)
        return NULL;
    way = mem_new(1, sizeof *way);
    way->door = door;
    way->ends[0].fd = fd;
    way->ends[1].fd = there;
    prepare(fd);
    prepare(there);
    return way;
}

void way_free(struct way *way)
{
    way_reset(way->ends[0].fd);
    way_reset(way->ends[1].fd);
    free(way);
}

int way_door(const struct way *way)
{
    return way->door;
}

void way_watch(const struct way *way, struct pollfd ret_fds[2])
{
    for (int i = 0; i < 2; i++) {
        const struct end *mine = &way->ends[i];
        const struct end *other = &way->ends[1 - i];
        short events = 0;

        if (mine->length == 0 && !mine->ended)
            events |= POLLIN;
        if (other->length > 0)
            events |= POLLOUT;
        ret_fds[i] = (struct pollfd){ .fd = events == 0 ? -1 : mine->fd,
                                      .events = events };
    }
}

static bool hear(struct end *from)
{
    ssize_t length = read(from->fd, from->bytes, BYTES_MAX);

    if (length < 0)
        return errno == EAGAIN || errno == EINTR;
    from->ended = length == 0;
    from->length = (size_t)length;
    return true;
}

static bool say(struct end *from, const struct end *to)
{
    ssize_t length = write(to->fd, from->bytes, from->length);

    if (length < 0)
        return errno == EAGAIN || errno == EINTR;
    from->length -= (size_t)length;
    memmove(from->bytes, from->bytes + length, from->length);
    return true;
}

bool way_step(struct way *way, const struct pollfd fds[2])
{
    for (int i = 0; i < 2; i++) {
        struct end *mine = &way->ends[i];
        struct end *other = &way->ends[1 - i];

        if (fds[i].fd < 0 || fds[i].revents == 0)
            continue;
        if (mine->length == 0 && !mine->ended && !hear(mine))
            return false;
        if (other->length > 0 && !say(other, mine))
            return false;
    }
    /* Whoever closes his end has nothing more to hear, either. */
    return !(way->ends[0].ended && way->ends[0].length == 0) &&
           !(way->ends[1].ended && way->ends[1].length == 0);
}
