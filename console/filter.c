#include "console/filter.h"

#include "base/text.h"
#include "domain/cause.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AGE_DIGITS_MAX 6

int filter_flow(const char *name, const struct flows *flows, struct err *err)
{
    if (name == NULL || flows_find(flows, name) != NULL)
        return 0;
    (void)err_set(err, ERR_USAGE, "there is no flow '%s': there %s", name,
                  flows->count == 0 ? "is none" : "are");
    for (size_t i = 0; i < flows->count; i++) {
        size_t length = strlen(err->text);

        (void)snprintf(err->text + length, sizeof err->text - length, "%s %s",
                       i == 0 ? "" : ",", flows->items[i]->name);
    }
    return -1;
}

static int filter_cause(const char *name, struct err *err)
{
    if (name == NULL)
        return 0;
    for (size_t i = 0; cause_at(i) != NULL; i++) {
        if (text_equal(cause_at(i)->name, name))
            return 0;
    }
    return err_set(err, ERR_USAGE,
                   "--cause cannot be '%s': tandem held shows the causes, "
                   "docs/operations.md explains them",
                   name);
}

static int64_t unit_ms(const char *unit)
{
    static const struct {
        const char *name;
        int64_t ms;
    } units[] = { { "s", 1000 },
                  { "m", 60000 },
                  { "h", 3600000 },
                  { "d", INT64_C(86400000) } };

    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (text_equal(units[i].name, unit))
            return units[i].ms;
    }
    return 0;
}

int filter_age(const char *option, const char *text, int64_t now_ms,
               int64_t *ret_before_ms, struct err *err)
{
    char *unit;
    long long count;

    *ret_before_ms = 0;
    if (text == NULL)
        return 0;
    count = strtoll(text, &unit, 10);
    if (unit == text || unit - text > AGE_DIGITS_MAX || count < 0 ||
        unit_ms(unit) == 0) {
        return err_set(err, ERR_USAGE,
                       "%s cannot be '%s': 30s, 5m, 2h and 7d are times",
                       option, text);
    }
    *ret_before_ms = now_ms - count * unit_ms(unit);
    return 0;
}

static enum link_status status_of(const char *name)
{
    enum link_status status = LINK_LONELY;

    while (status < LINK_KEY && !text_equal(link_status_name(status), name))
        status++;
    return status;
}

int filter_read(struct filter *ret_filter, const struct arguments *arguments,
                const struct flows *flows, int64_t now_ms, struct err *err)
{
    const char *status = arguments_value(arguments, "--status");

    *ret_filter =
        (struct filter){ .flow = arguments_value(arguments, "--flow"),
                         .cause = arguments_value(arguments, "--cause"),
                         .any_status = status == NULL };
    if (status != NULL)
        ret_filter->status = status_of(status);
    if (filter_flow(ret_filter->flow, flows, err) != 0 ||
        filter_cause(ret_filter->cause, err) != 0)
        return -1;
    return filter_age("--older", arguments_value(arguments, "--older"), now_ms,
                      &ret_filter->before_ms, err);
}

bool filter_takes(const struct filter *filter, const struct link *link)
{
    if (filter->flow != NULL && !text_equal(filter->flow, link->flow))
        return false;
    if (filter->any_status ? link->status == LINK_ALIAS
                           : link->status != filter->status)
        return false;
    if (filter->cause != NULL && !text_equal(filter->cause, link->cause))
        return false;
    return filter->before_ms == 0 || link->since_ms <= filter->before_ms;
}
