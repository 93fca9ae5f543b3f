/*
 * tandem check: would the programs start, and do the flows make sense?
 */
#include "console/command.h"
#include "console/finding.h"
#include "process/flows.h"

#include <stdio.h>

static size_t flows_off(const struct flows *flows)
{
    size_t count = 0;

    for (size_t i = 0; i < flows->count; i++)
        count += !flows->items[i]->enabled;
    return count;
}

static int check_flows(const struct flows *flows, struct err *err)
{
    struct buf text = { 0 };
    size_t count = findings_print(flows, &text);

    (void)fputs(buf_text(&text), stdout);
    buf_free(&text);
    if (count == 0)
        return 0;
    return err_set(err, ERR_USAGE, "the flows cannot work: %zu finding%s",
                   count, count == 1 ? "" : "s");
}

static int check_run(const struct config *config,
                     const struct arguments *arguments, struct err *err)
{
    struct flows flows;
    int result = flows_load(&flows, config, err);

    (void)arguments;
    if (result == 0)
        result = check_flows(&flows, err);
    if (result == 0) {
        (void)printf("configuration: complete\n"
                     "flows: %zu, %zu of them off; they fit together\n"
                     "not checked: whether Kafka, Redis and both systems "
                     "answer, whether the keys are right,\n"
                     "and whether the fields exist in your accounts\n",
                     flows.count, flows_off(&flows));
    }
    flows_free(&flows);
    return result;
}

const struct command check_command = {
    .name = "check",
    .summary = "holds configuration and flow files against what is known",
    .text = "Reads every variable that the services need and all flow files, "
            "and names what is missing, wrong or cannot work. No server and "
            "no system is asked: it says what it did not check.",
    .example = "tandem check --config /etc/tandem.conf",
    .needs = NEED_KAFKA | NEED_REDIS | NEED_FLOWS | NEED_SYSTEMS | NEED_SERVICE,
    .run = check_run,
};
