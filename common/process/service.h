/*
 * process/service.h: being a program.
 *
 * main() is: service_start() (options, configuration, log, signals, listen
 * address), open, `while (service_running(...))` step, close,
 * service_end(). SIGTERM and SIGINT set a flag that the loop notices; SIGPIPE
 * is ignored.
 */
#ifndef TANDEM_PROCESS_SERVICE_H
#define TANDEM_PROCESS_SERVICE_H

#include "base/err.h"
#include "io/serve.h"
#include "process/config.h"

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Descriptors that service_wait_for() takes. */
#define SERVICE_OTHERS_MAX 16

#define EXIT_OK       0
#define EXIT_FAILURE_ 1 /* something failed while running */
#define EXIT_USAGE    2 /* the caller must change something */

/* What --version prints and the log says at the start. */
#define SERVICE_VERSION "0.1.0"

struct service;

struct service_about {
    const char *program; /* "extractor" */
    const char *summary; /* one line */
    const char *text;    /* a paragraph for --help */
    unsigned needs;      /* enum config_need, besides NEED_SERVICE */
};

/* One service per process. Logs {"event":"started","listen":"127.0.0.1:40123"}.
 * Returns NULL when the program is to end now (after --help, --version or an
 * error, which has been printed): *ret_exit says with what. */
struct service *service_start(const struct service_about *about, int argc,
                              char **argv, int *ret_exit) MUST_CHECK;

/* The same within a program that has read its command line by itself, and
 * serves at TANDEM_CONSOLE (NEED_CONSOLE). NULL: err says why. */
struct service *service_open(const struct service_about *about,
                             const char *file, struct err *err) MUST_CHECK;

const struct config *service_config(const struct service *service);

/* config_renew() of that configuration. */
int service_renew(struct service *service, struct err *err) MUST_CHECK;

/* False once a signal to stop has come. Answers /health and /metrics, too:
 * call it at least once a second. */
bool service_running(struct service *service);

/* Sleeps at most ms, in steps that notice a signal; still serves. False when
 * it is time to stop. */
bool service_wait(struct service *service, int ms);

/* The same, but ends as soon as one of others can be read, too. */
bool service_wait_for(struct service *service, int ms,
                      const struct pollfd *others, size_t count);

/*
 * Tries until it succeeds: calls attempt(arg) again after ERR_RETRY, with
 * growing pauses up to 5 s, logging what it waits for (once, then every 30 s).
 * 0: done (err is ERR_NONE). -1: another error, or stopped by a signal
 * (err->kind ERR_NONE).
 */
int service_until(struct service *service, const char *what,
                  int (*attempt)(void *arg, struct err *err), void *arg,
                  struct err *err) MUST_CHECK;

/* Health is progress, not being alive: a named part says "I have moved" or
 * "I am stuck because". /health answers 200 when all parts moved within 30 s
 * and none is stuck, else 503; a JSON object of the parts either way. A part
 * that stays stuck is logged as "waiting", and when it moves again as
 * "reached". */
void service_moved(struct service *service, const char *part);
void service_stuck(struct service *service, const char *part, const char *why);

/* The part moves, /health stays 200 and says so; NULL: no more. */
void service_warn(struct service *service, const char *part,
                  const char *warning);

/* A handler for paths beneath /, other than /health and /metrics (webhooks);
 * NULL: none. */
void service_handle(struct service *service, serve_handler *handler, void *arg);

/* Logs the error (if any), ends everything, gives the exit code: 0 without
 * error (NULL or ERR_NONE), 2 for ERR_USAGE, else 1. */
int service_end(struct service *service, const struct err *err);

#endif
