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

#include <stdlib.h>

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
    if (text_equal(link->decision, "ignored"))
        mem_replace(&link->decision, NULL);
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

/* ---- prefer ---- */

/* What was refused before may be sent, a wait is over. */
static void think_again(struct work *work)
{
    struct link *link = work->link;

    for (int s = 0; s < SIDES; s++)
        mem_replace(&link->sides[s].refused, NULL);
    if (link->request.kind != REQUEST_NONE)
        return;
    link->due_ms = 0;
    if (link->status == LINK_HELD || link->status == LINK_CLOSED)
        standing_set(work, LINK_PENDING, NULL, NULL);
}

static bool is_known(const struct link *link, const struct property *property)
{
    return property->type == TYPE_LINK ||
           (value_is_known(property, SIDE_A, link->sides[SIDE_A].observed) &&
            value_is_known(property, SIDE_B, link->sides[SIDE_B].observed));
}

static const char *prefer(struct work *work)
{
    struct link *link = work->link;
    const char *name = json_get_text(work->event->body, "property");
    const char *side = json_get_text(work->event->body, "side");
    enum side to = text_equal(side, "a") ? SIDE_B : SIDE_A;
    bool known = false;

    if (!link_is_whole(link) || link->status == LINK_CLOSED)
        return "no-partner";
    if (!work->flow->sides[to].share)
        return "not-shared";
    for (size_t i = 0; i < work->flow->property_count; i++) {
        const char *own = work->flow->properties[i].name;

        if (name != NULL && !text_equal(name, own))
            continue;
        known = true;
        if (is_known(link, &work->flow->properties[i]))
            json_set_text(link->prefer, own, side_name(side_other(to)));
        json_remove(link->returns, own);
    }
    if (!known)
        return "no-property";
    think_again(work);
    return NULL;
}

/* ---- resolve ---- */

static const char *resolve_ignore(struct work *work)
{
    if (link_is_blank(work->link))
        return "no-record";
    mem_replace(&work->link->decision, "ignored");
    mem_replace(&work->link->joining, NULL);
    think_again(work);
    return NULL;
}

/* A twin's reference is another's: it is as if a person had parted it. */
static void twin_end(struct work *work, enum side own)
{
    struct link *link = work->link;
    const char *id;
    char *to;

    if (!link->twin)
        return;
    to = route_by_reference(work->flow, side_other(own),
                            link->sides[own].reference);
    id = to == NULL ? NULL : apart_record_of(to);
    if (id != NULL && json_get_int(link->apart, id, 0) <= 0)
        json_set_int(link->apart, id, link->revision + 1);
    free(to);
    link->twin = false;
}

static const char *resolve_create(struct work *work)
{
    struct link *link = work->link;
    enum side from = link->sides[SIDE_A].id != NULL ? SIDE_A : SIDE_B;
    bool wanted = link->wanted;
    const char *why;

    if (link_is_whole(link))
        return "has-partner";
    if (link_is_blank(link))
        return "no-record";
    if (match_is_creating(link) || link->joining != NULL)
        return "busy";
    if (link->status == LINK_HELD && text_equal(link->cause, "exists"))
        return "exists";
    link->wanted = true;
    why = decide_stays_lonely(work, from);
    if (why != NULL) {
        link->wanted = wanted;
        return why;
    }
    mem_replace(&link->decision, NULL);
    twin_end(work, from);
    match_grant(work);
    think_again(work);
    return NULL;
}

static const char *resolve_join(struct work *work, const char *to)
{
    struct link *link = work->link;

    if (link_is_whole(link))
        return "has-partner";
    if (link->sides[SIDE_A].id == NULL)
        return "no-record";
    if (match_is_creating(link))
        return "busy";
    return apart_join(work, to);
}

static const char *resolve(struct work *work)
{
    const struct json *body = work->event->body;
    const char *to = json_get_text(body, "join");

    if (!text_is_empty(to))
        return resolve_join(work, to);
    if (json_get_true(body, "create"))
        return resolve_create(work);
    return json_get_true(body, "ignore") ? resolve_ignore(work) : "unknown";
}

/* ---- unlink ---- */

static const char *unlink_pair(struct work *work)
{
    struct link *link = work->link;

    if (!link_is_whole(link))
        return "no-partner";
    if (link->sides[SIDE_A].gone_ms != 0 || link->sides[SIDE_B].gone_ms != 0)
        return "gone";
    mem_replace(&link->decision, "unlinking"); /* once no request is out */
    think_again(work);
    return NULL;
}

/* ---- all ---- */

static const struct command commands[] = {
    { "retry", retry },   { "drop", drop },       { "erase", erase_obey },
    { "prefer", prefer }, { "resolve", resolve }, { "unlink", unlink_pair },
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
    if (work->link->status == LINK_ALIAS && !erase_is_said(event))
        return "alias";
    if (link_is_erased(work->link) && command->obey != retry &&
        !erase_is_said(event))
        return "erased"; /* nothing is known that could be decided on */
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
