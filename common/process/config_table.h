/*
 * process/config_table.h: the table of variables; within process/ only.
 */
#ifndef TANDEM_PROCESS_CONFIG_TABLE_H
#define TANDEM_PROCESS_CONFIG_TABLE_H

#include <stdbool.h>
#include <stddef.h>

enum option_kind {
    OPTION_TEXT,
    OPTION_NAME,   /* letters, digits, - and _ */
    OPTION_NUMBER, /* whole, from low to high */
    OPTION_LEVEL,  /* of the log */
    OPTION_URL,    /* https, or http to loopback; kept without a last slash */
    OPTION_REDIS,  /* redis://... */
    OPTION_HASH,   /* of a password, as mkpasswd makes it */
};

struct option {
    const char *name;
    const char *otherwise; /* the default; NULL: none */
    const char *help;      /* one sentence */
    size_t at;             /* where in struct config */
    enum option_kind kind;
    unsigned needs; /* looked at by programs that need one of these */
    int low;        /* OPTION_NUMBER */
    int high;
    bool required;
    bool secret; /* never shown; also as NAME_FILE */
};

/* Ended by a NULL name. */
extern const struct option config_table[];

/* NULL when there is none. */
const struct option *config_option(const char *name);

/* Variables that begin so are passed to librdkafka. */
#define CONFIG_KAFKA_PREFIX "TANDEM_KAFKA_"

#endif
