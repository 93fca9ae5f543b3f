#include "domain/work.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* ---- what each event says ---- */

/* A record with our reference although the link has another already: it gets
 * a link of its own, which is held. */
static void observed_stranger(struct work *work)
{
    char *own = route_link_id(work->link->flow, work->event->side,
                              work->event->record_id, NULL);

    observed_forward(work, own, true);
    free(own);
}

/* The founder itself, or a record that carries its reference. An alias passes
 * on also what it thinks is ours. */
static bool is_ours(const struct work *work)
{
    char *reference = work_reference(work);
    bool ours = work->event->side == work->route.side ||
                text_equal(work->event->reference, reference);

    free(reference);
    return ours;
}

/* The first sight of a record: it founds the link, or it is the partner that
 * carries our reference. False: it may not. */
static bool observed_first(struct work *work)
{
    struct link *link = work->link;
    struct link_side *side = &link->sides[work->event->side];

    if (link_is_blank(link) && !work->event->founds)
        return false;
    if (link_is_blank(link))
        link->early = !work->event->gate;
    mem_replace(&side->id, work->event->record_id);
    if (work->event->side != work->route.side)
        reference_note(work, work->event->side);
    if (!work->event->not_yours && link_is_whole(link)) {
        work_outcome(work, "linked", work->event->side, NULL, "reference",
                     NULL);
    }
    return true;
}

/* Our create is out, and here is what it made: the answer will say the same,
 * or has been lost. */
static void observed_created(struct work *work)
{
    struct link *link = work->link;
    bool made_of =
        link->request.fields != NULL &&
        link->request.side == work->event->side &&
        (link->request.kind == REQUEST_CREATE || link->find_after_ms != 0);

    if (!made_of)
        return;
    agreed_settle(work, &link->request, SETTLED_FOUND);
    link->find_after_ms = 0;
    if (link->request.kind == REQUEST_NONE)
        link->due_ms = 0; /* nothing is to be looked for any more */
}

static bool take_observed(struct work *work)
{
    struct link_side *side = &work->link->sides[work->event->side];
    bool first = side->id == NULL;

    if (first && work->event->gone)
        return false;
    if (first && is_ours(work) &&
        !apart_has(work->link, work->event->record_id) && !observed_first(work))
        return false;
    if (!text_equal(side->id, work->event->record_id)) {
        observed_stranger(work);
        return false;
    }
    if (link_is_erased(work->link)) {
        erase_excuse(work);
        return first;
    }
    work->link->twin = work->event->not_yours && reference_leads_away(work);
    evidence_take(work);
    if (first)
        observed_created(work);
    return true;
}

/* Somebody refers to this link. What is not known is read. */
static void take_wanted(struct work *work)
{
    struct link *link = work->link;
    struct link_side *founder = &link->sides[work->route.side];

    list_add(link->subscribers, work->event->from, LINK_SUBSCRIBERS_MAX);
    link->wanted = link->wanted || work->event->create;
    if (founder->id != NULL)
        return;
    mem_replace(&founder->id, work->route.record_id);
    mem_replace(&founder->parent, work->event->parent);
    founder->doubt = true;
    if (work->route.parent != NULL) {
        char *hub = route_link_id(link->flow, work->route.side,
                                  work->route.record_id, NULL);

        (void)work_message(work, EVENT_CHILD, hub);
        free(hub);
    }
}

static void take_due(struct work *work)
{
    struct link *link = work->link;

    if (link->request.kind != REQUEST_NONE && link->due_ms <= work->now_ms)
        answer_lost(work);
}

/* A whole scan passed without this record. */
static bool take_unseen(struct link_side *side)
{
    side->doubt = side->id != NULL && side->gone_ms == 0;
    return side->doubt;
}

/* False: it says nothing to this link. */
static bool take(struct work *work)
{
    switch (work->event->kind) {
    case EVENT_OBSERVED:
        return take_observed(work);
    case EVENT_WANTED:
        take_wanted(work);
        return true;
    case EVENT_WAKE:
        refs_wake(work);
        return !link_is_blank(work->link);
    case EVENT_ANSWERED:
        return answer_take(work);
    case EVENT_DUE:
        take_due(work);
        return !link_is_blank(work->link);
    case EVENT_UNSEEN:
        return take_unseen(&work->link->sides[work->event->side]);
    case EVENT_PARTED:
        return apart_take(work);
    case EVENT_REFUSED: /* it is an alias no more */
        (void)apart_refused(work);
        return !link_is_blank(work->link);
    case EVENT_COMMAND:
        return command_take(work);
    case EVENT_GRANTED:
        return match_granted(work);
    case EVENT_AMBIGUOUS:
        return match_ambiguous(work);
    case EVENT_JOIN:
        return match_join(work);
    case EVENT_JOINED:
        return match_joined(work);
    case EVENT_CHILD:
    case EVENT_SCANNED:
    case EVENT_ENTER:
    case EVENT_LEAVE:
    case EVENT_REGISTERED:
        return false;
    }
    return false;
}

