/*
 * console/entrance.h: who comes in at the page, and as what.
 *
 * Without a password everybody does, as the operator. With one POST /login
 * takes {"password": ...}: the role is that whose hash fits. From then on a
 * cookie says who it is.
 */
#ifndef TANDEM_CONSOLE_ENTRANCE_H
#define TANDEM_CONSOLE_ENTRANCE_H

#include "console/logins.h"
#include "io/serve.h"
#include "process/config.h"

#include <stdbool.h>

/* Every POST but the login carries it: no other page can know its value. */
#define ENTRANCE_CSRF "X-Tandem-CSRF"
/* The page asked by itself: that is no sign of a person, who may be idle. */
#define ENTRANCE_BACKGROUND "X-Tandem-Background"

struct entrance;

/* config is borrowed. */
struct entrance *entrance_open(const struct config *config,
                               struct err *err) MUST_CHECK;
void entrance_close(struct entrance *entrance);

/* There is no password. */
bool entrance_is_open(const struct entrance *entrance);

/* NULL: nobody who is logged in. Borrowed until the next login. */
const struct login *entrance_login(struct entrance *entrance,
                                   const struct serve_request *request);

bool entrance_knows_csrf(const struct login *login,
                         const struct serve_request *request);

/* "operator@203.0.113.7 via 127.0.0.1 (page)", for the audit trail. The caller
 * frees. */
char *entrance_who(const struct login *login,
                   const struct serve_request *request);

/* Answers /login and /logout. */
void entrance_in(struct entrance *entrance, const struct serve_request *request,
                 struct serve_response *response);
void entrance_out(struct entrance *entrance,
                  const struct serve_request *request,
                  struct serve_response *response);

#endif
