/*
 * simulators: Zoho CRM and PowerOffice Go on loopback, for tests and demos.
 */
#include "server.h"

#include "base/text.h"

#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
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

static bool number_parse(const char *text, long most, int64_t *ret_value)
{
    char *end;
    long value = strtol(text, &end, 10);

    *ret_value = value;
    return *text != '\0' && *end == '\0' && value >= 0 && value <= most;
}

static bool option_take(struct options *options, int option)
{
    int64_t value;

    if (option == 's') {
        options->specs = optarg;
        return true;
    }
    if (option == '?' ||
        !number_parse(optarg, option < PORT_COUNT ? 65535 : 1000000, &value))
        return false;
    if (option == 'r') {
        options->rate = value;
    } else if (option == 't') {
        options->token_seconds = value;
    } else {
        options->ports[option] = (uint16_t)value;
    }
    return true;
}

static bool options_parse(struct options *options, int argc, char **argv)
{
    static const struct option table[] = {
        { "zohocrm", required_argument, NULL, PORT_ZOHOCRM },
        { "powerofficego", required_argument, NULL, PORT_POWEROFFICEGO },
        { "control", required_argument, NULL, PORT_CONTROL },
        { "rate", required_argument, NULL, 'r' },
        { "token-seconds", required_argument, NULL, 't' },
        { "specs", required_argument, NULL, 's' },
        { NULL, 0, NULL, 0 },
    };
    int option;

    /* NOLINTNEXTLINE(concurrency-mt-unsafe): there are no threads */
    while ((option = getopt_long(argc, argv, "", table, NULL)) != -1) {
        if (!option_take(options, option))
            return false;
    }
    return optind == argc;
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
