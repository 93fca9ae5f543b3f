/*
 * tandem held: which links need a person, why, and what helps.
 */
#include "console/command.h"
#include "console/refusal.h"
#include "console/session.h"
#include "console/trouble.h"
#include "domain/cause.h"

#include <stdlib.h>

static const struct option_about options[] = {
    { "--flow", "NAME", "only this flow's" },
    { "--json", NULL, "for programs: one JSON object" },
    { .name = NULL },
};

static void held_sort(const struct link *link, struct groups *groups)
{
    char *refusal;

    if (link->status != LINK_HELD)
        return;
    refusal = refusal_of(link);
    groups_add(groups,
               (const char *[GROUP_WORDS]){ link->flow, link->cause, refusal },
               link->id, link->since_ms);
    free(refusal);
}

static struct trouble_words held_explain(const struct group *group)
{
    const struct cause *cause = cause_find(LINK_HELD, group->words[1]);

    if (cause == NULL)
        return (struct trouble_words){ NULL, NULL };
    return (struct trouble_words){ cause->meaning, cause->remedy };
}

static const struct trouble held = {
    .noun = "held",
    .words = { "flow", "cause", "refusal" },
    .has_age = true,
    .cause = 1,
    .sort = held_sort,
    .explain = held_explain,
    .command = "tandem retry --cause",
};

static int held_run(const struct config *config,
                    const struct arguments *arguments, struct err *err)
{
    return trouble_run(&held, config, arguments, err);
}

const struct command held_command = {
    .name = "held",
    .summary = "groups the links that need a person by cause, with the remedy",
    .text = "Nothing is written to either record of a held link until its "
            "cause is gone. One row for all links with the same trouble, and "
            "some of them as examples; tandem explain tells the story of one.",
    .example = "tandem held --flow contacts",
    .needs = SESSION_NEEDS,
    .page = PAGE_READS,
    .options = options,
    .run = held_run,
};

/* ---- owed ---- */

/* A longer list of one link's properties makes several groups. */
static void owed_sort(const struct link *link, struct groups *groups)
{
    if (link->status == LINK_ALIAS)
        return;
    for (const struct json *owed = json_first(link->owed); owed != NULL;
         owed = json_next(owed)) {
        const char *const words[GROUP_WORDS] = { link->flow, json_name(owed),
                                                 json_get_text(owed, "to"),
                                                 json_get_text(owed, "cause") };

        groups_add(groups, words, link->id, 0);
    }
}

static struct trouble_words owed_explain(const struct group *group)
{
    const struct cause_owed *owed = cause_owed_find(group->words[3]);

    return (struct trouble_words){ NULL, owed == NULL ? NULL : owed->remedy };
}

static const struct trouble owed = {
    .noun = "with something owed",
    .words = { "flow", "property", "to", "cause" },
    .cause = 3,
    .sort = owed_sort,
    .explain = owed_explain,
};

static int owed_run(const struct config *config,
                    const struct arguments *arguments, struct err *err)
{
    return trouble_run(&owed, config, arguments, err);
}

const struct command owed_command = {
    .name = "owed",
    .summary = "groups values that could not be written, with the remedy",
    .text = "Everything else of these links went ahead; the value follows as "
            "soon as its cause is gone. `to` is the side that lacks it.",
    .example = "tandem owed --json",
    .needs = SESSION_NEEDS,
    .page = PAGE_READS,
    .options = options,
    .run = owed_run,
};
