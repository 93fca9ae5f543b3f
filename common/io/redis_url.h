/*
 * io/redis_url.h: where Redis is and who we are there, from one URL.
 *
 * redis://[user[:password]@]host[:port][/database]; user and password may
 * hold %XX. Port 6379 and database 0 when left out.
 */
#ifndef TANDEM_IO_REDIS_URL_H
#define TANDEM_IO_REDIS_URL_H

#include "base/err.h"

struct redis_url {
    char *user;     /* NULL: Redis' default user */
    char *password; /* NULL: none */
    char *host;
    int port;
    int database;
};

/* ERR_USAGE says what is wrong, without repeating what may be a secret.
 * redis_url_free() either way. */
int redis_url_parse(struct redis_url *ret_url, const char *text,
                    struct err *err) MUST_CHECK;
void redis_url_free(struct redis_url *url);

#endif
