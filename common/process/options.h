/*
 * process/options.h: the command line of a program; within process/ only.
 */
#ifndef TANDEM_PROCESS_OPTIONS_H
#define TANDEM_PROCESS_OPTIONS_H

#include "base/buf.h"
#include "base/err.h"
#include "process/service.h"

#include <stdbool.h>

struct options {
    bool help;
    bool version;
    const char *config; /* --config FILE or --config=FILE, or NULL */
};

/* ERR_USAGE: an option that there is not, or one without its value. */
int options_parse(int argc, char **argv, struct options *ret_options,
                  struct err *err) MUST_CHECK;

/* What --help prints. */
void options_help(const struct service_about *about, struct buf *ret_text);

#endif
