/*
 * tandem serve: the operator's page.
 */
#include "console/command.h"
#include "console/errands.h"
#include "console/guard.h"
#include "console/session.h"
#include "console/site.h"
#include "process/service.h"

#define STEP_MS 1000

static const struct service_about about = {
    .program = "tandem",
    .needs = SESSION_NEEDS | NEED_CONSOLE,
};

static int serve_check(const struct config *config, struct err *err)
{
    if (config->console_password_hash != NULL ||
        config->console_reader_password_hash != NULL ||
        guard_is_loopback(config->console))
        return 0;
    return err_set(err, ERR_USAGE,
                   "TANDEM_CONSOLE is %s, which others reach: set "
                   "TANDEM_CONSOLE_PASSWORD_HASH to what mkpasswd prints, or "
                   "keep to 127.0.0.1",
                   config->console);
}

static void serve_work(struct service *service, struct site *site)
{
    struct pollfd fds[ERRANDS_FDS_MAX];
    int wait_ms;
    size_t count;

    do {
        service_moved(service, "page");
        site_step(site);
        wait_ms = STEP_MS;
        count = site_poll(site, fds, &wait_ms);
    } while (service_wait_for(service, wait_ms, fds, count));
}

static int serve_run(const struct config *config,
                     const struct arguments *arguments, struct err *err)
{
    struct service *service;
    struct site *site;

    if (serve_check(config, err) != 0)
        return -1;
    service = service_open(&about, arguments->config, err);
    if (service == NULL)
        return -1;
    site = site_open(service_config(service), arguments->config, err);
    if (site != NULL) {
        service_handle(service, site_answer, site);
        serve_work(service, site);
    }
    site_close(site);
    (void)service_end(service, err);
    return site == NULL ? -1 : 0;
}

const struct command serve_command = {
    .name = "serve",
    .summary = "serves the operator's page to a browser, until it is ended",
    .text = "The page shows what these commands show, and may do what they "
            "do: it runs them. Without a password it is for this machine "
            "alone, and whoever can reach it is the operator. TANDEM_CONSOLE "
            "says where it listens, TANDEM_CONSOLE_PASSWORD_HASH is what "
            "mkpasswd has made of the password. There is no TLS: put a proxy "
            "before it, which docs/operations.md describes.",
    .example = "tandem serve --config /etc/tandem.conf",
    .needs = SESSION_NEEDS | NEED_CONSOLE,
    .run = serve_run,
};
