/*
 * io/serve_guest.h: who is connected, and for how long; for io/serve only.
 */
#ifndef TANDEM_IO_SERVE_GUEST_H
#define TANDEM_IO_SERVE_GUEST_H

#include <stdint.h>

#define SERVE_PEER_MAX 64

struct serve_exchange;

struct serve_guest {
    struct serve_guest *next;
    int fd;
    char peer[SERVE_PEER_MAX];    /* "127.0.0.1" */
    int64_t since_ms;             /* came, or was answered last */
    struct serve_exchange *waits; /* for serve_answer(), or NULL */
};

struct serve_guest *serve_guest_come(struct serve_guest **guests, int fd);
void serve_guest_go(struct serve_guest **guests, struct serve_guest *guest);

/*
 * libmicrohttpd's own limit is on silence: a guest who sends a byte now and
 * then, or reads one, would stay for ever and take another's place. So whoever
 * has not been through with a request for SERVE_TIMEOUT_S is cut, whatever it
 * does; but for those who wait for us.
 */
void serve_guests_cut(const struct serve_guest *guests);

#endif
