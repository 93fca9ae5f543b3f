/*
 * A link that has become part of another: whatever is meant for that one it
 * passes on, and whoever refers to it gets that one's answer.
 */
#include "domain/work.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>

static void ask(struct work *work)
{
    struct event *message =
        work_message(work, EVENT_WANTED, work->link->alias_of);

    if (message != NULL)
        message->create = work->link->wanted;
}

void alias_ask(struct work *work)
{
    if (json_first(work->link->subscribers) != NULL)
        ask(work);
}

/* Subscribers wait for what they have asked for, by its name. */
static void pass_wake(struct work *work)
{
    struct link *link = work->link;

    for (const struct json *s = json_first(link->subscribers); s != NULL;
         s = json_next(s)) {
        struct event *message = work_message(work, EVENT_WAKE, json_text(s));

        if (message == NULL)
            return;
        message->cause = mem_copy(work->event->cause);
        message->revision += work->event->revision; /* so that it only grows */
        for (int side = 0; side < SIDES; side++)
            message->ids[side] = mem_copy(work->event->ids[side]);
    }
    if (work->event->cause != NULL)
        return; /* it may come to be */
    json_free(link->subscribers);
    link->subscribers = json_new_array();
}

static void take_wanted(struct work *work)
{
    struct link *link = work->link;

    list_add(link->subscribers, work->event->from, LINK_SUBSCRIBERS_MAX);
    link->wanted = link->wanted || work->event->create;
    ask(work);
}

bool reference_leads_away(const struct work *work)
{
    enum side own = work->route.side;
    char *to = route_by_reference(work->flow, side_other(own),
                                  work->link->sides[own].reference);

    free(to);
    return to != NULL;
}

void alias_end(struct work *work)
{
    const struct event *event = work->event;
    bool decided = text_equal(work->link->decision, "joined") &&
                   !text_equal(event->from, work->link->alias_of);
    bool sent_back =
        event->kind == EVENT_OBSERVED && event->not_yours && !decided;
    bool refused = (event->kind == EVENT_REFUSED ||
                    event->kind == EVENT_WANTED /* a circle */) &&
                   text_equal(event->from, work->link->alias_of);

    if (!sent_back && !refused)
        return;
    mem_replace(&work->link->alias_of, NULL);
    mem_replace(&work->link->decision, NULL);
    work->link->twin = reference_leads_away(work);
    standing_set(work, LINK_PENDING, NULL, NULL);
}

void alias_take(struct work *work)
{
    switch ((int)work->event->kind) {
    case EVENT_JOIN:
        (void)match_join(work);
        break;
    case EVENT_OBSERVED:
        observed_forward(work, work->link->alias_of, false);
        break;
    case EVENT_WANTED:
        take_wanted(work);
        break;
    case EVENT_WAKE:
        pass_wake(work);
        break;
    case EVENT_COMMAND:
        (void)command_take(work);
        break;
    default:
        break;
    }
}

/* What it has asked for concerns the other link now: no answer is waited for.
 */
void alias_of_set(struct work *work, const char *to)
{
    struct link *link = work->link;

    mem_replace(&link->alias_of, to);
    request_clear(&link->request);
    link->due_ms = 0;
    for (int s = 0; s < SIDES; s++)
        link->sides[s].doubt = false;
    standing_set(work, LINK_ALIAS, NULL, NULL);
}

/* A link that was asked for reads its record when it has none. That may carry
 * the reference of another link: that one has it already. */
bool alias_become(struct work *work)
{
    struct link *link = work->link;
    enum side own = work->route.side;
    char *to;

    if (link->sides[side_other(own)].id != NULL || link->twin ||
        link->request.kind != REQUEST_NONE || link->find_after_ms != 0 ||
        link->status == LINK_HELD || link->decision != NULL ||
        apart_reference(work, own) ||
        flow_contradicts(work->flow->sides[own].where,
                         link->sides[own].observed))
        return false;
    to = route_by_reference(work->flow, side_other(own),
                            link->sides[own].reference);
    if (to == NULL)
        return false;
    alias_of_set(work, to);
    free(to);
    alias_ask(work);
    return true;
}
