/*
 * process/config_source.h: what was said about which variable, and where;
 * within process/ only.
 *
 * One list of entries: the environment's come before the file's, so that the
 * first one found is the one that counts. Empty values count as not given.
 */
#ifndef TANDEM_PROCESS_CONFIG_SOURCE_H
#define TANDEM_PROCESS_CONFIG_SOURCE_H

#include "base/err.h"
#include "process/config_table.h"

#include <stdbool.h>
#include <stddef.h>

#define CONFIG_FILE_MAX   ((size_t)64 * 1024)
#define CONFIG_SECRET_MAX ((size_t)64 * 1024)

struct config_entry {
    char *name;  /* "TANDEM_BROKERS" */
    char *value; /* not empty */
    char *where; /* "TANDEM_BROKERS" or "tandem.conf:3: TANDEM_BROKERS" */
    bool in_file;
};

struct config_source {
    struct config_entry *entries;
    size_t count;
};

/* file NULL: the environment alone. ERR_USAGE names file and line.
 * config_source_free() either way. */
int config_source_read(struct config_source *ret_source, const char *file,
                       struct err *err) MUST_CHECK;
void config_source_free(struct config_source *source);

/* The entry that counts, or NULL. */
const struct config_entry *
config_source_find(const struct config_source *source, const char *name);

/*
 * The variable's value from its entry, or from the file that NAME_FILE names.
 * *ret_value: the caller frees; NULL when nothing was said. *ret_where: for
 * messages, borrowed from source.
 */
int config_source_text(const struct config_source *source,
                       const struct option *option, char **ret_value,
                       const char **ret_where, struct err *err) MUST_CHECK;

/* What a file holds, without the line end. The caller frees. NULL on error. */
char *config_source_secret(const struct config_entry *entry,
                           struct err *err) MUST_CHECK;

#endif
