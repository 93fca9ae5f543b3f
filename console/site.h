/*
 * console/site.h: what the page's server answers.
 *
 * GET  /, /page/NAME   the page's own files
 * GET  /api/session    {role, csrf, version, namespace, commands}; 401: log in
 * GET  /api/NAME       what `tandem NAME --json` prints
 * POST /api/NAME       the same for what changes something, or looks at values
 * POST /login, /logout
 *
 * Whatever is wrong is {"error": sentence} and a status of 4xx or 5xx.
 */
#ifndef TANDEM_CONSOLE_SITE_H
#define TANDEM_CONSOLE_SITE_H

#include "io/serve.h"
#include "process/config.h"

#include <poll.h>

struct site;

/* config and file (of --config, or NULL) are borrowed. */
struct site *site_open(const struct config *config, const char *file,
                       struct err *err) MUST_CHECK;

/* Before the server that waits for its answers: see serve_answer(). */
void site_close(struct site *site);

/* The handler, whose arg is the site. */
serve_handler site_answer;

/* Does what has been asked for; never waits. */
void site_step(struct site *site);

/* As errands_poll(). */
size_t site_poll(const struct site *site, struct pollfd *fds, int *wait_ms);

#endif
