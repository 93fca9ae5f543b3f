/*
 * tandem retry: links that are held or closed are to try again.
 */
#include "base/text.h"
#include "base/time.h"
#include "console/command.h"
#include "console/filter.h"
#include "console/session.h"
#include "console/words.h"
#include "domain/cause.h"
#include "domain/route.h"

#include <stdio.h>
#include <stdlib.h>

static const struct option_about options[] = {
    FILTER_FLOW,
    { "--status", "held|closed", "held (the default), or deleted and closed" },
    FILTER_CAUSE,
    FILTER_OLDER,
    { "--dry-run", NULL, "say how many there are, and do nothing" },
    { "--json", NULL, "for programs: one JSON object" },
    { .name = NULL },
};

struct retrying {
    const struct session *session;
    struct filter filter;
    struct words *words; /* NULL: a dry run */
    int64_t now_ms;
    size_t count;
};

/* ---- which ---- */

static bool has_filter(const struct arguments *arguments)
{
    static const char *const names[] = { "--flow", "--status", "--cause",
                                         "--older" };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (arguments_value(arguments, names[i]) != NULL)
            return true;
    }
    return false;
}

static int which_check(const struct arguments *arguments, struct err *err)
{
    bool one = arguments->operand_count > 0;

    if (one != has_filter(arguments))
        return 0;
    return err_set(err, ERR_USAGE,
                   one ? "either a link or options that choose many, not both"
                       : "tandem retry needs a link, or --flow, --status, "
                         "--cause or --older to choose many");
}

/* Held links only, unless somebody says that deleted records are meant. */
static int retrying_filter(struct retrying *retrying,
                           const struct arguments *arguments, struct err *err)
{
    struct filter *filter = &retrying->filter;

    if (filter_read(filter, arguments, &retrying->session->flows,
                    retrying->now_ms, err) != 0)
        return -1;
    if (filter->any_status) {
        filter->any_status = false;
        filter->status = LINK_HELD;
    }
    if (filter->cause == NULL ||
        cause_find(filter->status, filter->cause) != NULL)
        return 0;
    return err_set(err, ERR_USAGE, "no %s link has the cause '%s'%s",
                   link_status_name(filter->status), filter->cause,
                   cause_find(LINK_CLOSED, filter->cause) == NULL
                       ? ""
                       : ": --status closed makes deleted records again");
}

/* ---- doing it ---- */

static int retrying_say(struct retrying *retrying, const char *link,
                        struct err *err)
{
    const struct word word = { .command = "retry", .at_ms = retrying->now_ms };

    retrying->count++;
    if (retrying->words == NULL)
        return 0;
    return words_say(retrying->words, link, &word, err);
}

static int retrying_take(const struct link *link, void *arg, struct err *err)
{
    struct retrying *retrying = arg;
    const struct flow *flow = flows_find(&retrying->session->flows, link->flow);

    /* A word to a flow that is off would end in dead letters. Who was erased is
     * read again only when that is what somebody asks for. */
    if (flow == NULL || !flow->enabled ||
        !filter_takes(&retrying->filter, link) ||
        (link_is_erased(link) && retrying->filter.cause == NULL))
        return 0;
    return retrying_say(retrying, link->id, err);
}

static int retry_check(const struct session *session, const char *id,
                       struct err *err)
{
    const struct flow *flow;
    struct route route;

    if (!route_parse(id, &route)) {
        return err_set(err, ERR_USAGE,
                       "'%s' is no link id: contacts.a.5843104000002417009 is "
                       "one",
                       id);
    }
    flow = flows_find(&session->flows, route.flow);
    route_free(&route);
    if (flow == NULL || !flow->enabled) {
        return err_set(err, ERR_USAGE,
                       "'%s': there is no such flow, or it is off", id);
    }
    return 0;
}

static int retry_one(struct retrying *retrying, const char *id, struct err *err)
{
    struct link *link;

    if (retry_check(retrying->session, id, err) != 0 ||
        links_get(retrying->session->links, id, &link, err) != 0)
        return -1;
    if (link == NULL) {
        return err_set(err, ERR_USAGE,
                       "there is no link '%s': tandem explain finds one by its "
                       "record",
                       id);
    }
    link_free(link);
    return retrying_say(retrying, id, err);
}

static int retry_all(struct retrying *retrying,
                     const struct arguments *arguments, struct err *err)
{
    int result;

    if (arguments->operand_count > 0) {
        result = retry_one(retrying, arguments->operands[0], err);
    } else {
        result = retrying_filter(retrying, arguments, err);
        if (result == 0) {
            result = links_walk(retrying->session->links, retrying_take, NULL,
                                retrying, err);
        }
    }
    if (result == 0 && retrying->words != NULL)
        result = words_flush(retrying->words, err);
    return result;
}

static void retry_print(const struct retrying *retrying,
                        const struct arguments *arguments)
{
    bool dry = retrying->words == NULL;

    if (arguments_value(arguments, "--json") != NULL) {
        (void)printf("{\"v\":1,\"links\":%zu,\"done\":%s}\n", retrying->count,
                     dry ? "false" : "true");
    } else if (arguments->operand_count > 0 && !dry) {
        (void)printf("%s tries again\n", arguments->operands[0]);
    } else {
        (void)printf("%zu link%s %s\n", retrying->count,
                     retrying->count == 1 ? "" : "s",
                     dry                    ? "would try again"
                     : retrying->count == 1 ? "tries again"
                                            : "try again");
    }
}

static int retry_run(const struct config *config,
                     const struct arguments *arguments, struct err *err)
{
    struct session session = { 0 };
    struct retrying retrying = { .session = &session, .now_ms = time_now_ms() };
    int result = which_check(arguments, err);

    if (result != 0)
        return -1;
    result = session_open(&session, config, err);
    if (result == 0 && arguments_value(arguments, "--dry-run") == NULL) {
        retrying.words = words_open(&session, err);
        result = retrying.words == NULL ? -1 : 0;
    }
    if (result == 0)
        result = retry_all(&retrying, arguments, err);
    if (result == 0)
        retry_print(&retrying, arguments);
    words_close(retrying.words);
    session_close(&session);
    return result;
}

const struct command retry_command = {
    .name = "retry",
    .summary = "lets links that are held or closed try again",
    .text = "Both records are read anew, and what was refused is sent once "
            "more. One LINK, or all held ones that the options choose: "
            "tandem held shows which there are. A partner that was deleted is "
            "made again: this is the only way to have that, and for many at "
            "once it takes --status closed. Nothing happens to a link that is "
            "in step.",
    .example = "tandem retry --flow contacts --cause rejected",
    .needs = SESSION_NEEDS,
    .page = PAGE_CHANGES,
    .options = options,
    .operands = "[LINK]",
    .run = retry_run,
};
