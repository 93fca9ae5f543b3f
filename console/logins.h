/*
 * console/logins.h: who is logged in at the page. In memory alone: a restart
 * logs everybody out.
 */
#ifndef TANDEM_CONSOLE_LOGINS_H
#define TANDEM_CONSOLE_LOGINS_H

#include "base/err.h"

#include <stdint.h>

#define LOGINS_MAX       64 /* the one that was idle for longest makes room */
#define LOGIN_IDLE_MS    (INT64_C(30) * 60 * 1000)
#define LOGIN_LONGEST_MS (INT64_C(12) * 60 * 60 * 1000)
#define LOGIN_SECRET_MAX 65 /* 256 bits as hexadecimal digits */

enum role { ROLE_READER, ROLE_OPERATOR };

struct login {
    enum role role;
    char token[LOGIN_SECRET_MAX]; /* in the cookie */
    char csrf[LOGIN_SECRET_MAX];  /* in the page, sent with every POST */
    int64_t since_ms;
    int64_t seen_ms;
};

struct logins;

struct logins *logins_new(void);
void logins_free(struct logins *logins);

/* now_ms: time_boot_ms(). Borrowed until the next call that adds. */
const struct login *logins_add(struct logins *logins, enum role role,
                               int64_t now_ms, struct err *err) MUST_CHECK;

/* Whose token it is (NULL: nobody's), unless that was idle, or there, for too
 * long. */
const struct login *logins_find(struct logins *logins, const char *token,
                                int64_t now_ms);

/* It has done something: it is not idle. */
void logins_touch(struct logins *logins, const struct login *login,
                  int64_t now_ms);

void logins_remove(struct logins *logins, const struct login *login);

/* "operator", "reader" */
const char *login_role_name(enum role role);

#endif
