/*
 * tandem unlink: two records that are kept in step are not the same.
 */
#include "console/command.h"
#include "console/decision.h"

static const struct option_about options[] = {
    { "--json", NULL, "for programs: one JSON object" },
    { .name = NULL },
};

static int unlink_run(const struct config *config,
                      const struct arguments *arguments, struct err *err)
{
    struct decision decision;
    int result = decision_open(&decision, config, arguments, err);

    if (result == 0)
        result = decision_say(&decision, "unlink", NULL, err);
    decision_close(&decision);
    return result;
}

const struct command unlink_command = {
    .name = "unlink",
    .summary = "parts a pair: the two records are not the same",
    .text = "Nothing is written to either record any more, but that tandem's "
            "reference is taken back. Both are held until you say with tandem "
            "resolve what they are: joined with the right one, created, or "
            "left alone. The two never join again by themselves. Orders made "
            "already keep their customer. What was written to the wrong record "
            "stays there: correct it.",
    .example = "tandem unlink kari@fjell.example",
    .needs = SESSION_NEEDS,
    .page = PAGE_CHANGES,
    .options = options,
    .operands = "LINK",
    .run = unlink_run,
};
