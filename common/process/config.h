/*
 * process/config.h: one table of variables; parsing, --help and
 * docs/configuration.md come from it.
 *
 * A value comes from the environment, else from `--config FILE` (NAME=value
 * lines, # comments), else from the table. Secrets may also be given as
 * NAME_FILE, the path of a file that holds the value.
 */
#ifndef TANDEM_PROCESS_CONFIG_H
#define TANDEM_PROCESS_CONFIG_H

#include "base/buf.h"
#include "base/err.h"
#include "io/kafka.h"
#include "systems/system.h"

#include <stdbool.h>

/* Which variables a program needs; others are not even looked at. */
enum config_need {
    NEED_KAFKA = 1,
    NEED_REDIS = 2,
    NEED_FLOWS = 4,
    NEED_SYSTEMS = 8,  /* with their secrets */
    NEED_SERVICE = 16, /* what every service needs: see process/service.h */
    NEED_BRAKE = 32,
    NEED_CONSOLE = 64, /* the operator's page: TANDEM_CONSOLE is where */
};

struct config {
    const char *program; /* "loader" */
    const char *file;    /* of --config, or NULL */
    char *name_space;
    char *redis;
    char *flows;
    char *listen;
    char *log;
    char *console;
    char *console_password_hash; /* NULL: none */
    char *console_reader_password_hash;
    char *brokers;
    int partitions;
    int poll_s;
    int scan_s;
    int request_s; /* TANDEM_REQUEST_SECONDS, 30: limit of one API request */
    int brake_records; /* 0: no brake */
    int brake_percent;
    int brake_s;
    int powerofficego_rate;
    int zohocrm_concurrency;
    char *zohocrm_notify_url;       /* NULL: no hints */
    struct kafka_settings kafka;    /* points into this config */
    struct system_settings systems; /* points into this config */
    struct config_store *store;     /* owns the texts */
};

/* ERR_USAGE names the variable (and file and line), what is wrong and what
 * would be right. config_free() either way. From then on the process leaves no
 * core file and cannot be traced, as it holds secrets. argv: --config FILE was
 * taken out by service_start(). */
int config_load(struct config *ret_config, const char *program, unsigned needs,
                const char *file, struct err *err) MUST_CHECK;
void config_free(struct config *config);

/* Takes the systems' keys from where they came from once more: a file may hold
 * others by now. ERR_USAGE as config_load(); then nothing has changed. What
 * was taken from this config before stays good until config_free(). */
int config_renew(struct config *config, struct err *err) MUST_CHECK;

/* The table as --help prints it, and as docs/configuration.md holds it. */
void config_help(struct buf *ret_text, unsigned needs);
void config_markdown(struct buf *ret_text);

#endif