/* ---- what others must hear ---- */

static void wake(struct work *work, const char *cause)
{
    struct link *link = work->link;

    for (const struct json *s = json_first(link->subscribers); s != NULL;
         s = json_next(s)) {
        struct event *message = work_message(work, EVENT_WAKE, json_text(s));

        if (message == NULL)
            return;
        if (cause != NULL)
            message->cause = mem_copy(cause);
        for (int side = 0; side < SIDES && cause == NULL; side++)
            message->ids[side] = mem_copy(link->sides[side].id);
    }
}

/* Those who wait for this link hear when it is whole, and when it cannot be;
 * in the latter case they stay on the list. */
static void tell_subscribers(struct work *work, enum link_status before,
                             const char *cause_before)
{
    struct link *link = work->link;
    bool blocked = link->status == LINK_HELD || link->status == LINK_CLOSED ||
                   link->status == LINK_LONELY;
    bool news = link->status != before ||
                !text_equal(link->cause, cause_before) ||
                work->event->kind == EVENT_WANTED;

    if (link_is_whole(link) && link->status != LINK_CLOSED &&
        link->sides[work->route.side].read_ms != 0) {
        wake(work, NULL);
        json_free(link->subscribers);
        link->subscribers = json_new_array();
    } else if (blocked && news) {
        wake(work, link->cause == NULL ? "lonely" : link->cause);
    }
}

static void tell_audit(struct work *work, enum link_status before,
                       const char *cause_before)
{
    struct link *link = work->link;
    enum side side =
        link->sides[SIDE_B].id == NULL || link->sides[SIDE_B].gone_ms != 0
            ? SIDE_B
            : SIDE_A;

    if (link->status == before && text_equal(link->cause, cause_before))
        return;
    if (link->status == LINK_HELD) {
        work_outcome(work, "held", side, NULL, NULL, link->cause);
    } else if (link->status == LINK_CLOSED) {
        work_outcome(work, "closed", side, NULL, NULL, link->cause);
    } else if (before == LINK_CLOSED) {
        work_outcome(work, "reopened", side, NULL, NULL, NULL);
    }
}

/* ---- the whole ---- */

/* A record without a partner that is of another flow's kind, or has become so:
 * this flow has nothing to do with it. */
static bool is_stranger(const struct work *work)
{
    const struct link *link = work->link;
    enum side own = link->sides[SIDE_A].id != NULL ? SIDE_A : SIDE_B;

    return !link_is_whole(link) && link->request.kind == REQUEST_NONE &&
           link->find_after_ms == 0 &&
           flow_contradicts(work->flow->sides[own].where,
                            link->sides[own].observed);
}

static void forget(struct link *link)
{
    for (int s = 0; s < SIDES; s++)
        link_side_forget(link, (enum side)s);
    json_free(link->subscribers);
    link->subscribers = json_new_array();
}

/* Something has been heard that concerns it. */
static void act(struct work *work, enum link_status before,
                const char *cause_before)
{
    bool stranger = is_stranger(work);

    if (stranger) {
        work->link->due_ms = 0;
        standing_set(work, LINK_LONELY, "other-kind", NULL);
    } else if (!alias_become(work)) {
        decide(work);
    }
    match_enter(work);
    tell_subscribers(work, before, cause_before);
    tell_audit(work, before, cause_before);
    if (stranger)
        forget(work->link);
}

static void judge(struct work *work)
{
    enum link_status status;
    char *cause;

    if (work->link->status == LINK_ALIAS)
        alias_end(work);
    status = work->link->status;
    cause = mem_copy(work->link->cause);

    if (erase_is_said(work->event) && (hub_is(work) || status == LINK_ALIAS)) {
        (void)command_take(work);
    } else if (hub_is(work)) {
        hub_take(work);
    } else if (work->link->status == LINK_ALIAS &&
               work->event->kind != EVENT_PARTED) {
        alias_take(work);
    } else if (take(work)) {
        act(work, status, cause);
    }
    if (work->link->status != status || !text_equal(work->link->cause, cause))
        work->link->since_ms = work->now_ms;
    free(cause);
}

void reconcile(const struct flows *flows, const struct flow *flow,
               const struct reconcile_settings *settings, struct link *link,
               const struct event *event, int64_t now_ms,
               struct effects *ret_effects)
{
    struct work work = { .flows = flows,
                         .flow = flow,
                         .settings = settings,
                         .link = link,
                         .event = event,
                         .now_ms = now_ms,
                         .out = ret_effects };
    char *before = link_essence(link);
    char *after;

    if (route_parse(link->id, &work.route)) {
        judge(&work);
        route_free(&work.route);
    } else {
        match_judge(&work);
    }
    after = link_essence(link);
    ret_effects->changed = strcmp(before, after) != 0;
    if (ret_effects->changed)
        link->revision++;
    free(before);
    free(after);
}
