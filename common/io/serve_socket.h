/*
 * io/serve_socket.h: a socket that listens; for io/serve only.
 */
#ifndef TANDEM_IO_SERVE_SOCKET_H
#define TANDEM_IO_SERVE_SOCKET_H

#include "base/err.h"

/* The socket, or -1 with ERR_USAGE. *ret_address: where it really listens, the
 * caller frees. */
int serve_socket_open(const char *address, char **ret_address,
                      struct err *err) MUST_CHECK;

#endif
