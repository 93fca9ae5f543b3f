/*
 * tandem replay: what the flows, as they are now, make of all records; and
 * having just that done.
 */
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "console/apply.h"
#include "console/command.h"
#include "console/draft.h"
#include "console/draft_print.h"
#include "console/filter.h"
#include "console/viewed.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static const struct option_about options[] = {
    { "--plan", NULL, "say what would be done, and do nothing" },
    { "--apply", "PLAN", "do what the plan of this name says" },
    { "--from", "TIME", "only records that came within 30s, 5m, 2h, 7d" },
    { "--values", NULL, "show what would be written; that is noted down" },
    { "--json", NULL, "for programs: one JSON object" },
    { .name = NULL },
};

struct replay {
    struct session session;
    struct draft_settings settings;
    const struct arguments *arguments;
};

/* ---- which records ---- */

static const struct entity *entity_named(const struct topics *topics,
                                         const char *name)
{
    for (size_t i = 0; i < topics->record_count; i++) {
        const struct entity *entity = topics->record_entities[i];
        char *full = mem_print("%s.%s", entity->system, entity->name);
        bool same = text_equal(full, name) || text_equal(entity->name, name);

        free(full);
        if (same)
            return entity;
    }
    return NULL;
}

static int replay_which(struct replay *replay, struct err *err)
{
    const char *name = replay->arguments->operands[0];
    const struct flow *flow = flows_find(&replay->session.flows, name);

    if (flow != NULL && !flow->enabled) {
        return err_set(err, ERR_USAGE,
                       "the flow '%s' is off: remove \"enabled\": false", name);
    }
    replay->settings.flow = flow;
    if (flow == NULL)
        replay->settings.entity = entity_named(&replay->session.topics, name);
    if (flow != NULL || replay->settings.entity != NULL)
        return 0;
    return err_set(err, ERR_USAGE,
                   "'%s' is neither a flow nor an entity of an enabled flow: "
                   "contacts and Contacts are such",
                   name);
}

static int replay_settings(struct replay *replay, struct err *err)
{
    replay->settings.session = &replay->session;
    replay->settings.values =
        arguments_value(replay->arguments, "--values") != NULL;
    if (filter_age("--from", arguments_value(replay->arguments, "--from"),
                   time_now_ms(), &replay->settings.from_ms, err) != 0)
        return -1;
    return replay_which(replay, err);
}

/* ---- planning ---- */

static int samples_note(const struct replay *replay, const struct json *plan,
                        struct err *err)
{
    for (const struct json *sample = json_first(json_get(plan, "samples"));
         replay->settings.values && sample != NULL;
         sample = json_next(sample)) {
        if (viewed_note(&replay->session, json_get_text(sample, "link"), err) !=
            0)
            return -1;
    }
    return 0;
}

static void plan_print(const struct replay *replay, const struct json *plan)
{
    struct buf text = { 0 };

    buf_print(
        &text,
        "%" PRId64 " records in %" PRId64 " s; nothing has been written.\n\n",
        json_get_int(plan, "routed", 0), json_get_int(plan, "seconds", 0));
    draft_print_rows(plan, &replay->session.flows, NULL, &text);
    if (json_get_int(plan, "changes", 0) == 0)
        buf_text_append(&text, "Nothing would change.\n");
    draft_print_examples(plan, &text);
    draft_print_samples(plan, &text);
    if (json_first(json_get(plan, "unscanned")) != NULL ||
        json_first(json_get(plan, "lacking")) != NULL)
        buf_text_append(&text, "\n");
    draft_print_gaps(plan, &text);
    session_source(&replay->session, &text);
    (void)fputs(buf_text(&text), stdout);
    buf_free(&text);
}

static void json_put(const struct json *tree)
{
    char *text = json_string(tree);

    (void)puts(text);
    free(text);
}

static int plan_wait(const struct replay *replay, const struct draft *draft,
                     struct err *err)
{
    size_t changes = tally_changes(draft_tally(draft));

