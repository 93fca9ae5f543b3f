/*
 * tandem check: would the programs start, do the flows make sense, and do the
 * servers and both systems allow what the flows need?
 */
#include "console/check_parts.h"
#include "console/check_plan.h"
#include "console/command.h"
#include "process/flows.h"

#include <stdio.h>
#include <stdlib.h>

static void check_live(struct check *check)
{
    check_kafka(check);
    check_redis(check);
    check_copy(check);
    check_systems(check);
    check_addresses(check);
    redis_close(check->redis);
}

static void check_print(const struct checkup *checkup, bool as_json)
{
    struct buf text = { 0 };

    if (as_json) {
        struct json *tree = checkup_json(checkup);

        json_print(tree, &text);
        buf_text_append(&text, "\n");
        json_free(tree);
    } else {
        checkup_print(checkup, &text);
    }
    (void)fputs(buf_text(&text), stdout);
    buf_free(&text);
}

static int check_all(const struct config *config, const struct flows *flows,
                     const struct arguments *arguments, struct err *err)
{
    struct topics topics;
    struct check check = { .config = config,
                           .flows = flows,
                           .topics = &topics,
                           .checkup = checkup_new() };
    int result;

    topics_init(&topics, config->name_space, config->partitions, flows);
    checkup_say(check.checkup, CHECKUP_OK, "configuration", NULL, "complete");
    check_flows(&check);
    if (arguments_value(arguments, "--offline") == NULL)
        check_live(&check);
    check_print(check.checkup, arguments_value(arguments, "--json") != NULL);
    result = checkup_result(check.checkup, err);
    topics_free(&topics);
    checkup_free(check.checkup);
    return result;
}

static int check_run(const struct config *config,
                     const struct arguments *arguments, struct err *err)
{
    struct flows flows;
    int result;

    if (arguments_value(arguments, "--plan") != NULL)
        return check_plan(config, arguments, err);
    result = flows_load(&flows, config, err);
    if (result == 0)
        result = check_all(config, &flows, arguments, err);
    flows_free(&flows);
    return result;
}

static const struct option_about check_options[] = {
    { .name = "--offline",
      .help = "configuration and flow files only: nobody is asked" },
    { .name = "--plan",
      .help = "what the first sync would do; nothing is written" },
    { .name = "--json", .help = "as one JSON object" },
    { .name = NULL },
};

const struct command check_command = {
    .name = "check",
    .summary = "looks over everything that must be right, and says what to do",
    .text =
        "Reads every variable that the services need and all flow files, "
        "then asks Kafka, Redis, Zoho CRM and PowerOffice Go: do they "
        "answer, are the keys right and whose are they, do they allow "
        "what the flows need, do the fields exist and fit? Each thing is "
        "a line, ok, warning or error, with what helps. Nothing is "
        "changed anywhere. Exit code 2: something must be changed; 1: "
        "something could not be reached. --plan, before going live: with "
        "only the extractor run so far, or with \"share\" off, it rehearses "
        "the first sync with all records: what would be joined, created, "
        "held and owed. It ends with 2 while not all has been read whole.",
    .example = "tandem check --config /etc/tandem.conf",
    .needs = NEED_KAFKA | NEED_REDIS | NEED_FLOWS | NEED_SYSTEMS |
             NEED_SERVICE | NEED_BRAKE,
    .page = PAGE_READS,
    .options = check_options,
    .run = check_run,
};
