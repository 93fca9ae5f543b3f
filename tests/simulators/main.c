/*
 * simulators: Zoho CRM and PowerOffice Go on loopback, for tests and demos.
 */
#include "server.h"

#include "base/text.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

struct options {
    uint16_t ports[PORT_COUNT];
    const char *specs;
    int64_t rate;          /* below 0: not given */
    int64_t token_seconds; /* 0: each system's own */
};

static volatile sig_atomic_t stopping;

static void on_signal(int number)
{
    (void)number;
    stopping = 1;
}

static void signals_set(void)
{
    struct sigaction action = { .sa_handler = on_signal };

    (void)sigaction(SIGTERM, &action, NULL);
    (void)sigaction(SIGINT, &action, NULL);
    (void)signal(SIGPIPE, SIG_IGN);
    (void)prctl(PR_SET_PDEATHSIG, SIGTERM);
}

static bool number_parse(const char *text, int64_t *ret_value)
{
    char *end;

    *ret_value = strtoll(text, &end, 10);
    return *text != '\0' && *end == '\0' && *ret_value >= 0;
}

/* "--rate 10" */
static bool option_take(struct options *options, const char *name,
                        const char *text)
{
    int64_t value;

    if (strcmp(name, "--specs") == 0) {
        options->specs = text;
        return true;
    }
    for (size_t i = 0; i < PORT_COUNT; i++) {
        if (!text_starts(name, "--") || strcmp(name + 2, port_names[i]) != 0)
            continue;
        if (!number_parse(text, &value) || value > UINT16_MAX)
            return false;
        options->ports[i] = (uint16_t)value;
        return true;
    }
    if (strcmp(name, "--rate") == 0)
        return number_parse(text, &options->rate);
    if (strcmp(name, "--token-seconds") == 0)
        return number_parse(text, &options->token_seconds);
    return false;
}

static bool options_parse(struct options *options, int argc, char **argv)
{
    for (int i = 1; i < argc; i += 2) {
        if (i + 1 == argc || !option_take(options, argv[i], argv[i + 1]))
            return false;
    }
    return true;
}

static void urls_print(const struct world *world)
{
    (void)printf("{\"zohocrm\":\"%s\",\"powerofficego\":\"%s\","
                 "\"control\":\"%s\"}\n",
                 world->urls[PORT_ZOHOCRM], world->urls[PORT_POWEROFFICEGO],
                 world->urls[PORT_CONTROL]);
    (void)fflush(stdout);
}

static int serve(const struct options *options, struct err *err)
{
    struct world *world = world_new(options->specs, err);
    struct server *server = NULL;

    if (world == NULL)
        return -1;
    if (options->rate >= 0)
        world->settings.rate = options->rate;
    world->settings.token_seconds = options->token_seconds;
    server = server_open(world, options->ports, err);
    if (server != NULL) {
        urls_print(world);
        while (!stopping)
            server_step(server);
    }
    server_close(server);
    world_free(world);
    return stopping ? 0 : -1;
}

int main(int argc, char **argv)
{
    struct options options = { .specs = "tests/fixtures/specs", .rate = -1 };
    struct err err = { 0 };

    if (!options_parse(&options, argc, argv)) {
        (void)fputs("usage: simulators [--zohocrm PORT] "
                    "[--powerofficego PORT] [--control PORT] [--rate N] "
                    "[--token-seconds N] [--specs DIR]\n",
                    stderr);
        return 2;
    }
    signals_set();
    if (serve(&options, &err) < 0) {
        (void)fprintf(stderr, "simulators: %s\n", err.text);
        return 1;
    }
    return 0;
}
