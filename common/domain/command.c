/*
 * What a person has decided about a link, by the command's name.
 *
 * A link obeys a command once, however often its message is delivered, and none
 * that is older than the last. What it cannot obey it refuses, in the audit
 * trail and in its state (`command_refused`), by a word of domain/cause.c.
 */
#include "domain/work.h"

#include "base/mem.h"
#include "base/text.h"

struct command {
    const char *name;
    /* NULL: it is obeyed; else the word that says why not. */
    const char *(*obey)(struct work *work);
};

/* ---- retry ---- */

/* A partner that was deleted is made again only because a person says so; an
 * invoice is no deleted order. */
static void retry_gone(struct work *work)
{
    const struct link *link = work->link;
    enum side partner = side_other(work->route.side);

    if (link->status == LINK_CLOSED && text_equal(link->cause, "gone") &&
        link->sides[partner].gone_ms != 0)
        link_side_forget(work->link, partner);
}

static const char *retry(struct work *work)
{
    struct link *link = work->link;

    returns_forget(link);
    link->attempts = 0;
    if (link->request.kind == REQUEST_NONE)
        link->due_ms = 0; /* else that is when it counts as lost */
    retry_gone(work);
    if (link->status == LINK_HELD || link->status == LINK_CLOSED)
        standing_set(work, LINK_PENDING, NULL, NULL);
    for (int s = 0; s < SIDES; s++) {
        mem_replace(&link->sides[s].refused, NULL);
        link->sides[s].doubt = link->sides[s].id != NULL;
    }
    return NULL;
}

/* ---- drop ---- */

static const char *drop(struct work *work)
{
    return brake_drop(work) ? NULL : "not-braked";
}

/* ---- all ---- */

static const struct command commands[] = {
    { "retry", retry },
    { "drop", drop },
    { "erase", erase_obey },
};

static const struct command *command_find(const char *name)
{
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        if (text_equal(commands[i].name, name))
            return &commands[i];
    }
    return NULL;
}

/* Repeated later it could make a partner anew that nobody has asked for. */
static bool was_obeyed(struct work *work)
{
    int64_t at_ms = work->event->at_ms;

    if (at_ms != 0 && at_ms <= work->link->commanded_ms)
        return true;
    if (at_ms != 0)
        work->link->commanded_ms = at_ms;
    return false;
}

static const char *obey(struct work *work)
{
    const struct event *event = work->event;
    const struct command *command = command_find(event->command);

    if (command == NULL)
        return "unknown";
    if (event->revision != 0 && event->revision != work->link->revision)
        return "moved";
    return command->obey(work);
}

bool command_take(struct work *work)
{
    const char *refused;

    if (was_obeyed(work))
        return false;
    refused = obey(work);
    mem_replace(&work->link->command_refused, refused);
    if (refused != NULL) {
        work_outcome(work, "refused", work->route.side, NULL,
                     work->event->command, refused);
    }
    return refused == NULL && !link_is_blank(work->link);
}
