#include "io/serve_socket.h"

#include "base/mem.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BACKLOG  64
#define HOST_MAX 256
#define PORT_MAX 8

/* "[::1]:80" into "::1" and "80". */
static bool socket_split(const char *address, char host[HOST_MAX],
                         char port[PORT_MAX])
{
    const char *colon = strrchr(address, ':');
    const char *from = address;
    const char *to = colon;

    if (colon == NULL)
        return false;
    if (*from == '[') {
        from++;
        to--;
        if (to < from || *to != ']')
            return false;
    }
    if (to == from || to - from >= HOST_MAX || strlen(colon + 1) == 0 ||
        strlen(colon + 1) >= PORT_MAX ||
        colon[1 + strspn(colon + 1, "0123456789")] != '\0' ||
        strtol(colon + 1, NULL, 10) > 65535)
        return false;
    memcpy(host, from, (size_t)(to - from));
    host[to - from] = '\0';
    memcpy(port, colon + 1, strlen(colon + 1) + 1);
    return true;
}

static bool socket_set(int fd)
{
    int on = 1;

    return setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
           fcntl(fd, F_SETFD, FD_CLOEXEC) == 0 &&
           fcntl(fd, F_SETFL, O_NONBLOCK) == 0;
}

static int socket_listen(const struct addrinfo *info)
{
    int fd = socket(info->ai_family, info->ai_socktype, info->ai_protocol);
    int number;

    if (fd < 0)
        return -1;
    if (socket_set(fd) && bind(fd, info->ai_addr, info->ai_addrlen) == 0 &&
        listen(fd, BACKLOG) == 0)
        return fd;
    number = errno;
    (void)close(fd);
    errno = number;
    return -1;
}

/* Where it really listens. The caller frees. */
static char *socket_address(int fd)
{
    struct sockaddr_storage address;
    socklen_t length = sizeof address;
    char host[HOST_MAX] = "";
    char port[PORT_MAX] = "";

    (void)getsockname(fd, (struct sockaddr *)&address, &length);
    (void)getnameinfo((struct sockaddr *)&address, length, host, sizeof host,
                      port, sizeof port, NI_NUMERICHOST | NI_NUMERICSERV);
    return mem_print(strchr(host, ':') == NULL ? "%s:%s" : "[%s]:%s", host,
                     port);
}

int serve_socket_open(const char *address, char **ret_address, struct err *err)
{
    struct addrinfo hints = { .ai_socktype = SOCK_STREAM,
                              .ai_flags = AI_PASSIVE | AI_NUMERICSERV };
    struct addrinfo *found = NULL;
    char host[HOST_MAX];
    char port[PORT_MAX];
    char why[128] = "";
    int fd = -1;

    if (!socket_split(address, host, port)) {
        return err_set(err, ERR_USAGE,
                       "'%s' is no address: host:port, such as "
                       "127.0.0.1:8090",
                       address);
    }
    if (getaddrinfo(host, port, &hints, &found) != 0) {
        return err_set(err, ERR_USAGE, "cannot listen at '%s': unknown host",
                       address);
    }
    for (struct addrinfo *i = found; i != NULL && fd < 0; i = i->ai_next)
        fd = socket_listen(i);
    freeaddrinfo(found);
    if (fd < 0) {
        (void)strerror_r(errno, why, sizeof why);
        return err_set(err, ERR_USAGE, "cannot listen at '%s': %s", address,
                       why);
    }
    *ret_address = socket_address(fd);
    return fd;
}
