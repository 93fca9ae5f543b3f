#include "io/serve_guest.h"

#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "io/serve.h"

#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define MAPPED "::ffff:"

/* IPv4 is written as such, also when it comes in at an IPv6 socket. */
static void serve_guest_name(struct serve_guest *guest)
{
    struct sockaddr_storage address;
    socklen_t length = sizeof address;
    char *peer = guest->peer;

    if (getpeername(guest->fd, (struct sockaddr *)&address, &length) != 0 ||
        getnameinfo((struct sockaddr *)&address, length, peer, SERVE_PEER_MAX,
                    NULL, 0, NI_NUMERICHOST) != 0)
        peer[0] = '\0';
    if (text_starts(peer, MAPPED))
        memmove(peer, peer + strlen(MAPPED), strlen(peer + strlen(MAPPED)) + 1);
}

struct serve_guest *serve_guest_come(struct serve_guest **guests, int fd)
{
    struct serve_guest *guest = mem_new(1, sizeof *guest);

    guest->fd = fd;
    guest->since_ms = time_boot_ms();
    serve_guest_name(guest);
    guest->next = *guests;
    *guests = guest;
    return guest;
}

void serve_guest_go(struct serve_guest **guests, struct serve_guest *guest)
{
    struct serve_guest **at = guests;

    while (*at != guest)
        at = &(*at)->next;
    *at = guest->next;
    free(guest);
}

void serve_guests_cut(const struct serve_guest *guests)
{
    int64_t oldest_ms = time_boot_ms() - SERVE_TIMEOUT_S * INT64_C(1000);

    for (const struct serve_guest *guest = guests; guest != NULL;
         guest = guest->next) {
        if (guest->waits == NULL && guest->since_ms < oldest_ms)
            (void)shutdown(guest->fd, SHUT_RDWR);
    }
}
