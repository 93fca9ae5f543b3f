/*
 * console/filter.h: which links a command is about.
 *
 * `links`, `export` and `retry` share these options, so that what was looked
 * at is what is done.
 */
#ifndef TANDEM_CONSOLE_FILTER_H
#define TANDEM_CONSOLE_FILTER_H

#include "console/arguments.h"
#include "domain/flow.h"
#include "domain/link.h"

#include <stdbool.h>

#define FILTER_STATUSES "in-step|pending|waiting|held|closed|lonely|alias"

/* The lines for a command's table of options. */
#define FILTER_FLOW                          \
    {                                        \
        "--flow", "NAME", "only this flow's" \
    }
#define FILTER_STATUS                                           \
    {                                                           \
        "--status", FILTER_STATUSES, "only those that stand so" \
    }
#define FILTER_CAUSE                                     \
    {                                                    \
        "--cause", "CAUSE", "only those with this cause" \
    }
#define FILTER_OLDER                                                           \
    {                                                                          \
        "--older", "TIME", "only those that have stood so for 30s, 5m, 2h, 7d" \
    }

struct filter {
    const char *flow;  /* NULL: any */
    const char *cause; /* NULL: any */
    bool any_status;
    enum link_status status;
    int64_t before_ms; /* 0: any age */
};

/* Reads the four options. ERR_USAGE: a flow that does not exist, a cause that
 * nothing has, an age that is none. Texts are borrowed from arguments. */
int filter_read(struct filter *ret_filter, const struct arguments *arguments,
                const struct flows *flows, int64_t now_ms,
                struct err *err) MUST_CHECK;

/* ERR_USAGE: there is no such flow; the sentence names those that are. NULL is
 * any. */
int filter_flow(const char *name, const struct flows *flows,
                struct err *err) MUST_CHECK;

/* How long ago: 30s, 5m, 2h, 7d; text NULL gives 0. ERR_USAGE names the
 * option. */
int filter_age(const char *option, const char *text, int64_t now_ms,
               int64_t *ret_before_ms, struct err *err) MUST_CHECK;

/* Is it one of them? Parts of others (aliases) only when asked for. */
bool filter_takes(const struct filter *filter, const struct link *link);

#endif