    if (changes == 0)
        return 0;
    return err_set(err, ERR_USAGE,
                   "%zu change%s wait%s: tandem replay %s --apply %s has %s "
                   "done",
                   changes, changes == 1 ? "" : "s", changes == 1 ? "s" : "",
                   replay->arguments->operands[0], draft_id(draft),
                   changes == 1 ? "it" : "them");
}

static int replay_plan(const struct replay *replay, const struct draft *draft,
                       struct err *err)
{
    struct json *plan = json_new_object();
    int result;

    json_set_int(plan, "v", 1);
    session_source_json(&replay->session, plan);
    draft_tell(draft, plan);
    result = samples_note(replay, plan, err);
    if (result == 0 && arguments_value(replay->arguments, "--json") != NULL) {
        json_put(plan);
    } else if (result == 0) {
        plan_print(replay, plan);
    }
    json_free(plan);
    return result == 0 ? plan_wait(replay, draft, err) : -1;
}

/* ---- applying ---- */

static int replay_apply(struct replay *replay, const struct draft *draft,
                        struct err *err)
{
    struct json *plan = json_new_object();
    struct json *done = json_new_object();
    struct buf text = { 0 };
    int result;

    json_set_int(plan, "v", 1);
    draft_tell(draft, plan);
    result = apply(&replay->session, draft, &replay->settings, done, err);
    if (arguments_value(replay->arguments, "--json") != NULL) {
        json_set(plan, "done", json_clone(done));
        json_put(plan);
    } else if (json_first(done) != NULL || result == 0) {
        draft_print_rows(plan, &replay->session.flows, done, &text);
        (void)fputs(buf_text(&text), stdout);
    }
    buf_free(&text);
    json_free(done);
    json_free(plan);
    return result;
}

static int replay_check(const struct arguments *arguments, struct err *err)
{
    bool plan = arguments_value(arguments, "--plan") != NULL;
    bool applies = arguments_value(arguments, "--apply") != NULL;

    if (plan != applies)
        return 0;
    return err_set(err, ERR_USAGE,
                   "tandem replay needs either --plan, which does nothing, or "
                   "--apply with what that has printed");
}

static int replay_work(struct replay *replay, struct err *err)
{
    const char *name = arguments_value(replay->arguments, "--apply");
    struct draft *draft;
    int result;

    if (replay_settings(replay, err) != 0)
        return -1;
    if (name != NULL && apply_check(&replay->session, err) != 0)
        return -1;
    draft = draft_new(&replay->settings, err);
    if (draft == NULL)
        return -1;
    if (name == NULL) {
        result = replay_plan(replay, draft, err);
    } else {
        result = apply_same(draft, name, err);
        if (result == 0)
            result = replay_apply(replay, draft, err);
    }
    draft_free(draft);
    return result;
}

static int replay_run(const struct config *config,
                      const struct arguments *arguments, struct err *err)
{
    struct replay replay = { .arguments = arguments };
    int result = replay_check(arguments, err);

    if (result != 0)
        return -1;
    result = session_open(&replay.session, config, err);
    if (result == 0)
        result = replay_work(&replay, err);
    session_close(&replay.session);
    return result;
}

const struct command replay_command = {
    .name = "replay",
    .summary = "tells what changed flows make of all records, and does it",
    .text =
        "After a change of the flows (TANDEM_FLOWS): --plan reads all records "
        "of a FLOW or an ENTITY again, rehearses what would be created, "
        "updated, joined and held, and writes nothing. What a system would "
        "refuse is not known before. It ends with 0 when nothing would "
        "change, and with 2 when changes wait; then it names the plan. "
        "--apply does just that, and tells what has become of it. It refuses "
        "when the plan would be another one by now, and while no loader runs "
        "or one with other flows. --values notes down who has looked.",
    .example = "tandem replay contacts --plan",
    .needs = SESSION_NEEDS,
    .page = PAGE_READS,
    .page_looks = "--values",
    .page_changes = "--apply",
    .options = options,
    .operands = "FLOW|ENTITY",
    .run = replay_run,
};
