/*
 * tandem resolve: what becomes of a record that has no partner.
 */
#include "base/mem.h"
#include "base/text.h"
#include "console/command.h"
#include "console/decision.h"
#include "domain/route.h"

#include <stdlib.h>

static const struct option_about options[] = {
    { "--join", "RECORD", "with this record of the other system" },
    { "--create", NULL, "it gets a record of its own" },
    { "--ignore", NULL, "it is left alone for good" },
    { "--json", NULL, "for programs: one JSON object" },
    { .name = NULL },
};

/* ---- the record to join with ---- */

struct seeking {
    const struct flow *flow;
    enum side side; /* of the record */
    const char *record;
    char *found; /* the link that has it, without a partner */
    char *whole; /* or one that has a partner */
};

static bool is_sought(const struct seeking *seeking, const struct link *link)
{
    return link->status != LINK_ALIAS &&
           text_equal(link->flow, seeking->flow->name) &&
           (text_equal(link->sides[seeking->side].id, seeking->record) ||
            (text_equal(link->id, seeking->record) &&
             link->sides[seeking->side].id != NULL));
}

static int seeking_take(const struct link *link, void *arg, struct err *err)
{
    struct seeking *seeking = arg;
    struct route route;

    (void)err;
    if (!is_sought(seeking, link))
        return 0;
    if (link_is_whole(link)) {
        mem_replace(&seeking->whole, link->id);
    } else if (route_parse(link->id, &route)) {
        if (route.side == seeking->side)
            mem_replace(&seeking->found, link->id);
        route_free(&route);
    }
    return 0;
}

static int seek(struct decision *decision, struct seeking *seeking,
                struct err *err)
{
    if (links_walk(decision->session.links, seeking_take, NULL, seeking, err) !=
        0)
        return -1;
    if (seeking->found != NULL)
        return 0;
    if (seeking->whole != NULL) {
        return err_set(err, ERR_USAGE,
                       "'%s' has a partner in %s: tandem unlink parts them",
                       seeking->record, seeking->whole);
    }
    return err_set(
        err, ERR_USAGE,
        "no record '%s' of %s is known to the flow '%s': it is there "
        "once it has been read",
        seeking->record, seeking->flow->sides[seeking->side].entity_name,
        seeking->flow->name);
}

/* The `a` link is told, and which `b` link it is to be joined with. */
static int join_say(struct decision *decision, struct seeking *seeking,
                    struct err *err)
{
    struct json *body = json_new_object();
    int result = 0;

    if (seeking->side == SIDE_B) {
        json_set_text(body, "join", seeking->found);
    } else {
        json_set_text(body, "join", decision->link->id);
        result = decision_look(decision, seeking->found, err);
    }
    if (result == 0)
        result = decision_say(decision, "resolve", body, err);
    json_free(body);
    return result;
}

static int join(struct decision *decision, const char *record, struct err *err)
{
    const struct link *link = decision->link;
    struct seeking seeking = {
        .flow = decision->flow,
        .side = link->sides[SIDE_A].id == NULL ? SIDE_A : SIDE_B,
        .record = record,
    };
    int result;

    if (link_is_whole(link)) {
        return err_set(err, ERR_USAGE,
                       "%s has a partner, '%s': tandem unlink parts them",
                       link->id, link->sides[SIDE_B].id);
    }
    result = seek(decision, &seeking, err);
    if (result == 0)
        result = join_say(decision, &seeking, err);
    free(seeking.found);
    free(seeking.whole);
    return result;
}

/* ---- the command ---- */

static int resolve_say(struct decision *decision,
                       const struct arguments *arguments, struct err *err)
{
    const char *record = arguments_value(arguments, "--join");
    bool create = arguments_value(arguments, "--create") != NULL;
    struct json *body;
    int result;

    if (record != NULL)
        return join(decision, record, err);
    body = json_new_object();
    json_set_bool(body, create ? "create" : "ignore", true);
    result = decision_say(decision, "resolve", body, err);
    json_free(body);
    return result;
}

static int resolve_check(const struct arguments *arguments, struct err *err)
{
    int given = (arguments_value(arguments, "--join") != NULL) +
                (arguments_value(arguments, "--create") != NULL) +
                (arguments_value(arguments, "--ignore") != NULL);

    if (given == 1)
        return 0;
    return err_set(err, ERR_USAGE,
                   "tandem resolve needs one of --join RECORD, --create and "
                   "--ignore");
}

static int resolve_run(const struct config *config,
                       const struct arguments *arguments, struct err *err)
{
    struct decision decision;
    int result;

    if (resolve_check(arguments, err) != 0)
        return -1;
    result = decision_open(&decision, config, arguments, err);
    if (result == 0)
        result = resolve_say(&decision, arguments, err);
    decision_close(&decision);
    return result;
}

const struct command resolve_command = {
    .name = "resolve",
    .summary = "says what becomes of a record: joined, created, left alone",
    .text = "For links that are held because nobody but you can know: "
            "ambiguous, unlinked, twin, exists, kind. tandem explain names the "
            "candidates. --join puts it together with a record of the other "
            "system that has no partner: empty values are filled in, of two "
            "different ones the newer stays. --ignore ends with tandem retry.",
    .example = "tandem resolve contacts.a.5843 --join 812345",
    .needs = SESSION_NEEDS,
    .page = PAGE_CHANGES,
    .options = options,
    .operands = "LINK",
    .run = resolve_run,
};
